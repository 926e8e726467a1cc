"""The report as a short text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sct.report.grouping import totals_by_fidelity, urgent
from sct.report.model import WORST_FIRST, FindingEntry, Report, ReportTexts, converted
from sct.report.wording import days, duration, first_sentence, one_line, percent, place, plural, visible

_COLORS = {"refused": "31", "differs": "35", "assumes": "33", "runtime": "36", "exact": "32", "bold": "1", "dim": "2"}
_LABEL = 9
LINE_FEED = "\n"


def render(report: Report, texts: ReportTexts, *, color: bool = False, width: int = 80, limit: int = 10) -> str:
    """The summary, what failed to load, and the ``limit`` most urgent findings with their next step.

    ``color``: escape sequences are written (the caller honours NO_COLOR and asks whether this is a terminal);
    ``width``: columns to wrap at. Text of the input never brings escape sequences of its own.
    """
    view = _Terminal(report, texts, color, max(width, 50), limit)
    return "\n".join(line.rstrip() for line in view.lines()) + "\n"


class _Terminal:
    def __init__(self, report: Report, texts: ReportTexts, color: bool, width: int, limit: int) -> None:
        self.report = report
        self.texts = texts
        self.color = color
        self.width = width
        self.limit = limit

    def lines(self) -> Iterator[str]:
        yield from self.head()
        yield ""
        yield from self.table()
        yield ""
        yield from self.sums()
        yield from self.failures()
        yield from self.findings()

    def head(self) -> Iterator[str]:
        report, summary = self.report, self.report.summary
        target = " ".join(filter(None, (report.target.engine, report.target.version)))
        yield self.paint(f"{one_line(report.source.engine)} -> {one_line(target)}", "bold")
        read = (
            plural(len(report.source.files), "file"),
            plural(summary.lines, "line"),
            plural(summary.statements, "statement"),
            plural(len(report.objects), "object"),
        )
        yield ", ".join(read)

    def table(self) -> Iterator[str]:
        rows = sorted(self.report.summary.objects.items())
        if not rows:
            yield "no objects"
            return
        totals = totals_by_fidelity(self.report)
        first = max(len("total"), *(len(one_line(kind)) for kind, _ in rows))
        first = min(first, self.width - 8 * (len(WORST_FIRST) + 1))
        yield self.paint(" " * first + "".join(f"{word:>8}" for word in (*WORST_FIRST, "total")), "dim")
        for kind, counts in (*rows, ("total", totals)):
            cells = "".join(self.cell(counts.get(word, 0), word) for word in WORST_FIRST)
            total = f"{sum(counts.values()):>8,}"
            yield f"{_cut(one_line(kind), first):<{first}}{cells}{total}"

    def cell(self, number: int, word: str) -> str:
        return self.paint(f"{number:>8,}", word) if number else self.paint(f"{'.':>8}", "dim")

    def sums(self) -> Iterator[str]:
        report, summary = self.report, self.report.summary
        if report.objects:
            kept = converted(report.objects, report.findings)
            yield f"automatic {percent(summary.automatic)}: {kept:,} of {plural(len(report.objects), 'object')}"
        not_run = len(report.objects) - summary.loaded - summary.load_failed
        if summary.loaded or summary.load_failed:
            failed = f"{summary.load_failed:,} failed"
            failed = self.paint(failed, "refused") if summary.load_failed else failed
            yield f"load test {summary.loaded:,} loaded, {failed}, {not_run:,} not run"
        else:
            yield "load test not run"
        effort = summary.effort_minutes
        yield f"work      {duration(effort)} for a person" + (f" (about {days(effort)} of 8 h)" if effort > 480 else "")

    def failures(self) -> Iterator[str]:
        failed = [entry for entry in self.report.objects if entry.proof.state == "failed"]
        if not failed:
            return
        yield ""
        yield self.paint(f"The target did not take {plural(len(failed), 'object')}", "bold")
        for entry in failed[: self.limit]:
            yield f"  {self.paint('failed'.ljust(_LABEL), 'refused')}{place(entry.target or entry.source)}"
            yield from self.indented(f"{entry.id}: {entry.proof.message.strip().partition(LINE_FEED)[0]}")
        yield from self.more(len(failed) - self.limit)

    def findings(self) -> Iterator[str]:
        found = urgent(self.report)
        if not found:
            return
        yield ""
        if len(found) <= self.limit:
            yield self.paint("To do", "bold")
            for finding in found:
                yield from self.finding(finding)
            return
        # What is the same to do in many places is one line of the list, not all of it.
        several: dict[str, list[FindingEntry]] = {}
        for finding in found:
            several.setdefault(finding.code, []).append(finding)
        yield self.paint("Most urgent", "bold")
        for same in list(several.values())[: self.limit]:
            yield from self.finding(same[0])
            if same[1:]:
                effort = sum(f.effort_minutes for f in same[1:])
                more = f"and {plural(len(same) - 1, 'more place')}" + (f", {duration(effort)}" if effort else "")
                yield from self.indented(more)
        yield from self.more(len(several) - self.limit, "kind")

    def finding(self, finding: FindingEntry) -> Iterator[str]:
        label = self.paint(f"{finding.fidelity:<{_LABEL}}", finding.fidelity)
        effort = f"  {duration(finding.effort_minutes)}" if finding.effort_minutes else ""
        yield f"  {label}{one_line(finding.code)}  {place(finding.source)}{self.paint(effort, 'dim')}"
        owner = f"{finding.object}: " if finding.object is not None else ""
        yield from self.indented(owner + finding.message)
        info = self.texts.codes.get(finding.code)
        step = first_sentence(info.howto) if info else ""
        yield from self.indented(step or f"sct explain {finding.code}", "-> ")

    def indented(self, text: str, lead: str = "") -> Iterator[str]:
        margin = " " * (_LABEL + 2)
        yield from textwrap.wrap(
            lead + one_line(text),
            self.width,
            initial_indent=margin,
            subsequent_indent=margin + " " * len(lead),
            break_on_hyphens=False,
        )

    def more(self, number: int, of: str = "") -> Iterator[str]:
        if number > 0:
            what = f"{number:,} more" if not of else plural(number, f"more {of}")
            yield f"  ... and {what} (report.html has them all)"

    def paint(self, text: str, color: str) -> str:
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m" if self.color and text.strip() else text


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else visible(text[: width - 1]) + "~"
