"""Objects in SQL and expressions: VALUE of a row, TREAT, IS OF, methods of a supertype; the resolver builds them."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr import build
from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


WHOLE = "sct_object"  # a column that is the row as its object, which a row of NULLs is not


def asks_whole(item: Node) -> bool:
    """Whether the query with this item of FROM asks for VALUE of its rows, and for no `*`."""
    select = item.find_ancestor(exp.Select)
    if select is None or any(one.is_star for one in select.expressions):
        return False
    for one in select.find_all(exp.Anonymous):
        args = one.expressions
        if call_name(one) != "value" or len(args) != 1 or not isinstance(args[0], exp.Column):
            continue
        if not args[0].table and args[0].name == item.alias:
            return True
    return False


def row_value(node: Node, scope: Scope, lifter: Any) -> Node | None:
    """VALUE(alias) of an object table or of a collection's rows; None for anything else."""
    args = node.expressions
    if call_name(node) != "value" or len(args) != 1 or not isinstance(args[0], exp.Column) or args[0].table:
        return None
    shape = scope.source(args[0].name)
    ask = getattr(lifter.ctx.resolver, "row_object", None)
    nodes = shape.columns.get("column_value") if shape is not None and len(shape.columns) == 1 else None
    if nodes is not None and (shape is None or shape.object is None):
        # elements that are no objects: the element itself
        return build.name(args[0].name, "column_value", type_=nodes.type)
    if shape is None or shape.object is None or ask is None:
        return None
    if shape.whole:
        return build.name(args[0].name, WHOLE, type_=shape.object)
    made: Node = ask(args[0].name, shape.object, shape.tells)
    return made


def function(name: str, args: list[Node], lifter: Any) -> Node | None:
    """TREAT, IS OF and `(SELF AS t)`, as prepare_objects writes them."""
    if name not in ("object_treat", "object_as", "object_is_of", "object_is_not_of"):
        return None
    ask = getattr(lifter.ctx.resolver, "object_function", None)
    made = ask(name, args[0], str(args[1].this), lifter) if ask is not None else None
    if made is None:
        raise lifter.ctx.refuse("SC1577", "the hierarchy of this object's type is not known", args[0])
    result: Node = made
    return result
