"""Sources of rows a target lacks, written by others: lists, series, rows made of columns, limits."""

from __future__ import annotations

from typing import Any

from sct.sqlexpr.lacking_forms import Node, done, rewrites
from sct.sqlexpr.nodes import call, call_name, exp, set_type, type_of
from sct.sqlexpr.qualify import without_qualify


@rewrites("fetch", exp.Select, exp.Subquery, exp.Union, exp.Except, exp.Intersect)
def fetch(node: Node, ctx: Any) -> Node:
    """FETCH FIRST n ROWS ONLY as LIMIT n."""
    found = node.args.get("limit")
    if not isinstance(found, exp.Fetch):
        return node
    options = found.args.get("limit_options")
    if options is not None and options.args.get("with_ties") and _can_rank(node):
        rank = exp.Window(this=call("rank", at="lowered"), order=node.args["order"].copy())
        node.set("qualify", exp.Qualify(this=exp.LTE(this=done(rank), expression=found.args["count"])))
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
    return done(exp.Subquery(this=made, alias=name))


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
        join.set("this", done(exp.Subquery(this=numbers, alias=exp.TableAlias(this=exp.to_identifier(name)))))
        for column in [c for c in node.find_all(exp.Column) if c.table == name and c.name in values]:
            cases = [
                exp.If(this=exp.Literal.number(n), true=_value(one.expressions[values[column.name]]).copy())
                for n, one in enumerate(lines, 1)
            ]
            made: Node = exp.Case(this=exp.column("sct_row", table=name), ifs=cases)
            made = set_type(done(made), type_of(column))
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
    return done(exp.Subquery(this=rows, alias=label))


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
