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
from sct.sqlexpr.nodes import call_name, exp, ready, type_of
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


def target(tree: Node, shape: Shape) -> Node | None:
    """What `UPDATE t p SET p = object` and `SET VALUE(p) = object` give the row; None for another SET."""
    if shape.object is None or len(tree.expressions) != 1:
        return None
    left, alias = tree.expressions[0].this, tree.this.alias_or_name
    if isinstance(left, exp.Anonymous) and call_name(left) == "value" and len(left.expressions) == 1:
        left = left.expressions[0]
    if not isinstance(left, exp.Column) or left.table or left.name != alias or left.name in shape.columns:
        return None
    value: Node = tree.expressions[0].expression
    return value


def assigned(value: Node, shape: Shape, lifter: Any) -> Node:
    """The columns of a row become the attributes of an object."""
    if shape.object is None or type_of(value).kind != "named":
        raise lifter.ctx.refuse("SC1706", "a row of an object table set to what is no object", value)
    infos = list(shape.visible.values())
    value, hidden = _as_row(value, shape, lifter)
    members = _members(value, shape, infos, lifter)
    if shape.tells and not hidden:  # an object of the table's own type, after one of another type
        hidden = [name for name, _ in OWN]
    source = exp.Select(expressions=[exp.alias_(value, WHOLE)])
    made, _ = _fields(ready(source), members, infos, hidden, type_of(value), lifter)
    columns = [ready(exp.column(name)) for name in (*(name for name, _ in members), *hidden)]
    return exp.EQ(this=exp.Tuple(expressions=columns), expression=ready(exp.Subquery(this=made)))
