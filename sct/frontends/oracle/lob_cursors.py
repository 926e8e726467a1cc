"""LOBs of rows that a cursor FOR UPDATE gives: what DBMS_LOB does with them is done to the row (see lob_locators.py).

| where the LOB stands | what stores it in the row |
|---|---|
| a variable that FETCH fills | the row's address, which the cursor gives as well |
| a field of a record that FETCH fills, or of the row of a loop over a declared cursor | UPDATE … WHERE CURRENT OF the cursor |
| a field of a record that SELECT INTO fills | UPDATE … WHERE ROWID = the address, asked for in front of it |
| a field of the row of a loop over a query | UPDATE … WHERE ROWID = the address, a further field of that row |

Of cursors that are declared, or opened for a query, in the same routine, over one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sct.catalog.pieces import folded, tokens_of
from sct.frontends.oracle.lob_words import (
    ALL,
    expression,
    fields_of,
    items_of,
    lists,
    locked_table,
    shown_name,
    source_of,
    variable_of,
    with_item,
)
from sct.ir import statements as s
from sct.ir.sql import Sql

Changes: TypeAlias = "dict[int, set[str]]"  # id of a statement -> the variables and fields whose LOB it changes


@dataclass(slots=True)
class _Cursor:
    """A cursor of the routine and its only query. `holder` has it, as `query`."""

    name: str
    holder: s.CursorDecl | s.OpenFor
    table: str
    items: list[str]
    fields: dict[str, str]
    fetches: list[s.Fetch]
    looped: bool
    as_type: bool  # its row is the type of a variable


@dataclass(slots=True)
class Address:
    """A variable that a cursor gives the LOB of a row, whose address has to be kept: how it is found, and where."""

    variable: str
    table: str
    column: str
    cursor: s.CursorDecl | s.OpenFor
    fetches: list[s.Fetch]


def fetched_variables(declarations: list[s.Declaration], body: s.Block, changed: set[str]) -> list[Address]:
    """The LOBs that FETCH gives to variables, all targets of the cursor being variables."""
    found: list[Address] = []
    for cursor in _cursors(declarations, body):
        plain = all(len(one.into) == len(cursor.items) and not one.bulk for one in cursor.fetches)
        if not cursor.fetches or not plain or cursor.looped or cursor.as_type or ALL in cursor.items:
            continue
        for one in cursor.fetches:
            for item, into in zip(cursor.items, one.into, strict=True):
                name = variable_of(into)
                if item and name in changed and not any(a.variable == name for a in found):
                    found.append(Address(name, cursor.table, item, cursor.holder, cursor.fetches))
    return found


def stored_fields(declarations: list[s.Declaration], body: s.Block, changes: Changes) -> None:
    """Adds what stores changed fields of rows: of records that are fetched into, and of the rows of loops."""
    cursors = _cursors(declarations, body)
    for several in lists(body):
        for one in several:
            if isinstance(one, s.ForQuery):
                _query_loop(one, changes)
            elif isinstance(one, s.ForCursor):
                name = next((folded(t) for t in tokens_of(one.cursor)), "")
                cursor = next((c for c in cursors if c.name == name and isinstance(c.holder, s.CursorDecl)), None)
                if cursor is not None:
                    _store(one.body, one.index, cursor.fields, cursor.table, None, changes, current=name)
    _selected_records(declarations, body, changes)
    for cursor in cursors:
        records = {variable_of(f.into[0]) for f in cursor.fetches if len(f.into) == 1 and not f.bulk} - {""}
        ends = [
            one.span.start
            for several in lists(body)
            for one in several
            if isinstance(one, s.CloseCursor) and variable_of(one.cursor) == cursor.name
        ]
        for record in records:
            if isinstance(cursor.holder, s.CursorDecl):
                before = min(ends, default=None)
                _store(body, record, cursor.fields, cursor.table, None, changes, before=before, current=cursor.name)


def _selected_records(declarations: list[s.Declaration], body: s.Block, changes: Changes) -> None:
    """SELECT … INTO a record: its row's address is asked for, and the row locked, by a statement in front of it."""
    selects: dict[str, list[tuple[list[s.Statement], s.SelectInto]]] = {}
    fetched: set[str] = set()
    for several in lists(body):
        for one in several:
            if isinstance(one, s.SelectInto) and len(one.into) == 1 and not one.bulk:
                selects.setdefault(variable_of(one.into[0]), []).append((several, one))
            elif isinstance(one, s.Fetch):
                fetched.update(variable_of(into) for into in one.into)
    for record, found in selects.items():
        several, select = found[0]
        table, selected = locked_table(select.query), fields_of(select.query)
        address = f"{record}_address"
        if len(found) > 1 or record in fetched or not table or "." in record:
            continue
        if _store(body, record, selected, table, f"ROWID = {address}", changes):
            query = select.query
            asked = Sql("query", "SELECT ROWID " + source_of(query), query.span, query.dialect)
            at = next(n for n, one in enumerate(several) if one is select)
            several.insert(at, s.SelectInto(select.span, asked, (expression(address, select.span, query.dialect),)))
            declarations.append(s.Variable(address, s.TypeRef("ROWID", select.span, ("rowid",)), select.span))


def _cursors(declarations: list[s.Declaration], body: s.Block) -> list[_Cursor]:
    """The routine's cursors whose query locks the rows of one table, with one query each."""
    statements = [one for several in lists(body) for one in several]
    blocks = [one for one in statements if isinstance(one, s.Block)]
    declared = [*declarations, *(d for block in (body, *blocks) for d in block.declarations)]
    holders: dict[str, list[s.CursorDecl | s.OpenFor]] = {}
    for decl in declared:
        if isinstance(decl, s.CursorDecl):
            holders.setdefault(decl.name, []).append(decl)
    for one in statements:
        if isinstance(one, s.OpenFor):
            holders.setdefault(variable_of(one.cursor), []).append(one)
    rows = {
        d.type.name[-1] for d in declared if isinstance(d, s.Variable) and d.type.anchor == "rowtype" and d.type.name
    }
    found = []
    for name, several in holders.items():
        query = several[0].query
        if not name or len(several) != 1 or query is None:
            continue
        table = locked_table(query)
        if not table:
            continue
        fetches = [one for one in statements if isinstance(one, s.Fetch) and variable_of(one.cursor) == name]
        looped = any(isinstance(one, s.ForCursor) and folded(tokens_of(one.cursor)[0]) == name for one in statements)
        found.append(_Cursor(name, several[0], table, items_of(query), fields_of(query), fetches, looped, name in rows))
    return found


def _query_loop(loop: s.ForQuery, changes: Changes) -> None:
    table, selected = locked_table(loop.query), fields_of(loop.query)
    address = f"{loop.index}_address"
    if not table or not _store(loop.body, loop.index, selected, table, f"ROWID = {loop.index}.{address}", changes):
        return
    text = loop.query.text
    if ALL in selected:
        tokens = tokens_of(loop.query)
        star = next(n for n, token in enumerate(tokens) if token.text == ALL)
        at = tokens[star].start - tokens[0].start
        every = ALL if tokens[star - 1].text == "." else f"{shown_name(loop.query)}.{ALL}"
        text = f"{text[:at]}{every}, ROWID AS {address}{text[at + 1 :]}"
        loop.query = Sql("query", text, loop.query.span, loop.query.dialect)
    else:
        loop.query = with_item(loop.query, f"ROWID AS {address}")


def _store(
    inside: object,
    row: str,
    selected: dict[str, str],
    table: str,
    where: str | None,
    changes: Changes,
    *,
    before: int | None = None,
    current: str = "",
) -> bool:
    """Puts an UPDATE behind each change of a LOB among the row's fields; none where such a field is given another value.
    `where` the row is, or of which cursor it is the `current` one; `before`: where that is closed."""
    fields = {f"{row}.{field}": column for field, column in selected.items() if column != ALL}
    statements = [one for several in lists(inside) for one in several]

    def is_field(name: str) -> bool:
        return name in fields or (ALL in selected and name.startswith(f"{row}."))

    given = {variable_of(one.target) for one in statements if isinstance(one, s.Assign)}
    changing = [one for one in statements if any(map(is_field, changes.get(id(one), ())))]
    late = before is not None and any(one.span.start > before for one in changing)
    if not changing or late or any(map(is_field, given)):
        return False
    for several in lists(inside):
        made = []
        for one in several:
            made.append(one)
            for name in sorted(n for n in changes.get(id(one), ()) if is_field(n)):
                column = fields.get(name, name.split(".")[1])
                text = f"UPDATE {table} SET {column} = {name}" + (f" WHERE {where}" if where else "")
                update = s.SqlStatement(one.span, "update", Sql("statement", text, one.span, "oracle"))
                if current:
                    update.current_of = expression(current, one.span, "oracle")
                made.append(update)
        several[:] = made
    return True


def with_address(address: Address, row: str) -> None:
    """The cursor gives the row's address first, and every FETCH takes it."""
    query = address.cursor.query
    assert query is not None
    address.cursor.query = with_item(query, "ROWID")
    for one in address.fetches:
        one.into = (expression(row, one.span, "oracle"), *one.into)
