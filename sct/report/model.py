"""The one model of a conversion's outcome; ``report.json`` is its exact form, every other form a view of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sct.records import dataclass, field
from sct.report.reading import Reader, ReportFormatError

REPORT_VERSION = 1
WORST_FIRST: tuple[str, ...] = ("refused", "differs", "assumes", "runtime", "exact")
"""What an object became, worst first."""
LOUDEST_FIRST: tuple[str, ...] = ("error", "warning", "note")
"""How loud a finding is, loudest first."""
PROOF_STATES: tuple[str, ...] = ("loaded", "failed", "not_run")


class SpanJson(NamedTuple):
    """A place in a text file: 1-based lines and columns, ``end_column`` one past the last character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
        }

    @classmethod
    def read(cls, reader: Reader) -> SpanJson:
        numbers = [reader.integer(key, least=1) for key in ("line", "column", "end_line", "end_column")]
        return cls(reader.text("file"), *numbers)


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """Who wrote the report; ``rulebook`` identifies the rules used (a version or a hash)."""

    name: str
    version: str
    rulebook: str

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "version": self.version, "rulebook": self.rulebook}


@dataclass(frozen=True, slots=True)
class SourceFileInfo:
    """One input file: path relative to what was given, sha256 of its bytes in hex, number of lines."""

    path: str
    sha256: str
    lines: int

    def to_json(self) -> dict[str, Any]:
        return {"path": self.path, "sha256": self.sha256, "lines": self.lines}


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The source engine and the files read."""

    engine: str
    files: tuple[SourceFileInfo, ...]

    def to_json(self) -> dict[str, Any]:
        return {"engine": self.engine, "files": [file.to_json() for file in self.files]}


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """The target engine and the version written for."""

    engine: str
    version: str

    def to_json(self) -> dict[str, Any]:
        return {"engine": self.engine, "version": self.version}


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a real target took the object: ``loaded``, ``failed`` (message: what the server said) or ``not_run``."""

    state: str = "not_run"
    engine: str = ""
    version: str = ""
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"state": self.state, "engine": self.engine, "version": self.version, "message": self.message}

    @classmethod
    def read(cls, reader: Reader) -> Proof:
        return cls(
            reader.choice("state", PROOF_STATES), reader.text("engine"), reader.text("version"), reader.text("message")
        )


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """One object of the source and what it became.

    ``depends_on`` holds ids of objects (an id that no entry has is an object outside the input); ``findings`` holds
    indexes into :attr:`Report.findings`; ``effort_minutes`` is a person's work on this object, its findings included.
    """

    id: str
    kind: str
    fidelity: str
    source: SpanJson | None
    target: SpanJson | None
    depends_on: tuple[str, ...] = ()
    effort_minutes: int = 0
    proof: Proof = Proof()
    findings: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "fidelity": self.fidelity,
            "source": _span(self.source),
            "target": _span(self.target),
            "depends_on": list(self.depends_on),
            "effort_minutes": self.effort_minutes,
            "proof": self.proof.to_json(),
            "findings": list(self.findings),
        }

    @classmethod
    def read(cls, reader: Reader) -> ObjectEntry:
        source, target = reader.optional("source"), reader.optional("target")
        return cls(
            id=reader.text("id"),
            kind=reader.text("kind"),
            fidelity=reader.choice("fidelity", WORST_FIRST),
            source=SpanJson.read(source) if source else None,
            target=SpanJson.read(target) if target else None,
            depends_on=tuple(reader.texts("depends_on")),
            effort_minutes=reader.integer("effort_minutes"),
            proof=Proof.read(reader.child("proof")),
            findings=tuple(reader.integers("findings")),
        )


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """One thing worth saying about one place: its code is explained by :class:`CodeInfo`."""

    code: str
    severity: str
    fidelity: str
    object: str | None
    message: str
    source: SpanJson | None
    target: SpanJson | None = None
    effort_minutes: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "fidelity": self.fidelity,
            "object": self.object,
            "message": self.message,
            "source": _span(self.source),
            "target": _span(self.target),
            "effort_minutes": self.effort_minutes,
        }

    @classmethod
    def read(cls, reader: Reader) -> FindingEntry:
        source, target = reader.optional("source"), reader.optional("target")
        return cls(
            code=reader.text("code"),
            severity=reader.choice("severity", LOUDEST_FIRST),
            fidelity=reader.choice("fidelity", WORST_FIRST),
            object=reader.nullable_text("object"),
            message=reader.text("message"),
            source=SpanJson.read(source) if source else None,
            target=SpanJson.read(target) if target else None,
            effort_minutes=reader.integer("effort_minutes"),
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a report. ``objects``: kind -> fidelity -> count; ``automatic``: share 0.0-1.0."""

    objects: Mapping[str, Mapping[str, int]]
    statements: int
    lines: int
    automatic: float
    effort_minutes: int
    loaded: int
    load_failed: int

    def to_json(self) -> dict[str, Any]:
        return {
            "objects": {
                kind: {name: self.objects[kind][name] for name in WORST_FIRST if self.objects[kind].get(name)}
                for kind in sorted(self.objects)
            },
            "statements": self.statements,
            "lines": self.lines,
            "automatic": self.automatic,
            "effort_minutes": self.effort_minutes,
            "loaded": self.loaded,
            "load_failed": self.load_failed,
        }

    @classmethod
    def read(cls, reader: Reader) -> Summary:
        kinds = reader.child("objects")
        return cls(
            objects={kind: kinds.child(kind).counts(WORST_FIRST) for kind in kinds.names()},
            statements=reader.integer("statements"),
            lines=reader.integer("lines"),
            automatic=reader.share("automatic"),
            effort_minutes=reader.integer("effort_minutes"),
            loaded=reader.integer("loaded"),
            load_failed=reader.integer("load_failed"),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a conversion said. Views read it and nothing else (but :class:`ReportTexts` for what they quote)."""

    tool: ToolInfo
    source: SourceInfo
    target: TargetInfo
    summary: Summary
    objects: tuple[ObjectEntry, ...]
    findings: tuple[FindingEntry, ...]

    def to_json(self) -> dict[str, Any]:
        """The value of report.json, keys always in the same order."""
        return {
            "version": REPORT_VERSION,
            "tool": self.tool.to_json(),
            "source": self.source.to_json(),
            "target": self.target.to_json(),
            "summary": self.summary.to_json(),
            "objects": [entry.to_json() for entry in self.objects],
            "findings": [entry.to_json() for entry in self.findings],
        }

    @classmethod
    def from_json(cls, value: object) -> Report:
        """The report of a parsed report.json; raises :class:`ReportFormatError` naming the place that is wrong."""
        reader = Reader(value, "report")
        if reader.integer("version") != REPORT_VERSION:
            raise ReportFormatError(f"report.version: only {REPORT_VERSION} is known")
        tool, source, target = reader.child("tool"), reader.child("source"), reader.child("target")
        files = (
            SourceFileInfo(file.text("path"), file.text("sha256"), file.integer("lines"))
            for file in source.children("files")
        )
        return cls(
            tool=ToolInfo(tool.text("name"), tool.text("version"), tool.text("rulebook")),
            source=SourceInfo(source.text("engine"), tuple(files)),
            target=TargetInfo(target.text("engine"), target.text("version")),
            summary=Summary.read(reader.child("summary")),
            objects=tuple(ObjectEntry.read(child) for child in reader.children("objects")),
            findings=tuple(FindingEntry.read(child) for child in reader.children("findings")),
        )

    def problems(self) -> list[str]:
        """What contradicts itself in this report (empty when nothing does): ids used twice, indexes that lead nowhere,
        findings that their object does not list, unknown words, a summary that is not the sum of the entries."""
        found: list[str] = []
        seen: set[str] = set()
        listed: dict[int, str] = {}
        for entry in self.objects:
            if entry.id in seen:
                found.append(f"object id {entry.id!r} is used twice")
            seen.add(entry.id)
            if entry.fidelity not in WORST_FIRST or entry.proof.state not in PROOF_STATES:
                found.append(f"object {entry.id!r}: unknown fidelity or proof state")
            for index in entry.findings:
                if not 0 <= index < len(self.findings):
                    found.append(f"object {entry.id!r}: no finding {index}")
                elif self.findings[index].object != entry.id:
                    found.append(f"object {entry.id!r}: finding {index} belongs to {self.findings[index].object!r}")
                else:
                    listed[index] = entry.id
        for index, finding in enumerate(self.findings):
            if finding.fidelity not in WORST_FIRST or finding.severity not in LOUDEST_FIRST:
                found.append(f"finding {index}: unknown fidelity or severity")
            if finding.object is not None and index not in listed:
                found.append(f"finding {index}: object {finding.object!r} does not list it")
        counted = summarize(self.objects, self.findings, self.summary.statements, self.summary.lines)
        if counted.to_json() != self.summary.to_json():
            found.append("summary is not the sum of the entries")
        return found


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """What the rulebook says about a code; ``howto`` tells a person what to do."""

    name: str
    why: str = ""
    effort_minutes: int = 0
    howto: str = ""


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """The texts that views quote; a span's ``file`` is the key of ``source`` or ``target``.

    ``checks``: index of a finding -> SQL for the source that checks its assumption.
    ``anchors``: object id -> pairs (source line, target line) that belong together, both counted in their files.
    """

    source: Mapping[str, str] = field(default_factory=dict)
    target: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, CodeInfo] = field(default_factory=dict)
    checks: Mapping[int, str] = field(default_factory=dict)
    anchors: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


BY_HAND = "SC1619"  # the code of an object whose file was edited


def converted(objects: Sequence[ObjectEntry], findings: Sequence[FindingEntry]) -> int:
    """How many objects are what sct made of them: neither refused nor edited by hand."""
    edited = {finding.object for finding in findings if finding.code == BY_HAND}
    return sum(entry.fidelity != "refused" and entry.id not in edited for entry in objects)


def summarize(objects: Sequence[ObjectEntry], findings: Sequence[FindingEntry], statements: int, lines: int) -> Summary:
    """The summary of these entries.

    ``automatic`` is the share of objects that are neither refused nor edited by hand, cut (not rounded) after four digits so that only
    all of them make 1.0; without objects it is 0.0. ``effort_minutes`` adds up the objects and the findings that
    belong to no object (an object's own findings are in its number already).
    """
    counts: dict[str, dict[str, int]] = {}
    for entry in objects:
        by_fidelity = counts.setdefault(entry.kind, {})
        by_fidelity[entry.fidelity] = by_fidelity.get(entry.fidelity, 0) + 1
    kept = converted(objects, findings)
    return Summary(
        objects=counts,
        statements=statements,
        lines=lines,
        automatic=kept * 10_000 // len(objects) / 10_000 if objects else 0.0,
        effort_minutes=_minutes(objects) + _minutes(f for f in findings if f.object is None),
        loaded=sum(entry.proof.state == "loaded" for entry in objects),
        load_failed=sum(entry.proof.state == "failed" for entry in objects),
    )


def _minutes(entries: Iterable[ObjectEntry | FindingEntry]) -> int:
    return sum(entry.effort_minutes for entry in entries)


def _span(span: SpanJson | None) -> dict[str, Any] | None:
    return None if span is None else span.to_json()
