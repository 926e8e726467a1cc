"""What the page's script gets: the model with repeated words replaced by numbers, and the texts its spans need.

Rows instead of objects keep the file small; ``templates/js/data.js`` is the other side of this contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sct.report.grouping import work_by_code
from sct.report.model import LOUDEST_FIRST, WORST_FIRST, Report, ReportTexts, SpanJson

MAX_LINES = 3000
"""Lines of one object that the page shows at most; fewer when everything together is over :data:`MAX_CHARS`."""
MIN_LINES = 20
MAX_CHARS = 10_000_000
MAX_LINE = 2000
"""Characters of a line that the page shows."""
CONTEXT = 2
"""Lines around a finding that belongs to no object."""
Ranges = list[tuple[int, int]]


class Numbers:
    """Gives each different value the next number."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self._numbers)
        return found

    def values(self) -> list[Any]:
        return list(self._numbers)


def page_data(report: Report, texts: ReportTexts) -> dict[str, Any]:
    """The model. Spans are ``[file, line, column, end_line, end_column]`` or 0."""
    files, kinds, schemas, proofs, codes = Numbers(), Numbers(), Numbers(), Numbers(), Numbers()
    for file in report.source.files:
        files.of(file.path)

    numbered = files.of
    spans: dict[SpanJson | None, Any] = {None: 0}  # an object's place is that of its findings, too

    def span(value: SpanJson | None) -> Any:
        found = spans.get(value)
        if found is None:
            file, *numbers = value  # type: ignore[misc]
            found = spans[value] = [numbered(file), *numbers]
        return found

    place = {entry.id: number for number, entry in reversed(list(enumerate(report.objects)))}
    fidelity = {word: number for number, word in enumerate(WORST_FIRST)}
    severity = {word: number for number, word in enumerate(LOUDEST_FIRST)}
    many = len(report.findings)
    objects = [
        [
            entry.id,
            kinds.of(entry.kind),
            fidelity[entry.fidelity],
            schemas.of(schema_of(entry.id)),
            span(entry.source),
            span(entry.target),
            [place.get(name, name) for name in entry.depends_on] if entry.depends_on else [],
            entry.effort_minutes,
            proofs.of((entry.proof.state, entry.proof.engine, entry.proof.version, entry.proof.message)),
            [index for index in entry.findings if 0 <= index < many],
        ]
        for entry in report.objects
    ]
    findings = [
        [
            codes.of(one.code),
            severity[one.severity],
            fidelity[one.fidelity],
            -1 if one.object is None else place.get(one.object, -1),
            one.message,
            span(one.source),
            span(one.target),
            one.effort_minutes,
            texts.checks.get(index, 0),
        ]
        for index, one in enumerate(report.findings)
    ]
    work = [[codes.of(one.code), one.minutes, list(one.findings)] for one in work_by_code(report, texts.codes)]
    infos = [(code, texts.codes.get(code)) for code in codes.values()]
    return {
        "source": report.source.engine,
        "target": report.target.engine,
        "fidelities": WORST_FIRST,
        "severities": LOUDEST_FIRST,
        "inputs": [[file.path, file.sha256, file.lines] for file in report.source.files],
        "files": files.values(),
        "kinds": kinds.values(),
        "schemas": schemas.values(),
        "proofs": proofs.values(),
        "codes": [[code, info.name, info.why, info.howto] if info else [code, "", "", ""] for code, info in infos],
        "objects": objects,
        "findings": findings,
        "work": work,
    }


def page_texts(report: Report, texts: ReportTexts) -> dict[str, Any]:
    """The lines that spans lead to: ``side -> [[file, [[first line, text], ...]], ...]``, each line once; and how many
    lines of an object are there at most."""
    limit = MAX_LINES
    while True:
        source = _side(texts.source, _source_ranges(report, limit))
        target = _side(texts.target, _target_ranges(report, limit))
        size = sum(len(text) for _, chunks in (*source, *target) for _, text in chunks)
        if size <= MAX_CHARS or limit <= MIN_LINES:
            break
        limit //= 2
    anchors = [
        [number, [list(pair) for pair in texts.anchors[entry.id]]]
        for number, entry in enumerate(report.objects)
        if entry.id in texts.anchors
    ]
    return {"limit": limit, "max_line": MAX_LINE, "source": source, "target": target, "anchors": anchors}


def schema_of(name: str) -> str:
    """What stands before the first dot of an object's id (a kind in front of it left out); empty without one."""
    if not name.startswith('"'):
        name = name.rpartition(":")[2]
    if name.startswith('"'):
        end = name.find('".')
        return name[: end + 1] if end > 0 else ""
    return name.partition(".")[0] if "." in name else ""


def _source_ranges(report: Report, limit: int) -> Mapping[str, Ranges]:
    spans = [(entry.source, 0) for entry in report.objects]
    spans += [(one.source, 0 if one.object is not None else CONTEXT) for one in report.findings]
    return _ranges(spans, limit)


def _target_ranges(report: Report, limit: int) -> Mapping[str, Ranges]:
    return _ranges([(entry.target, 0) for entry in report.objects], limit)


def _ranges(spans: Iterable[tuple[SpanJson | None, int]], limit: int) -> dict[str, Ranges]:
    """Lines to keep by file: sorted, joined where they touch."""
    several: dict[str, set[tuple[int, int]]] = {}
    for span, around in spans:
        if span is not None:
            file, line, _, end, _ = span
            if end - line >= limit:
                end = line + limit - 1
            found = several.get(file)
            if found is None:
                found = several[file] = set()
            found.add((max(1, line - around) if around else line, end + around))
    wanted: dict[str, Ranges] = {}
    for file, ranges in several.items():
        joined: Ranges = []
        for first, last in sorted(ranges):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        wanted[file] = joined
    return wanted


def _side(texts: Mapping[str, str], ranges: Mapping[str, Ranges]) -> list[tuple[str, list[tuple[int, str]]]]:
    side = []
    for file, wanted in ranges.items():
        text = texts.get(file)
        if text is not None:
            lines = text.split("\n")
            if "\r" in text or max(map(len, lines)) > MAX_LINE:
                lines = [line.removesuffix("\r")[: MAX_LINE + 1] for line in lines]
            side.append((file, [(first, "\n".join(lines[first - 1 : last])) for first, last in wanted]))
    return side
