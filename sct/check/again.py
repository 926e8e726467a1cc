"""A script that is there already, loaded once more: what the server says of it as it stands now."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from sct.check import prover
from sct.check.load import STOPPED
from sct.check.model import LIMITS, Limits, Piece


@dataclass(slots=True)
class Outcome:
    """`complaints`: a line each, with its place. `not_run` says why nothing was proved."""

    complaints: list[str] = field(default_factory=list)
    summary: str = ""
    not_run: str = ""


def check_folder(script: str, report: Path, dsn: str | None, limits: Limits = LIMITS) -> Outcome:
    """Every statement of the script is loaded; `report` (it may be missing) knows the sources of the lines."""
    how = prover(_target(report))
    statements = how.split(script)
    pieces = [Piece(str(number), one.text) for number, one in enumerate(statements)]
    found = how.check(pieces, dsn=dsn, limits=limits, thorough=True)
    if found.not_run:
        return Outcome(not_run=found.not_run)
    out = Outcome()
    breaks = [at for at, character in enumerate(script) if character == "\n"]
    sources = _sources(report)
    for result in found.failed:
        statement = statements[result.index]
        line = bisect_right(breaks, statement.start + (result.position or 1) - 2) + 1
        owner = next((s for s in sources if s[0] <= line <= s[1]), None)
        origin = f" (from {owner[3]}: {owner[2]})" if owner else ""
        text = " ".join((result.message or "").split())
        out.complaints.append(f"line {line}: {text}{origin}")
    for body in found.body_findings:
        if body.level == "error":
            where = f" line {body.line}" if body.line else ""
            out.complaints.append(f"{body.routine}{where}: {' '.join(body.message.split())}")
    untried = [one for one in found.results if one.state == "not_run"]
    late = sum(one.sqlstate == STOPPED for one in untried)
    left = f", {len(untried) - late} that cannot be loaded there" if late < len(untried) else ""
    left += f", {late} stopped or not run for the time they take (--check-seconds)" if late else ""
    bodies = "" if found.bodies_checked is None else f", {found.bodies_checked} bodies compiled"
    out.summary = f"{found.where}: {found.loaded} of {len(statements)} statements loaded{left}{bodies}, {len(out.complaints)} complaints"
    return out


def _target(report: Path) -> str:
    """The engine the script was written for; empty without a report."""
    try:
        return str(json.loads(report.read_text("utf-8"))["target"]["engine"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _sources(report: Path) -> list[tuple[int, int, str, str]]:
    """(first line, last line, object, its place in the source) of the script the report was written with."""
    try:
        entries = json.loads(report.read_text("utf-8"))["objects"]
        return [
            (
                one["target"]["line"],
                one["target"]["end_line"],
                one["id"],
                f"{one['source']['file']}:{one['source']['line']}" if one["source"] else "",
            )
            for one in entries
            if one["target"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
