"""Periods as pairs of moments: a column of a PERIOD type is two columns, `p_begin` and `p_end`.

What is asked of a period is asked of its ends (SQL Functions, "Period Functions and Operators"; a period holds its
beginning, not its end). NORMALIZE numbers the islands of periods that meet or overlap and takes their outer ends.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context
from sct.sqlexpr.flatten import subquery
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call, call_name, exp, literal_text, set_type, type_of
from sct.sqlexpr.ownership import inner_selects, select_parts
from sct.sqlexpr.scope import Scope
from sct.sqlexpr.sources.teradata.hooks_casts import cast_to

Node: TypeAlias = exp.Expression


# --- queries ---------------------------------------------------------------------------------------------------------------


def period_columns(tree: Node, scope: Scope, lifter: Any) -> Node:
    """A name that stands for two columns is the period of both; as an item of the select list, it is both."""
    for part in select_parts(tree):
        for column in list(part.find_all(exp.Column)):
            made = _period_of(column, tree, scope)
            if made is not None and column.parent is not None:
                if column.parent is tree:
                    made = exp.alias_(made, column.name)
                column.replace(made)
    items: list[Node] = []
    for item in tree.expressions:
        inner = item.this if isinstance(item, exp.Alias) else item
        if call_name(inner) == "period" and len(inner.expressions) == 2:
            name = item.alias if isinstance(item, exp.Alias) else "period"
            items.append(exp.alias_(inner.expressions[0].copy(), f"{name}_begin"))
            items.append(exp.alias_(inner.expressions[1].copy(), f"{name}_end"))
        elif call_name(inner) == "p_intersect":
            name = item.alias if isinstance(item, exp.Alias) else "period"
            items.append(exp.alias_(call("period_begin", inner.copy()), f"{name}_begin"))
            items.append(exp.alias_(call("period_end", inner.copy()), f"{name}_end"))
        else:
            items.append(item)
    if len(items) != len(tree.expressions):
        tree.set("expressions", items)
    return tree


def _period_of(column: Node, tree: Node, scope: Scope) -> Node | None:
    if isinstance(column.this, exp.Star) or any(inner_selects(column, tree)):
        return None
    name, table = column.name, column.table
    shapes = [scope.source(table)] if table else list(scope.sources.values())
    for shape in shapes:
        if shape is None or name in shape.columns:
            return None
    if not any(shape and {f"{name}_begin", f"{name}_end"} <= set(shape.columns) for shape in shapes):
        return None
    ends = [exp.column(f"{name}_{end}", table=table or None) for end in ("begin", "end")]
    return call("period", *ends)


def normalize(tree: Node, scope: Scope, lifter: Any) -> Node:
    mark = next((i for i in tree.expressions if call_name(i) == "td_normalize"), None)
    if mark is None:
        return tree
    ctx = lifter.ctx
    words = literal_text(mark.expressions[0]) or ""
    items = [i for i in tree.expressions if i is not mark]
    begins = [i.alias for i in items if isinstance(i, exp.Alias) and i.alias.endswith("_begin")]
    names = [i.alias_or_name for i in items]
    if len(begins) != 1 or f"{begins[0][:-6]}_end" not in names or not all(names) or words == "on meets":
        raise ctx.refuse("TD0406", f"NORMALIZE {words}", tree)
    begin, end = begins[0], f"{begins[0][:-6]}_end"
    keys = [n for n in names if n not in (begin, end)]
    order = tree.args.get("order")
    tree.set("order", None)
    tree.set("expressions", items)
    together = exp.LT if words == "on overlaps" else exp.LTE

    def over(name: str, value: Node, spec: Node) -> Node:
        by = [exp.Ordered(this=exp.column(c), nulls_first=True) for c in (begin, end)]
        made = exp.Window(this=call(name, value), order=exp.Order(expressions=by), spec=spec, over="OVER")
        if keys:
            made.set("partition_by", [exp.column(k) for k in keys])
        return made

    earlier = exp.WindowSpec(
        kind="ROWS",
        start="UNBOUNDED",
        start_side="PRECEDING",
        end=exp.Literal.number(1),
        end_side="PRECEDING",
    )
    so_far = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    joins = together(this=exp.column(begin), expression=over("max", exp.column(end), earlier))
    starts = exp.Case(ifs=[exp.If(this=joins, true=exp.Literal.number(0))], default=exp.Literal.number(1))
    second = exp.Select(expressions=[exp.Star(), exp.alias_(starts, "starts_")])
    second.set("from_", exp.From(this=subquery(tree, "given")))
    island = over("sum", exp.column("starts_"), so_far)
    third = exp.Select(expressions=[exp.Star(), exp.alias_(island, "island_")])
    third.set("from_", exp.From(this=subquery(second, "marked")))
    listed: list[Node] = []
    for name in names:
        if name in (begin, end):
            listed.append(exp.alias_(call("min" if name == begin else "max", exp.column(name)), name))
        else:
            listed.append(exp.column(name))
    outer = exp.Select(expressions=listed)
    outer.set("from_", exp.From(this=subquery(third, "islands")))
    outer.set("group", exp.Group(expressions=[*(exp.column(k) for k in keys), exp.column("island_")]))
    outer.set("order", order)
    outer.set("with_", tree.args.get("with_"))
    tree.set("with_", None)
    outer.meta["reshaped"] = True
    return outer


# --- expressions -----------------------------------------------------------------------------------------------------------


def _ends(node: Node, ctx: Context) -> tuple[Node, Node]:
    """The beginning and the end; of a moment, itself twice."""
    inner = node.this if isinstance(node, exp.Paren) else node
    if call_name(inner) == "period_of":
        begin, end = inner.expressions
        return _grouped(begin.copy()), _grouped(end.copy())
    if type_of(node).is_moment:
        return node.copy(), node.copy()
    raise ctx.refuse("TD0218", f"{ctx.words(node)} is no period whose ends are known", node)


def _grouped(node: Node) -> Node:
    """The value in parentheses where it is a sum or difference, with the type it has."""
    if not isinstance(node, exp.Binary):
        return node
    return set_type(exp.Paren(this=node), type_of(node))


def _is_period(node: Node) -> bool:
    inner = node.this if isinstance(node, exp.Paren) else node
    return call_name(inner) == "period_of"


@hook("td_period")
def td_period(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    made = call("PERIOD_OF", found["a"], found["b"], at="lifted")
    return set_type(made, Type("record", members=(("begin", type_of(found["a"])), ("end", type_of(found["b"])))))


@hook("td_period_end")
def td_period_end(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    begin, end = _ends(found["p"], ctx)
    return begin if call_name(node) == "period_begin" else end


@hook("td_period_test")
def td_period_test(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """CONTAINS, MEETS, PRECEDES, SUCCEEDS, OVERLAPS of two periods, or of a period and a moment."""
    (a, b), (c, d) = _ends(found["p"], ctx), _ends(found["q"], ctx)
    name = call_name(node)
    moment = not _is_period(found["q"])
    made: Node
    if name == "td_contains":
        last = exp.GT(this=b, expression=d) if moment else exp.GTE(this=b, expression=d)
        made = exp.And(this=exp.LTE(this=a, expression=c), expression=last)
    elif name == "td_meets":
        made = exp.Or(this=exp.EQ(this=b, expression=c), expression=exp.EQ(this=d, expression=a))
    elif name == "td_precedes":
        made = exp.LTE(this=b, expression=c)
    elif name == "td_succeeds":
        made = exp.GT(this=a, expression=d) if moment else exp.GTE(this=a, expression=d)
    else:
        made = exp.And(this=exp.LT(this=a, expression=d), expression=exp.LT(this=c, expression=b))
    return set_type(exp.Paren(this=made), t.BOOLEAN)


@hook("td_until_changed")
def td_until_changed(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """x IS UNTIL_CHANGED: whether an end is the last moment of its type, which stands for none."""
    value = found["a"]
    has = type_of(value)
    if has.kind not in ("date", "timestamp") or has.zone != "none":
        raise ctx.refuse("TD0218", f"{ctx.words(node)}: UNTIL_CHANGED of {has.raw or has.kind}", node)
    text = "9999-12-31"
    if has.kind == "timestamp":
        digits = 6 if has.precision is None else has.precision
        text += " 23:59:59" + ("." + "9" * digits if digits else "")
    last = cast_to(exp.Literal.string(text), has)
    return set_type(exp.EQ(this=_grouped(value), expression=last), t.BOOLEAN)


@hook("td_granule")
def td_granule(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """LAST (period of days), PRIOR (date), NEXT (date): a day before or after."""
    value, name = found["a"], call_name(node)
    if name == "last":
        value = _ends(value, ctx)[1]
    if type_of(value).kind != "date":
        raise ctx.refuse("TD0218", f"{ctx.words(node)}: {name.upper()} of other than days", node)
    step = exp.Add if name == "next" else exp.Sub
    return set_type(exp.Paren(this=step(this=_grouped(value), expression=exp.Literal.number(1))), Type("date"))


@hook("td_intersection")
def td_intersection(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The period both have; NULL where they do not overlap."""
    (a, b), (c, d) = _ends(found["p"], ctx), _ends(found["q"], ctx)

    def when(value: Node) -> Node:
        both = exp.And(
            this=exp.LT(this=a.copy(), expression=d.copy()), expression=exp.LT(this=c.copy(), expression=b.copy())
        )
        return set_type(exp.Case(ifs=[exp.If(this=both, true=value)]), type_of(a))

    first = when(call("GREATEST_NATIVE", a.copy(), c.copy(), at="lifted", type_=type_of(a)))
    last = when(call("LEAST_NATIVE", b.copy(), d.copy(), at="lifted", type_=type_of(b)))
    made = call("PERIOD_OF", first, last, at="lifted")
    return set_type(made, Type("record", members=(("begin", type_of(a)), ("end", type_of(b)))))
