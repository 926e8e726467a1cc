"""Cursors: declared, opened, fetched, closed, looped over; their attributes."""

from __future__ import annotations

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql.flow import loop_body
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.program import Item
from sct.ir import statements as s
from sct.rulebook.translate import Refused
from sct.sqlexpr.places import parts_of


def declare(w: Writer, decl: s.CursorDecl, item: Item) -> list[str]:
    """`c CURSOR (p type) FOR query;`"""
    if decl.query is None:
        raise Refused("OR0500", f"cursor {decl.name} has no query", decl.span)
    w.program.type_of_item(item)
    inner = w.program.cursor_names(item)
    parameters = ", ".join(
        f"{ident(p.name)} {w.types.argument(w.program.type_of(p.type, item.home))}" for p in decl.parameters
    )
    with w.scope(inner):
        text = w.query(decl.query)
    return [f"{ident(item.name)} CURSOR{f' ({parameters})' if parameters else ''} FOR {text};"]


@writes(s.ForCursor)
def for_cursor(w: Writer, one: s.ForCursor) -> None:
    parts = parts_of(one.cursor) or []
    found = w.resolver.lookup(tuple(p.name for p in parts)) if parts else None
    if found is None or found.item.kind != "cursor" or found.item.package is not None:
        raise Refused("OR0500", f"a loop over {one.cursor.text.strip()}", one.span)
    item = found.item
    args = parts[-1].args or []
    inner = w.program.cursor_names(item)
    types = [i.type for i in inner.items.values()]
    given = ", ".join(w.node(one.cursor, a, t) for a, t in zip(args, types, strict=False))
    names = w.program.inner(one, w.names)
    names.add(Item("row", one.index, names, one, w.program.type_of_item(item)))
    call = f"{ident(item.name)}({given})" if given else ident(item.name)
    loop_body(w, f"FOR {ident(one.index)} IN {call} LOOP", one, names)
