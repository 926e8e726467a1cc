"""Relations and functions named with their schema, where a target wants it so."""

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


def tell_apart(calls: list[Any], tree: Any, home: str, system: str) -> Any:
    """Calls of names that both the program and the target have get their schemas, since the target would take its own
    routine, or the program's where its types fit better. Gives the tree they stand in."""
    for node in calls:
        made = exp.Dot(this=exp.to_identifier(home if isinstance(node.this, exp.Identifier) else system))
        made.meta.update(node.meta)
        if node is tree:
            tree = made
        else:
            node.replace(made)
        made.set("expression", node)
    return tree
