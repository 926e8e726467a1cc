"""Columns of set operations that hold nothing but NULL on one side.

PostgreSQL finds the types of a set operation two by two, from the inside (10.5, "UNION, CASE, and Related Constructs"): two
NULLs are a text, and so is a NULL that comes out of a subquery; a number beside it is an error then. Oracle looks at
all of them. What is NULL is given the type of the other side.
"""

from __future__ import annotations

from typing import TypeAlias

from sct.ir.types import Type
from sct.sqlexpr.nodes import exp, set_type
from sct.sqlexpr.scope import Shape

Node: TypeAlias = exp.Expression


def beside(left: Node, shape: Shape, right: Node, other: Shape) -> None:
    """Gives the NULLs of either side the types of the other one, where the target would not find them itself."""
    for position, (mine, theirs) in enumerate(zip(shape.columns.values(), other.columns.values(), strict=False)):
        for query, own, wanted in ((left, mine.type, theirs.type), (right, theirs.type, mine.type)):
            if own.kind == "null" and wanted.kind not in ("null", "unknown"):
                _give(query, position, wanted)


def leaves(query: Node) -> list[Node]:
    """The SELECTs of a query and its set operations."""
    if isinstance(query, exp.Subquery):
        return leaves(query.this)
    if isinstance(query, exp.SetOperation):
        return [*leaves(query.this), *leaves(query.expression)]
    return [query] if isinstance(query, exp.Select) else []


def give_type(select: Node, position: int, cast: Node, wanted: Type) -> None:
    """The cast instead of an item's value; the column is called what it was."""
    items = list(select.expressions)
    item = items[position]
    value = item.this if isinstance(item, exp.Alias) else item
    to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="")
    to.meta["t"] = wanted
    cast.set("to", to)
    made = set_type(cast, wanted)
    name = (
        item.args["alias"].copy()
        if isinstance(item, exp.Alias)
        else value.name
        if isinstance(value, exp.Column)
        else ""
    )
    items[position] = exp.alias_(made, name) if name else made
    select.set("expressions", items)


def _give(query: Node, position: int, wanted: Type) -> None:
    alone = isinstance(query, exp.Select)
    for select in leaves(query):
        items = list(select.expressions)
        if position >= len(items) or any(item.is_star for item in items[: position + 1]):
            continue
        item = items[position]
        value = item.this if isinstance(item, exp.Alias) else item
        if isinstance(value, exp.Cast) or (alone and isinstance(value, exp.Null)):
            continue  # it has a type; or it takes that of what stands beside it
        give_type(select, position, exp.Cast(this=value.copy()), wanted)
