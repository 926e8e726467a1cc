"""Several reports on the same sources, one target each, side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sct.report.model import WORST_FIRST, Report, ReportTexts
from sct.report.wording import duration, percent

_LABEL, _COLUMN = 22, 18


def _name(report: Report) -> str:
    return f"{report.target.engine} {report.target.version}"


def _objects(report: Report) -> Counter[str]:
    return Counter(entry.fidelity for entry in report.objects)


def _codes(report: Report) -> Counter[str]:
    """Codes a person has to act on, by number."""
    return Counter(f.code for f in report.findings if f.fidelity in ("refused", "differs", "assumes"))


def to_json(reports: list[Report]) -> dict[str, Any]:
    """The comparison's numbers, a target each."""
    return {
        "source": reports[0].source.to_json()["engine"],
        "statements": reports[0].summary.statements,
        "lines": reports[0].summary.lines,
        "targets": [
            {
                "engine": report.target.engine,
                "version": report.target.version,
                "objects": {name: _objects(report)[name] for name in WORST_FIRST},
                "automatic": report.summary.automatic,
                "effort_minutes": report.summary.effort_minutes,
                "load_failed": report.summary.load_failed,
                "codes": dict(sorted(_codes(report).items())),
            }
            for report in reports
        ],
    }


def render(reports: list[Report], texts: list[ReportTexts], limit: int = 15) -> str:
    """A table for people: targets as columns."""
    first = reports[0]
    lines = [
        f"{first.source.engine}: {len(first.source.files):,} files, {first.summary.lines:,} lines, "
        f"{first.summary.statements:,} statements",
        "",
        _row("", [_name(report) for report in reports]),
    ]
    counts = [_objects(report) for report in reports]
    for name in WORST_FIRST:
        lines.append(_row(name, [f"{count[name]:,}" if count[name] else "." for count in counts]))
    lines += [
        _row("objects", [f"{len(report.objects):,}" for report in reports]),
        _row("automatic", [percent(report.summary.automatic) for report in reports]),
        _row("work for a person", [duration(report.summary.effort_minutes) for report in reports]),
    ]
    if any(report.summary.loaded or report.summary.load_failed for report in reports):
        lines.append(_row("failed to load", [f"{report.summary.load_failed:,}" for report in reports]))
    kinds = sorted({kind for report in reports for kind in report.summary.objects})
    if kinds:
        lines += ["", "refused of all, by kind"]
        for kind in kinds:
            cells = []
            for report in reports:
                by = report.summary.objects.get(kind, {})
                cells.append(f"{by.get('refused', 0):,} of {sum(by.values()):,}")
            lines.append(_row(kind, cells))
    found = [_codes(report) for report in reports]
    total: Counter[str] = sum(found, Counter())
    if total:
        lines += ["", "what needs a look, by number"]
        for code, _ in sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]:
            info = next((t.codes[code] for t in texts if code in t.codes), None)
            cells = [f"{one[code]:,}" if one[code] else "." for one in found]
            lines.append(_row(f"{code} {info.name if info else ''}"[:34], cells, 36))
        if len(total) > limit:
            lines.append(f"… and {len(total) - limit:,} more codes")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _row(label: str, cells: list[str], width: int = _LABEL) -> str:
    return f"{label:{width}}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells)
