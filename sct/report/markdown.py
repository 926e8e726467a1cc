"""The report as Markdown (GitHub's flavour), for a pull request or a wiki page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sct.report.grouping import urgent, work_by_code
from sct.report.model import WORST_FIRST, Report, ReportTexts, converted
from sct.report.wording import days, duration, one_line, percent, place, plural, visible

LIMIT = 200
"""Rows of a table before it is cut; what is cut is counted."""
_SPECIAL = str.maketrans({char: "\\" + char for char in "\\`*_[]<>|~&:$#"} | {"@": "@\u200b"})


def render(report: Report, texts: ReportTexts) -> str:
    """Headline, table of kinds, work by code, load failures, assumptions with their checks, findings."""
    return "\n".join(_lines(report, texts)) + "\n"


def _lines(report: Report, texts: ReportTexts) -> Iterator[str]:
    summary = report.summary
    target = " ".join(filter(None, (report.target.engine, report.target.version)))
    yield f"# Schema conversion: {_text(report.source.engine)} to {_text(target)}"
    yield ""
    if report.objects:
        kept = converted(report.objects, report.findings)
        yield f"- **{percent(summary.automatic)} automatic**: {kept:,} of {plural(len(report.objects), 'object')}"
    effort = f" (about {days(summary.effort_minutes)} of 8 h)" if summary.effort_minutes > 480 else ""
    yield f"- **{duration(summary.effort_minutes)}** of work for a person{effort}"
    if summary.loaded or summary.load_failed:
        yield f"- Load test: {summary.loaded:,} loaded, {summary.load_failed:,} failed"
    else:
        yield "- Load test: not run"
    read = (plural(len(report.source.files), "file"), plural(summary.lines, "line"))
    yield f"- Read: {', '.join(read)}, {plural(summary.statements, 'statement')}"
    yield from _kinds(report)
    yield from _work(report, texts)
    yield from _failures(report)
    yield from _assumptions(report, texts)
    yield from _findings(report)


def _kinds(report: Report) -> Iterator[str]:
    if not report.objects:
        return
    rows = sorted(report.summary.objects.items())
    yield from _table(
        "Objects",
        ("kind", *WORST_FIRST, "total"),
        (
            (_text(kind), *(f"{counts.get(word, 0):,}" for word in WORST_FIRST), f"{sum(counts.values()):,}")
            for kind, counts in rows
        ),
    )


def _work(report: Report, texts: ReportTexts) -> Iterator[str]:
    works = work_by_code(report, texts.codes)
    yield from _table(
        "What a person must do",
        ("code", "what", "places", "work", "how"),
        (
            (
                _code(work.code),
                _text(work.info.name),
                f"{len(work.findings):,}",
                duration(work.minutes),
                _text(work.info.howto),
            )
            for work in works
        ),
    )


def _failures(report: Report) -> Iterator[str]:
    yield from _table(
        "Not taken by the target",
        ("object", "place", "the server said"),
        (
            (_code(entry.id), _code(place(entry.target or entry.source)), _code(entry.proof.message))
            for entry in report.objects
            if entry.proof.state == "failed"
        ),
    )


def _assumptions(report: Report, texts: ReportTexts) -> Iterator[str]:
    yield from _table(
        "Assumptions to check on the source",
        ("code", "object", "assumption", "check"),
        (
            (_code(one.code), _code(one.object or ""), _text(one.message), _code(texts.checks.get(index, "")))
            for index, one in enumerate(report.findings)
            if one.fidelity == "assumes"
        ),
    )


def _findings(report: Report) -> Iterator[str]:
    yield from _table(
        "Findings, most urgent first",
        ("fidelity", "code", "object", "place", "message"),
        (
            (one.fidelity, _code(one.code), _code(one.object or ""), _code(place(one.source)), _text(one.message))
            for one in urgent(report)
        ),
    )


def _table(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A section with a table; nothing at all without rows."""
    all_rows = list(rows)
    if not all_rows:
        return
    yield from ("", f"## {title}", "")
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join([' --- '] * len(head))}|"
    for row in all_rows[:LIMIT]:
        yield f"| {' | '.join(row)} |"
    if len(all_rows) > LIMIT:
        yield from ("", f"... and {len(all_rows) - LIMIT:,} more; report.html has them all.")


def _text(text: str) -> str:
    """Text that stays text: no markup, no link, no mention."""
    return one_line(text).translate(_SPECIAL)


def _code(text: str) -> str:
    """Text as a code span that fits into a table cell."""
    line = one_line(text)
    if not line:
        return ""
    fence = "`" * (1 + max((len(run) for run in _backticks(line)), default=0))
    pad = " " if "`" in line or line != visible(line.strip()) else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def _backticks(line: str) -> list[str]:
    return "".join(char if char == "`" else " " for char in line).split()
