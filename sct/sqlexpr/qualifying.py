"""Relations named with their schema, where a target wants it so."""

from __future__ import annotations

from typing import Any

from sct.sqlexpr.nodes import exp


def qualify(tree: Any, schema: str) -> None:
    """Give every relation of a lowered tree that has no schema this one; names of WITH keep theirs."""
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not table.args.get("db") and not _of_with(table):
            table.set("db", exp.to_identifier(schema))


def _of_with(table: exp.Table) -> bool:
    """Whether a WITH around the relation brings its name."""
    above = table.parent
    while above is not None:
        clause = above if isinstance(above, exp.With) else above.args.get("with_")
        if clause is not None and any(one.alias == table.name for one in clause.expressions):
            return True
        above = above.parent
    return False
