"""BTEQ's commands as steps of a script (Basic Teradata Query Reference, "BTEQ Commands").

A LOGON is never shown: it holds a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sct.frontends.teradata import loads, tpt
from sct.ir import scripts as x
from sct.text.chunk import Chunk
from sct.text.span import Span

_SUBJECTS: dict[str, Any] = {"ERRORCODE": "errors", "ACTIVITYCOUNT": "rows", "ERRORLEVEL": "severity"}
_SIGNS: dict[str, Any] = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "^=": "<>",
    "~=": "<>",
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
}
_CONDITION = re.compile(
    r"\s*(ERRORCODE|ACTIVITYCOUNT|ERRORLEVEL)\s*(=|<>|!=|\^=|~=|<=|>=|<|>)\s*'?(\d+)'?\s*", re.IGNORECASE
)
_FILE = re.compile(r"(?:IN|OUT)?FILE\s*=?\s*(\"[^\"]*\"|'[^']*'|[^\s,;]+)", re.IGNORECASE)
_VARTEXT = re.compile(r"VARTEXT\s*(?:'([^']*)'|\"([^\"]*)\")?", re.IGNORECASE)
_LOADING = frozenset("REPEAT SESSIONS ERRLIMIT TENACITY SLEEP RECORD DEFINE AXSMOD CLEAR LAYOUT FIELD FILLER TABLE DML BEGIN END LOGTABLE LOGON LOGOFF ROUTE DISPLAY ACCEPT".split())  # fmt: skip
_QUIET = frozenset("SET SESSIONS SESSION WIDTH FORMAT TITLEDASHES FOLDLINE SUPPRESS HEADING FOOTING PAGEBREAK QUIET SHOW REPEATSTOP RETRY RECORDMODE RTITLE SEPARATOR SIDETITLES SKIPLINE UNDERLINE OMIT NULL ECHOREQ DEFAULTS TDP INDICDATA TIMEMSG ERROROUT".split())  # fmt: skip


@dataclass(slots=True)
class _Loading:
    """What a script has said of the file that is to be loaded or written."""

    file: str = ""
    delimiter: str = ""
    skip: int = 0
    unload: str = ""
    fields: list[str] = field(default_factory=list)
    labels: int = 0  # .DML LABEL
    changes: bool = False  # … of which one changes or removes rows


def script(file: str, chunks: Iterable[Chunk]) -> x.Script | None:
    """The script of a file; None when nothing in it is for the client."""
    made = x.Script(file)
    commands = 0
    now = _Loading()
    open_ifs: list[bool] = []  # whether the condition of each has a form here
    waiting: x.Load | None = None  # an INSERT of MultiLoad, whose file is named behind it
    every = list(chunks)
    of_jobs: set[Span] = set()
    for number, chunk in enumerate(every):
        if chunk.span in of_jobs:
            continue
        if chunk.kind in ("sql", "bad"):
            if now.unload:
                made.steps.append(x.Unload(chunk.span, chunk.span, now.unload))
                now.unload = ""
            else:
                made.steps.append(x.Statement(chunk.span))
        if chunk.kind != "directive":
            continue
        commands += 1
        if chunk.word in ("USING", "INSERT", "INS"):
            load = _load(chunk, now)
            if isinstance(load, x.Load) and not load.file:
                waiting = load
            else:
                made.steps.append(load)
        elif chunk.word == "IMPORT":
            _import(chunk.text, now)
            if waiting is not None:
                made.steps.append(_imported(chunk.text, waiting, now))
                waiting = None
        elif chunk.word in ("DEFINE", "RECORD", "SET") and not chunk.text.startswith("."):
            _import(chunk.text, now)
            if chunk.word == "DEFINE":
                now.fields = loads.declared(chunk.text)
            if tpt.is_job(chunk.text):
                count = len(tpt.queries(chunk.text))
                places = [c.span for c in every[number + 1 :: 2][:count]]  # between them, the rest of the job
                of_jobs.update(places)
                made.steps.extend(tpt.steps(chunk.text, chunk.span, places, _of_job))
        elif chunk.word == "EXPORT" and "OUTFILE" in chunk.text.upper():
            found = _FILE.search(chunk.text)
            now.unload = found[1].strip("'\"") if found else "export"
        elif chunk.word == "LAYOUT":
            now.fields = []
        elif chunk.word in ("FIELD", "FILLER"):
            now.fields += loads.declared(chunk.text.lstrip(". ")[len(chunk.word) :])
        elif chunk.word == "DML":
            now.labels += 1
        elif chunk.word not in _LOADING:
            now.changes = now.changes or chunk.word in ("UPDATE", "UPD", "DELETE", "DEL")
            made.steps.extend(_balanced(steps(chunk.text, chunk.span), chunk, open_ifs))
    return made if commands else None


def _balanced(several: list[x.Step], chunk: Chunk, open_ifs: list[bool]) -> list[x.Step]:
    """The steps of a command; ELSE and ENDIF of a condition that has no form go with it, as what is said of it does."""
    if chunk.word == "IF" and len(several) == 1 and "THEN" not in chunk.text.upper().split()[:-1]:
        open_ifs.append(isinstance(several[0], x.If))
    elif chunk.word == "ELSEIF" and open_ifs and open_ifs[-1] and isinstance(several[0], x.Stop):
        open_ifs[-1] = False
        return [x.Else(chunk.span), several[0], x.EndIf(chunk.span)]
    elif chunk.word in ("ELSEIF", "ELSE", "ENDIF"):
        formed = open_ifs[-1] if open_ifs else False
        if chunk.word == "ENDIF" and open_ifs:
            open_ifs.pop()
        if not formed:
            return [x.Other(chunk.span, chunk.text.strip()[:100])]
    return several


def steps(text: str, span: Span) -> list[x.Step]:
    """The steps one command stands for."""
    body = text.strip().removeprefix(".").strip().rstrip(";").strip()
    word, _, rest = body.partition(" ")
    word, rest = word.upper(), rest.strip()
    if word == "IF" or word == "ELSEIF":
        return _condition(word, rest, span, text)
    if word == "ELSE":
        return [x.Else(span)]
    if word == "ENDIF":
        return [x.EndIf(span)]
    if word == "GOTO":
        return [x.Goto(span, rest.upper())]
    if word == "LABEL":
        return [x.Label(span, rest.upper())]
    if word in ("QUIT", "EXIT"):
        return [_exit(rest, span)]
    if word in ("LOGOFF", "LOGON", "LOGMECH", "LOGDATA"):
        return []
    if word == "REMARK":
        return [x.Remark(span, rest.strip("'\""))]
    if word == "RUN":
        found = _FILE.search(rest)
        return [x.Run(span, found[1].strip("'\""))] if found else [x.Other(span, body)]
    if word == "EXPORT":
        found = _FILE.search(rest)
        return [x.Output(span, found[1].strip("'\"") if found else None)]
    if word in _QUIET or word.startswith("=") or word == "MAXERROR":
        return []
    return [x.Other(span, body[:100])]


def _condition(word: str, rest: str, span: Span, text: str) -> list[x.Step]:
    found = _CONDITION.match(rest)
    if found is None:
        return [x.Stop(span, text.strip()[:100])]
    condition = x.Condition(_SUBJECTS[found[1].upper()], _SIGNS[found[2]], int(found[3]))
    begin: x.Step = x.If(span, condition) if word == "IF" else x.ElseIf(span, condition)
    then = rest[found.end() :]
    if then.upper().startswith("THEN"):
        then = then[4:].strip()
    if not then:
        return [begin]
    return [begin, *steps(then, span), x.EndIf(span)]


def _exit(rest: str, span: Span) -> x.Step:
    word = rest.strip().upper()
    if word.isdigit():
        return x.Exit(span, int(word))
    return x.Exit(span, "errors" if word in ("ERRORCODE", "ERRORLEVEL") else None)


def _import(text: str, now: _Loading) -> None:
    file = _FILE.search(text)
    if file:
        now.file = file[1].strip("'\"")
    variable = _VARTEXT.search(text)
    if variable:
        now.delimiter = variable[1] or variable[2] or "|"
    skip = re.search(r"SKIP\s*=?\s*(\d+)", text, re.IGNORECASE)
    if skip:
        now.skip = int(skip[1])


def _load(chunk: Chunk, now: _Loading) -> x.Step:
    """INSERT … VALUES (:field, …): the fields of the file, in order, into columns of a table."""
    fields = loads.declared(chunk.text) if chunk.word == "USING" else now.fields
    found = _into(chunk.text, fields)
    if found is None:
        return x.Other(chunk.span, " ".join(chunk.text.split())[:100])
    return x.Load(chunk.span, *found, now.file, now.delimiter, now.skip)


def _into(statement: str, fields: list[str]) -> tuple[str, tuple[str, ...]] | None:
    """(table, columns) that the fields of a file go into, in their order; None where a loader would load them otherwise."""
    found = loads.insert(statement)
    if found is None:
        return None
    table, names, values = found
    columns = loads.columns(names, values, fields)
    return (table, columns) if columns is not None else None


def _imported(text: str, waiting: x.Load, now: _Loading) -> x.Step:
    """.IMPORT … APPLY label: a load where all rows of the file are inserted, and nothing else is done with them."""
    words = text.upper().split()
    if now.labels != 1 or now.changes or words.count("APPLY") != 1 or "WHERE" in words:
        text = "rows of a file that are applied by condition, or change rows that are there"
        return x.Other(waiting.span, text)
    return replace(waiting, file=now.file, delimiter=now.delimiter, skip=now.skip)


def _of_job(statement: str, file: tpt.Operator, span: Span) -> x.Step | None:
    """What a job loads: the file of its producer into the table of its INSERT."""
    found = _into(statement.strip().rstrip(";"), file.fields)
    path = tpt.path_of(file)
    if found is None or not path:
        return None
    skip = file.attributes.get("SKIPROWS", "0")
    return x.Load(span, *found, path, tpt.delimiter_of(file), int(skip) if skip.isdigit() else 0)
