"""Which columns the input joins by: facts for a target's physical design."""

from __future__ import annotations

from collections.abc import Iterator

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.parse import SqlError, tree_of

Path = tuple[str, ...]


def joined_columns(sql: Sql) -> Iterator[tuple[Path, str]]:
    """(relation, column) of both sides of every `a.x = b.y` between two relations. Columns without a qualifier count
    where one relation alone is in the query's FROM."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return
    for select in tree.find_all(exp.Select, exp.Update, exp.Delete, exp.Merge):
        sources: dict[str, Path] = {}
        for table in select.find_all(exp.Table):
            if isinstance(table.this, exp.Identifier):
                sources.setdefault(table.alias or table.name, tuple(p.name for p in table.parts))
        if len(sources) < 2:
            continue
        for equal in select.find_all(exp.EQ):
            left, right = equal.this, equal.expression
            if not (isinstance(left, exp.Column) and isinstance(right, exp.Column)):
                continue
            if left.table == right.table or left.table not in sources or right.table not in sources:
                continue
            yield sources[left.table], left.name
            yield sources[right.table], right.name
