"""QUALIFY where the target has none: the query with its condition as one more column, and a query over it."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.flatten import subquery
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.scope import Shape

Node: TypeAlias = exp.Expression
CONDITION = "qualified_"


def without_qualify(tree: Node, ctx: Any) -> Node:
    """The same rows in the same order. Raises Refused when the query's columns are not known by name."""
    condition = tree.args["qualify"].this
    tree.set("qualify", None)
    names = _names(tree, ctx)
    outer = exp.Select(expressions=[exp.column(n) for n in names])
    for key in ("with_", "distinct", "limit", "offset"):
        outer.set(key, tree.args.get(key))
        tree.set(key, None)
    order = tree.args.get("order")
    tree.set("order", None)
    extra: list[Node] = [exp.alias_(condition, CONDITION)]
    if order is not None:
        for ordered in order.expressions:
            key = ordered.this
            by_name = isinstance(key, exp.Column) and not key.table and key.name in names
            if not isinstance(key, exp.Literal) and not by_name:
                name = f"sort_{len(extra)}_"
                extra.append(exp.alias_(key.copy(), name))
                ordered.set("this", exp.column(name))
        outer.set("order", order)
    tree.set("expressions", [*tree.expressions, *extra])
    outer.set("from_", exp.From(this=subquery(tree, "qualified_rows")))
    outer.set("where", exp.Where(this=exp.column(CONDITION)))
    for key in ("columns", "t"):
        if tree._meta and key in tree._meta:
            outer.meta[key] = tree._meta[key]
    return outer


def _names(tree: Node, ctx: Any) -> list[str]:
    """The names of the query's columns; one without a name gets one."""
    if any(item.is_star for item in tree.expressions):
        shape = tree._meta.get("columns") if tree._meta else None
        if not isinstance(shape, Shape) or shape.open:
            raise ctx.refuse("SC1012", "QUALIFY beside * over columns that are not known", tree)
        return list(shape.visible)
    items: list[Node] = []
    names: list[str] = []
    for position, item in enumerate(tree.expressions, 1):
        name = item.alias_or_name if isinstance(item, (exp.Alias, exp.Column)) else ""
        if not name or name in names:
            name = f"column_{position}_"
            item = exp.alias_(item.this if isinstance(item, exp.Alias) else item, name)
        items.append(item)
        names.append(name)
    tree.set("expressions", items)
    return names
