"""Teradata's ordered analytical functions from before windows: RANK(x), CSUM, MSUM, MAVG, MDIFF, QUANTILE.

Their GROUP BY is what PARTITION BY is to a window (SQL Functions, "Teradata-Specific Ordered Analytical Functions").
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.nodes import call, call_name, exp
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression
_NAMES = frozenset("td_rank td_csum td_msum td_mavg td_mdiff td_mlinreg td_quantile td_percent_rank".split())


def legacy_aggregates(tree: Node, scope: Scope, lifter: Any) -> Node:
    parts = [*tree.expressions, *(tree.args[k] for k in ("qualify", "having") if tree.args.get(k) is not None)]
    found = [n for part in parts for n in part.find_all(exp.Anonymous) if call_name(n) in _NAMES]
    if not found:
        return tree
    group = tree.args.get("group")
    keys = [k.copy() for k in group.expressions] if group is not None else []
    tree.set("group", None)
    for node in found:
        made = _window(node, keys, lifter.ctx)
        if node.parent is tree:
            made = exp.alias_(made, call_name(node)[3:])
        node.replace(made)
    having = tree.args.get("having")
    if having is not None and tree.args.get("qualify") is None:
        tree.set("qualify", exp.Qualify(this=having.this))
        tree.set("having", None)
    return tree


def _window(node: Node, keys: list[Node], ctx: Any) -> Node:
    name, args = call_name(node)[3:], node.expressions
    if name == "rank":
        return _over(call("rank"), keys, args, descending=True)
    if name == "quantile":
        rank = _over(call("rank"), keys, args[1:], descending=False)
        rows = exp.Window(this=call("count", exp.Star()), partition_by=[k.copy() for k in keys], over="OVER")
        above = exp.Paren(this=exp.Sub(this=rank, expression=exp.Literal.number(1)))
        return exp.Paren(this=exp.Div(this=exp.Mul(this=above, expression=args[0].copy()), expression=rows))
    if name == "csum":
        return _over(call("sum", args[0].copy()), keys, args[1:], spec=_rows("UNBOUNDED"))
    width = args[1] if len(args) > 1 else None
    if name in ("mlinreg", "percent_rank") or not isinstance(width, exp.Literal) or not width.this.isdigit():
        raise ctx.refuse("TD0408", f"{name.upper()} in this form", node)
    many = int(width.this)
    if name in ("msum", "mavg"):
        inner = call("sum" if name == "msum" else "avg", args[0].copy())
        return _over(inner, keys, args[2:], spec=_rows(exp.Literal.number(many - 1)))
    before = exp.WindowSpec(
        kind="ROWS",
        start=exp.Literal.number(many),
        start_side="PRECEDING",
        end=exp.Literal.number(many),
        end_side="PRECEDING",
    )
    earlier = _over(call("max", args[0].copy()), keys, args[2:], spec=before)
    return exp.Paren(this=exp.Sub(this=args[0].copy(), expression=earlier))


def _over(
    inner: Node, keys: list[Node], order: list[Node], *, descending: bool = False, spec: Node | None = None
) -> Node:
    made = exp.Window(
        this=inner, order=exp.Order(expressions=[_key(k, descending) for k in order]), over="OVER", spec=spec
    )
    if keys:
        made.set("partition_by", [k.copy() for k in keys])
    return made


def _key(node: Node, descending: bool) -> Node:
    name = call_name(node)
    if name in ("td_asc", "td_desc"):
        descending = name == "td_desc"
        node = node.expressions[0]
    return exp.Ordered(this=node.copy(), desc=descending, nulls_first=not descending)


def _rows(start: Any) -> Node:
    return exp.WindowSpec(kind="ROWS", start=start, start_side="PRECEDING", end="CURRENT ROW")
