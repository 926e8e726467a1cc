"""Cursors: declared, opened, fetched, closed, looped over.

A local cursor is a bound cursor variable; a package's is a portal of a fixed name; a cursor variable a refcursor. What
their attributes ask is kept in variables of our own, only where it is asked for (cursor_attributes.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sct.backends.postgres.names import ident, parameter, string
from sct.backends.postgres.plpgsql import (
    bulk,
    cursor_attributes,
    cursor_ends,
    errors,
    places,
    stepped_loops,
    whole_rows,
)
from sct.backends.postgres.plpgsql.flow import loop_body
from sct.backends.postgres.plpgsql.places import Place
from sct.backends.postgres.plpgsql.resolver_values import type_of_value
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.effects import chains, tokens_of
from sct.catalog.scopes import Item, Names
from sct.ir import statements as s
from sct.ir import walking
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr.names import locks_rows
from sct.sqlexpr.places import Part, argument_name, parts_of
from sct.sqlexpr.scope import Shape

MISMATCH = "rowtype_mismatch"
_DIRECTIONS = frozenset({"first", "last", "prior", "next", "relative", "absolute", "forward", "backward"})


@dataclass(slots=True)
class Variable:
    """What OPEN, FETCH and CLOSE name: the text of a variable, whose cursor it is, where it is stored when that is
    elsewhere."""

    text: str
    item: Item
    place: Place | None = None


def declare(w: Writer, decl: s.CursorDecl, item: Item) -> list[str]:
    """`c CURSOR (p type) FOR query;`"""
    if decl.query is None:
        raise Refused("SC1527", f"cursor {decl.name} has no query", decl.span)
    w.program.type_of_item(item)
    inner = w.program.cursor_names(item)
    parameters = ", ".join(
        f"{parameter(p.name)} {w.types.argument(w.program.type_of(p.type, item.home))}" for p in decl.parameters
    )
    with w.scope(inner), holding(w, _writes_state(w)) as held:
        text = w.query(decl.query)
    w.facts.setdefault("held", {})[id(item)] = held
    name = ident(w.resolver.target(item))
    own = [f"{holder} {w.types.text(type_of_value(value))};" for holder, value in held]
    return [*own, f"{name} CURSOR{f' ({parameters})' if parameters else ''} FOR {text};"]


@contextmanager
def holding(w: Writer, needed: bool) -> Iterator[list[tuple[str, Any]]]:
    """While a query is written that is fetched row by row: the package variables in it are held as they are when it is
    opened, where somebody may change them before its end (`needed`)."""
    if not needed:
        yield []
        return
    with w.resolver.held_values() as held:
        yield held


def hold(w: Writer, held: list[tuple[str, Any]], sql: Sql, declared: bool = False) -> None:
    """The lines that hold them, in front of the OPEN."""
    for holder, value in held:
        if not declared:
            w.declared.append(f"{holder} {w.types.text(type_of_value(value))};")
        w.line(f"{holder} := {w.translator.text(value, w.context(sql))};")


def changes_state(w: Writer, body: list[s.Statement]) -> bool:
    return bool(w.program.effects.several(body, w.program.effects.finder(w.names)).state)


def _writes_state(w: Writer) -> bool:
    """Whether the routine, or what it calls, changes package variables."""
    effect = w.program.effects.routines.get(id(w.routine.code)) if w.routine is not None else None
    return effect is None or effect.state


def first(w: Writer, item: Item) -> list[str]:
    """What a local cursor needs before the first statement. PostgreSQL 15 names its portal like the variable: where
    another cursor of that name could be open at the same time, it is given a name of its own."""
    calls = w.program.effects.names & cursor_attributes.usage(w).mentions.keys()  # one of them may call this one again
    return [f"{ident(w.resolver.target(item))} := NULL;"] if w.program.cursors[item.name] > 1 or calls else []


def variable(w: Writer, sql: Sql, storing: bool = False) -> Variable:
    """The variable a statement about a cursor names; `storing`: it is about to be opened."""
    parts = parts_of(sql)
    found = w.resolver.lookup(tuple(p.name for p in parts)) if parts else None
    if found is None or parts is None:
        raise Refused("SC1006", f"{sql.text.strip()} is not known here: no cursor", sql.span)
    item = found.item
    if item.kind == "cursor" and not found.rest:
        if item.package is None:
            return Variable(_named(ident(w.resolver.target(item))), item)
        return Variable(packaged(w, item), item)
    if not item.is_value:
        raise Refused("SC1006", f"{sql.text.strip()} is no cursor", sql.span)
    place = places.place_of(w, sql)
    if place.type.kind != "cursor":
        raise Refused("SC1006", f"{sql.text.strip()} is no cursor", sql.span)
    if place.plain and not place.steps:
        return Variable(_named(place.text), item)
    holder = w.temporary("cursor", "refcursor")
    if not storing:
        w.line(f"{holder} := {place_value(w, sql)};")
    return Variable(holder, item, place)


def _named(text: str) -> str:
    """A cursor's name where FETCH would take it for a direction."""
    return f'"{text}"' if text in _DIRECTIONS else text


def place_value(w: Writer, sql: Sql) -> str:
    return w.expression(sql)


def packaged(w: Writer, item: Item) -> str:
    """The variable that names a package cursor's portal, declared once a routine. It never changes, and is no
    constant: OPEN is given one that may be assigned to."""
    known: dict[int, str] = w.facts.setdefault("package_cursors", {})
    name = known.get(id(item))
    if name is None:
        name = known[id(item)] = w.unique(item.name)
        w.declared.append(f"{ident(name)} refcursor := {portal(item)};")
    return ident(name)


def portal(item: Item) -> str:
    """The name of a package cursor's portal, as a literal."""
    assert item.package is not None
    return string(f"{item.package.schema}.{item.name}")


# --- opening ------------------------------------------------------------------------------------------------------------


def arguments(w: Writer, item: Item, sql: Sql | None) -> list[tuple[str, str]]:
    """(parameter, value) for every parameter, in order; defaults are evaluated where the cursor is declared."""
    parts: list[Part] = (parts_of(sql) if sql is not None else None) or []
    args: list[Any] = (parts[-1].args or []) if parts else []
    inner = w.program.cursor_names(item)
    decls = item.decl.parameters
    given: dict[str, Any] = {}
    for position, arg in enumerate(args):
        named = argument_name(arg)
        if named is None and position >= len(decls):
            raise Refused("SC1511", f"{item.name} takes {len(decls)} arguments", sql.span if sql else None)
        given[named[0] if named else decls[position].name] = named[1] if named else arg
    out: list[tuple[str, str]] = []
    for decl in decls:
        type_ = inner.items[decl.name].type
        if decl.name in given:
            assert sql is not None
            out.append((decl.name, w.node(sql, given[decl.name], type_)))
        elif decl.default is not None:
            with w.scope(item.home):
                out.append((decl.name, w.expression(decl.default, type_)))
        else:
            raise Refused("SC1511", f"{item.name}: no value for {decl.name}", sql.span if sql else item.decl.span)
    return out


def inlined(w: Writer, item: Item, sql: Sql | None) -> str:
    """The query of a cursor with its arguments in variables of our own."""
    inner = _held(w, item, sql)
    with w.scope(inner):
        return w.query(item.decl.query)


def _held(w: Writer, item: Item, sql: Sql | None) -> Names:
    """The scope of a cursor's query, its parameters variables of our own that have their values."""
    if item.decl.query is None:
        raise Refused("SC1527", f"cursor {item.name} has no query", item.decl.span)
    inner = w.program.cursor_names(item)
    for name, value in arguments(w, item, sql):
        holder = w.temporary(name, w.types.argument(inner.items[name].type))
        inner.items[name].target = holder
        w.line(f"{holder} := {value};")
    return inner


@writes(s.OpenCursor)
def open_(w: Writer, one: s.OpenCursor) -> None:
    made = variable(w, one.cursor)
    if made.item.kind != "cursor":
        raise Refused("SC1527", f"{one.cursor.text.strip()} is opened without a query", one.span)
    if made.item.decl.query is None:
        raise Refused("SC1518", f"cursor {made.item.name}: its body is not among the input", one.span)
    if made.item.package is None:
        given = ", ".join(value for _, value in arguments(w, made.item, one.args))
        hold(w, w.facts.get("held", {}).get(id(made.item), []), one.cursor, declared=True)
        w.line(f"OPEN {made.text}{f'({given})' if given else ''};")
    elif not _lasts(w, made.item, one):
        with holding(w, True) as held:
            text = inlined(w, made.item, one.args)
        hold(w, held, one.cursor)
        w.line(f"OPEN {made.text} FOR {text};")
    else:
        w.use_runtime("open_lasting")
        inner = _held(w, made.item, one.args)
        with w.resolver.query_values() as values, w.scope(inner):
            text = w.query(made.item.decl.query)
        handed = [f"CAST({w.translator.text(value, w.context(one.cursor))} AS text)" for value in values]
        w.line(f"CALL sct.open_lasting({', '.join([made.text, string(text), *handed])});")
    cursor_attributes.opened(w, made.item)


def _lasts(w: Writer, item: Item, one: s.OpenCursor) -> bool:
    """Whether a package's cursor stays open for whoever fetches next, in whichever transaction: nothing behind the OPEN
    closes it. Rows that are locked are not fetched in another transaction, here or there."""
    closes = cursor_attributes.usage(w).closes.get(item.name, ())
    return not locks_rows(item.decl.query) and not any(at > one.span.start for at in closes)


@writes(s.OpenFor)
def open_for(w: Writer, one: s.OpenFor) -> None:
    made = variable(w, one.cursor, storing=True)
    usage = cursor_attributes.usage(w)
    opens = usage.opens.get(made.item.name, [])
    again = len(opens) > 1 or usage.loop_around(one.span.start) is not None
    if made.place is None and (again or (made.item.kind == "parameter" and made.item.decl.mode == "inout")):
        w.line(f"{made.text} := NULL;")  # opening a cursor variable again gives it another cursor
    if one.query is not None:
        with holding(w, True) as held:
            text = w.query(one.query)
        hold(w, held, one.query)
        w.line(f"OPEN {made.text} FOR {text};")
    else:
        from sct.backends.postgres.plpgsql import dynamic

        dynamic.open_for(w, one, made.text, fetched_into(w, made.item))
    if made.place is not None:
        places.store(w, made.place, made.text)
    cursor_attributes.opened(w, made.item)


# --- fetching -----------------------------------------------------------------------------------------------------------


@writes(s.Fetch)
def fetch(w: Writer, one: s.Fetch) -> None:
    made = variable(w, one.cursor)
    if one.bulk:
        give = getattr(bulk, "fetch", None)
        if give is None:
            raise Refused("SC1500", "FETCH … BULK COLLECT is not converted yet", one.span)
        give(w, one, made)
        return
    found = [places.place_of(w, sql) for sql in one.into]
    if differs_in_number(w, made.item, [p.type for p in found]):
        w.line(errors.raised(w, errors.exception(w, (MISMATCH,), one.span)))
        return
    given = row_types(w, made.item)
    places.keeps_types(w, given, places.spread(w, [p.type for p in found]), one.span)
    if len(found) == 1 and whole_rows.is_changed(w, found[0].type, given):
        holders, value = whole_rows.taken_apart(w, one.cursor, found[0].type, given, "fetched")
        _fetched(w, made, holders, [(found[0], value)])
        return
    given = given if len(given) == len(found) else [UNKNOWN] * len(found)
    keeps = any(
        places.is_changed(w, p.type, g)
        or p.type.kind == "named"
        or places.checked(w, p)
        or cursor_attributes.keeps(w, one, p)
        for p, g in zip(found, given, strict=True)
    )
    if not keeps and all(p.plain for p in found):
        w.line(f"FETCH {made.text} INTO {', '.join(p.text for p in found)};")
        cursor_attributes.fetched(w, made.item)
        before = len(w.lines)
        w.line("IF FOUND THEN")
        with w.indent():
            cursor_attributes.given(w, found)
        if len(w.lines) == before + 1:
            del w.lines[before:]  # no attribute of theirs is asked for
        else:
            w.line("END IF;")
        return
    # without a row the targets keep their values, here as there
    taken = [places.taken(w, one.cursor, p.type, g, "fetched") for p, g in zip(found, given, strict=True)]
    later = [(place, value) for place, (_, value) in zip(found, taken, strict=True)]
    _fetched(w, made, [holder for holder, _ in taken], later)


def _fetched(w: Writer, made: Variable, holders: list[str], later: list[tuple[Place, str]]) -> None:
    """A row into variables of our own, and from there into its places when there was one."""
    w.line(f"FETCH {made.text} INTO {', '.join(holders)};")
    cursor_attributes.fetched(w, made.item)
    w.line("IF FOUND THEN")
    with w.indent():
        places.finish(w, later)
        cursor_attributes.given(w, [place for place, _ in later])
    w.line("END IF;")


def row_types(w: Writer, item: Item) -> list[Type]:
    """The types of a cursor's columns, as far as they are known: of a variable that only this routine opens, those of its
    queries where they agree."""
    known = places.row_types(w, item)
    if known != [UNKNOWN] or item.kind != "variable" or item.package is not None:
        return known
    shapes = set()
    for root in w.facts.get("code", ()):
        for one in everything(root):
            if isinstance(one, (s.Call, s.Assign)) and any(item.name in path for path in chains(_said(one))):
                return known
            if isinstance(one, s.OpenFor) and (item.name,) == next(chains(one.cursor), ()):
                shapes.add(_shape(w, one))
    return list(shapes.pop() or known) if len(shapes) == 1 else known


def differs_in_number(w: Writer, item: Item, types: list[Type]) -> bool:
    """Whether the rows of a cursor variable, which only this routine opens, surely have another number of columns than
    there are targets: that is an error each time the FETCH is reached."""
    if places.row_types(w, item) != [UNKNOWN] or any(one.kind == "unknown" for one in types):
        return False
    given, wanted = row_types(w, item), places.spread(w, types)
    if given == [UNKNOWN] or len(given) == len(wanted) or any(one.kind == "record" for one in wanted):
        return False
    return not any(
        isinstance(one, s.OpenFor) and one.query is None and (item.name,) == next(chains(one.cursor), ())
        for root in w.facts.get("code", ())
        for one in everything(root)
    )


def fetched_into(w: Writer, item: Item) -> list[Type]:
    """The types of what the rows of a cursor variable go into, where only this routine fetches from it; else nothing."""
    if item.kind != "variable" or item.package is not None:
        return []
    found: set[tuple[Type, ...]] = set()
    for root in w.facts.get("code", ()):
        for one in everything(root):
            if isinstance(one, s.Fetch) and next(chains(one.cursor), ()) == (item.name,):
                if one.bulk:
                    return []
                types = [places.place_of(w, sql).type for sql in one.into] if _visible(w, one.into) else []
                found.add(tuple(places.spread(w, types)))
            elif isinstance(one, (s.Call, s.Assign, s.Return)) and any(
                (item.name,) == path[:1] and not _asks(sql, item.name)
                for sql in walking.parts(one)
                if isinstance(sql, Sql)
                for path in chains(sql)
            ):
                return []  # others may fetch from it
    return list(found.pop()) if len(found) == 1 else []


def _visible(w: Writer, into: tuple[Sql, ...]) -> bool:
    """Whether the targets of a FETCH elsewhere in the routine mean the same here: no block in between declares them."""
    return all(w.resolver.lookup(next(chains(sql), ("",))[:1]) is not None for sql in into)


def _asks(sql: Sql, name: str) -> bool:
    """Whether a piece only asks for the cursor's attributes."""
    texts = [token.text.lower() for token in tokens_of(sql)]
    return all(texts[at + 1 : at + 2] == ["%"] for at, text in enumerate(texts) if text == name)


def _said(one: s.Call | s.Assign) -> Sql:
    return one.call if isinstance(one, s.Call) else one.target


def _shape(w: Writer, one: s.OpenFor) -> tuple[Type, ...] | None:
    from sct.backends.postgres.plpgsql import templates

    shape: Shape | None
    try:
        if one.query is not None:
            shape = w.translator.shape(one.query)
        else:
            assert one.dynamic is not None
            shape = templates.query_shape(w, one.dynamic)
    except Refused:
        return None
    return None if shape is None or shape.open else tuple(bulk.types_of(shape.columns.values()))


@writes(s.CloseCursor)
def close(w: Writer, one: s.CloseCursor) -> None:
    made = variable(w, one.cursor)
    if cursor_ends.may_be_closed(w, made.item.name, one.span.start):
        w.use_runtime("cursor_is_open")
        w.line(f"IF sct.cursor_is_open({made.text}) THEN")
        w.line(f"  CLOSE {made.text};")
        w.line("END IF;")
        return
    w.line(f"CLOSE {made.text};")


# --- loops --------------------------------------------------------------------------------------------------------------


@writes(s.ForCursor)
def for_cursor(w: Writer, one: s.ForCursor) -> None:
    parts = parts_of(one.cursor) or []
    found = w.resolver.lookup(tuple(p.name for p in parts)) if parts else None
    if found is None or found.item.kind != "cursor":
        raise Refused("SC1527", f"a loop over {one.cursor.text.strip()}, which is no declared cursor", one.span)
    item = found.item
    names = w.program.inner(one, w.names)
    row = row_name(w, names.add(Item("row", one.index, names, one, w.program.type_of_item(item))))
    cursor_attributes.opened(w, item)
    starts = cursor_attributes.looped(w, item)
    if item.package is None:
        given = ", ".join(value for _, value in arguments(w, item, one.cursor))
        hold(w, w.facts.get("held", {}).get(id(item), []), one.cursor, declared=True)
        cursor = ident(w.resolver.target(item))
        call = f"{cursor}{f'({given})' if given else ''}"
        if w.facts.get(stepped_loops.FACT) is one:
            record(w, row)
            stepped_loops.write(w, one, names, row, cursor, [f"{cursor} := NULL;", f"OPEN {call};"], starts)
            return
        loop_body(w, f"FOR {ident(row)} IN {call} LOOP", one, names, starts)
        return
    with holding(w, changes_state(w, one.body)) as held:
        text = inlined(w, item, one.cursor)
    hold(w, held, one.cursor)
    if locks_rows(item.decl.query):
        # WHERE CURRENT OF, here or in what the loop calls, asks for a portal of the cursor's name
        bound = w.unique(item.name)
        w.declared.append(f"{ident(bound)} CURSOR FOR {text};")
        w.line(f"{ident(bound)} := {portal(item)};")
        loop_body(w, f"FOR {ident(row)} IN {ident(bound)} LOOP", one, names, starts)
        return
    record(w, row)
    margin = "  " * (w.depth + 1)
    loop_body(w, f"FOR {ident(row)} IN\n{margin}{text}\n{'  ' * w.depth}LOOP", one, names, starts)


def row_name(w: Writer, item: Item) -> str:
    """The name of a loop's row: another one where the routine has a variable of that name, or a loop around has such a
    row, since the routine declares all of them."""
    around = item.home.parent.find((item.name,)) if item.home.parent is not None else None
    if around is not None and around.item.is_value and around.item.home.kind in ("block", "routine"):
        item.target = w.unique(f"{item.name}_row")
    return str(w.resolver.target(item))


def record(w: Writer, name: str) -> None:
    """The variable of a loop over a query, declared once a routine."""
    line = f"{ident(name)} record;"
    if line not in w.declared:
        w.declared.append(line)
