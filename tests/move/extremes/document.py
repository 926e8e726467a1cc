"""docs/move-types.md out of the outcomes of all pairs, which test_pairs.py writes with --snapshot-update.

`SCT_SLOW=1 pytest tests/move/extremes --snapshot-update` makes both anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

OUTCOMES = Path(__file__).parent / "outcomes"
DOCUMENT = Path(__file__).parents[3] / "docs/move-types.md"
SOURCES = ("PostgreSQL", "MariaDB", "SQLite", "DuckDB", "Parquet", "CSV")
TARGETS = ("PostgreSQL", "MariaDB", "SQLite", "DuckDB", "Parquet", "Redshift")
SHORT = {"large_string": "string", "large_binary": "binary", " without time zone": "", "character varying": "varchar",
    "timestamp with time zone": "timestamptz", "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ", "tz=": ""}  # fmt: skip
HEAD = """# What each type becomes in a move

Made by the tests, not by hand: every type of every engine that runs here was moved at its extremes into every target, and each
value was read there by that engine's own client (`tests/move/extremes`; `SCT_SLOW=1 pytest tests/move/extremes --snapshot-update`
writes this page). No value that was tried arrived changed without a word. The Redshift column is what a PostgreSQL in Redshift's
place took out of the staged Parquet files: **not run on Redshift**.

A cell says what the type becomes where no table is there yet. Without a mark every value tried arrives exactly.
*Text* (MV0101): the target has no such type, its text is the source's spelling. *Bad rows* (MV0040, or the exceptions table): the values
that the list below each table names are refused one by one; all others arrive. Other codes are those of the plan: `sct explain CODE`.
"""


def outcome(source: str, target: str) -> Path:
    return OUTCOMES / f"{source}-{target}.json"


def document() -> str:
    """The page. Raises FileNotFoundError when a pair was never run."""
    parts = [HEAD]
    for source in SOURCES:
        parts.append(_section(source, {t: json.loads(outcome(source, t).read_text("utf-8")) for t in TARGETS}))
    return "\n".join(parts)


def _section(source: str, cells: dict[str, dict[str, Any]]) -> str:
    lines = [f"\n## {source}", f"| type | {' | '.join(TARGETS)} |", "|---" * (len(TARGETS) + 1) + "|"]
    notes = []
    for type_ in cells[TARGETS[0]]:
        row = [cells[target][type_] for target in TARGETS]
        lines.append(f"| {_code(type_)} | {' | '.join(_cell(c) for c in row)} |")
        bad: dict[str, list[str]] = {}
        for target, cell in zip(TARGETS, row, strict=True):
            for value in cell["bad"]:
                bad.setdefault(value, []).append(target)
        by_targets: dict[str, list[str]] = {}
        for value, targets in bad.items():
            by_targets.setdefault("everywhere" if len(targets) == len(TARGETS) else ", ".join(targets), []).append(
                value
            )
        for targets, values in by_targets.items():
            notes.append(f"- {_code(type_)}: {', '.join(map(_code, values))} ({targets})")
    if notes:
        lines += ["", "Bad rows:", "", *notes]
    return "\n".join(lines)


def _cell(cell: dict[str, Any]) -> str:
    if cell["refused"]:
        return f"refused, {cell['refused']}"
    becomes = cell["becomes"]
    for long, short in SHORT.items():
        becomes = becomes.replace(long, short)
    codes = [c for c in cell["codes"] if c not in ("MV0083", "MV0101")]
    marks = ["text"] if "MV0101" in cell["codes"] else []
    marks += ["bad rows"] if cell["bad"] else []
    marks += codes
    return _code(becomes) + (f" *{', '.join(marks)}*" if marks else "")


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`"
