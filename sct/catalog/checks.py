"""Queries for the source that count the rows for which an assumption does not hold, in words that every engine knows."""

from __future__ import annotations

from sct.ir import objects as o


def ends_in_blanks(table: o.Table) -> str:
    """Rows with a blank at the end of a text."""
    tests = " OR ".join(f"{_named(c.name)} LIKE '% '" for c in table.columns if c.type.kind == "varchar")
    return _counted(table, tests)


def more_digits(table: o.Table, column: o.Column, scale: int) -> str:
    """Rows whose number has more than `scale` digits behind the point."""
    name = _named(column.name)
    return _counted(table, f"{name} <> ROUND({name}, {scale})")


def _counted(table: o.Table, test: str) -> str:
    return f"SELECT COUNT(*) FROM {table.name} WHERE {test}"


def _named(name: str) -> str:
    """A name as the source takes it: plain where it is plain, else in quotes."""
    return name if name.isidentifier() and name == name.lower() else '"' + name.replace('"', '""') + '"'
