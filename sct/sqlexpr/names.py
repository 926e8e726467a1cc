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
