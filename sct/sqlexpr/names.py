"""Names a piece of SQL mentions, without lifting it."""

from __future__ import annotations

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.parse import SqlError, tree_of


def relation_names(sql: Sql) -> list[tuple[str, ...]]:
    """Paths of the tables and views a query or data statement names, in order, once each."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return []
    found: dict[tuple[str, ...], None] = {}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier):
            found[tuple(p.name for p in table.parts)] = None
    return list(found)


def qualifiers(sql: Sql) -> set[str]:
    """First names of the dotted names in a piece: `new` in `new.id > 1`."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return set()
    return {c.parts[0].name for c in tree.find_all(exp.Column) if len(c.parts) > 1}


def columns_behind(sql: Sql, qualifier: str) -> set[str]:
    """The names a piece takes from one qualifier: `id` in `new.id > 1`."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return set()
    return {c.parts[1].name for c in tree.find_all(exp.Column) if len(c.parts) > 1 and c.parts[0].name == qualifier}
