"""The numbers behind the page's first picture: stacked bars and where the work is."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from sct.records import dataclass
from sct.report.grouping import totals_by_fidelity, work_by_code, work_outside_codes
from sct.report.model import WORST_FIRST, Report, ReportTexts

WIDTH = 1000
"""Length of a full bar, in units of the drawing."""
GAP = 3
TOP = 8
"""Codes shown one by one under "where the work is"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar."""

    fidelity: str
    number: int
    x: int
    width: int
    link: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A kind of objects."""

    name: str
    total: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class WorkBar:
    """Minutes of one code, or of the rest."""

    code: str
    name: str
    minutes: int
    places: int
    width: int
    fidelity: str
    link: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the overview shows that the summary does not hold."""

    total: Bar
    kinds: tuple[Bar, ...]
    work: tuple[WorkBar, ...]
    by_fidelity: Mapping[str, int]
    not_run: int
    proof_engine: str
    todo: int
    assumptions: int


def picture(report: Report, texts: ReportTexts) -> Picture:
    """Bars are in the order of the kinds' sizes."""
    totals = totals_by_fidelity(report)
    kinds = sorted(report.summary.objects.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    proofs = sorted({f"{one.proof.engine} {one.proof.version}".strip() for one in report.objects} - {""})
    works = work_by_code(report, texts.codes)
    return Picture(
        total=_bar("", totals),
        kinds=tuple(_bar(kind, counts) for kind, counts in kinds),
        work=_work(report, texts),
        by_fidelity=totals,
        not_run=len(report.objects) - report.summary.loaded - report.summary.load_failed,
        proof_engine=", ".join(proofs),
        todo=len(works) + (1 if report.summary.load_failed else 0),
        assumptions=sum(one.fidelity == "assumes" for one in report.findings),
    )


def _bar(kind: str, counts: Mapping[str, int]) -> Bar:
    """Every stretch that stands for something can be seen: at least a hundredth of the bar."""
    present = [(word, counts[word]) for word in WORST_FIRST if counts.get(word)]
    total = sum(number for _, number in present)
    room = WIDTH - GAP * max(0, len(present) - 1)
    widths = [max(WIDTH // 100, room * number // total) for _, number in present]
    if widths:
        widths[widths.index(max(widths))] += room - sum(widths)
    pieces, x = [], 0
    for (word, number), width in zip(present, widths, strict=True):
        pieces.append(Piece(word, number, x, width, _link(kind, word)))
        x += width + GAP
    return Bar(kind, total, tuple(pieces))


def _link(kind: str, fidelity: str) -> str:
    link = f"#/objects?fidelity={fidelity}"
    return f"{link}&kind={_quoted(kind)}" if kind else link


def _work(report: Report, texts: ReportTexts) -> tuple[WorkBar, ...]:
    works = [work for work in work_by_code(report, texts.codes) if work.minutes]
    bars = [
        (
            work.code,
            work.info.name,
            work.minutes,
            len(work.findings),
            work.fidelity,
            f"#/todo?code={_quoted(work.code)}",
        )
        for work in works[:TOP]
    ]
    rest = works[TOP:]
    if rest:
        places = sum(len(work.findings) for work in rest)
        bars.append(("", f"{len(rest)} more codes", sum(work.minutes for work in rest), places, "", "#/todo"))
    outside = work_outside_codes(report)
    if outside > 0:
        bars.append(("", "work noted on objects only", outside, 0, "", "#/objects?sort=effort"))
    longest = max((bar[2] for bar in bars), default=1)
    return tuple(
        WorkBar(code, name, minutes, places, max(6, WIDTH * minutes // longest), fidelity, link)
        for code, name, minutes, places, fidelity, link in bars
    )


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
