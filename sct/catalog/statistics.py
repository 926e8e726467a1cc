"""Row counts the user gives with `--stats FILE`: what decides between a copy on every node and a distribution key.

A CSV with a header line: `table,rows` and, where it is known, `column,distinct` (one line a table, one a column):

    table,column,rows,distinct
    sales.orders,,1200000,
    sales.orders,customer_id,,54000
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path


class StatisticsError(ValueError):
    """A file that cannot be used: which line, and what is wrong."""


@dataclass(slots=True)
class Statistics:
    """Names as the target has them, in lower case."""

    counts: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[str, str], int] = field(default_factory=dict)

    def rows(self, key: tuple[str, ...]) -> int | None:
        return self.counts.get(".".join(key))

    def distinct(self, key: tuple[str, ...], column: str) -> int | None:
        return self.values.get((".".join(key), column))


def read(path: str) -> Statistics:
    """Raises StatisticsError."""
    out = Statistics()
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StatisticsError(f"{path}: {error}") from None
    lines = csv.DictReader(text.splitlines())
    if not {"table", "rows"} <= set(lines.fieldnames or ()):
        raise StatisticsError(f"{path}:1: the first line names the columns: table,rows[,column,distinct]")
    for line in lines:
        table, column = (line["table"] or "").strip().lower(), (line.get("column") or "").strip().lower()
        for word, keep in (("rows", not column), ("distinct", bool(column))):
            given = (line.get(word) or "").strip()
            if not given or not keep:
                continue
            if not given.isdigit():
                raise StatisticsError(f"{path}:{lines.line_num}: {word} is a whole number, not {given!r}")
            if column:
                out.values[(table, column)] = int(given)
            else:
                out.counts[table] = int(given)
    return out
