"""Object types: methods as functions `type$method(self, …)`, constructors `type$new(…)`, comparison by MAP and ORDER."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sct.backends.postgres import subtypes
from sct.backends.postgres.names import string
from sct.backends.postgres.plpgsql import nested, overriding, references
from sct.catalog import object_types as objects
from sct.catalog.scopes import RoutineItem
from sct.ir.types import BOOLEAN, INTEGER, UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import argument_name

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver
    from sct.backends.postgres.plpgsql.writer import Writer


FUNCTIONS = frozenset(["object_treat", "object_as", "object_is_of", "object_is_not_of"])  # prepare_objects.py


def emit(code: Any, unit: Any, methods: list[RoutineItem], place: int) -> None:
    """Every method at the place of the type's body."""
    from sct.backends.postgres.plpgsql import dispatch, routines

    key = code.emitter.catalog.key(unit.name)
    id_ = f"type_body:{'.'.join(key)}"
    for item in methods:
        code.emitter._schema(item.path, place)
        routines.emit(code, item, place, item.code.span, id_)
        dispatch.emit(code, item, place, item.code.span, id_)
    undefined(code, code.program.undefined.get(".".join(key), []), place, unit.origin, id_)


def undefined(code: Any, methods: list[RoutineItem], place: int, origin: Any, owner: str) -> None:
    """Methods a type only declares: NOT INSTANTIABLE ones, and those whose bodies are missing."""
    from sct.backends.postgres.plpgsql import dispatch, routines

    for item in methods:
        if not overriding.is_abstract(item):
            routines.emit(code, item, place, origin, owner)
        dispatch.emit(code, item, place, origin, owner)


NULL_SELF = "ORA-30625: method dispatch on NULL SELF argument is disallowed"


def given_self(gives_value: bool) -> list[str]:
    """A method that code calls on a NULL object is an error; in a SQL statement it gives NULL. What is written calls
    `sct.called_from_sql`, where the method `gives_value`."""
    raised = f"RAISE EXCEPTION USING ERRCODE = 'O0NMP', MESSAGE = {string(NULL_SELF)};"
    lines = ["IF self IS NOT DISTINCT FROM NULL THEN"]
    if gives_value:
        lines += ["  IF sct.called_from_sql() THEN", "    RETURN NULL;", "  END IF;"]
    return [*lines, f"  {raised}", "END IF;"]


def constructed_self(w: Writer, item: RoutineItem) -> str:
    """SELF of a constructor before its body: an object without values, which is not NULL."""
    type_ = w.program.catalog.resolved(Type("named", name=item.owner_type))
    nulls = ", ".join("NULL" for _ in (*type_.members, *subtypes.hidden(w.program, type_)))
    return f"self := ROW({nulls})::{w.types.text(type_)};"


def returns_self(w: Writer, one: Any) -> None:
    """RETURN in a constructor."""
    w.line("RETURN self;")


def is_object(resolver: CodeResolver, type_: Type) -> bool:
    return type_.kind == "named" and bool(type_.members or resolver.type_of_text(type_.name).members)


def method(resolver: CodeResolver, base: Any, type_: Type, name: str, args: list[Any], lifter: Any) -> Any:
    """`object.method(args)`, or a static method when there is no object; None when there is no such method."""
    several = objects.find(resolver.program, type_, name)
    several = [one for one in several if (one.code.method == "static") == (base is None)]
    several = [one for one in several if one.kind == "function"] or several  # a procedure may have its name
    if not several:
        return None
    given = args if base is None else [base, *args]
    chosen = _choose(resolver, several, given)
    if chosen is None:
        raise Refused("SC1511", f"no method {name} of {type_.name} takes these arguments", None)
    if chosen.kind == "procedure":
        raise Refused("SC1511", f"{name} is a procedure and gives no value", None)
    if nested.gives_several(chosen):
        raise Refused("SC1512", f"{name} gives back several values and is called inside an expression", None)
    own = base is not None and build.is_marked(base, "own")
    return resolver._call(chosen, given, lifter, own=own)


def widened(resolver: CodeResolver, value: Any, has: Type, wanted: Type) -> Any:
    """An object as one of a type it is under; None when it is under none of that name."""
    if not resolver.program.hierarchies.distance(has.name, wanted.name):
        return None
    resolver.types.relations.add(has.name)
    return build.function(subtypes.seen_as(has.name, wanted.name), value, type_=wanted)


def function(resolver: CodeResolver, name: str, value: Any, types: str, lifter: Any) -> Any:
    """TREAT, IS OF and `(value AS type)`; refused when the value's type is in no hierarchy with these types."""
    made = _function(resolver, name, value, types, lifter)
    if made is None:
        what = {"object_treat": "TREAT", "object_as": "a method of a supertype"}.get(name, "IS OF")
        has = _type(value)
        raise Refused("SC1577", f"{what}: {has.name or has.kind} is in no hierarchy with {types}", None)
    return made


def _function(resolver: CodeResolver, name: str, value: Any, types: str, lifter: Any) -> Any:
    has = _type(value)
    if has.kind == "ref" and name in ("object_is_of", "object_is_not_of"):
        return references.of_types(resolver, value, has, types, name == "object_is_not_of", _is_of)
    if has.kind == "ref" and name == "object_treat" and types.startswith("ref "):
        return references.seen_as(resolver, value, has, types.removeprefix("ref "), _is_of)
    has = resolver.type_of_text(has.name) if has.kind == "named" else has
    hierarchies = resolver.program.hierarchies
    if has.kind != "named" or not has.members:
        return None
    if name in ("object_is_of", "object_is_not_of"):
        return _is_of(resolver, value, has, types, name == "object_is_not_of")
    wanted = resolver.type_of_text(types)
    if wanted.kind != "named" or not hierarchies.related(has.name, wanted.name):
        return None
    resolver.types.relations.update((has.name, wanted.name))
    if has.name == wanted.name:
        return value
    if hierarchies.distance(has.name, wanted.name) is not None:
        made = widened(resolver, value, has, wanted)
        return build.marked(made, "own") if name == "object_as" else made
    if name == "object_as":
        return None
    in_code = resolver.writer is not None and lifter.ctx.sql.kind == "expression"
    strictly = [build.boolean(True)] if in_code else []
    return build.function(subtypes.seen_as(has.name, wanted.name), value, *strictly, type_=wanted)


def _is_of(resolver: CodeResolver, value: Any, has: Type, types: str, negated: bool) -> Any:
    hierarchies = resolver.program.hierarchies
    meant: dict[str, None] = {}
    for one in types.split(", "):
        only = one.startswith("only ")
        wanted = resolver.type_of_text(one.removeprefix("only "))
        if wanted.kind != "named" or not hierarchies.related(has.name, wanted.name):
            return None
        meant.update(dict.fromkeys([wanted.name] if only else hierarchies.downwards(wanted.name)))
    if hierarchies.is_open(has.name):
        resolver.types.relations.add(has.name)
        own = build.function(subtypes.own_type(has.name), value, type_=VARCHAR)
        made = build.one_of(own, [build.string(name) for name in meant])
    else:  # of no other type than its declared one; a NULL is of none known
        null = build.function(
            ("nullif",), build.not_distinct_from_null(value, BOOLEAN), build.boolean(True), type_=BOOLEAN
        )
        made = build.negate(null) if has.name in meant else null
    return build.negate(made) if negated else made


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
    if len(args) == len(names) and (len(chosen.params) != len(names) or _attributes_fit(resolver, chosen, type_, args)):
        return None
    return resolver._call(chosen, args, lifter)


def _attributes_fit(resolver: CodeResolver, chosen: RoutineItem, type_: Type, args: list[Any]) -> bool:
    """Whether the arguments fit the attributes better than the parameters of a constructor with as many."""
    of_attributes = [
        replace(param, name=name, type=attribute, mode="in")
        for param, (name, attribute) in zip(chosen.params, type_.members, strict=True)
    ]
    other = replace(chosen, params=of_attributes)
    return _choose(resolver, [chosen, other], args) is other


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
        first, second = (p.type for p in by_order[0].params)
        operands = resolver.object_as(left, first), resolver.object_as(right, second)
        made = build.function(by_order[0].path, *operands, type_=by_order[0].returns or INTEGER)
        return build.compare(made, operator, build.number(0))
    if operator not in ("=", "<>"):
        raise Refused("SC1576", f"objects of {type_.name} have no order: neither MAP nor ORDER", None)
    highest = resolver.highest([type_, _type(right)])
    if highest is None:
        raise Refused("SC1577", f"a {type_.name} is compared with a {_type(right).name}", None)
    return build.compare(resolver.object_as(left, highest), operator, resolver.object_as(right, highest))


def order_of(resolver: CodeResolver, type_: Type) -> str:
    """map, order, or "" where objects of the type are only equal attribute by attribute."""
    return next((how for how in ("map", "order") if objects.find(resolver.program, type_, f"<{how}>")), "")


def mapped(resolver: CodeResolver, value: Any, type_: Type) -> Any:
    """What an object is ordered by: its MAP method; None when it has none."""
    found = objects.find(resolver.program, type_, "<map>")
    if not found:
        return None
    resolver.calls.append(found[0])
    this = resolver.object_as(value, found[0].params[0].type)
    return build.function(found[0].path, this, type_=found[0].returns or UNKNOWN)


def null_test(resolver: CodeResolver, value: Any) -> Any:
    """`object IS NULL`: the object as a whole, not all of its attributes."""
    if not is_object(resolver, _type(value)):
        return None
    return build.not_distinct_from_null(value, BOOLEAN)


def _type(node: Any) -> Type:
    found: Type = node._meta.get("t", UNKNOWN) if node is not None and node._meta else UNKNOWN
    return found
