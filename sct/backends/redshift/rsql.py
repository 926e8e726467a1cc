"""Client scripts for Amazon Redshift RSQL (Redshift Management Guide, "Amazon Redshift RSQL").

Errors are asked of `:ERROR` (0 or not) or, where the source names one, of `:ERRORCODE` (an SQLSTATE); the number of
rows of `:ACTIVITYCOUNT`. Files that a loader reads, or a query is unloaded into, have to be staged in S3.
"""

from __future__ import annotations

from collections.abc import Callable

from sct.backends.redshift.names import string
from sct.diagnostics.finding import Finding
from sct.ir import scripts as x
from sct.text.span import Span

# What the source's error numbers are on the target: SQLSTATEs.
_STATES = {
    3807: "42P01",
    3803: "42P07",
    3804: "42P07",
    3810: "42703",
    2618: "22012",
    3706: "42601",
    3523: "42501",
    3524: "42501",
}
_S3 = "s3://BUCKET/"


def write(script: x.Script, sql_at: Callable[[Span], str]) -> tuple[str, list[Finding]]:
    """The script, and what has to be said of it. `sql_at(span)`: what became of the statement there."""
    writer = _Writer(sql_at)
    for step in script.steps:
        writer.step(step)
    head = f"-- {script.file}: run with rsql; connect with its options, no password stands here\n"
    return head + "\n".join(writer.lines) + "\n", writer.findings


class _Writer:
    def __init__(self, sql_at: Callable[[Span], str]) -> None:
        self.sql_at = sql_at
        self.lines: list[str] = []
        self.findings: list[Finding] = []
        self.depth = 0

    def line(self, text: str) -> None:
        self.lines.append("  " * self.depth + text)

    def step(self, step: x.Step) -> None:
        if isinstance(step, x.Statement):
            text = self.sql_at(step.span)
            if text:
                self.lines.append(text)
        elif isinstance(step, x.If):
            self.line(f"\\if {self.condition(step.condition, step.span)}")
            self.depth += 1
        elif isinstance(step, (x.ElseIf, x.Else)):
            self.depth = max(self.depth - 1, 0)
            if isinstance(step, x.ElseIf):
                self.line(f"\\elseif {self.condition(step.condition, step.span)}")
            else:
                self.line("\\else")
            self.depth += 1
        elif isinstance(step, x.EndIf):
            self.depth = max(self.depth - 1, 0)
            self.line("\\endif")
        elif isinstance(step, x.Goto):
            self.line(f"\\goto {step.label}")
        elif isinstance(step, x.Label):
            self.line(f"\\label {step.name}")
        elif isinstance(step, x.Exit):
            self.exit(step)
        elif isinstance(step, x.Remark):
            self.line(f"\\remark {string(step.text)}")
        elif isinstance(step, x.Run):
            self.line(f"\\i {step.file}")
        elif isinstance(step, x.Output):
            self.line(f"\\o {step.file}" if step.file else "\\o")
        elif isinstance(step, x.Load):
            self.load(step)
        elif isinstance(step, x.Unload):
            self.unload(step)
        elif isinstance(step, x.Stop):
            self.findings.append(Finding("SC2007", step.text, step.span))
            self.line(f"-- SC2007: {_one_line(step.text)}")
            self.line(f"\\remark {string('not converted: ' + _one_line(step.text))}")
            self.line("\\exit 12")
        elif isinstance(step, x.Other):
            self.findings.append(Finding("SC2003", step.text, step.span))
            self.line(f"-- SC2003: {_one_line(step.text)}")

    def condition(self, asked: x.Condition, span: Span) -> str:
        if asked.subject == "rows":
            return f":ACTIVITYCOUNT {asked.operator} {asked.value}"
        if asked.value == 0 or asked.subject == "severity":
            none = asked.operator == "=" and asked.value == 0
            return ":ERROR = 0" if none else ":ERROR <> 0"
        state = _STATES.get(asked.value)
        if state is None or asked.operator not in ("=", "<>"):
            words = f"error {asked.operator} {asked.value}: every error is meant here"
            self.findings.append(Finding("SC2004", words, span))
            return ":ERROR <> 0" if asked.operator != "<>" else ":ERROR = 0"
        return f":ERRORCODE {asked.operator} '{state}'"

    def exit(self, step: x.Exit) -> None:
        if step.code == "errors":
            self.line("\\if :ERROR <> 0")
            self.line("  \\exit 1")
            self.line("\\endif")
            self.line("\\exit 0")
        else:
            self.line(f"\\exit {step.code}" if step.code is not None else "\\exit 0")

    def load(self, step: x.Load) -> None:
        self.findings.append(Finding("SC2005", f"{step.file} is loaded into {step.table}", step.span))
        columns = f" ({', '.join(step.columns)})" if step.columns else ""
        form = f"DELIMITER {string(step.delimiter)}" if step.delimiter else "FIXEDWIDTH :widths"
        self.line(f"-- SC2005: put {_one_line(step.file)} into S3 first")
        skip = f" IGNOREHEADER {step.skip}" if step.skip else ""
        self.line(f"COPY {step.table}{columns} FROM {string(_S3 + _name(step.file))} IAM_ROLE DEFAULT {form}{skip};")

    def unload(self, step: x.Unload) -> None:
        self.findings.append(Finding("SC2005", f"rows are unloaded into {step.file}", step.span))
        query = self.sql_at(step.query).strip().rstrip(";")
        if query.startswith("/*"):  # refused: it stands there as a comment
            self.lines.append(query)
            return
        form = f" DELIMITER {string(step.delimiter)}" if step.delimiter else ""
        place = string(_S3 + _name(step.file))
        self.line(f"UNLOAD ({string(query)}) TO {place} IAM_ROLE DEFAULT{form} PARALLEL OFF ALLOWOVERWRITE;")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1]
