"""The orders and groups that several views share. Nothing is judged here: the model's words are sorted and added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sct.report.model import LOUDEST_FIRST, WORST_FIRST, CodeInfo, FindingEntry, Report

_FIDELITY_RANK = {word: rank for rank, word in enumerate(WORST_FIRST)}
_SEVERITY_RANK = {word: rank for rank, word in enumerate(LOUDEST_FIRST)}


@dataclass(frozen=True, slots=True)
class Work:
    """What a person has to do for one code: all its findings (indexes, worst first) and their minutes together."""

    code: str
    info: CodeInfo
    fidelity: str
    severity: str
    minutes: int
    findings: tuple[int, ...]


def urgency(finding: FindingEntry) -> tuple[int, int, int, str, int, int, str]:
    """Sorts findings: worst fidelity, loudest, most work, then place."""
    span = finding.source
    where = (span.file, span.line, span.column) if span else ("", 0, 0)
    rank = (_FIDELITY_RANK[finding.fidelity], _SEVERITY_RANK[finding.severity], -finding.effort_minutes)
    return (*rank, *where, finding.code)


def needs_person(finding: FindingEntry) -> bool:
    """Whether the model says that somebody has something to do or to decide here."""
    return finding.effort_minutes > 0 or finding.fidelity in ("refused", "differs") or finding.severity == "error"


def urgent(report: Report) -> list[FindingEntry]:
    """The findings that need a person, most urgent first."""
    return sorted(filter(needs_person, report.findings), key=urgency)


def work_by_code(report: Report, codes: Mapping[str, CodeInfo]) -> list[Work]:
    """What a person must do, a code a group, most minutes first."""
    groups: dict[str, list[int]] = {}
    for index, finding in enumerate(report.findings):
        if needs_person(finding):
            groups.setdefault(finding.code, []).append(index)
    works = []
    for code, indexes in groups.items():
        indexes.sort(key=lambda index: urgency(report.findings[index]))
        found = [report.findings[index] for index in indexes]
        works.append(
            Work(
                code,
                codes.get(code, CodeInfo("")),
                min((one.fidelity for one in found), key=_FIDELITY_RANK.__getitem__),
                min((one.severity for one in found), key=_SEVERITY_RANK.__getitem__),
                sum(one.effort_minutes for one in found),
                tuple(indexes),
            )
        )
    return sorted(works, key=lambda work: (-work.minutes, _FIDELITY_RANK[work.fidelity], work.code))


def totals_by_fidelity(report: Report) -> dict[str, int]:
    """Objects by fidelity, worst first, zeros included."""
    kinds = report.summary.objects.values()
    return {word: sum(counts.get(word, 0) for counts in kinds) for word in WORST_FIRST}


def work_outside_codes(report: Report) -> int:
    """Minutes of the summary that no group of :func:`work_by_code` holds (work noted on objects only)."""
    return report.summary.effort_minutes - sum(finding.effort_minutes for finding in report.findings)
