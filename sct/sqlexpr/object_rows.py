"""INSERT of whole objects into an object table: the table has a column for each attribute.

`INSERT INTO t VALUES (object)` and `INSERT INTO t SELECT object FROM …` store the object's attributes, and where rows may
be of types under the table's own, what kind of object each is and the attributes it has beyond the table's. The object is
made once: unless it is written as a constructor, whose arguments are the values, it is a column of a query in FROM.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir.types import VARCHAR, Type
from sct.sqlexpr import build
from sct.sqlexpr.flatten import subquery
from sct.sqlexpr.nodes import exp, ready, type_of
from sct.sqlexpr.scope import ColumnInfo, Shape

Node: TypeAlias = exp.Expression
OWN = (
    ("sct_type", VARCHAR),
    ("sct_more", Type("json", name="jsonb")),
)  # of a row that may be of a type under the table's
NEW, WHOLE = "sct_new", "sct_object"


def stored(value: Node, shape: Shape, wanted: list[Any], lifter: Any) -> tuple[Node | list[Node], list[str]] | None:
    """What is stored of a lifted object, and the hidden columns it fills: a list of values, or a query of one row.
    None when the value is no object for the rows of this table."""
    has = type_of(value)
    if has.kind != "named" or not lifter._members(has) or _is_column(wanted):
        return None
    value, hidden = _as_row(value, shape, lifter)
    members = _members(value, shape, wanted, lifter)
    if isinstance(value, exp.Cast) and build.is_marked(value, "constructed") and not hidden:
        at = [name for name, _ in lifter._members(type_of(value))]
        items = [value.this.expressions[at.index(name)] for name, _ in members]
        return [_coerced(i, w, lifter) for i, w in zip(items, wanted, strict=True)], []
    source = exp.Select(expressions=[exp.alias_(value, WHOLE)])
    return _fields(ready(source), members, wanted, hidden, type_of(value), lifter)


def queried(query: Node, given: Shape, shape: Shape, wanted: list[Any], lifter: Any) -> tuple[Node, list[str]] | None:
    """The same of a query whose only column is an object."""
    infos = list(given.visible.values())
    if len(infos) != 1 or given.open or infos[0].type.kind != "named" or _is_column(wanted):
        return None
    if not lifter._members(infos[0].type) or not isinstance(query, exp.Select) or len(query.expressions) != 1:
        return None
    item = query.expressions[0]
    value, hidden = _as_row(item.unalias(), shape, lifter)
    members = _members(value, shape, wanted, lifter)
    query.set("expressions", [exp.alias_(value, WHOLE)])
    return _fields(query, members, wanted, hidden, type_of(value), lifter)


def _members(value: Node, shape: Shape, wanted: list[Any], lifter: Any) -> list[tuple[str, Type]]:
    """The attributes that are stored; a table of objects has those its type has by then."""
    members = lifter._members(type_of(value))
    if shape.object is not None:
        members = [one for one in members if one[0] in shape.visible]
    if len(members) != len(wanted):
        what = f"an object of {len(members)} attributes for {len(wanted)} columns"
        raise lifter.ctx.refuse("SC1008", what, value)
    return list(members)


def _is_column(wanted: list[Any]) -> bool:
    """Whether the object goes into one column as a whole."""
    return len(wanted) == 1 and wanted[0] is not None and wanted[0].type.kind == "named"


def _as_row(value: Node, shape: Shape, lifter: Any) -> tuple[Node, list[str]]:
    """The object as one of the table's type, and the columns that say what more it is."""
    if shape.object is None:
        return value, []
    exact = getattr(lifter.ctx.resolver, "is_exactly", None)
    if exact is None or exact(value, shape.object):
        return value, []
    if not shape.tells:
        raise lifter.ctx.refuse("SC1577", f"an object table of {shape.object.name} holds rows of that very type", value)
    return lifter.coerce(value, shape.object), [name for name, _ in OWN]


def _fields(
    source: Node, members: Any, wanted: list[Any], hidden: list[str], type_: Type, lifter: Any
) -> tuple[Node, list[str]]:
    def field(name: str, of: Type) -> Node:
        return build.field(build.name(NEW, WHOLE, type_=type_), name, of)

    items = [_coerced(field(n, t), w, lifter) for (n, t), w in zip(members, wanted, strict=True)]
    items.extend(field(name, of) for name, of in OWN if name in hidden)
    made = exp.Select(expressions=items)
    made.set("from_", exp.From(this=subquery(source, NEW)))
    return ready(made), hidden


def _coerced(value: Node, wanted: ColumnInfo | None, lifter: Any) -> Node:
    made: Node = lifter.stored(value, wanted.type, column=True) if wanted is not None else value
    return made
