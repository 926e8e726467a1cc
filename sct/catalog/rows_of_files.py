"""Rows that files bring in another order than their foreign keys ask for.

A folder is read by the names of its files: rows of `order_items.sql` come before those of `orders.sql`. Such files are
loaded in the source with the keys disabled, or in an order that nobody wrote down; so the key is made behind the rows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sct.ir import objects as o


class Rows(NamedTuple):
    """Where the script's INSERTs of one table stand: the first and last place, and the first one's file."""

    first: int
    last: int
    file: str


def rows_by_table(statements: list[Any]) -> dict[str, Rows]:
    """By the tables' own names; statements of code do not count, they may handle what they meet."""
    found: dict[str, Rows] = {}
    for place, item in enumerate(statements):
        if isinstance(item, o.Dml) and item.verb == "insert":
            name = _target(item.sql.text)
            known = found.get(name)
            found[name] = Rows(place, place, item.origin.file) if known is None else known._replace(last=place)
    return found


def place_behind(rows: dict[str, Rows], child: str, key: o.Constraint) -> int:
    """The first place where a foreign key can stand; -1 where the rows come in its order."""
    if key.kind != "foreign" or key.references is None or key.references.name == child:
        return -1
    mine, theirs = rows.get(child), rows.get(key.references.name)
    if mine is None or theirs is None or mine.first > theirs.first or mine.file == theirs.file:
        return -1
    return max(mine.last, theirs.last) + 1


def _target(text: str) -> str:
    """The table's own name in `INSERT INTO owner.name (…`; "" for INSERT ALL and what else has none there."""
    words = text.split("(", 1)[0].split(None, 3)
    if len(words) < 3 or words[1].upper() != "INTO":
        return ""
    name = words[2].rsplit(".", 1)[-1]
    return name.strip('"').lower() if name == name.upper() or not name.startswith('"') else name.strip('"')
