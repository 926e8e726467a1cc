"""Functions with OUT parameters, and nested ones that change their surroundings: PostgreSQL gives all their results as
one row, so they are called on a line of their own in front of the expression that uses the value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sct.backends.postgres.names import ident, qualified
from sct.backends.postgres.plpgsql import calls, methods, nested, overriding, places
from sct.catalog.program import RoutineItem
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.inner_calls import find_calls, stand_in
from sct.sqlexpr.places import Part, parts_in, parts_of

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer

RESULT = "sct_result"


class Called(NamedTuple):
    """`of`: the object whose method it is."""

    routine: RoutineItem
    of: methods.Receiver | None = None


def value(w: Writer, sql: Sql, wanted: Type | None = None) -> str:
    """An expression as text, behind the calls it needs made first. For places where it is evaluated exactly once."""
    names = w.program.functions_with_outs
    if not names:
        return w.expression(sql, wanted)
    tree, found = find_calls(sql, names)
    for one in found:
        chosen = _routine(w, sql, one.parts)
        if chosen is None:
            continue
        if not one.certain:
            message = f"{chosen.routine.code.name.name} gives back several values and is called where it is not always evaluated"
            raise Refused("SC1512", message, sql.span)
        holder = call(w, sql, chosen, one.parts[-1].args or [])
        tree = stand_in(tree, one.node, holder, chosen.routine.returns)
    return w.expression(sql, wanted) if tree is None else w.node(sql, tree, wanted)


def parts_of_call(w: Writer, sql: Sql) -> list[Part] | None:
    """The links of a call standing as a statement, behind the calls its arguments need made first."""
    names = w.program.functions_with_outs
    tree, found = find_calls(sql, names) if names else (None, [])
    if tree is None:
        return parts_of(sql)
    for one in found:
        chosen = _routine(w, sql, one.parts) if one.node is not tree else None
        if chosen is None:
            continue
        if not one.certain:
            message = f"{chosen.routine.code.name.name} gives back several values and is called where it is not always evaluated"
            raise Refused("SC1512", message, sql.span)
        holder = call(w, sql, chosen, one.parts[-1].args or [])
        tree = stand_in(tree, one.node, holder, chosen.routine.returns)
    return parts_in(tree)


def needs_lines(w: Writer, sql: Sql) -> bool:
    """Whether `value` would write lines of its own."""
    names = w.program.functions_with_outs
    return bool(names) and any(_routine(w, sql, one.parts) is not None for one in find_calls(sql, names)[1])


def _routine(w: Writer, sql: Sql, parts: list[Part]) -> Called | None:
    found = w.resolver.lookup(tuple(p.name for p in parts))
    if found is not None and found.item.kind == "routines" and not found.rest:
        if found.item.home.kind != "object":
            args = calls.typed(w, sql, parts[-1].args or [])
            chosen = w.placed(lambda: w.resolver.choose(found.item, args), sql.span)
            return Called(chosen) if nested.gives_several(chosen) else None
        parts = [Part("self"), parts[-1]]  # a method called by its name alone
    of = methods.receiver(w, sql, parts[:-1])
    method = methods.chosen(w, sql, of, parts[-1], "function") if of is not None else None
    return Called(method, of) if method is not None and nested.gives_several(method) else None


def call(w: Writer, sql: Sql, called_: Called, args: list[object]) -> str:
    """The line that calls the function; the name of the variable that holds its result."""
    chosen, of = called_
    w.resolver.calls.append(chosen)
    holder = w.temporary("result", w.types.argument(chosen.returns or UNKNOWN))
    path = chosen.path
    if of is None:
        given, into, later = calls.function_arguments(w, sql, chosen, args)
    else:
        this, later = methods.this_argument(w, sql, of, chosen)
        given, into, more = calls.function_arguments(w, sql, replace(chosen, params=chosen.params[1:]), args)
        given.insert(0, this)
        if chosen.params[0].mode != "in":
            into.insert(0, this)
        later = [*more, *later]
        path = overriding.own_path(chosen) if of.own else chosen.path
    called = f"{qualified(path)}({', '.join(given)})"
    changed = [item for item in nested.captured(chosen) if nested.writes(chosen, item)]
    types = [w.program.type_of_item(item) for item in changed] + [p.type for p in chosen.outs]
    if any(type_.kind in ("record", "named") for type_ in (*types, chosen.returns or UNKNOWN)):
        # INTO spreads a row over its targets, so it takes no composite variable beside others
        renamed = nested.renamed(chosen)
        names = [renamed[id(item.decl)] for item in changed] + [p.name for p in chosen.outs]
        row = w.temporary("row", "record")
        w.line(f"SELECT * INTO {row} FROM {called};")
        for target, name in zip((*into, holder), (*names, RESULT), strict=True):
            w.line(f"{target} := {row}.{ident(name)};")
    else:
        w.line(f"SELECT * INTO {', '.join([*into, holder])} FROM {called};")
    places.finish(w, later)
    return holder


def result(w: Writer) -> None:
    """RETURN in a function with OUT parameters: its value is one more of them."""

    def give(writer: Writer, one: object) -> None:
        sql = getattr(one, "value", None)
        if sql is not None:
            writer.line(f"{ident(RESULT)} := {value(writer, sql, writer.returns)};")
        writer.line("RETURN;")

    w.facts["return"] = give
    w.unique("result")  # the parameter's own name: no variable may hide it
