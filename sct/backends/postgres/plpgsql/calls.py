"""Calls standing as statements: procedures of the program, collection methods, procedures the rulebook knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sct.backends.postgres.names import ident, qualified
from sct.backends.postgres.native_functions import name_called
from sct.backends.postgres.plpgsql import (
    collection_methods,
    dynamic,
    methods,
    nested,
    nested_defaults,
    overloads,
    overriding,
    places,
    templates,
)
from sct.backends.postgres.plpgsql.errors import Here
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.scopes import Item, RoutineItem
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.rulebook.runtime import changed, is_procedure
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.arguments import argument, by_position, with_arguments
from sct.sqlexpr.places import Part, argument_name, is_null, own_parts
from sct.sqlexpr.strings import first_word, flat


@writes(s.Call)
def call(w: Writer, one: s.Call) -> None:
    from sct.backends.postgres.plpgsql import hoisting

    parts, tree = hoisting.call_made_first(w, one.call)
    if parts is None:
        raise Refused("SC1014", f"{one.call.text.strip()} is no call", one.span)
    if collection_methods.written(w, one.call, parts):
        return
    names = tuple(p.name for p in parts)
    found = w.resolver.lookup(names)
    if found is not None and found.item.kind == "routines" and not found.rest:
        if found.item.home.kind == "object" and object_method(w, one.call, [Part("self"), *parts]):
            return
        args = parts[-1].args or []
        chosen = w.placed(lambda: w.resolver.choose(found.item, typed(w, one.call, args), "procedure"), one.span)
        routine_call(w, one.call, chosen, args)
        return
    if ".".join(names) in w.translator.book.errors.raises:
        from sct.backends.postgres.plpgsql.exceptions import raise_application

        raise_application(w, one, parts[-1].args or [])
        return
    if len(parts) > 1 and (object_method(w, one.call, parts) or static_method(w, one.call, parts)):
        return
    built_in(w, one.call, names, tree)


def object_method(w: Writer, sql: Sql, parts: list[Part]) -> bool:
    """`object.method(…)` as a statement: SELF is changed in its place."""
    of = methods.receiver(w, sql, parts[:-1])
    chosen = methods.chosen(w, sql, of, parts[-1], "procedure") if of is not None else None
    if of is None or chosen is None:
        return False
    w.resolver.calls.append(chosen)
    this, later = methods.this_argument(w, sql, of, chosen)
    given, more = arguments(w, sql, replace(chosen, params=chosen.params[1:]), parts[-1].args or [])
    path = overriding.own_path(chosen) if of.own else chosen.path
    w.line(f"CALL {qualified(path)}({', '.join([this, *given])});")
    places.finish(w, [*more, *later])
    return True


def static_method(w: Writer, sql: Sql, parts: list[Part]) -> bool:
    """`type.procedure(…)` as a statement."""
    chosen = methods.static(w, sql, parts)
    if chosen is None:
        return False
    routine_call(w, sql, chosen, parts[-1].args or [])
    return True


def built_in(w: Writer, sql: Sql, names: tuple[str, ...], tree: Any = None) -> None:
    """A procedure the rulebook converts (DBMS_OUTPUT.PUT_LINE …). `tree`: the call, where it is not the piece's own."""
    placed = w.placed(lambda: by_position(sql, w.context(sql), tree), sql.span)
    tree = tree if placed is None else placed
    text = w.expression(sql) if tree is None else w.node(sql, tree)
    name = text.partition("(")[0]
    if not is_procedure(name, w.translator.target_name):
        w.line(f"PERFORM {text};")
        return
    given = {}
    later: list[tuple[places.Place, str]] = []
    for position in changed(name, w.translator.target_name):
        place = _place(w, sql, argument(sql, position, tree))
        if place is None:
            continue
        # what is no variable of this routine, or one of another type than the parameter's, goes over one
        holder = w.temporary("changed", w.types.argument(place.type))
        w.line(f"{holder} := {w.node(sql, argument(sql, position, tree))};")
        given[position] = build.name(holder, type_=place.type)
        later.append((place, holder))
    w.line(f"CALL {w.node(sql, with_arguments(sql, given, tree)) if given else text};")
    places.finish(w, later)


def _place(w: Writer, sql: Sql, node: Any) -> places.Place | None:
    """The place of an argument that a procedure of the library cannot write to by itself."""
    parts = own_parts(node) if node is not None else None
    found = w.resolver.lookup(tuple(p.name for p in parts)) if parts else None
    if parts is None or found is None or not found.item.is_value:
        return None
    place = places.place_of_parts(w, sql, parts)
    same = w.types.text(place.type).partition("(")[0] == w.types.argument(place.type)
    return None if place.plain and not place.steps and same else place


def typed(w: Writer, sql: Sql, args: list[Any]) -> list[Any]:
    """The arguments with their types, for the choice among overloads."""
    from sct.sqlexpr.nodes import set_type

    w.piece = sql  # questions about cursors are asked where the call stands
    out = []
    for arg in args:
        named = argument_name(arg)
        node = arg.copy()
        inner = node.expression if named else node
        set_type(inner, w.translator.type_of_node(sql, inner))
        out.append(node)
    return out


def routine_call(w: Writer, sql: Sql, chosen: RoutineItem, args: list[Any], into: str = "") -> None:
    """CALL of a procedure of the program: OUT arguments that are no plain variables go over temporaries."""
    if chosen.kind == "function":
        raise Refused("SC1511", f"{chosen.code.name.name} is a function and stands as a statement", sql.span)
    w.resolver.calls.append(chosen)
    tried = w.facts.get("tried") if id(chosen.code) in w.program.handled else None
    again = tried is None and nested.hands_back(chosen)  # its error is raised once more, when its changes are here
    with w.noting("unset", again):
        given, later = arguments(w, sql, chosen, args, _clash(w, chosen, len(args)))
    if tried is None and not again:
        w.line(f"CALL {name_called(chosen.path)}({', '.join(given)});")
        later = _changed_around(w, later)
    else:
        from sct.backends.postgres.plpgsql import handled

        state = tried.state if tried is not None else w.temporary("state", "text")
        message = tried.message if tried is not None else w.temporary("message", "text")
        context = (tried.context if tried is not None else "") or w.temporary("context", "text")
        given.extend(f"{name} => {mine}" for name, mine in zip(handled.NAMES, (state, message, context), strict=True))
        if again:
            w.line(f"{state} := NULL;")
        w.line(f"CALL {qualified(handled.path(chosen))}({', '.join(given)});")
        later = _changed_around(w, later)
        w.line(f"IF {state} IS NOT NULL THEN")
        if tried is not None:
            w.line(f"  EXIT {tried.label};")
        else:
            w.line(f"  RAISE EXCEPTION USING ERRCODE = {state}, MESSAGE = {message};")
        w.line("END IF;")
        if tried is not None and w.facts.get("step") is None and any(_may_not_fit(place) for place, _ in later):
            _finish_in_a_step(w, later, tried)
            return
    places.finish(w, later)


def _changed_around(w: Writer, later: list[tuple[places.Place, str]]) -> list[tuple[places.Place, str]]:
    """Gives the caller's own variables what a nested routine made of them, which an error does not take back; what else
    is to be stored, which it does."""
    holders = w.facts.get("handed", ())
    for place, holder in later:
        if holder in holders:
            w.line(f"{place.base} := {holder};")
    return [(place, holder) for place, holder in later if holder not in holders]


def _may_not_fit(place: places.Place) -> bool:
    """Whether storing what an OUT parameter gave may fail."""
    type_ = place.type
    if place.steps or place.is_state or type_.low is not None or type_.high is not None or type_.required:
        return True
    return type_.length is not None or type_.precision is not None or type_.kind == "record"


def _finish_in_a_step(w: Writer, later: list[tuple[places.Place, str]], steps: Any) -> None:
    """What comes back does not fit: an error of the call, whose work stays."""
    w.line("BEGIN")
    with w.indent():
        places.finish(w, later)
    w.line("EXCEPTION WHEN OTHERS THEN")
    with w.indent():
        steps.note(w, Here())
    w.line("END;")


def given_back(w: Writer, sql: Sql, chosen: RoutineItem, args: list[Any], holder: str, steps: Any) -> None:
    """CALL of the form of a function that gives back its error; its value goes to `holder`."""
    from sct.backends.postgres.plpgsql import handled

    given, later = arguments(w, sql, chosen, args, _clash(w, chosen, len(args)))
    noted = (steps.state, steps.message, steps.context or w.temporary("context", "text"))
    given.append(f"sct_result => {holder}")
    given.extend(f"{name} => {mine}" for name, mine in zip(handled.NAMES, noted, strict=True))
    w.line(f"CALL {qualified(handled.path(chosen))}({', '.join(given)});")
    later = _changed_around(w, later)
    w.line(f"IF {steps.state} IS NOT NULL THEN")
    w.line(f"  EXIT {steps.label};")
    w.line("END IF;")
    places.finish(w, later)


def changes_back(w: Writer, sql: Sql, chosen: RoutineItem, args: list[Any], holder: str) -> None:
    """The same of a nested function that changes its surroundings: its error is raised again when its changes are here."""
    from sct.backends.postgres.plpgsql import handled

    with w.noting("unset", True):
        given, later = arguments(w, sql, chosen, args, _clash(w, chosen, len(args)))
    noted = [w.temporary(stem, "text") for stem in ("state", "message", "context")]
    given.append(f"sct_result => {holder}")
    given.extend(f"{name} => {mine}" for name, mine in zip(handled.NAMES, noted, strict=True))
    w.line(f"{holder} := NULL;")
    w.line(f"{noted[0]} := NULL;")
    w.line(f"CALL {qualified(handled.path(chosen))}({', '.join(given)});")
    later = _changed_around(w, later)
    w.line(f"IF {noted[0]} IS NOT NULL THEN")
    w.use_runtime("message_again")
    w.line(f"  RAISE EXCEPTION USING ERRCODE = {noted[0]}, MESSAGE = sct.message_again({', '.join(noted)});")
    w.line("END IF;")
    places.finish(w, later)


def function_arguments(
    w: Writer, sql: Sql, chosen: RoutineItem, args: list[Any]
) -> tuple[list[str], list[str], list[tuple[places.Place, str]]]:
    """As `arguments`, of a function with OUT parameters: its inputs, where its outputs go, what is stored after it."""
    by_name = {p.name: p for p in chosen.params}
    outs: dict[str, str] = {}
    later: list[tuple[places.Place, str]] = []
    given, into = _handed(w, sql, chosen, later)
    for position, arg in enumerate(args):
        named = argument_name(arg)
        param = by_name[named[0]] if named else chosen.params[position]
        actual = named[1] if named else arg
        if param.mode != "in":
            outs[param.name] = _out(w, sql, actual, param, later, any_type=param.mode == "out")
        if param.mode != "out":
            text = outs[param.name] if param.mode == "inout" else passed(w, sql, actual, param)
            given.append(f"{ident(param.name)} => {text}" if named else text)
    for param in chosen.outs:
        into.append(outs.get(param.name) or w.temporary("unused", w.types.argument(param.type)))
    return given, into, later


def _handed(
    w: Writer, sql: Sql, chosen: RoutineItem, later: list[tuple[places.Place, str]]
) -> tuple[list[str], list[str]]:
    """What a nested routine is handed of its surroundings, and those of it that it changes."""
    nodes = w.placed(lambda: nested.given(w.resolver, chosen), sql.span)
    given = [w.translator.text(node, w.context(sql)) for node in nodes]
    for position, item in enumerate(nested.captured(chosen)):
        if item.kind == "row" and nested.writes(chosen, item):
            # a trigger's row is no variable a call can write to
            row = nested.row_type(item, w.program.type_of_item(item), chosen)
            holder = w.temporary("row", w.types.text(row))
            w.line(f"{holder} := {given[position]};")
            given[position] = holder
            base = w.resolver.target(item)
            for name, type_ in row.members:
                later.append((places.Place(f"{base}.{ident(name)}", type_, type_), f"{holder}.{ident(name)}"))
        elif nested.writes(chosen, item) and _is_wider(w, item):
            # what a call writes to has to be of its parameter's very type
            type_ = w.program.type_of_item(item)
            holder = w.temporary("handed", w.types.text(type_))
            w.line(f"{holder} := {given[position]};")
            later.append((places.Place(given[position], type_, type_), holder))
            given[position] = holder
            w.facts.setdefault("handed", set()).add(holder)
    changed = [t for t, item in zip(given, nested.captured(chosen), strict=True) if nested.writes(chosen, item)]
    return given, changed


def _is_wider(w: Writer, item: Item) -> bool:
    """Whether a variable of this routine is a text without a length here, since it holds statements."""
    around = nested.captured(w.routine) if w.routine is not None else []
    if item.kind != "variable" or any(one.decl is item.decl for one in around):
        return False
    return w.program.type_of_item(item).is_text and templates.holds_statement(w, item.decl)


def _clash(w: Writer, chosen: RoutineItem, given: int) -> bool:
    """Whether the call has to name its arguments, for PostgreSQL to find the overload that is meant."""
    item = chosen.outer.items.get(chosen.code.name.name)
    return item is not None and overloads.ambiguous(item, chosen, given, w.types)


def arguments(
    w: Writer, sql: Sql, chosen: RoutineItem, args: list[Any], by_name_only: bool = False
) -> tuple[list[str], list[tuple[places.Place, str]]]:
    """The texts of a call's arguments, and what is to be stored after it."""
    by_name = {p.name: p for p in chosen.params}
    later: list[tuple[places.Place, str]] = []
    given, _ = _handed(w, sql, chosen, later)
    for position, arg in enumerate(args):
        named = argument_name(arg)
        param = by_name[named[0]] if named else chosen.params[position]
        value = named[1] if named else arg
        if param.mode == "in":
            text = run_there(w, sql, chosen, param, value) or passed(w, sql, value, param)
        else:
            text = _out(w, sql, value, param, later)
        given.append(f"{ident(param.name)} => {text}" if named or by_name_only else text)
    for param in nested_defaults.left_out(w.resolver, chosen, args):
        assert param.decl.default is not None
        given.append(f"{ident(param.name)} => {w.expression(param.decl.default, param.type)}")
    told = {named[0] for named in map(argument_name, args) if named}
    for param in chosen.params[len(args) - len(told) :]:
        if param.mode == "inout" and param.decl.default is not None and param.name not in told:
            # what comes back needs a place, though the caller does not ask for it
            given.append(f"{ident(param.name)} => {w.temporary('unused', w.types.argument(param.type))}")
    return given, later


def run_there(w: Writer, sql: Sql, chosen: RoutineItem, param: Any, value: Any) -> str:
    """An argument that is a statement the routine will run, converted; "" where it is none, or is not known here."""
    use = w.program.executed.get(id(chosen.code), {}).get(param.name)
    parts = templates.known_parts(w, flat(value.copy())) if use is not None else None
    if use is None or parts is None or not any(isinstance(part, str) for part in parts):
        return ""
    name = chosen.code.name.name
    if first_word(str(parts[0])) in ("BEGIN", "DECLARE", "CALL", ""):
        w.bag.add("SC1541", f"{' '.join(sql.text.split())[:60]}: a block that {name} runs", sql.span)
        return ""
    made = templates.converted(w, sql, parts, [], numbered=False)
    if use.shown:
        w.bag.add("SC1546", f"{name} does something else with {param.name}, too", sql.span)
    # a setting that has nothing to do on the target leaves nothing to run, and EXECUTE takes no empty text
    return dynamic.concatenation(w, sql, made or ["DO 'BEGIN END'"])


def passed(w: Writer, sql: Sql, value: Any, param: Any) -> str:
    """An IN argument; whole-number parameters round what they are given."""
    text = w.node(sql, value, param.type)
    if is_null(value):
        return f"NULL::{w.types.argument(param.type)}"
    if w.types.declared_arguments and param.type.kind == "integer" and not text.isdigit():
        # a call finds its routine by the types of what it is given: numeric or bigint are no integer
        return f"CAST({text} AS {w.types.argument(param.type)})"
    return text


def _out(
    w: Writer, sql: Sql, value: Any, param: Any, later: list[tuple[places.Place, str]], any_type: bool = False
) -> str:
    """Where an OUT value goes. `any_type`: it is assigned, not passed, so that PostgreSQL converts it itself."""
    parts = own_parts(value)
    if parts is None:
        raise Refused("SC1515", f"an OUT argument of {param.name} cannot be assigned to", sql.span)
    place = places.place_of_parts(w, sql, parts)
    # PostgreSQL writes back to a variable of the parameter's own type only: varchar(20) is not text
    same = w.types.text(place.type).partition("(")[0] == w.types.argument(param.type)
    unset = w.facts.get("tried") is not None or bool(
        w.facts.get("unset")
    )  # after an error the variable keeps its value
    cut = places.may_be_cut(w, place.type, w.types.unsized(param.type))
    if place.plain and not unset and not cut and (any_type or (same and not place.steps)):
        return place.text
    holder = w.temporary("out", w.types.argument(param.type))
    if param.mode == "inout":
        w.line(f"{holder} := {w.node(sql, value, param.type)};")
    later.append((place, places.fit(w, holder, place.type) if cut else holder))
    return holder
