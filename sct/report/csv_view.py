"""The report as CSV for a spreadsheet: a row for each finding, and one for each object without findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sct.report.model import FindingEntry, ObjectEntry, Report, ReportTexts, SpanJson
from sct.report.wording import visible

COLUMNS = (
    "object", "kind", "object_fidelity", "proof", "proof_message", "object_effort_minutes",
    "code", "name", "severity", "fidelity", "message", "finding_effort_minutes",
    "source_file", "source_line", "source_column", "target_file", "target_line", "target_column",
)  # fmt: skip
Cell = str | int


def render(report: Report, texts: ReportTexts) -> str:
    """CSV (RFC 4180 quoting, line feeds, a header). ``object_effort_minutes`` stands in an object's first row only, so
    that columns can be summed. A cell that a spreadsheet would run as a formula starts with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(report, texts):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _rows(report: Report, texts: ReportTexts) -> Iterator[tuple[Cell, ...]]:
    for entry in report.objects:
        indexes = [index for index in entry.findings if 0 <= index < len(report.findings)]
        if not indexes:
            yield (*_object(entry, True), *("",) * 6, *_place(entry.source), *_place(entry.target))
        for number, index in enumerate(indexes):
            yield (*_object(entry, number == 0), *_finding(report.findings[index], texts))
    for finding in report.findings:
        if finding.object is None:
            yield (*("",) * 6, *_finding(finding, texts))


def _object(entry: ObjectEntry, first: bool) -> tuple[Cell, ...]:
    effort: Cell = entry.effort_minutes if first else ""
    return (entry.id, entry.kind, entry.fidelity, entry.proof.state, entry.proof.message, effort)


def _finding(finding: FindingEntry, texts: ReportTexts) -> tuple[Cell, ...]:
    info = texts.codes.get(finding.code)
    said = (finding.code, info.name if info else "", finding.severity, finding.fidelity, finding.message)
    return (*said, finding.effort_minutes, *_place(finding.source), *_place(finding.target))


def _place(span: SpanJson | None) -> tuple[Cell, Cell, Cell]:
    return ("", "", "") if span is None else (span.file, span.line, span.column)


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, int):
        return cell
    text = visible(cell.replace("\r\n", "\n"), keep_lines=True)
    return "'" + text if text.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") or text[:1] == "\t" else text
