"""Constructs a target lacks, written by others: one function a construct, chosen by the target's legality file.

`lacks: [filter, …]` there names the functions here; each is given a node on the way up, and gives back what stands in
its place. All of them keep the meaning, or refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, literal_text, named_type, set_type, type_of
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


@rewrites("lateral_rows", exp.Select)
def lateral_rows(node: Node, ctx: Any) -> Node:
    """Rows made of each row's own columns (UNPIVOT): each row as often as there are such rows, by a list of numbers.

    `CROSS JOIN LATERAL (SELECT a AS v UNION ALL SELECT b) AS u` with u.v is `CROSS JOIN (SELECT 1 AS sct_row UNION ALL
    SELECT 2) AS u` with CASE u.sct_row WHEN 1 THEN a WHEN 2 THEN b END.
    """
    for join in node.args.get("joins") or ():
        lateral = join.this
        if not isinstance(lateral, exp.Lateral) or not isinstance(lateral.this, exp.Subquery):
            continue
        lines = _lines_of(lateral.this.this)
        if lines is None:
            continue
        name = lateral.alias
        values = {one.alias_or_name: place for place, one in enumerate(lines[0].expressions)}
        numbers: Node | None = None
        for number in range(1, len(lines) + 1):
            line = exp.Select(expressions=[exp.alias_(exp.Literal.number(number), "sct_row")])
            numbers = line if numbers is None else exp.Union(this=numbers, expression=line, distinct=False)
        join.set("this", _done(exp.Subquery(this=numbers, alias=exp.TableAlias(this=exp.to_identifier(name)))))
        for column in [c for c in node.find_all(exp.Column) if c.table == name and c.name in values]:
            cases = [
                exp.If(this=exp.Literal.number(n), true=_value(one.expressions[values[column.name]]).copy())
                for n, one in enumerate(lines, 1)
            ]
            made: Node = exp.Case(this=exp.column("sct_row", table=name), ifs=cases)
            made = set_type(_done(made), type_of(column))
            column.replace(exp.alias_(made, column.name) if column.parent is node else made)
    return node


def _lines_of(node: Node) -> list[Node] | None:
    """The SELECTs of a UNION ALL that read no table; None for other queries."""
    if isinstance(node, exp.Union) and not node.args.get("distinct"):
        first, second = _lines_of(node.this), _lines_of(node.expression)
        return [*first, *second] if first is not None and second is not None else None
    if isinstance(node, exp.Select) and not any(node.args.get(k) for k in ("from_", "where", "limit", "order")):
        return [node]
    return None


def _value(node: Node) -> Node:
    return node.this if isinstance(node, exp.Alias) else node


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


@rewrites("distinct_lists", exp.Subquery)
def distinct_lists(node: Node, ctx: Any) -> Node:
    """LISTAGG of distinct numbers in their own order, where no array can collect them before they become text.

    DISTINCT goes with an order by the very value, so the value has to be its own text: a number without a fraction is.
    Raises Refused for any other.
    """
    descending = node._meta.get("distinct_list") if node._meta else None
    if descending is None:
        return node
    array = node.this.args["from_"].this.this.expressions[0]
    collected = array.expressions[0].expressions[0].this  # array_agg(DISTINCT value ORDER BY value)
    kind = type_of(collected)
    if kind.kind != "integer" and not (kind.kind == "decimal" and kind.precision is not None and not kind.scale):
        raise ctx.refuse("SC0022", "LISTAGG (DISTINCT …) of what is not its own text has no form here", node)
    separator = node.this.expressions[0].expressions[1]
    order = exp.Order(expressions=[exp.Ordered(this=collected.copy(), desc=descending, nulls_first=descending)])
    made = call("listagg", exp.Distinct(expressions=[collected]), separator, at="lowered")
    return set_type(_done(exp.WithinGroup(this=made, expression=order)), t.VARCHAR)


@rewrites("concat_nulls", exp.Anonymous)
def concat_nulls(node: Node, ctx: Any) -> Node:
    """`concat(a, b, …)`, which takes a NULL for nothing, by `||`, which does not."""
    if call_name(node) != "concat":
        return node
    made: Node | None = None
    for part in list(node.expressions):
        part.pop()
        if not is_not_null(part):
            part = call("coalesce", part, exp.Literal.string(""), at="lowered")
        elif isinstance(part, (exp.Binary, exp.Not)) and not isinstance(part, exp.DPipe):
            part = exp.Paren(this=part)
        made = part if made is None else exp.DPipe(this=made, expression=part, safe=False)
    if made is None:
        return node
    made = exp.Paren(this=made) if isinstance(node.parent, exp.Binary) else made
    return set_type(_done(made), t.VARCHAR, not_null=True)


@rewrites("wide_decimals", exp.Mul)
def wide_decimals(node: Node, ctx: Any) -> Node:
    """Products of more digits than a decimal has are kept to few behind the point: said, not changed."""
    digits = [_digits(side) for side in (node.this, node.expression)]
    if all(d is not None for d in digits) and sum(d for d in digits if d) + 1 > 38:
        ctx.report("SC2032", f"{ctx.words(node)}", node)
    return node


def _digits(node: Node) -> int | None:
    """The digits of an exact number's type on a target of 38; None for any other value."""
    if isinstance(node, exp.Paren):
        return _digits(node.this)
    type_ = type_of(node)
    if type_.kind == "integer":
        return {16: 5, 32: 10, 64: 19}.get(type_.bits or 32, 10)
    if type_.kind != "decimal":
        return None
    return type_.precision or (10 if isinstance(node, exp.Literal) else 38)


_SERIES = 200  # rows that are written out


@rewrites("generate_series", exp.Table)
def generate_series(node: Node, ctx: Any) -> Node:
    """`generate_series(a, b) AS t(n)` of a few known rows, written out; longer ones have no form in a table's query."""
    made = node.this
    if not isinstance(made, exp.Anonymous) or call_name(made) != "generate_series":
        return node
    bounds = [v for v in made.expressions if isinstance(v, exp.Literal) and str(v.this).isdigit()]
    alias = node.args.get("alias")
    if len(bounds) != 2 or len(made.expressions) != 2 or int(bounds[1].this) - int(bounds[0].this) >= _SERIES:
        raise ctx.refuse("SC0022", "a series of rows of any length has no form on the target", node)
    columns = alias.args.get("columns") if alias is not None else None
    name = columns[0].name if columns else (alias.name if alias is not None else "generate_series")
    rows: Node | None = None
    for number in range(int(bounds[0].this), int(bounds[1].this) + 1):
        value: Node = exp.Literal.number(number)
        one = exp.Select(expressions=[exp.alias_(value, name) if rows is None else value])
        rows = one if rows is None else exp.Union(this=rows, expression=one, distinct=False)
    if rows is None:
        nothing = exp.Select(expressions=[exp.alias_(exp.Literal.number(0), name)])
        nothing.set("where", exp.Where(this=exp.Boolean(this=False)))
        rows = nothing
    label = exp.TableAlias(this=alias.this.copy() if alias is not None and alias.this else exp.to_identifier("series"))
    return _done(exp.Subquery(this=rows, alias=label))


@rewrites("delete_alias", exp.Delete)
def delete_alias(node: Node, ctx: Any) -> Node:
    """A DELETE whose target has no other name than its own."""
    target = node.this
    if not isinstance(target, exp.Table) or not target.alias:
        return node
    _own_name(node, target, ctx)
    return node


def _own_name(tree: Node, target: Node, ctx: Any) -> None:
    """Takes a target's alias away: what is qualified by it is qualified by the table's name."""
    alias, name = target.alias, target.name
    others = [t for t in tree.find_all(exp.Table) if t is not target and t.alias_or_name == name]
    if others:
        raise ctx.refuse("SC0022", f"{name} under a second name beside itself has no form on the target", others[0])
    for column in tree.find_all(exp.Column):
        if column.table == alias:
            column.set("table", exp.to_identifier(name))
    target.set("alias", None)


@rewrites("free_merge", exp.Merge)
def free_merge(node: Node, ctx: Any) -> Node:
    """MERGE as the statements it is made of, where the target's own takes less: the source a table, the condition of
    equalities, both clauses there and without conditions. The statements behind the first are in its `then`."""
    target, source, on = node.this, node.args["using"], node.args["on"]
    if target.alias:
        _own_name(node, target, ctx)
    whens = list(node.args["whens"].expressions)
    matched = [w for w in whens if w.args.get("matched")]
    others = [w for w in whens if not w.args.get("matched")]
    plain = len(matched) == len(others) == 1 and not any(w.args.get("condition") for w in whens)
    if plain and isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier) and _equalities(on):
        return node
    if any(t.name == target.name for t in source.find_all(exp.Table)):
        raise ctx.refuse("SC2033", f"MERGE into {target.name} of rows that are taken from it", node)
    if len(matched) > 1 and others:
        raise ctx.refuse("SC2033", f"MERGE into {target.name} with DELETE WHERE beside INSERT", node)
    made: list[Node] = []
    for when in matched:
        then, condition = when.args["then"], when.args.get("condition")
        where: Node = (
            exp.and_(_grouped(on.copy()), _grouped(condition.copy()), copy=False)
            if condition is not None
            else on.copy()
        )
        if isinstance(then, exp.Update):
            one: Node = exp.Update(this=target.copy(), expressions=[_bare(e) for e in then.expressions])
            one.set("from_", exp.From(this=source.copy()))
        else:
            one = exp.Delete(this=target.copy(), using=[source.copy()])
        one.set("where", exp.Where(this=where))
        made.append(one)
    for when in others:
        then, condition = when.args["then"], when.args.get("condition")
        there = exp.Select(expressions=[exp.Literal.number(1)])
        there.set("from_", exp.From(this=target.copy()))
        there.set("where", exp.Where(this=on.copy()))
        rows = exp.Select(expressions=[v.copy() for v in then.expression.expressions])
        rows.set("from_", exp.From(this=source.copy()))
        missing: Node = exp.Not(this=exp.Exists(this=there))
        if condition is not None:
            missing = exp.and_(missing, _grouped(condition.copy()), copy=False)
        rows.set("where", exp.Where(this=missing))
        into: Node = target.copy()
        if then.this is not None:
            into = exp.Schema(this=into, expressions=[c.copy() for c in then.this.expressions])
        made.append(exp.Insert(this=into, expression=rows))
    first = _done(made[0])
    first.meta["then"] = [_done(one) for one in made[1:]]
    ctx.report("SC2034", f"MERGE into {target.name} as {len(made)} statements", node)
    return first


def _equalities(on: Node) -> bool:
    parts = list(on.flatten()) if isinstance(on, exp.And) else [on]
    found = [p.this if isinstance(p, exp.Paren) else p for p in parts]
    return all(isinstance(p, exp.EQ) for p in found)


def _bare(pair: Node) -> Node:
    """`column = value` without a qualifier before the column."""
    made = pair.copy()
    if isinstance(made.this, exp.Column):
        made.set("this", exp.column(made.this.name))
    return made


def _grouped(node: Node) -> Node:
    return exp.Paren(this=node) if isinstance(node, exp.Or) else node


@rewrites("recursive_columns", exp.With)
def recursive_columns(node: Node, ctx: Any) -> Node:
    """A recursive query names its columns in front."""
    if not node.args.get("recursive"):
        return node
    for cte in node.expressions:
        alias, body = cte.args["alias"], cte.this
        again = isinstance(body, exp.Union) and any(t.name == alias.name for t in body.expression.find_all(exp.Table))
        if again and body.args.get("distinct"):
            raise ctx.refuse("SC0022", f"a recursive query by UNION without ALL: {alias.name}", cte)
        if alias.args.get("columns") or not isinstance(body, exp.Union):
            continue
        first = body.this
        names = [item.alias_or_name for item in first.expressions] if isinstance(first, exp.Select) else []
        if not names or not all(names) or any(item.is_star for item in first.expressions):
            raise ctx.refuse("SC0022", f"a recursive query whose columns have no names: {alias.name}", cte)
        alias.set("columns", [exp.to_identifier(name) for name in names])
    return node


@rewrites("changing_ctes", exp.Insert)
def changing_ctes(node: Node, ctx: Any) -> Node:
    """INSERT into several tables as one INSERT each, over the same query; the statements behind the first are in `then`."""
    clause = node.args.get("with_")
    if clause is None:
        return node
    changing = [cte for cte in clause.expressions if isinstance(cte.this, exp.Insert)]
    if not changing:
        return node
    rows = [cte for cte in clause.expressions if not isinstance(cte.this, exp.Insert)]
    node.set("with_", None)
    every = [*(cte.this for cte in changing), node]
    targets = {t.name for one in every for t in [one.find(exp.Table)] if t is not None}
    if any(t.name in targets for cte in rows for t in cte.find_all(exp.Table)):
        raise ctx.refuse("SC2033", "INSERT of rows that are taken from one of its tables", node)
    for one in every:
        query = one.expression
        if not isinstance(query, exp.Select) or one.args.get("returning") is not None:
            raise ctx.refuse("SC0022", "INSERT into several tables of this form has no form on the target", node)
        ctes = [cte.copy() for cte in rows]
        for cte in ctes:
            cte.set("materialized", None)
        query.set("with_", exp.With(expressions=ctes))
    first = _done(every[0])
    first.meta["then"] = [_done(one) for one in every[1:]]
    ctx.report("SC2037", f"INSERT into {', '.join(sorted(targets))}", node)
    return first


@rewrites("tuple_assignment", exp.Update)
def tuple_assignment(node: Node, ctx: Any) -> Node:
    """`SET (a, b) = (SELECT x, y …)` as `SET a = (SELECT x …), b = (SELECT y …)`."""
    out: list[Node] = []
    for pair in node.expressions:
        left, right = pair.this, pair.expression
        if not isinstance(left, exp.Tuple):
            out.append(pair)
            continue
        query = right.this if isinstance(right, (exp.Subquery, exp.Paren)) else right
        if isinstance(query, exp.Select) and len(query.expressions) == len(left.expressions):
            for number, name in enumerate(left.expressions):
                one = query.copy()
                one.set("expressions", [one.expressions[number]])
                out.append(exp.EQ(this=name.copy(), expression=exp.Subquery(this=one)))
        elif isinstance(right, exp.Tuple) and len(right.expressions) == len(left.expressions):
            out.extend(
                exp.EQ(this=a.copy(), expression=b.copy())
                for a, b in zip(left.expressions, right.expressions, strict=True)
            )
        else:
            raise ctx.refuse("SC0022", "SET of several columns at once has no form on the target", pair)
    node.set("expressions", out)
    return node


@rewrites("row_comparison", exp.EQ, exp.NEQ, exp.In)
def row_comparison(node: Node, ctx: Any) -> Node:
    """Rows compared value by value: `(a, b) = (c, d)`, `(a, b) IN ((1, 2), (3, 4))`."""
    left = node.this
    if not isinstance(left, exp.Tuple) or isinstance(node.parent, exp.Update):
        return node
    if isinstance(node, exp.In):
        rows = node.expressions
        if not rows or not all(isinstance(r, exp.Tuple) for r in rows):
            return node
        made: Node = exp.or_(*(_same(left, r) for r in rows), copy=False)
        return set_type(_done(exp.Paren(this=made)), t.BOOLEAN)
    if not isinstance(node.expression, exp.Tuple):
        return node
    made = exp.Paren(this=_same(left, node.expression))
    if isinstance(node, exp.NEQ):
        made = exp.Not(this=made)
    return set_type(_done(made), t.BOOLEAN)


def _same(left: Node, right: Node) -> Node:
    pairs = zip(left.expressions, right.expressions, strict=True)
    return exp.and_(*(exp.EQ(this=a.copy(), expression=b.copy()) for a, b in pairs), copy=False)


_STEP = 10  # digits of a row's number in a path


@rewrites("arrays", exp.Array, exp.DPipe, exp.EQ, exp.Case)
def arrays(node: Node, ctx: Any) -> Node:
    """The path of a hierarchy (an array of row numbers) as text: numbers of one width, so that it sorts the same."""
    what = node._meta.get("path") if node._meta else None
    if what is None:
        return node
    if what == "first":
        first = exp.DPipe(this=_step(node.expressions[0]), expression=exp.Literal.string("."), safe=False)
        return _done(exp.Cast(this=exp.Paren(this=first), to=named_type("varchar(8000)")))
    if what == "longer":
        step = exp.DPipe(this=_step(node.expression), expression=exp.Literal.string("."), safe=False)
        longer = exp.DPipe(this=node.this, expression=step, safe=False)
        return _done(exp.Cast(this=exp.Paren(this=longer), to=named_type("varchar(8000)")))
    if what == "kept":
        return _done(exp.Cast(this=node, to=named_type("varchar(8000)")))
    path = node.expression.this.this
    found = call("strpos", path, _step(node.this), at="lowered")
    return _done(exp.GT(this=found, expression=exp.Literal.number(0)))


def _step(number: Node) -> Node:
    text = exp.Cast(this=number, to=named_type(f"varchar({_STEP})"))
    return call("lpad", text, exp.Literal.number(_STEP), exp.Literal.string("0"), at="lowered")


@rewrites("empty_text", exp.Anonymous)
def empty_text(node: Node, ctx: Any) -> Node:
    """`nullif(x, '')` where text is compared without its trailing blanks: '  ' would be NULL too."""
    if call_name(node) != "nullif" or literal_text(node.expressions[1]) != "":
        return node
    value = node.expressions[0]
    long = exp.GT(this=call("octet_length", value.copy(), at="lowered"), expression=exp.Literal.number(0))
    return set_type(_done(exp.Case(ifs=[exp.If(this=long, true=value.copy())])), type_of(node))


def apply(node: Node, names: Any, ctx: Any) -> Node:
    """What stands in the node's place on a target that lacks these."""
    for name in names:
        kinds, function = REWRITES[name]
        if isinstance(node, kinds) and name not in _LAST:
            node = function(node, ctx)
    return node


_LAST = ("empty_text",)  # what rules write, too


def finished(tree: Node, names: Any, ctx: Any) -> Node:
    """The tree with what the target's own rules wrote of these, once they are done."""
    for name in (n for n in _LAST if n in names):
        kinds, function = REWRITES[name]
        for node in list(tree.find_all(*kinds)):
            made = function(node, ctx)
            if made is node:
                continue
            if node is tree:
                tree = made
            else:
                node.replace(made)
    return tree


__all__ = ["REWRITES", "apply", "finished"]
