"""Constructs a target lacks, written by others: one function a construct, chosen by the target's legality file.

`lacks: [filter, …]` there names the functions here; each is given a node on the way up, and gives back what stands in
its place. All of them keep the meaning, or refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.nodes import call, call_name, exp, literal_text, set_type, type_of
from sct.sqlexpr.qualify import without_qualify

Node: TypeAlias = exp.Expression
Rewrite = Callable[[Node, Any], Node]
REWRITES: dict[str, tuple[tuple[type, ...], Rewrite]] = {}


def rewrites(name: str, *kinds: type) -> Callable[[Rewrite], Rewrite]:
    def register(function: Rewrite) -> Rewrite:
        REWRITES[name] = (kinds, function)
        return function

    return register


def _done(node: Node) -> Node:
    node.meta["s"] = "lowered"
    return node


@rewrites("null_safe_equality", exp.NullSafeEQ, exp.NullSafeNEQ)
def null_safe_equality(node: Node, ctx: Any) -> Node:
    """`a IS NOT DISTINCT FROM b` by `=` and IS NULL; never NULL."""
    a, b = node.this, node.expression
    if isinstance(b, exp.Null):
        made: Node = exp.Is(this=a, expression=exp.Null())
    else:
        both = exp.and_(
            _not_null(a.copy()), _not_null(b.copy()), exp.EQ(this=a.copy(), expression=b.copy()), copy=False
        )
        none = exp.and_(_null(a.copy()), _null(b.copy()), copy=False)
        made = exp.Paren(this=exp.or_(both, none, copy=False))
    if isinstance(node, exp.NullSafeNEQ):
        made = exp.Not(this=exp.Paren(this=made))
    return set_type(_done(made), t.BOOLEAN, not_null=True)


def _null(node: Node) -> Node:
    return exp.Is(this=node, expression=exp.Null())


def _not_null(node: Node) -> Node:
    return exp.Not(this=_null(node))


@rewrites("fetch", exp.Select, exp.Subquery, exp.Union, exp.Except, exp.Intersect)
def fetch(node: Node, ctx: Any) -> Node:
    """FETCH FIRST n ROWS ONLY as LIMIT n."""
    found = node.args.get("limit")
    if not isinstance(found, exp.Fetch):
        return node
    options = found.args.get("limit_options")
    if options is not None and options.args.get("with_ties") and _can_rank(node):
        rank = exp.Window(this=call("rank", at="lowered"), order=node.args["order"].copy())
        node.set("qualify", exp.Qualify(this=exp.LTE(this=_done(rank), expression=found.args["count"])))
        node.set("limit", None)
        return without_qualify(node, ctx)
    if options is not None and (options.args.get("with_ties") or options.args.get("percent")):
        raise ctx.refuse("SC0022", "FETCH … WITH TIES or PERCENT has no form on the target", found)
    node.set("limit", exp.Limit(expression=found.args.get("count") or exp.Literal.number(1)))
    return node


def _can_rank(node: Node) -> bool:
    """Whether the rows that tie with the last one can be asked for by their rank."""
    plain = isinstance(node, exp.Select) and node.args.get("order") is not None
    return plain and not any(node.args.get(k) for k in ("distinct", "offset", "qualify"))


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
    if name in ("first_value", "min", "max") and name == "first_value":
        pass  # the first row is the same whatever ties with the current one
    else:
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
    return set_type(_done(made), type_)


@rewrites("values", exp.Values)
def values(node: Node, ctx: Any) -> Node:
    """A list of rows in FROM as a UNION ALL of SELECTs; INSERT keeps its own."""
    if isinstance(node.parent, (exp.Insert, exp.Schema)) or node.parent is None:
        return node
    alias = node.args.get("alias")
    names = [c.name for c in alias.args.get("columns") or []] if alias is not None else []
    made: Node | None = None
    for row in node.expressions:
        items = row.expressions if isinstance(row, exp.Tuple) else [row]
        if made is None and names:
            items = [exp.alias_(v, n) for v, n in zip(items, names, strict=True)]
        select = exp.Select(expressions=items)
        made = select if made is None else exp.Union(this=made, expression=select, distinct=False)
    if made is None:
        return node
    name = exp.TableAlias(this=alias.this.copy()) if alias is not None and alias.this is not None else None
    return _done(exp.Subquery(this=made, alias=name))


@rewrites("string_agg", exp.Anonymous)
def string_agg(node: Node, ctx: Any) -> Node:
    """`string_agg(x, s ORDER BY k)` as LISTAGG … WITHIN GROUP."""
    if call_name(node) != "string_agg" or isinstance(node.parent, exp.WithinGroup):
        return node
    value, last = node.expressions[:2]
    order = None
    if isinstance(last, exp.Order):
        order = exp.Order(expressions=last.expressions)
        last = last.this
    made: Node = call("listagg", value, last, at="lowered")
    if order is not None:
        made = exp.WithinGroup(this=made, expression=order)
    return set_type(_done(made), t.VARCHAR)


def apply(node: Node, names: Any, ctx: Any) -> Node:
    """What stands in the node's place on a target that lacks these."""
    for name in names:
        kinds, function = REWRITES[name]
        if isinstance(node, kinds):
            node = function(node, ctx)
    return node


__all__ = ["REWRITES", "apply", "literal_text"]
