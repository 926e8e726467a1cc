"""What is said of rows around one, and of some rows of a group, that a target lacks."""

from __future__ import annotations

from typing import Any

from sct.sqlexpr.lacking_forms import Node, done, rewrites
from sct.sqlexpr.nodes import call, call_name, exp, set_type, type_of


@rewrites("filter", exp.Filter)
def filter_(node: Node, ctx: Any) -> Node:
    """`agg(x) FILTER (WHERE c)` as `agg(CASE WHEN c THEN x END)`: an aggregate passes NULLs over."""
    condition = node.expression.this
    inner = node.this
    if not isinstance(inner, exp.Anonymous) or not inner.expressions:
        raise ctx.refuse("SC0022", "FILTER has no form on the target", node)
    first = inner.expressions[0]
    distinct = isinstance(first, exp.Distinct)
    value = first.expressions[0] if distinct else first
    if isinstance(value, exp.Star):
        value = exp.Literal.number(1)
    made = exp.Case(ifs=[exp.If(this=condition, true=value)])
    if distinct:
        first.set("expressions", [made])
    else:
        inner.set("expressions", [made, *inner.expressions[1:]])
    return inner


_RANKED = frozenset(
    ("row_number", "rank", "dense_rank", "ntile", "lag", "lead", "percent_rank", "cume_dist", "listagg")
)


@rewrites("range_frames", exp.Window)
def range_frames(node: Node, ctx: Any) -> Node:
    """An ordered window has a written frame of ROWS: the default one (RANGE) takes in the rows that tie."""
    name = call_name(node.this)
    spec = node.args.get("spec")
    if name in _RANKED or isinstance(node.this, (exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)):
        return node
    if spec is not None and str(spec.args.get("kind") or "").upper() != "RANGE":
        return node
    if node.args.get("order") is None and spec is None:
        return node
    if spec is not None:
        start, end = spec.args.get("start"), spec.args.get("end")
        if start == "UNBOUNDED" and end == "UNBOUNDED":
            spec.set("kind", "ROWS")
            return node
        if not (start == "UNBOUNDED" and end in (None, "CURRENT ROW")):
            raise ctx.refuse("SC0022", "a RANGE frame has no form on the target", node)
    if name != "first_value":  # the first row is the same whatever ties with the current one
        ctx.report("SC2030", f"{ctx.words(node)}", node)
    frame = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    node.set("spec", frame)
    return node


@rewrites("offset_default", exp.Window)
def offset_default(node: Node, ctx: Any) -> Node:
    """`LAG(a, n, d) OVER w`: d where the window has no such row, which a count over that one row tells."""
    inner = node.this
    name = call_name(inner)
    if name not in ("lag", "lead") or len(inner.expressions) < 3:
        return node
    value, distance, default = inner.expressions[:3]
    inner.set("expressions", [value, distance])
    if isinstance(default, exp.Null):
        return node
    if not isinstance(distance, exp.Literal):
        raise ctx.refuse("SC0022", f"{name.upper()} of a distance that is no number has no default on the target", node)
    side = "PRECEDING" if name == "lag" else "FOLLOWING"
    counted = exp.Window(
        this=call("count", exp.Star(), at="lowered"),
        partition_by=[p.copy() for p in node.args.get("partition_by") or []],
        order=node.args["order"].copy() if node.args.get("order") is not None else None,
        spec=exp.WindowSpec(kind="ROWS", start=distance.copy(), start_side=side, end=distance.copy(), end_side=side),
    )
    none = exp.EQ(this=counted, expression=exp.Literal.number(0))
    type_ = type_of(node)
    made = exp.Case(ifs=[exp.If(this=none, true=default)], default=node.copy())
    return set_type(done(made), type_)
