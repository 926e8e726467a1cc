"""Addresses of rows (ROWID): what they mean where they are compared with one that was kept.

A source's address stays the row's for as long as the row lives; on a target where a changed row moves, one that was kept
leads to where the row stood. So what a table's own address is compared with becomes `ROW_AT(table, address)`: the
address the row has now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sct.ir.types import Type
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.nodes import call, exp, type_of
from sct.sqlexpr.scope import Scope, Shape

Node: TypeAlias = exp.Expression
Coerce = Callable[[Node, Type], Node]
ROWID = Type("rowid")
_EQUALITY = (exp.EQ, exp.NEQ)
_ORDER = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)


def owner(names: tuple[str, ...], scope: Scope) -> Shape | None:
    """The relation an address (`rowid`, `t.rowid`) is one of."""
    if len(names) == 2:
        return scope.source(names[0])
    inner: Scope | None = scope
    while inner is not None and not inner.sources:
        inner = inner.parent
    return next(iter(inner.sources.values())) if inner is not None and len(inner.sources) == 1 else None


def found(node: Node, names: tuple[str, ...], scope: Scope, ctx: Context) -> None:
    """Notes on a row's address which table it is of. Raises Refused where rows have none that finds them again."""
    shape = owner(names, scope)
    if shape is None or not shape.table:
        raise ctx.refuse("SC1721", "ROWID of a view, a query or a partitioned table", node)
    node.meta["rows of"] = shape.table


def compare(node: Node, coerce: Coerce, ctx: Context) -> bool:
    """A comparison with an address among its sides; whether it was one."""
    left, right = node.this, node.expression
    if not any(type_of(side).kind == "rowid" for side in (left, right)):
        return False
    if any(side._meta and "internal" in side._meta for side in (left, right)):
        return True  # the conversion's own join
    if isinstance(node, _ORDER) and (_kept(left) or _kept(right)):
        ctx.report("SC1723", f"{ctx.words(node)}: addresses compared by their order", node)
    for mine, key, other in ((left, "expression", right), (right, "this", left)):
        table = _table(mine)
        if table and _table(other) is None and _kept(other):
            node.set(key, now(other, table, coerce))
            return True
    for side, one, other in (("this", left, right), ("expression", right, left)):
        if type_of(one).kind == "rowid" and family(type_of(other)) == "text":
            node.set(side, coerce(one, Type("text")))
    if isinstance(node, _EQUALITY) and _table(left) is None and _table(right) is None and _kept(left) and _kept(right):
        ctx.report("SC1722", f"{ctx.words(node)}: two addresses that were kept are compared", node)
    return True


def compare_several(node: Node, coerce: Coerce, ctx: Context) -> bool:
    """IN and BETWEEN over addresses; whether it was one."""
    table = _table(node.this)
    if table is None and type_of(node.this).kind != "rowid":
        return False
    if isinstance(node, exp.Between):
        ctx.report("SC1723", f"{ctx.words(node)}: addresses compared by their order", node)
        for key in ("low", "high"):
            node.set(key, coerce(node.args[key], ROWID))
        return True
    query = node.args.get("query")
    if query is not None:
        inner = query.this if isinstance(query, exp.Subquery) else query
        if family(type_of(query)) != "text":
            return True
        if table and isinstance(inner, exp.Select) and len(inner.expressions) == 1 and not inner.expressions[0].is_star:
            item = inner.expressions[0]
            if isinstance(item, exp.Alias):
                item.set("this", now(item.this, table, coerce))
            else:
                inner.set("expressions", [now(item, table, coerce)])
        else:
            node.set("this", coerce(node.this, Type("text")))
            ctx.report("SC1722", f"{ctx.words(node)}: addresses kept in a column are compared", node)
        return True
    if table:
        values = [now(v, table, coerce) if _kept(v) and _table(v) is None else v for v in node.expressions]
        node.set("expressions", values)
    else:
        node.set("expressions", [coerce(v, ROWID) for v in node.expressions])
        ctx.report("SC1722", f"{ctx.words(node)}: addresses that were kept are compared", node)
    return True


def beside_text(values: list[Node], ctx: Context) -> None:
    """Raises Refused where an address and a text are to become one value."""
    kinds = {"rowid" if type_of(v).kind == "rowid" else family(type_of(v)) for v in values}
    if "rowid" in kinds and "text" in kinds:
        raise ctx.refuse("SC1724", "a ROWID and a text where one value is wanted", values[0])


def _table(node: Node) -> tuple[str, ...] | None:
    """The table whose row's address a node is."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node._meta.get("rows of") if node._meta else None


def _kept(node: Node) -> bool:
    """Whether a value may be an address that was kept: none that this statement itself has just read."""
    if type_of(node).kind not in ("rowid", "unknown", "null") and family(type_of(node)) != "text":
        return False
    if isinstance(node, exp.Subquery):
        return type_of(node).kind != "rowid"
    return not isinstance(node, (exp.Null, exp.Any, exp.All)) and not (
        isinstance(node, exp.Column) and node._meta and node._meta.get("rows of")
    )


def now(value: Node, table: tuple[str, ...], coerce: Coerce) -> Node:
    plain = (part if part.isidentifier() and part == part.lower() else f'"{part}"' for part in table)
    name = exp.Literal.string(".".join(plain))
    name.meta["nn"] = True
    made = call("ROW_AT", name, coerce(value, ROWID), at="lifted", type_=ROWID)
    return made
