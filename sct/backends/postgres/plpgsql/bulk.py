"""BULK COLLECT: a query, a fetch or RETURNING into collections, all at once where that is the same.

The collections are replaced, also by nothing; numbered from 1. FORALL stands in forall.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sct.backends.postgres.names import string
from sct.backends.postgres.plpgsql import cursor_attributes, errors, places, whole_rows
from sct.backends.postgres.plpgsql.writer import Writer
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, UNKNOWN, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.names import gives_aggregates
from sct.sqlexpr.scope import ColumnInfo
from sct.text.span import Span


@dataclass(slots=True)
class Target:
    """A collection that is filled: `text` is a variable of its type, stored in its place afterwards if that is another."""

    place: places.Place
    text: str
    type: Type
    form: str

    @property
    def element(self) -> Type:
        return self.type.element or UNKNOWN


def targets(w: Writer, into: tuple[Sql, ...]) -> list[Target]:
    out = []
    for sql in into:
        place = places.place_of(w, sql)
        if place.type.kind != "collection":
            raise Refused("SC1510", f"{sql.text.strip()}: BULK COLLECT INTO what is no collection", sql.span)
        form = w.types.form(place.type)
        if form == "map":
            raise Refused("SC1510", f"{sql.text.strip()}: BULK COLLECT INTO an array indexed by text", sql.span)
        plain = not place.steps and not place.is_state
        text = place.base if plain else w.temporary("bulk", w.types.text(place.type))
        out.append(Target(place, text, place.type, form))
    return out


def stored(w: Writer, several: list[Target]) -> None:
    for one in several:
        if one.text != one.place.base or one.place.steps:
            places.store(w, one.place, one.text)


def members(w: Writer, several: list[Target]) -> list[tuple[str, Type]]:
    """The fields of the record elements a single target has; else nothing: every target takes a column."""
    if len(several) == 1 and several[0].element.kind == "record":
        return list(w.resolver.members(several[0].element))
    return []


def columns(w: Writer, several: list[Target]) -> list[Type]:
    """What the columns of the rows are assigned to."""
    fields = members(w, several)
    return [t for _, t in fields] if fields else [t.element for t in several]


def item(w: Writer, target: Target, value: str, number: str) -> str:
    """An element as the array holds it."""
    if target.form == "array":
        return value
    if target.form == "keyed":
        return f"ROW({number}, {value})::{w.types.box(target.type)}"
    return f"ROW({value})::{w.types.box(target.type)}"


def fitted(w: Writer, value: str, type_: Type, given: Type) -> str:
    """A column on its way into a collection: a cast would cut what is too long."""
    return places.fit(w, value, type_) if places.may_be_cut(w, type_, given) else value


def _rows(w: Writer, several: list[Target], source: str, given: list[Type]) -> None:
    """`source` is a query or the name of a CTE with the rows: one aggregate fills all collections."""
    items, rows = _aggregate(w, several, source, given)
    w.line(f"SELECT {items}")
    w.line(f"  INTO {', '.join(t.text for t in several)}")
    w.line(f"  FROM {rows};")


def dynamic(w: Writer, one: s.ExecuteDynamic, text: str, using: str, into: list[Sql]) -> None:
    """EXECUTE IMMEDIATE … BULK COLLECT INTO: the same aggregate around the text."""
    several = targets(w, tuple(into))
    places.keeps_types(w, [], columns(w, several), one.span)
    mark = "sct_dynamic"
    items, rows = _aggregate(w, several, mark, [])
    before, _, behind = f" SELECT {items} FROM {rows}".partition(mark)
    if one.bulk and not one.returning:
        parts = [string(f"{before.strip()} ("), text, string(f"){behind}")]
    else:
        parts = [string(f"WITH {mark} AS ("), text, string(f"){before}{mark}{behind}")]
    w.line(f"EXECUTE concat({', '.join(parts)})")
    w.line(f"  INTO {', '.join(t.text for t in several)}{using};")
    stored(w, several)
    counted(w, several)


def _aggregate(w: Writer, several: list[Target], source: str, given: list[Type]) -> tuple[str, str]:
    """(select list, FROM item) that make collections of rows."""
    types = columns(w, several)
    names = [f"c{n}" for n in range(1, len(types) + 1)]
    given = given if len(given) == len(types) else [UNKNOWN] * len(types)
    keyed = any(t.form == "keyed" for t in several)
    values = [fitted(w, f"sct_q.{n}", t, g) for n, t, g in zip(names, types, given, strict=True)]
    if members(w, several):
        values = [f"ROW({', '.join(values)})::{w.types.text(several[0].element)}"]
    items = [f"coalesce(array_agg({item(w, t, v, 'sct_q.n')}), '{{}}')" for t, v in zip(several, values, strict=True)]
    rows = f"{source} AS sct_q({', '.join(names)})"
    if keyed:
        rows = f"(SELECT row_number() OVER () AS n, sct_q.* FROM {rows}) AS sct_q"
    return ", ".join(items), rows


def counted(w: Writer, several: list[Target]) -> None:
    """SQL%ROWCOUNT of what was collected."""
    name = cursor_attributes._rows(w)
    if name is not None:
        w.line(f"{name} := cardinality({several[0].text});")


# --- SELECT … BULK COLLECT INTO -----------------------------------------------------------------------------------------


def select_into(w: Writer, one: s.SelectInto) -> None:
    several = targets(w, one.into)
    text, given = query(w, one.query, columns(w, several))
    margin = "\n" + "  " * (w.depth + 2)
    text = text.replace("\n", margin)
    if len(several) == 1 and several[0].form == "array" and not members(w, several):
        w.line(f"{several[0].text} := ARRAY({text});")
    else:
        _rows(w, several, f"({text})", given)
    counted(w, several)
    stored(w, several)


def query(w: Writer, sql: Sql, wanted: list[Type]) -> tuple[str, list[Type]]:
    """The query with its columns converted to what they go into, and the columns' own types as far as known."""
    try:
        text = w.placed(lambda: w.translator.select_into(sql, w.bag, wanted), sql.span)
    except Refused as error:
        if error.code != "SC1500":
            raise
        text = None
    if text is None:
        text, shape = w.placed(lambda: w.translator.query(sql, w.bag), sql.span)
    else:
        shape = w.translator.shape(sql)
    return str(text), types_of(shape.columns.values() if not shape.open else ())


def types_of(infos: Any) -> list[Type]:
    return [i.type if isinstance(i, ColumnInfo) else UNKNOWN for i in infos]


# --- RETURNING … BULK COLLECT INTO --------------------------------------------------------------------------------------


def returning(w: Writer, one: s.SqlStatement) -> None:
    several = targets(w, one.into)
    collected(w, one, several)
    stored(w, several)


def collected(w: Writer, one: s.SqlStatement, several: list[Target]) -> None:
    """The rows a statement returns, in the targets, and their number in SQL%ROWCOUNT."""
    from sct.backends.postgres.plpgsql import cursors

    aggregates = gives_aggregates(one.sql)
    at = cursors.variable(w, one.current_of).text if one.current_of is not None else ""
    text = w.statement_text(one.sql, None if aggregates else columns(w, several), current_of=at)
    if aggregates:
        _totals(w, several, text, one.span)
        return
    w.line(f"WITH sct_r({', '.join(f'c{n}' for n in range(1, len(columns(w, several)) + 1))}) AS (")
    w.line(f"  {text}")
    w.line(")")
    _rows(w, several, "sct_r", [])
    counted(w, several)


def _totals(w: Writer, several: list[Target], text: str, span: Span) -> None:
    """RETURNING SUM(x): one row however many were changed; the query has their number as its last column."""
    if members(w, several):
        raise Refused("SC1500", "RETURNING aggregates BULK COLLECT INTO records", span)
    holders = [w.temporary("total", w.types.text(t.element)) for t in several]
    changed = cursor_attributes._rows(w) or w.temporary("changed", "integer")
    w.line(text)
    w.line(f"  INTO {', '.join((*holders, changed))};")
    for target, holder in zip(several, holders, strict=True):
        w.line(f"{target.text} := ARRAY[{item(w, target, holder, '1')}];")


# --- FETCH … BULK COLLECT INTO ------------------------------------------------------------------------------------------


def _columns(w: Writer, sql: Sql, several: list[Target], given: list[Type]) -> tuple[list[str], list[str]]:
    """Variables for the columns of a row, and the element that every collection gets of them."""
    if len(several) == 1 and whole_rows.is_changed(w, several[0].element, given):
        holders, value = whole_rows.taken_apart(w, sql, several[0].element, given, "fetched")
        return holders, [f"{value}::{w.types.text(several[0].element)}"]
    given = given if len(given) == len(several) else [UNKNOWN] * len(several)
    taken = [places.taken(w, sql, t.element, g, "fetched") for t, g in zip(several, given, strict=True)]
    return [holder for holder, _ in taken], [value for _, value in taken]


def fetch(w: Writer, one: s.Fetch, made: Any) -> None:
    """Row by row: the cursor has to stand behind the last one."""
    from sct.backends.postgres.plpgsql import cursors

    several = targets(w, one.into)
    wanted = columns(w, several)
    if cursors.differs_in_number(w, made.item, wanted):
        w.line(errors.raised(w, errors.exception(w, (cursors.MISMATCH,), one.span)))
        return
    given = cursors.row_types(w, made.item)
    places.keeps_types(w, given, wanted, one.span)
    limit = ""
    if one.limit is not None:
        limit = w.expression(one.limit, INTEGER)
        if not limit.isalnum():
            holder = w.temporary("limit", "integer")
            w.line(f"{holder} := {limit};")
            limit = holder
    for target in several:
        w.line(f"{target.text} := '{{}}';")
    holders, values = _columns(w, one.cursor, several, given)
    count = f"cardinality({several[0].text})"
    w.line("LOOP")
    with w.indent():
        if limit:
            w.line(f"EXIT WHEN {count} >= {limit};")
        w.line(f"FETCH {made.text} INTO {', '.join(holders)};")
        w.line("EXIT WHEN NOT FOUND;")
        for target, element in zip(several, values, strict=True):
            at = f"cardinality({target.text}) + 1"
            value = {"array": element, "keyed": f"ROW({at}, {element})"}.get(target.form, f"ROW({element})")
            w.line(f"{target.text}[{at}] := {value};")
    w.line("END LOOP;")
    cursor_attributes.share(w, made.item, "FOUND::text", cursor_attributes.more_rows(w, made.item, count))
    found, rows = cursor_attributes._kept(w, made.item, "found"), cursor_attributes._kept(w, made.item, "rowcount")
    if found is not None:
        w.line(f"{found} := FOUND;")
    if rows is not None:
        w.line(f"{rows} := {rows} + {count};")
    stored(w, several)
