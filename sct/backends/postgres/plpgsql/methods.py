"""What a method is called on, where the call changes it or gives back more than a value."""

from __future__ import annotations

from typing import NamedTuple

from sct.backends.postgres import subtypes
from sct.backends.postgres.names import qualified
from sct.backends.postgres.plpgsql import places
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog import object_types as objects
from sct.catalog.scopes import RoutineItem
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.nodes import type_of
from sct.sqlexpr.places import Part, argument_name, own_parts


class Receiver(NamedTuple):
    """`type`: the one whose methods are looked for; `place` None: a value of its own (TREAT, a
    function's result); `own`: (SELF AS type)."""

    parts: list[Part]
    place: places.Place | None
    type: Type
    own: bool = False


def receiver(w: Writer, sql: Sql, parts: list[Part]) -> Receiver | None:
    """The object that the links before a method's name mean; None when they are no variable or part of one."""
    if not parts:
        return None
    args = parts[0].args or []
    if parts[0].name in ("object_as", "object_treat"):
        type_ = w.resolver.type_of_text(build.literal_text(args[1]) or "")
        if parts[0].name == "object_treat" and len(parts) > 1:
            return _made(w, sql, parts)
        if len(parts) != 1 or not type_.members:
            return None
        if parts[0].name == "object_treat":
            return Receiver(parts, None, type_)
        inner = own_parts(args[0])
        return Receiver(inner, places.place_of_parts(w, sql, inner), type_, True) if inner else None
    names: list[str] = []
    for part in parts:
        names.append(part.name)
        if part.args is not None:
            break
    found = w.resolver.lookup(tuple(n for n in names if n))
    if found is not None and found.item.is_value:
        try:
            place = places.place_of_parts(w, sql, parts)
            return Receiver(parts, place, place.type) if place.type.kind == "named" else None
        except Refused:
            pass  # a method's result, not a part of the variable
    return _made(w, sql, parts) if any(part.args is not None for part in parts) else None


def _made(w: Writer, sql: Sql, parts: list[Part]) -> Receiver | None:
    """The object that a function, a method or a constructor gives."""
    before = list(w.resolver.calls)
    try:
        type_ = w.whole_type(sql, parts)
    except Refused:
        return None
    finally:
        w.resolver.calls[:] = before  # only looked at
    return Receiver(parts, None, type_) if type_.kind == "named" and type_.members else None


def chosen(w: Writer, sql: Sql, of: Receiver, method: Part, kind: str) -> RoutineItem | None:
    """The member that is meant; None when the type has none of that name and kind."""
    several = [
        one
        for one in objects.find(w.program, of.type, method.name)
        if one.kind == kind and one.params and one.code.method != "static"
    ]
    return _choose(w, sql, several, [("", of.type)], method) if several else None


def static(w: Writer, sql: Sql, parts: list[Part]) -> RoutineItem | None:
    """The static procedure that `type.procedure(…)` means."""
    if any(part.args is not None for part in parts[:-1]):
        return None
    type_ = w.resolver.type_of_text(".".join(part.name for part in parts[:-1]))
    if type_.kind != "named" or not type_.members:
        return None
    found = objects.find(w.program, type_, parts[-1].name)
    several = [one for one in found if one.kind == "procedure" and one.code.method == "static"]
    return _choose(w, sql, several, [], parts[-1]) if several else None


def _choose(
    w: Writer, sql: Sql, several: list[RoutineItem], types: list[tuple[str, Type]], method: Part
) -> RoutineItem:
    from sct.backends.postgres.plpgsql import calls

    for arg in calls.typed(w, sql, method.args or []):
        named = argument_name(arg)
        types.append((named[0], type_of(named[1])) if named else ("", type_of(arg)))
    found = w.program.choose(several, types)
    if found is None:
        raise Refused("SC1511", f"no method {method.name} takes these arguments", sql.span)
    return found


def this_argument(w: Writer, sql: Sql, of: Receiver, method: RoutineItem) -> tuple[str, list[tuple[places.Place, str]]]:
    """What is handed over as SELF (a variable, when the method changes it), and what is stored after the call."""
    wanted, changes = method.params[0].type, method.params[0].mode != "in"
    has = of.place.type if of.place is not None else of.type
    if of.place is not None and has.name == wanted.name and of.place.plain and not of.place.steps:
        return of.place.text, []
    if of.place is None and changes:
        raise Refused("SC1515", f"{method.code.name.name} would change a value that is no variable", sql.span)
    this = w.whole_value(sql, of.parts)
    down = ""
    if has.name != wanted.name:
        # a method of a supertype: SELF is seen as one, and comes back as what it is
        if w.program.hierarchies.distance(has.name, wanted.name) is None:
            raise Refused("SC1577", f"{method.code.name.name} of {wanted.name} is called on a {has.name}", sql.span)
        w.types.relations.add(has.name)
        this = f"{qualified(subtypes.seen_as(has.name, wanted.name))}({this})"
        down = qualified(subtypes.seen_as(wanted.name, has.name))
    if not changes:
        return this, []
    holder = w.temporary("object", w.types.text(wanted))
    w.line(f"{holder} := {this};")
    assert of.place is not None
    return holder, [(of.place, f"{down}({holder})" if down else holder)]
