"""Objects in SQL and expressions: VALUE of a row, TREAT, IS OF, methods of a supertype; the resolver builds them."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr import build
from sct.sqlexpr.nodes import call_name, exp, ready, set_type, type_of
from sct.sqlexpr.scope import Scope, Shape

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
    nodes = shape.columns.get("column_value") if shape is not None and len(shape.columns) == 1 else None
    if nodes is not None and (shape is None or shape.object is None):
        # elements that are no objects: the element itself
        return build.name(args[0].name, "column_value", type_=nodes.type)
    return of_row(args[0].name, shape, lifter) if shape is not None else None


def of_row(alias: str, shape: Shape, lifter: Any) -> Node | None:
    """The row of that alias as its object; None when it is none."""
    ask = getattr(lifter.ctx.resolver, "row_object", None)
    if shape.object is None or ask is None:
        return None
    if shape.whole:
        return build.name(alias, WHOLE, type_=shape.object)
    made: Node = ask(alias, shape.object, shape.tells)
    if shape.optional:
        there = exp.Not(this=exp.Is(this=build.name(alias, OID), expression=exp.Null()))
        made = set_type(ready(exp.Case(ifs=[exp.If(this=there, true=made)])), shape.object)
    return made


OID = "sys_nc_oid$"  # a row object's own reference (catalog/references.py)
PSEUDO = ("object_id", "object_value")  # pseudo-columns of rows that are objects


def pseudo_column(names: tuple[str, ...], scope: Scope, lifter: Any) -> Node | None:
    """OBJECT_VALUE, and OBJECT_ID of an object that has one of its own; None where it is a column, or nothing of these."""
    found = list(scope.sources) if len(names) == 1 else [names[0]]
    shape = scope.source(found[0]) if len(found) == 1 else None
    if shape is None or shape.object is None or names[-1] in shape.columns:
        return None
    if names[-1] == "object_value":
        return of_row(found[0], shape, lifter)
    ask = getattr(lifter.ctx.resolver, "object_id", None)
    made: Node | None = ask(found[0], shape) if ask is not None else None
    return made


def reference(node: Node, scope: Scope, lifter: Any) -> Node | None:
    """REF(alias) of a row of an object table or object view, and MAKE_REF(relation, key, …); None for anything else."""
    name, args = call_name(node), node.expressions
    resolver = lifter.ctx.resolver
    if name == "make_ref" and len(args) > 1 and isinstance(args[0], exp.Literal):
        make = getattr(resolver, "made_reference", None)
        keys = [lifter.visit(arg, scope) for arg in args[1:]]
        given: Node | None = make(str(args[0].this), keys, lifter) if make is not None else None
        return given
    if name != "ref" or len(args) != 1 or not isinstance(args[0], exp.Column) or args[0].table:
        return None
    shape = scope.source(args[0].name)
    ask = getattr(resolver, "reference", None)
    if shape is None or shape.object is None or ask is None or not shape.relation:
        return None
    made: Node = ask(args[0].name, shape)
    return made


def dereferenced(value: Node, lifter: Any) -> Node | None:
    """The object a reference leads to; None when the value is no reference to one."""
    if type_of(value).kind != "ref":
        return None
    ask = getattr(lifter.ctx.resolver, "dereferenced", None)
    made: Node | None = ask(value) if ask is not None else None
    return made


def _of_reference(name: str, args: list[Node], lifter: Any) -> Node | None:
    """DEREF(r), REFTOHEX(r), r IS [NOT] DANGLING."""
    if len(args) != 1 or type_of(args[0]).kind != "ref":
        return None
    if name == "deref":
        return dereferenced(args[0], lifter)
    ask = getattr(lifter.ctx.resolver, "dangling", None)
    made: Node | None = ask(args[0], name == "object_is_not_dangling") if ask is not None else None
    return made


def function(name: str, args: list[Node], lifter: Any) -> Node | None:
    """TREAT, IS OF and `(SELF AS t)`, as prepare_objects writes them; what is asked of references."""
    if name in ("deref", "object_is_dangling", "object_is_not_dangling"):
        return _of_reference(name, args, lifter)
    if name.startswith("utl_ref_") and args:
        act = getattr(lifter.ctx.resolver, "on_object", None)
        done: Node | None = act(name.removeprefix("utl_ref_"), args, lifter) if act is not None else None
        if done is None:
            raise lifter.ctx.refuse("SC1640", "UTL_REF of what is no reference to objects of the input", args[0])
        return done
    if name not in ("object_treat", "object_as", "object_is_of", "object_is_not_of"):
        return None
    ask = getattr(lifter.ctx.resolver, "object_function", None)
    made = ask(name, args[0], str(args[1].this), lifter) if ask is not None else None
    if made is None:
        raise lifter.ctx.refuse("SC1577", "the hierarchy of this object's type is not known", args[0])
    result: Node = made
    return result
