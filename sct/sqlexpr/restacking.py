"""SELECTs that need a query of their own inside: nested aggregates, KEEP, DISTINCT over windows, FETCH … PERCENT."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.flatten import Carrier, replace_item, subquery
from sct.sqlexpr.grouping_sets import makes_several, sets_of
from sct.sqlexpr.nodes import call, call_name, exp, set_type
from sct.sqlexpr.ownership import AGGREGATES, expand_stars, inner_selects, select_parts
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def _aggregate(node: Node) -> bool:
    """An aggregate call that is not computed over a window."""
    if call_name(node) not in AGGREGATES:
        return False
    at = node
    while isinstance(at.parent, (exp.WithinGroup, exp.IgnoreNulls, exp.Filter)):
        at = at.parent
    window = at.parent
    over = str(window.args.get("over") or "OVER").upper() if isinstance(window, exp.Window) else ""
    return not (over == "OVER" and isinstance(window, exp.Window) and window.this is at)


def _mine(parts: list[Node], top: Node, kind: Any, name: str = "") -> list[Node]:
    """Nodes of a kind, or calls of a name, that belong to `top` itself and to no query inside it."""
    return [
        n
        for p in parts
        for n in p.find_all(kind)
        if (not name or call_name(n) == name) and not any(True for _ in inner_selects(n, top))
    ]


def has_aggregate(item: Node, top: Node) -> bool:
    return any(_aggregate(n) for n in _mine([item], top, exp.Anonymous))


# --- MAX(SUM(x)) … GROUP BY ---------------------------------------------------------------------------------------------


def nested_aggregates(tree: Node, scope: Scope, lifter: Any) -> Node:
    if tree.args.get("group") is None:
        return tree
    nested: list[Node] = []
    for outer in _mine(tree.expressions, tree, exp.Anonymous):
        if _aggregate(outer):
            inside = [
                *outer.expressions,
                *([outer.parent.expression] if isinstance(outer.parent, exp.WithinGroup) else []),
            ]
            nested += [n for a in inside for n in a.find_all(exp.Anonymous) if _aggregate(n)]
    if not nested:
        return tree
    inner = exp.Select(expressions=[])
    names: dict[str, str] = {}
    for one in nested:
        whole = one.parent if isinstance(one.parent, (exp.WithinGroup, exp.Window)) else one
        key = whole.sql()
        if key not in names:
            names[key] = f"aggregate_{len(names) + 1}"
            inner.append("expressions", exp.alias_(whole.copy(), names[key]))
        whole.replace(exp.column(names[key], table="grouped"))
    _carry_keys(tree, inner)
    for key in ("from_", "joins", "where", "group", "having"):
        inner.set(key, tree.args.get(key))
        tree.set(key, None)
    tree.set("from_", exp.From(this=subquery(inner, "grouped")))
    tree.meta["reshaped"] = True
    return tree


def _carry_keys(tree: Node, inner: Node) -> None:
    """What the outer aggregates name beside the inner ones is a key of the groups: it comes out of the inner query."""
    parts = [*tree.expressions, *([tree.args["order"]] if tree.args.get("order") is not None else [])]
    for number, key in enumerate(tree.args["group"].expressions, 1):
        text, name = key.sql(), f"key_{number}"
        same = [n for n in _mine(parts, tree, type(key)) if n.sql() == text or _same_column(n, key)]
        if same:
            inner.append("expressions", exp.alias_(key.copy(), name))
        for node in same:
            replace_item(node, exp.column(name, table="grouped"), node.alias_or_name)


def _same_column(one: Node, other: Node) -> bool:
    """Columns of one name, of which one at least says no table."""
    if not (isinstance(one, exp.Column) and isinstance(other, exp.Column) and one.name == other.name):
        return False
    return not (one.table and other.table)


def group_id(tree: Node, scope: Scope, lifter: Any) -> Node:
    """GROUP_ID() counts groups that appear more than once; where none can, it is 0."""
    found = _mine(select_parts(tree), tree, exp.Anonymous, "group_id")
    if not found:
        return tree
    made = sets_of(tree.args.get("group"))
    if made is None or len(set(made)) != len(made):
        raise lifter.ctx.refuse("SC1709", "GROUP_ID over grouping sets that may repeat", found[0])
    for node in found:
        replace_item(node, exp.Literal.number(0), "group_id()")
    return tree


# --- aggregates over some of the rows -----------------------------------------------------------------------------------


def keep_apart(tree: Node, scope: Scope, lifter: Any) -> Node:
    """KEEP of any aggregate but MIN and MAX, DISTINCT over a window: the rows that count are marked inside."""
    windows = _mine(select_parts(tree), tree, exp.Window)
    keeps = [
        w
        for w in windows
        if str(w.args.get("over") or "").upper() == "KEEP" and call_name(w.this) not in ("min", "max")
    ]
    distinct = [
        w
        for w in windows
        if str(w.args.get("over") or "OVER").upper() == "OVER"
        and isinstance(w.this, exp.Anonymous)
        and w.this.expressions
        and isinstance(w.this.expressions[0], exp.Distinct)
        and call_name(w.this) not in ("min", "max", "listagg")
    ]
    if not keeps and not distinct:
        return tree
    ctx = lifter.ctx
    group = tree.args.get("group")
    if group is not None and (distinct or makes_several(group)):
        raise ctx.refuse("SC1709", "KEEP or DISTINCT over a window beside this GROUP BY", (keeps or distinct)[0])
    expand_stars(tree, scope, ctx)
    carrier = Carrier(tree, scope, ctx, "marked_rows")
    marks: list[Node] = []
    for window in keeps:
        over = window.parent if isinstance(window.parent, exp.Window) else None
        keys = over.args.get("partition_by") or [] if over is not None else (group.expressions if group else [])
        order = [_turned(o, bool(window.args.get("first"))) for o in window.args["order"].expressions]
        name = _mark(marks, "dense_rank", keys, order, "keep")
        filtered = _filtered(window.this, name, carrier)
        if over is not None:
            over.set("this", filtered)
        else:
            window.replace(filtered)
    for window in distinct:
        value = window.this.expressions[0].expressions[0]
        keys = window.args.get("partition_by") or []
        name = _mark(marks, "row_number", [*keys, value], [], "first")
        plain = call(str(window.this.this), value)
        some = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
        window.set("this", _filtered(plain, name, carrier, some))
    where = tree.args.get("where")
    tree.set("where", None)
    carrier.carry(select_parts(tree))
    inner = exp.Select(expressions=[*carrier.listed(), *marks])
    inner.set("from_", tree.args["from_"].copy())
    inner.set("joins", [j.copy() for j in tree.args.get("joins") or ()])
    inner.set("where", where)
    carrier.rebind()
    tree.set("joins", None)
    tree.set("from_", exp.From(this=subquery(inner, carrier.row)))
    tree.meta["reshaped"] = True
    return tree


def _turned(ordered: Node, first: bool) -> Node:
    made: Node = ordered.copy()
    if not first:
        made.set("desc", not ordered.args.get("desc"))
        made.set("nulls_first", not ordered.args.get("nulls_first"))
    return made


def _mark(marks: list[Node], function: str, keys: list[Node], order: list[Node], prefix: str) -> str:
    name = f"{prefix}_{len(marks) + 1}"
    window = exp.Window(
        this=call(function, at="lowered", type_=t.NUMBER),
        partition_by=[k.copy() for k in keys],
        order=exp.Order(expressions=order) if order else None,
        over="OVER",
    )
    marks.append(exp.alias_(set_type(window, t.NUMBER, not_null=True), name))
    return name


def _filtered(aggregate: Node, mark: str, carrier: Carrier, also: Node | None = None) -> Node:
    column = exp.column(mark, table=carrier.row)
    column.meta["made"] = True
    test: Node = exp.EQ(this=column, expression=exp.Literal.number(1))
    if also is not None:
        test = exp.And(this=test, expression=also)
    return exp.Filter(this=aggregate.copy(), expression=exp.Where(this=test))


# --- FETCH FIRST n PERCENT, and counts that are computed -----------------------------------------------------------------


def fetch(tree: Node, scope: Scope, lifter: Any) -> Node:
    clause, offset = tree.args.get("limit"), tree.args.get("offset")
    if isinstance(clause, exp.Fetch):
        options = clause.args.get("limit_options")
        count = clause.args.get("count")
        ties = bool(options is not None and options.args.get("with_ties"))
        if options is not None and options.args.get("percent"):
            return _percent(tree, scope, lifter, count, ties, offset)
        if ties and tree.args.get("order") is None:
            options.set("with_ties", False)
            ties = False
        if count is not None and not _whole(count):
            computed = call("greatest", call("floor", count, at="lowered"), exp.Literal.number(0), at="lowered")
            if ties:
                clause.set("count", exp.Paren(this=computed))
            else:
                tree.set("limit", exp.Limit(expression=computed))
    if offset is not None and not _whole(offset.expression):
        value = offset.expression
        nothing = exp.If(this=exp.Is(this=value.copy(), expression=exp.Null()), true=exp.Literal.number(2**62))
        rest = call("greatest", call("floor", value.copy(), at="lowered"), exp.Literal.number(0), at="lowered")
        offset.set("expression", exp.Case(ifs=[nothing], default=rest))
    return tree


def _whole(node: Node) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit()


def _percent(tree: Node, scope: Scope, lifter: Any, count: Node, ties: bool, offset: Node | None) -> Node:
    """The rows numbered in their order and counted; the percentage, rounded up, of all of them is taken."""
    ctx = lifter.ctx
    if tree.args.get("distinct"):
        raise ctx.refuse("SC1711", "FETCH … PERCENT beside DISTINCT", tree)
    expand_stars(tree, scope, ctx)
    names = [i.alias_or_name for i in tree.expressions]
    if not all(names) or len(set(names)) != len(names):
        raise ctx.refuse("SC1711", "FETCH … PERCENT of columns without names", tree)
    aliases = {i.alias: i.this for i in tree.expressions if isinstance(i, exp.Alias)}
    order = tree.args.get("order")
    for ordered in order.expressions if order is not None else ():
        key = ordered.this
        if isinstance(key, exp.Literal) and _whole(key):
            item = tree.expressions[int(key.this) - 1]
            ordered.set("this", (item.this if isinstance(item, exp.Alias) else item).copy())
        elif isinstance(key, exp.Column) and not key.table and key.name in aliases:
            ordered.set("this", aliases[key.name].copy())
    for key in ("order", "limit", "offset"):
        tree.set(key, None)
    number, total, rank = "row_number_", "row_count_", "row_rank_"
    extra = [_window("row_number", order, number), exp.alias_(_counted(), total)]
    if ties:
        extra.append(_window("rank", order, rank))
    outer = exp.Select(expressions=[exp.column(n, table="ranked") for n in names])
    outer.set("with_", tree.args.get("with_"))
    tree.set("with_", None)
    tree.set("expressions", [*tree.expressions, *extra])
    outer.set("from_", exp.From(this=subquery(tree, "ranked")))
    share = exp.Div(
        this=exp.Mul(this=exp.column(total, table="ranked"), expression=exp.Paren(this=count)),
        expression=exp.Literal.number("100.0"),
    )
    last: Node = call("ceil", share, at="lowered", type_=t.NUMBER)
    skipped = offset.expression if offset is not None else None
    if skipped is not None:
        last = exp.Add(this=last, expression=exp.Paren(this=skipped.copy()))
    measure = exp.column(rank if ties else number, table="ranked")
    condition: Node = exp.LTE(this=measure, expression=last)
    if skipped is not None:
        after = exp.GT(this=exp.column(number, table="ranked"), expression=exp.Paren(this=skipped))
        condition = exp.And(this=condition, expression=after)
    outer.set("where", exp.Where(this=condition))
    outer.set("order", exp.Order(expressions=[exp.Ordered(this=exp.column(number, table="ranked"))]))
    outer.meta["reshaped"] = True
    return outer


def _window(function: str, order: Node | None, name: str) -> Node:
    made = exp.Window(
        this=call(function, at="lowered", type_=t.NUMBER),
        order=order.copy() if order is not None else None,
        over="OVER",
    )
    return exp.alias_(set_type(made, t.NUMBER, not_null=True), name)


def _counted() -> Node:
    made = exp.Window(this=call("count", exp.Star(), at="lowered", type_=t.NUMBER), over="OVER")
    return set_type(made, t.NUMBER, not_null=True)
