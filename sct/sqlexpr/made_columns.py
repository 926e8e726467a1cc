"""Columns of a table made by a query: a number stays a decimal, whatever machine type the target would compute it in.

In the source a count, a constant or a sum of whole numbers makes a NUMBER column; later rows may have fractions in it,
which a machine integer of the target would round without a word. Columns taken as they are keep their own type.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from sct.ir import types as t
from sct.sqlexpr.nodes import exp, set_type, type_of
from sct.sqlexpr.null_columns import leaves
from sct.sqlexpr.numbers import as_number, maybe_native
from sct.sqlexpr.scope import ColumnInfo, Shape

Node: TypeAlias = exp.Expression

# Calls whose result has the type of their arguments.
_CHOOSING = frozenset("coalesce greatest least greatest_native least_native nullif".split())
_OF_ARGUMENTS = frozenset("sum max min abs lag lead first_value last_value nth_value".split()) | _CHOOSING
_DRAWN = frozenset(("nextval", "currval"))


def decimals(query: Node, shape: Shape) -> tuple[Node, Shape]:
    """The query with its computed whole numbers as decimals, and its columns; those a `*` brings stay as they are."""
    stars = False
    for select in leaves(query):
        items = list(select.expressions)
        stars = stars or any(item.is_star for item in items)
        for at, item in enumerate(items):
            value = item.unalias()
            if item.is_star or _declared(value) or not _whole(value):
                continue
            items[at] = exp.alias_(as_number(value), item.alias_or_name or f"column_{at + 1}", quoted=_quoted(item))
        select.set("expressions", items)
    return query, shape if stars else kept(shape)


def named(query: Node, shape: Shape) -> Shape:
    """The columns of a query whose calculated ones get names, by which code can ask for them."""
    if not isinstance(query, exp.Select) or any(item.is_star for item in query.expressions):
        return shape
    if len(query.expressions) != len(shape.columns):
        return shape
    items, columns = [], {}
    for at, (item, (name, info)) in enumerate(zip(query.expressions, shape.columns.items(), strict=True), 1):
        if not isinstance(item, (exp.Alias, exp.Column)) or name.startswith("?"):
            name = f"sct_column{at}"
            item = set_type(exp.alias_(item.unalias(), name), info.type, not_null=info.not_null)
        items.append(item)
        columns[name] = info
    query.set("expressions", items)
    return Shape(columns)


def kept(shape: Shape) -> Shape:
    """The columns of a table made by a query that gives these: see `decimals`."""
    columns = {
        name: ColumnInfo(t.NUMBER, info.not_null) if info.type.kind == "integer" else info
        for name, info in shape.columns.items()
    }
    return replace(shape, columns=columns)


def _quoted(item: Node) -> bool:
    alias = item.args.get("alias") if isinstance(item, exp.Alias) else None
    return bool(alias is not None and alias.args.get("quoted"))


def _declared(value: Node) -> bool:
    """A column of a table, whose own declaration says that it has no fraction."""
    return isinstance(value, exp.Column) and type_of(value).kind == "decimal" and type_of(value).precision is not None


def _whole(node: Node) -> bool:
    """Whether the target may compute the value as a machine integer."""
    if isinstance(node, (exp.Paren, exp.Neg, exp.Window, exp.Filter, exp.Subquery)):
        return _whole(node.this)
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return _whole(node.this) and _whole(node.expression)
    if isinstance(node, exp.Case):
        results = [one.args["true"] for one in node.args["ifs"]]
        results += [node.args["default"]] if node.args.get("default") is not None else []
        return all(_whole(v) or isinstance(v, exp.Null) for v in results) and any(_whole(v) for v in results)
    if isinstance(node, exp.Select):
        return len(node.expressions) == 1 and _whole(node.expressions[0].unalias())
    if isinstance(node, exp.Anonymous) and str(node.this).lower() in _OF_ARGUMENTS and node.expressions:
        given = [v for v in node.expressions[:1] + node.expressions[2:] if not isinstance(v, exp.Null)]
        if str(node.this).lower() in _CHOOSING:
            given = [v for v in node.expressions if not isinstance(v, exp.Null)]
        return all(_whole(v) for v in given)
    drawn = isinstance(node, exp.Anonymous) and str(node.this).lower() in _DRAWN
    return drawn or (type_of(node).is_number and maybe_native(node))
