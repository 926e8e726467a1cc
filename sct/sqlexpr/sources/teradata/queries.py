"""Constructs of Teradata's queries that reshape a whole SELECT, before its expressions are lifted."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.nodes import call, call_name, exp
from sct.sqlexpr.ownership import inner_selects, select_parts
from sct.sqlexpr.restacking import fetch
from sct.sqlexpr.scope import Scope
from sct.sqlexpr.sources.teradata.expand import expand_on
from sct.sqlexpr.sources.teradata.legacy import legacy_aggregates
from sct.sqlexpr.sources.teradata.periods import normalize, period_columns
from sct.sqlexpr.sources.teradata.reset import reset_when

Node: TypeAlias = exp.Expression
_DEPTH = 12


def implicit_sources(tree: Node, scope: Scope, lifter: Any) -> Node:
    """`SELECT a.x FROM a WHERE a.k = b.k`: a table that is only named in front of a column is joined too."""
    found: dict[str, Node] = {}
    for part in select_parts(tree):
        for column in part.find_all(exp.Column):
            name = column.table
            if not name or name in found or scope.source(name) is not None or any(inner_selects(column, tree)):
                continue
            path = (column.args["db"].name, name) if column.args.get("db") else (name,)
            if scope.cte(name) is None and lifter.ctx.resolver.relation(path) is None:
                continue
            table = exp.Table(this=exp.to_identifier(name))
            if len(path) > 1:
                table.set("db", exp.to_identifier(path[0]))
            found[name] = table
    for name, table in found.items():
        lifter.ctx.report("TD0403", f"{name} is joined although FROM does not name it", tree)
        if tree.args.get("from_") is None:
            tree.set("from_", exp.From(this=table))
            lifter._source(tree.args["from_"], scope)
            continue
        join = exp.Join(this=table, kind="CROSS")
        tree.append("joins", join)
        lifter._source(join, scope)
    return tree


def named_expressions(tree: Node, scope: Scope, lifter: Any) -> Node:
    """A name of the select list used elsewhere in the SELECT stands for its expression; a column of that name wins
    (SQL Data Manipulation Language, SELECT, "Using Named Expressions")."""
    aliases = {item.alias: item.this for item in tree.expressions if isinstance(item, exp.Alias)}
    if not aliases:
        return tree

    def meant(column: Node) -> Node | None:
        if not isinstance(column, exp.Column) or column.table or column.name not in aliases:
            return None
        if any(column.name in shape.columns for shape in scope.sources.values()):
            return None
        if any(inner_selects(column, tree)):
            return None
        return aliases[column.name]

    def put(part: Node, depth: int = 0) -> None:
        for column in list(part.find_all(exp.Column)):
            value = meant(column)
            if value is None or column.parent is None:
                continue
            made = value.copy()
            if isinstance(made, (exp.Binary, exp.Not, exp.Neg, exp.Between, exp.In, exp.Is)):
                made = exp.Paren(this=made)
            holder = exp.Tuple(expressions=[made])
            if depth < _DEPTH and not any(c.name == column.name for c in value.find_all(exp.Column)):
                put(holder, depth + 1)
            column.replace(holder.expressions[0])

    for item in tree.expressions:
        if isinstance(item, exp.Alias):
            own = aliases.pop(item.alias)
            put(item)
            aliases[item.alias] = own
        else:
            put(item)
    aliases.update({item.alias: item.this for item in tree.expressions if isinstance(item, exp.Alias)})
    for key in ("where", "qualify", "having", "group"):
        if tree.args.get(key) is not None:
            put(tree.args[key])
    for join in tree.args.get("joins") or ():
        if join.args.get("on") is not None:
            put(join)
    order = tree.args.get("order")
    for ordered in order.expressions if order is not None else ():
        if isinstance(ordered, exp.Ordered) and not isinstance(ordered.this, exp.Column):
            put(ordered)
    return tree


def top(tree: Node, scope: Scope, lifter: Any) -> Node:
    """TOP n PERCENT and WITH TIES in the words of FETCH FIRST."""
    limit = tree.args.get("limit")
    options = limit.args.get("limit_options") if isinstance(limit, exp.Limit) else None
    if options is None:
        return tree
    wanted = exp.LimitOptions(percent=options.args.get("percent"), rows=True, with_ties=options.args.get("with_ties"))
    tree.set("limit", exp.Fetch(direction="FIRST", count=limit.expression, limit_options=wanted))
    return fetch(tree, scope, lifter)


def sample(tree: Node, scope: Scope, lifter: Any) -> Node:
    """SAMPLE n: so many rows, SAMPLE .n: that share of them; which ones is chance."""
    mark = _taken(tree, "td_sample")
    if mark is None:
        return tree
    words = mark.expressions[0].name.replace(" ", "")
    number = float(words) if words.replace(".", "", 1).isdigit() else None
    if number is None:
        raise lifter.ctx.refuse("TD0404", f"SAMPLE {mark.expressions[0].name}", tree)
    lifter.ctx.report("SC1715", "SAMPLE takes other rows than the source would", tree)
    chance = exp.Ordered(this=call("RANDOM_ORDER", at="lifted"), nulls_first=False)
    if number >= 1 and tree.args.get("order") is None and tree.args.get("limit") is None:
        tree.set("order", exp.Order(expressions=[chance]))
        tree.set("limit", exp.Limit(expression=exp.Literal.number(int(number))))
        return tree
    place = exp.Window(this=call("row_number"), order=exp.Order(expressions=[chance]), over="OVER")
    most: Node = exp.Literal.number(int(number)) if number >= 1 else None
    if most is None:
        rows = exp.Window(this=call("count", exp.Star()), over="OVER")
        most = exp.Mul(this=rows, expression=exp.Literal.number(words if words[0] != "." else "0" + words))
    condition = exp.LTE(this=place, expression=most)
    qualify = tree.args.get("qualify")
    if qualify is not None:
        condition = exp.And(this=exp.Paren(this=qualify.this), expression=condition)
    tree.set("qualify", exp.Qualify(this=condition))
    return tree


def _taken(tree: Node, name: str) -> Node | None:
    """The mark of a clause among the items of the select list, taken out of it."""
    for item in tree.expressions:
        if call_name(item) == name:
            tree.set("expressions", [i for i in tree.expressions if i is not item])
            found: Node = item
            return found
    return None


CONSTRUCTS = (
    implicit_sources,
    period_columns,
    expand_on,
    normalize,
    legacy_aggregates,
    named_expressions,
    reset_when,
    sample,
    top,
)
