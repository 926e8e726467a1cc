"""Objects in SQL and expressions: VALUE of a row, TREAT, IS OF, methods of a supertype; the resolver builds them."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def row_value(node: Node, scope: Scope, lifter: Any) -> Node | None:
    """VALUE(alias) of an object table or of a collection's rows; None for anything else."""
    args = node.expressions
    if call_name(node) != "value" or len(args) != 1 or not isinstance(args[0], exp.Column) or args[0].table:
        return None
    shape = scope.source(args[0].name)
    ask = getattr(lifter.ctx.resolver, "row_object", None)
    if shape is None or shape.object is None or ask is None:
        return None
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
