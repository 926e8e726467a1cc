"""Reports to test views with: a small HR schema, thousands of objects, and one where every field is hostile.

Each returns (Report, ReportTexts) and is the same on every call. Codes and rules here are invented.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sct.report.model import (
    CodeInfo,
    FindingEntry,
    ObjectEntry,
    Proof,
    Report,
    ReportTexts,
    SourceFileInfo,
    SourceInfo,
    SpanJson,
    TargetInfo,
    ToolInfo,
    summarize,
)
from tests.report_sample_hr import CODES, HR, NO_OBJECT, Note, Piece

TOOL = ToolInfo("sct", "0.1.0", "oracle-postgres 1a2b3c4d")
TARGET_FILE = "schema.sql"


@dataclass
class TextFile:
    """A file that grows piece by piece and says where each piece stands."""

    path: str
    lines: list[str] = field(default_factory=list)

    def add(self, text: str) -> SpanJson:
        first = len(self.lines) + 1
        new = text.split("\n")
        self.lines += [*new, ""]
        return SpanJson(self.path, first, 1, first + len(new) - 1, len(new[-1]) + 1)

    def find(self, needle: str, within: SpanJson) -> SpanJson:
        """The first place of a one-line needle in a piece."""
        for line in range(within.line, within.end_line + 1):
            column = self.lines[line - 1].find(needle)
            if column >= 0:
                return SpanJson(self.path, line, column + 1, line, column + 1 + len(needle))
        raise LookupError(f"{needle!r} is not in {within}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Builder:
    """Puts pieces into files and makes the report of them."""

    def __init__(self) -> None:
        self.sources: dict[str, TextFile] = {}
        self.target = TextFile(TARGET_FILE)
        self.objects: list[ObjectEntry] = []
        self.findings: list[FindingEntry] = []
        self.checks: dict[int, str] = {}

    def add(self, piece: Piece) -> None:
        file = self.sources.setdefault(piece.file, TextFile(piece.file))
        source = file.add(piece.source)
        target = self.target.add(piece.target) if piece.target else None
        indexes = []
        for note in piece.notes:
            at = file.find(note.at, source) if note.at else source
            to = self.target.find(note.to, target) if note.to and target else None
            indexes.append(self.note(note, piece.id, at, to))
        minutes = sum(self.findings[index].effort_minutes for index in indexes)
        proof = Proof() if target is None else Proof("loaded", "postgres", "15.20", "")
        if piece.failure:
            proof = Proof("failed", "postgres", "15.20", piece.failure)
        self.objects.append(
            ObjectEntry(
                piece.id, piece.kind, piece.fidelity, source, target, piece.depends_on, minutes, proof, tuple(indexes)
            )
        )

    def note(self, note: Note, owner: str | None, at: SpanJson, to: SpanJson | None = None) -> int:
        info = CODES[note.code]
        if note.check:
            self.checks[len(self.findings)] = note.check
        self.findings.append(
            FindingEntry(note.code, note.severity, note.fidelity, owner, note.message, at, to, info.effort_minutes)
        )
        return len(self.findings) - 1

    def build(self, statements: int) -> tuple[Report, ReportTexts]:
        files = tuple(
            SourceFileInfo(file.path, hashlib.sha256(file.text.encode()).hexdigest(), len(file.lines))
            for file in self.sources.values()
        )
        report = Report(
            tool=TOOL,
            source=SourceInfo("oracle", files),
            target=TargetInfo("postgres", "15"),
            summary=summarize(self.objects, self.findings, statements, sum(file.lines for file in files)),
            objects=tuple(self.objects),
            findings=tuple(self.findings),
        )
        texts = ReportTexts(
            source={file.path: file.text for file in self.sources.values()},
            target={TARGET_FILE: self.target.text},
            codes=CODES,
            checks=self.checks,
        )
        return report, texts


def hr() -> tuple[Report, ReportTexts]:
    """About forty objects of a personnel schema, with everything a report can show."""
    builder = Builder()
    for piece in HR:
        builder.add(piece)
    for note, file, text in NO_OBJECT:
        at = builder.sources.setdefault(file, TextFile(file)).add(text)
        builder.note(note, None, at)
    return builder.build(len(HR) + len(NO_OBJECT) + 12)


def large(count: int = 5000) -> tuple[Report, ReportTexts]:
    """The HR pieces over and over in numbered schemas, bodies and all; dependencies stay inside a schema but for
    every seventh schema, which uses the one before it."""
    builder = Builder()
    for number in range(count):
        piece = HR[number % len(HR)]
        round_ = number // len(HR)
        schema = f"app{round_:03d}"
        depends = [f"{schema}.{name.split('.', 1)[1]}" for name in piece.depends_on]
        if round_ % 7 == 6:
            depends += [f"app{round_ - 1:03d}.{name.split('.', 1)[1]}" for name in piece.depends_on[:1]]
        builder.add(
            Piece(
                f"{schema}.{piece.id.split('.', 1)[1]}",
                piece.kind,
                piece.fidelity,
                f"{schema}/{piece.file}",
                piece.source,
                piece.target,
                tuple(depends),
                piece.notes,
                piece.failure if round_ % 5 == 0 else "",
            )
        )
    return builder.build(count)


HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>document.title='pwned'</script>",
    "{{ 7 * 7 }}{% raw %}",
    "'\"><svg/onload=alert(2)>",
    "__proto__",
    "constructor",
    '=HYPERLINK("http://127.0.0.1:9/x")',
    "a|b`c`[x](javascript:alert(3))",
    "\x1b[31mred\x1b]0;t\x07\x00\x9b2J",
    "\u202egnp.exe\u2028\u2029\ud800&amp;\r\nend",
    "]]><boom/>",
    "@import url(//127.0.0.1:9/y); </style><b>",
)


def hostile() -> tuple[Report, ReportTexts]:
    """Every string of a report is an attack, in every position once."""
    size = len(HOSTILE)

    def bad(number: int) -> str:
        return HOSTILE[number % size]

    text = "\n".join(HOSTILE)
    lines = len(text.split("\n"))
    fidelities = ("refused", "differs", "assumes", "runtime", "exact")
    objects, findings = [], []
    for number in range(size * 2):
        name = f"{bad(number)}.{bad(number + 1)}" if number < size else bad(number)
        span = SpanJson(bad(number), 1, 1, lines, 5)
        findings.append(
            FindingEntry(
                bad(number + 2), "error", fidelities[number % 5], name, bad(number + 3), span, span, 10 + number
            )
        )
        objects.append(
            ObjectEntry(
                name,
                bad(number + 4),
                fidelities[number % 5],
                span,
                span,
                (bad(number + 5), bad(number + 6), bad(number + 1)),
                10 + number,
                Proof("failed", bad(number + 7), bad(number + 8), bad(number + 9)),
                (number,),
            )
        )
    report = Report(
        tool=ToolInfo(bad(0), bad(1), bad(2)),
        source=SourceInfo(bad(0), tuple(SourceFileInfo(name, "0" * 64, lines) for name in HOSTILE)),
        target=TargetInfo(bad(3), bad(0)),
        summary=summarize(objects, findings, len(objects), lines),
        objects=tuple(objects),
        findings=tuple(findings),
    )
    codes = {name: CodeInfo(bad(i), bad(i + 1), 5, bad(i + 2)) for i, name in enumerate(HOSTILE)}
    bodies = dict.fromkeys(HOSTILE, text)
    return report, ReportTexts(bodies, bodies, codes, dict.fromkeys(range(len(findings)), text))
