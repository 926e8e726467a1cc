"""Partitioned outer joins: `b LEFT JOIN a PARTITION BY (k) ON …` fills the gaps of every partition of a on its own.

Oracle SQL Language Reference, Joins: the outer join is done for each partition, and the result is their union: every
row of b meets every value of k, and the columns of a are NULL where it has no such row; k itself never is.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.flatten import replace_item, subquery
from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.ownership import expand_stars, own_columns, select_parts
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression
KEYS = "partition_keys"


def partitioned_join(tree: Node, scope: Scope, lifter: Any) -> Node:
    joins = list(tree.args.get("joins") or ())
    found = [(i, _mark(j)) for i, j in enumerate(joins)]
    marked = [(i, m) for i, m in found if m is not None]
    if not marked:
        return tree
    ctx = lifter.ctx
    if len(marked) > 1:
        raise ctx.refuse("SC1716", "several partitioned outer joins in one query", tree)
    at, mark = marked[0]
    join, start = joins[at], tree.args["from_"]
    assert mark is not None
    expand_stars(tree, scope, ctx)
    side = str(join.args.get("side") or "").upper()
    if side == "RIGHT" and at == 0:
        whole, partitioned = join.this, start.this
    elif side == "LEFT":
        whole, partitioned = None, join.this
    else:
        raise ctx.refuse("SC1716", "this form of a partitioned outer join", join)
    alias = partitioned.alias_or_name
    names = [k.name for k in mark.expressions]
    conditions = [
        p for p in conjuncts(join.args["on"]) if p is not mark.parent and mark not in p.find_all(exp.Anonymous)
    ]
    keys = exp.Select(expressions=[exp.column(n, table=alias) for n in names], distinct=exp.Distinct())
    keys.set("from_", exp.From(this=partitioned.copy()))
    for name in names:
        same = exp.NullSafeEQ(this=exp.column(name, table=alias), expression=exp.column(name, table=KEYS))
        for column in (same.this, same.expression):
            column.meta["made"] = True
        conditions.append(same)
    for column, owner in own_columns(select_parts(tree), tree, scope, ctx):
        if owner == alias and column.name in names:
            made = exp.column(column.name, table=KEYS)
            made.meta["made"] = True
            replace_item(column, made, column.name)
    lines = [exp.Join(this=subquery(keys, KEYS), kind="CROSS")]
    lines.append(exp.Join(this=partitioned, side="LEFT", on=together(conditions)))
    if whole is not None:
        start.set("this", whole)
    tree.set("joins", [*joins[:at], *lines, *joins[at + 1 :]])
    tree.meta["reshaped"] = True
    return tree


def _mark(join: Node) -> Node | None:
    on = join.args.get("on")
    if on is None:
        return None
    return next((n for n in on.find_all(exp.Anonymous) if call_name(n) == "partitioned_by"), None)
