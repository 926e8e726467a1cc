"""Control flow: blocks, IF, CASE, loops, EXIT, CONTINUE, RETURN, assignments."""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import cursor_attributes, exceptions, hoisting, places, steps, whole_rows
from sct.backends.postgres.plpgsql.writer import Writer, enclosed, writes
from sct.catalog.scopes import Item, Names
from sct.catalog.usage import gives_anew
from sct.ir import statements as s
from sct.ir.types import INTEGER
from sct.rulebook.translate import Refused


@writes(s.Null)
def null(w: Writer, one: s.Null) -> None:
    w.line("NULL;")


@writes(s.PragmaStatement)
def pragma(w: Writer, one: s.PragmaStatement) -> None:
    """A hint to Oracle's compiler (INLINE): nothing to write."""


@writes(s.OpaqueStatement)
def opaque(w: Writer, one: s.OpaqueStatement) -> None:
    raise Refused(one.code, one.reason, one.at or one.span)


@writes(s.Block)
def block(w: Writer, one: s.Block) -> None:
    names = w.program.inner(one, w.names)
    lines, first = w.declare(one.declarations, names)
    label(w, one)
    if lines:
        w.line("DECLARE")
        with w.indent():
            for text in lines:
                w.line(text)
    with w.scope(names):
        exceptions.protected(w, one, first)


def label(w: Writer, one: s.Statement) -> None:
    if one.label:
        w.line(f"<<{ident(one.label)}>>")


@writes(s.Assign)
def assign(w: Writer, one: s.Assign) -> None:
    from sct.backends.postgres.plpgsql import dynamic

    if dynamic.assigned(w, one):
        return
    place = places.place_of(w, one.target)
    before = len(w.lines)
    value = hoisting.value(w, one.value, place.type)
    if len(w.lines) > before and value.isidentifier() and _may_not_fit(place):
        steps.cut(w)
    places.store(w, place, whole_rows.assigned(w, place, one.value, value))
    if place.type.kind == "cursor" and place.item is not None and not place.steps and gives_anew(one):
        cursor_attributes.opened(w, place.item)


def _may_not_fit(place: places.Place) -> bool:
    """Whether storing a value can fail by itself."""
    type_ = place.type
    sized = type_.length or type_.precision or type_.required or type_.low is not None or type_.high is not None
    return bool(sized or place.steps or type_.kind in ("integer", "unknown", "record", "named"))


@writes(s.If)
def if_(w: Writer, one: s.If) -> None:
    word = "IF"
    for number, (condition, body) in enumerate(one.branches):
        if number and hoisting.needs_lines(w, condition):
            # the call belongs into the branch that is only reached when no condition before it held
            w.line("ELSE")
            with w.indent():
                if_(w, s.If(one.span, one.branches[number:], one.otherwise))
            w.line("END IF;")
            return
        w.line(f"{word} {enclosed(hoisting.value(w, condition))} THEN")
        with w.indent():
            w.statements(body)
        word = "ELSIF"
    if one.otherwise is not None:
        w.line("ELSE")
        with w.indent():
            w.statements(one.otherwise)
    w.line("END IF;")


@writes(s.Case)
def case(w: Writer, one: s.Case) -> None:
    """A simple CASE compares as `=` does; without ELSE and no match both engines raise CASE_NOT_FOUND."""
    if one.selector is None and any(hoisting.needs_lines(w, value) for value, _ in one.branches):
        # a call that changes what it is given stands in front of the condition that it is part of
        none: list[s.Statement] = [s.Raise(one.span, ("case_not_found",))]
        if_(w, s.If(one.span, one.branches, one.otherwise if one.otherwise is not None else none))
        return
    selector, wanted = "", None
    if one.selector is not None:
        wanted = w.translator.compared_as([one.selector, *(value for value, _ in one.branches)])
        selector = f" {enclosed(hoisting.value(w, one.selector, wanted))}"
    w.line(f"CASE{selector}")
    with w.indent():
        for value, body in one.branches:
            w.line(f"WHEN {enclosed(w.expression(value, wanted))} THEN")
            with w.indent():
                w.statements(body)
        if one.otherwise is not None:
            w.line("ELSE")
            with w.indent():
                w.statements(one.otherwise)
    w.line("END CASE;")


# PL/pgSQL's own words that are names nearly everywhere, but not where a loop declares its index (PostgreSQL 15-18,
# pl_unreserved_kwlist.h).
_WORDS = frozenset(
    """absolute alias and array assert backward call chain close collate column column_name commit constant constraint
    constraint_name continue current cursor datatype debug default detail diagnostics do dump elseif elsif errcode error
    exception exit fetch first forward get hint import info insert is last log merge message message_text move next no notice
    open option perform pg_context pg_datatype_name pg_exception_context pg_exception_detail pg_exception_hint pg_routine_oid
    print_strict_params prior query raise relative return returned_sqlstate reverse rollback row_count rowtype schema
    schema_name scroll slice sqlstate stacked table table_name type use_column use_variable variable_conflict
    warning""".split()
)


def index_name(name: str) -> str:
    """The index of a loop over numbers, where it is declared."""
    return f'"{name}"' if name in _WORDS else ident(name)


def loop_body(w: Writer, head: str, one: Any, names: Names | None = None, starts: list[str] | None = None) -> None:
    label(w, one)
    w.line(head)
    with w.scope(names or w.program.inner(one, w.names)), w.indent():
        for text in starts or ():
            w.line(text)
        w.statements(one.body)
    w.line("END LOOP;")


@writes(s.Loop)
def loop(w: Writer, one: s.Loop) -> None:
    loop_body(w, "LOOP", one)


@writes(s.While)
def while_(w: Writer, one: s.While) -> None:
    if hoisting.needs_lines(w, one.condition):
        label(w, one)
        w.line("LOOP")
        with w.scope(w.program.inner(one, w.names)), w.indent():
            w.line(f"EXIT WHEN ({hoisting.value(w, one.condition)}) IS NOT TRUE;")
            w.statements(one.body)
        w.line("END LOOP;")
        return
    loop_body(w, f"WHILE {w.expression(one.condition)} LOOP", one)


@writes(s.ForRange)
def for_range(w: Writer, one: s.ForRange) -> None:
    low, high = hoisting.value(w, one.low, INTEGER), hoisting.value(w, one.high, INTEGER)
    bounds = f"REVERSE {high}..{low}" if one.reverse else f"{low}..{high}"
    if one.step is not None:
        bounds += f" BY {hoisting.value(w, one.step, INTEGER)}"
    names = w.program.inner(one, w.names)
    index = w.resolver.target(names.add(Item("loop", one.index, names, one, INTEGER)))
    loop_body(w, f"FOR {index_name(index)} IN {bounds} LOOP", one, names)


@writes(s.Exit)
def exit_(w: Writer, one: s.Exit) -> None:
    _jump(w, "EXIT", one)


@writes(s.Continue)
def continue_(w: Writer, one: s.Continue) -> None:
    _jump(w, "CONTINUE", one)


def _jump(w: Writer, word: str, one: Any) -> None:
    target = f" {ident(one.target)}" if one.target else ""
    when = f" WHEN {hoisting.value(w, one.condition)}" if one.condition is not None else ""
    w.line(f"{word}{target}{when};")


@writes(s.Return)
def return_(w: Writer, one: s.Return) -> None:
    give = w.facts.get("return")
    if give is not None:
        give(w, one)  # a trigger, a pipelined function, a function with OUT parameters
    elif one.value is None:
        w.line("RETURN;")
    else:
        w.line(f"RETURN {hoisting.returned(w, one.value)};")
