"""What cursors' attributes ask: `c%FOUND`, `c%ROWCOUNT`, `SQL%ROWCOUNT` …

Each is kept in a variable of the routine, only where it is asked for. A condition that stands right behind a FETCH and
asks whether it found a row uses PL/pgSQL's FOUND.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sct.backends.postgres.names import ident, string
from sct.backends.postgres.plpgsql.places import Place
from sct.backends.postgres.plpgsql.resolver import ATTRIBUTES, CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.effects import chains
from sct.catalog.scopes import Item
from sct.catalog.usage import Usage, usage_of
from sct.ir import statements as s
from sct.ir.types import BOOLEAN, INTEGER
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr import build

_NAMES = ("found", "notfound", "rowcount", "isopen")


def usage(w: Writer) -> Usage:
    """What the routine's own code mentions (found once)."""
    known = w.facts.get("usage")
    if known is None:
        known = w.facts["usage"] = usage_of(w.facts.get("code", ()))
    assert isinstance(known, Usage)
    return known


# --- explicit cursors ---------------------------------------------------------------------------------------------------


def _kept(w: Writer, item: Item, what: str) -> str | None:
    """The variable that keeps `found` or `rowcount` of a cursor; None where it is not asked for."""
    if item.package is not None and item.kind == "cursor":
        return None  # kept with the package's state
    asked = usage(w).attributes.get(item.name, [])
    if what == "rowcount":
        needed = any(a == "rowcount" for a, _ in asked)
    else:
        needed = any(a in ("found", "notfound") for a, _ in asked) and not _all_direct(w, item)
    if not needed:
        return None
    known: dict[tuple[int, str], str] = w.facts.setdefault("kept", {})
    name = known.get((id(item), what))
    if name is None:
        type_ = "boolean" if what == "found" else "integer := 0"
        name = known[(id(item), what)] = w.temporary(f"{item.name}_{what}", type_)
    return ident(name)


def _all_direct(w: Writer, item: Item) -> bool:
    """Whether every question for FOUND stands in a condition right behind a FETCH of that cursor."""
    asked = usage(w)
    spans = w.facts.get("direct_spans")
    if spans is None:
        from sct.ir.sql import Sql

        spans = w.facts["direct_spans"] = [
            (one.span.start, one.span.end, asked.direct[id(one)])
            for root in w.facts.get("code", ())
            for one in everything(root)
            if isinstance(one, Sql) and id(one) in asked.direct
        ]
    return all(
        any(start <= at < end and name == item.name for start, end, name in spans)
        for attribute, at in asked.attributes.get(item.name, ())
        if attribute in ("found", "notfound")
    )


def _shared(w: Writer, item: Item, what: str) -> str | None:
    """The key under which the session keeps `found` or `rowcount` of a package's cursor; None when nobody asks."""
    if item.package is None or item.kind != "cursor" or (item.name, what) not in w.program.asked_cursors:
        return None
    return f"{item.package.schema}.{item.name}_{what}"


def _sharing(w: Writer, item: Item, what: str, value: str) -> list[str]:
    """The line that keeps an attribute for all routines. An assignment, since PERFORM would change FOUND."""
    key = _shared(w, item, what)
    if key is None:
        return []
    if "shared" not in w.facts:
        w.facts["shared"] = w.temporary("kept", "text")
    w.use_runtime("state_set")
    return [f"{w.facts['shared']} := sct.state_set({string(key)}, {value});"]


def share(w: Writer, item: Item, found: str, rows: str) -> None:
    """Keeps both attributes of a package's cursor where they are asked for."""
    for text in (*_sharing(w, item, "found", found), *_sharing(w, item, "rowcount", rows)):
        w.line(text)


def more_rows(w: Writer, item: Item, count: str) -> str:
    """The number of rows fetched so far from a package's cursor, with some more."""
    return f"({_shared_rows(w, item)} + {count})::text" if _shared(w, item, "rowcount") else ""


def _shared_rows(w: Writer, item: Item) -> str:
    w.use_runtime("state_get")
    return f"coalesce(sct.state_get({string(_shared(w, item, 'rowcount') or '')})::integer, 0)"


def opened(w: Writer, item: Item) -> None:
    """A cursor was opened: nothing is fetched yet."""
    share(w, item, "NULL", "'0'")
    found, count = _kept(w, item, "found"), _kept(w, item, "rowcount")
    if found is not None:
        w.line(f"{found} := NULL;")
    if count is not None:
        w.line(f"{count} := 0;")


def given(w: Writer, found: Iterable[Place]) -> None:
    """A row was stored, with cursors among its values, which come opened: nothing is fetched from them yet."""
    for place in found:
        if place.type.kind == "cursor" and place.item is not None and not place.steps:
            opened(w, place.item)


def fetched(w: Writer, item: Item) -> None:
    share(w, item, "FOUND::text", more_rows(w, item, "FOUND::integer"))
    found, count = _kept(w, item, "found"), _kept(w, item, "rowcount")
    if found is not None:
        w.line(f"{found} := FOUND;")
    if count is not None:
        w.line(f"{count} := {count} + FOUND::integer;")


def looped(w: Writer, item: Item) -> list[str]:
    """What a loop over the cursor does first in every turn."""
    if item.package is not None and item.kind == "cursor":
        w.facts.setdefault("looped", set()).add(id(item))
        rows = more_rows(w, item, "1")
        return [*_sharing(w, item, "found", "'true'"), *_sharing(w, item, "rowcount", rows)]
    found, count = _kept(w, item, "found"), _kept(w, item, "rowcount")
    out = [f"{found} := true;"] if found is not None else []
    return [*out, f"{count} := {count} + 1;"] if count is not None else out


def keeps(w: Writer, one: s.Fetch, place: Place) -> bool:
    """Whether a FETCH that finds nothing must leave the target as it was: somebody could still read it.

    Nobody does where the fetch begins a loop that ends there and nothing outside reads the variable, or where the
    variable has had no value before.
    """
    item = place.item
    if item is None or item.package is not None:
        return True
    asked = usage(w)
    loop = asked.loop_around(one.span.start)
    if loop is not None:
        leaves = any(
            condition in asked.leaving and name == _cursor_name(one) for condition, name in asked.direct.items()
        )
        return not leaves or asked.outside(item.name, loop)
    if item.kind == "parameter":
        return bool(item.decl.mode != "out")
    if item.kind != "variable" or getattr(item.decl, "default", None) is not None:
        return True
    return any(at < one.span.start for at in asked.mentions.get(item.name, ()))


def _cursor_name(one: s.Fetch) -> str:
    from sct.catalog.usage import last_name

    return last_name(one.cursor)


# --- the implicit cursor ------------------------------------------------------------------------------------------------


def counted(w: Writer, one: s.Statement) -> None:
    """A SQL statement was written: its row count is kept where the routine asks for it."""
    name = _rows(w)
    if name is not None:
        w.line(f"GET DIAGNOSTICS {name} = ROW_COUNT;")


def caught(w: Writer, handler: s.Handler, state: str) -> None:
    """A handler that asks for the rows of a SELECT INTO which found several: Oracle says 1, and so they are found."""
    if _rows(w) is None or not {("others",), ("too_many_rows",)} & set(handler.names):
        return
    if _asks_itself(w, handler):
        rows = w.facts["rows"]
        w.line(f"IF {state} = 'P0003' AND {rows} = 0 THEN")
        w.line(f"  {rows} := 1;")
        w.line("END IF;")


def handles(w: Writer) -> bool:
    """Whether the routine has handlers."""
    known: bool | None = w.facts.get("handles")
    if known is None:
        code = w.facts.get("code", ())
        known = w.facts["handles"] = any(isinstance(x, s.Handler) for root in code for x in everything(root))
    return known


def starts(w: Writer, one: s.Statement) -> None:
    """In front of a SQL statement whose failure a handler may see: no row, which is what SQL%ROWCOUNT says there. A
    statement that asks itself is given the rows before."""
    rows = _rows(w) if handles(w) else None
    if rows is not None and not _asks_itself(w, one):
        w.line(f"{rows} := 0;")


def _asks_itself(w: Writer, one: Any) -> bool:
    return any(one.span.start <= at < one.span.end for _, at in usage(w).attributes.get("sql", ()))


def _rows(w: Writer) -> str | None:
    if not usage(w).asked("sql") & {"found", "notfound", "rowcount"} and "rows" not in w.facts:
        return None
    if "rows" not in w.facts:
        w.facts["rows"] = w.temporary("rowcount", "integer")
    return str(w.facts["rows"])


# --- asking -------------------------------------------------------------------------------------------------------------


def _attribute(resolver: CodeResolver, item: Item | None, name: str) -> Any:
    w = resolver.writer
    if w is None or name not in _NAMES:
        return None
    if item is None:
        return _implicit(w, name)
    type_ = resolver.program.type_of_item(item)
    if item.kind != "cursor" and type_.kind != "cursor":
        return None
    if name == "isopen":
        return build.runtime("cursor_is_open", _cursor(w, item), type_=BOOLEAN)
    if name != "rowcount" and w.piece is not None and usage(w).direct.get(id(w.piece)) == item.name:
        node = build.name("found", type_=BOOLEAN)
        return node if name == "found" else build.negate(node)
    if item.package is not None and item.kind == "cursor":
        return _of_package(w, item, name)
    if _fetched_elsewhere(w, item):
        raise Refused("SC1527", f"{item.name}%{name.upper()}: others may have fetched from it", None)
    kept = _kept(w, item, "rowcount" if name == "rowcount" else "found")
    if kept is None:
        raise Refused("SC1527", f"{item.name}%{name.upper()} is asked where no fetch is known", None)
    if name == "rowcount" and _came_opened(w, item):
        w.bag.add("SC1581", f"{item.name}%ROWCOUNT: rows fetched before", w.piece.span if w.piece else None)
    made = build.name(kept.strip('"'), type_=INTEGER if name == "rowcount" else BOOLEAN)
    if _may_be_closed(w, item):
        made = build.runtime("cursor_value", _cursor(w, item), made, type_=INTEGER if name == "rowcount" else BOOLEAN)
    return build.negate(made) if name == "notfound" else made


def _fetched_elsewhere(w: Writer, item: Item) -> bool:
    """Whether the rows fetched so far cannot be known here: nothing here opens it or fetches from it, or the variable
    was handed on before."""
    asked = usage(w)
    if not asked.fetches.get(item.name) and not asked.opens.get(item.name) and not _looped_over(w, item):
        return True
    return item.kind != "cursor" and w.piece is not None and asked.handed_on(item.name, w.piece.span.start)


def _came_opened(w: Writer, item: Item) -> bool:
    """Whether a cursor is a parameter that the routine has not opened itself before this place."""
    if item.kind != "parameter" or item.decl.mode == "out":
        return False
    at = w.piece.span.start if w.piece is not None else 0
    return all(start > at for start in usage(w).opens.get(item.name, ()))


def _looped_over(w: Writer, item: Item) -> bool:
    loops = (one for root in w.facts.get("code", ()) for one in everything(root) if isinstance(one, s.ForCursor))
    return any(next(chains(one.cursor), ("",))[-1] == item.name for one in loops)


def _of_package(w: Writer, item: Item, name: str) -> Any:
    """An attribute the session keeps: whichever routine fetched last."""
    key = _shared(w, item, "rowcount" if name == "rowcount" else "found")
    if key is None:
        raise Refused("SC1527", f"{item.name}%{name.upper()} is asked where no fetch is known", None)
    type_, text = (INTEGER, "integer") if name == "rowcount" else (BOOLEAN, "boolean")
    made = build.cast(build.runtime("state_get", build.string(key)), text, type_)
    if id(item) not in w.facts.get("looped", ()):
        made = build.runtime("cursor_value", _cursor(w, item), made, type_=type_)
    return build.negate(made) if name == "notfound" else made


def _cursor(w: Writer, item: Item) -> Any:
    if item.kind == "cursor" and item.package is not None:
        from sct.backends.postgres.plpgsql.cursors import packaged

        return build.name(packaged(w, item).strip('"'))
    return w.resolver.value(item)


def _may_be_closed(w: Writer, item: Item) -> bool:
    """Whether the cursor may not be open where it is asked: behind a CLOSE, or before any OPEN of this routine."""
    piece = w.piece
    asked = usage(w)
    if piece is None or item.kind == "parameter":
        return False
    at = piece.span.start
    if any(close < at for close in asked.closes.get(item.name, ())):
        return True
    opens = asked.opens.get(item.name, ())
    return bool(opens) and all(at < start for start in opens)


def _implicit(w: Writer, name: str) -> Any:
    if name == "isopen":
        return build.boolean(False)
    if not usage(w).works or (w.piece is not None and _worked_elsewhere(w, w.piece.span.start)):
        w.bag.add(
            "SC1528", f"SQL%{name.upper()} of statements that other routines ran", w.piece.span if w.piece else None
        )
    rows = build.name(_rows(w) or "NULL", type_=INTEGER)
    if name == "rowcount":
        return rows
    return build.compare(rows, ">" if name == "found" else "=", build.number(0))


def _worked_elsewhere(w: Writer, at: int) -> bool:
    """Whether a call of a routine that changes rows stands between this place and the last SQL statement before it."""
    pieces = w.facts.get("steps_of_rows")
    if pieces is None:
        pieces = w.facts["steps_of_rows"] = sorted(
            ((one.span.start, one) for root in w.facts.get("code", ()) for one in everything(root) if _moves(one)),
            key=lambda pair: pair[0],
        )
    before = [one for _, one in pieces if one.span.end <= at]
    return bool(before) and isinstance(before[-1], (s.Call, s.Assign)) and _works(w, before[-1])


def _moves(one: Any) -> bool:
    return isinstance(one, (s.SqlStatement, s.SelectInto, s.ForQuery, s.ForAll, s.ExecuteDynamic, s.Call, s.Assign))


def _works(w: Writer, one: Any) -> bool:
    piece = one.call if isinstance(one, s.Call) else one.value
    for path in chains(piece):
        found = w.program.find(path, w.names)
        for routine in found.item.routines if found is not None and found.item.kind == "routines" else ():
            effect = w.program.effects.routines.get(id(routine.code))
            if effect is not None and effect.work:
                return True
    return False


ATTRIBUTES.append(_attribute)
