"""Object types: methods as functions `type$method(self, …)`, constructors `type$new(…)`, comparison by MAP and ORDER."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.postgres.plpgsql import nested
from sct.catalog import object_types as objects
from sct.catalog.program import RoutineItem
from sct.ir.types import BOOLEAN, INTEGER, UNKNOWN, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import argument_name

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver
    from sct.backends.postgres.plpgsql.writer import Writer


def emit(code: Any, unit: Any, methods: list[RoutineItem], place: int) -> None:
    """Every method at the place of the type's body."""
    from sct.backends.postgres.plpgsql import routines

    id_ = f"type_body:{'.'.join(code.emitter.catalog.key(unit.name))}"
    for item in methods:
        code.emitter._schema(item.path, place)
        routines.emit(code, item, place, item.code.span, id_)


def returns_self(w: Writer, one: Any) -> None:
    """RETURN in a constructor."""
    w.line("RETURN self;")


def is_object(resolver: CodeResolver, type_: Type) -> bool:
    return type_.kind == "named" and bool(type_.members or resolver.type_of_text(type_.name).members)


def method(resolver: CodeResolver, base: Any, type_: Type, name: str, args: list[Any], lifter: Any) -> Any:
    """`object.method(args)`, or a static method when there is no object; None when there is no such method."""
    several = objects.find(resolver.program, type_, name)
    several = [one for one in several if (one.code.method == "static") == (base is None)]
    several = [one for one in several if one.kind == "function"] or several
    if not several:
        return None
    if base is not None:
        base = _as(resolver, base, type_, several[0].owner_type)
    given = args if base is None else [base, *args]
    chosen = _choose(resolver, several, given)
    if chosen is None:
        raise Refused("SC1511", f"no method {name} of {type_.name} takes these arguments", None)
    if chosen.kind == "procedure":
        raise Refused("SC1511", f"{name} is a procedure and gives no value", None)
    if nested.gives_several(chosen):
        raise Refused("SC1512", f"{name} gives back several values and is called inside an expression", None)
    return resolver._call(chosen, given, lifter)


def _as(resolver: CodeResolver, base: Any, type_: Type, owner: str) -> Any:
    """An object as one of the type its inherited method belongs to: PostgreSQL's composite types are not related."""
    if owner == type_.name:
        return base
    name = build.simple_name(base)
    if name is None:
        raise Refused("SC1577", f"a method of {owner} is called on a {type_.name} that is no variable", None)
    above = resolver.type_of_text(owner)
    fields = [build.name(name, member, type_=t) for member, t in above.members]
    return build.row(fields, resolver.types.text(above), above)


def _choose(resolver: CodeResolver, several: list[RoutineItem], args: list[Any]) -> RoutineItem | None:
    types = []
    for arg in args:
        named = argument_name(arg)
        types.append((named[0], _type(named[1])) if named else ("", _type(arg)))
    return resolver.program.choose(several, types)


def constructed(resolver: CodeResolver, type_: Type, args: list[Any], lifter: Any) -> Any:
    """A constructor the type's body defines, when one takes these arguments; None: the one of its attributes."""
    several = resolver.program.methods.get((type_.name, objects.CONSTRUCTOR), [])
    if not several:
        return None
    chosen = _choose(resolver, several, args)
    if chosen is None:
        return None
    names = [n for n, _ in type_.members]
    if len(args) == len(names) and len(chosen.params) != len(names):
        return None
    return resolver._call(chosen, args, lifter)


def compared(resolver: CodeResolver, operator: str, left: Any, right: Any) -> Any:
    """A comparison of objects; None when they are none."""
    type_ = _type(left)
    if not is_object(resolver, type_) or not is_object(resolver, _type(right)):
        return None
    by_map = objects.find(resolver.program, type_, "<map>")
    if by_map:
        return build.compare(mapped(resolver, left, type_), operator, mapped(resolver, right, type_))
    by_order = objects.find(resolver.program, type_, "<order>")
    if by_order:
        resolver.calls.append(by_order[0])
        made = build.function(by_order[0].path, left, right, type_=by_order[0].returns or INTEGER)
        return build.compare(made, operator, build.number(0))
    if operator not in ("=", "<>"):
        raise Refused("SC1576", f"objects of {type_.name} have no order: neither MAP nor ORDER", None)
    return build.compare(left, operator, right)


def mapped(resolver: CodeResolver, value: Any, type_: Type) -> Any:
    """What an object is ordered by: its MAP method; None when it has none."""
    found = objects.find(resolver.program, type_, "<map>")
    if not found:
        return None
    resolver.calls.append(found[0])
    return build.function(found[0].path, value, type_=found[0].returns or UNKNOWN)


def null_test(resolver: CodeResolver, value: Any) -> Any:
    """`object IS NULL`: the object as a whole, not all of its attributes."""
    if not is_object(resolver, _type(value)):
        return None
    return build.not_distinct_from_null(value, BOOLEAN)


def _type(node: Any) -> Type:
    found: Type = node._meta.get("t", UNKNOWN) if node is not None and node._meta else UNKNOWN
    return found
