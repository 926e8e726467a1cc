"""Whole rows on their way into a record whose fields are shorter than what comes, or of another kind: PostgreSQL would cut
blanks behind a field's limit, where the source refuses the value, and writes numbers and dates in its own form. So the row
is taken apart, every field is made to fit, and put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import places
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, Type
from sct.sqlexpr import build
from sct.sqlexpr.parse import SqlError, tree_of

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer


def is_changed(w: Writer, type_: Type, given: list[Type]) -> bool:
    """Whether a row that goes into a record has to be converted, or made to fit. `given`: the types of its columns, as far
    as they are known."""
    if type_.kind != "record" or not type_.name:
        return False
    fields = [field for _, field in w.resolver.members(type_)]
    return any(places.is_changed(w, f, g) for f, g in zip(fields, _as_many(given, len(fields)), strict=True))


def taken_apart(w: Writer, sql: Sql, type_: Type, given: list[Type], stem: str = "into") -> tuple[list[str], str]:
    """A variable for every column of the row, and the record made of them."""
    fields = [field for _, field in w.resolver.members(type_)]
    found = [places.taken(w, sql, f, g, stem) for f, g in zip(fields, _as_many(given, len(fields)), strict=True)]
    return [holder for holder, _ in found], f"ROW({', '.join(value for _, value in found)})"


def assigned(w: Writer, place: places.Place, sql: Sql, value: str) -> str:
    """The value of `record := record` where a field of the one is shorter than that of the other; else as it is."""
    if place.type.kind != "record" or value == "NULL" or value.startswith("CAST(ROW("):
        return value  # made field by field already, each to fit
    try:
        given = w.translator.type_of_node(sql, tree_of(sql))
    except SqlError:
        return value
    members = w.resolver.members(given)
    fields = w.resolver.members(place.type)
    if given.kind != "record" or len(members) != len(fields) or not is_changed(w, place.type, [t for _, t in members]):
        return value
    if not value.replace("_", "a").isalnum():
        holder = w.temporary("row", w.types.text(given))
        w.line(f"{holder} := {value};")
        value = holder
    parts = []
    for (name, has), (_, field) in zip(members, fields, strict=True):
        part = f"{value}.{ident(name)}"
        if places.converts(has, field):
            part = w.node(sql, build.name(part, type_=has), field)
        elif places.may_be_cut(w, field, has):
            part = places.fit(w, part, field)
        parts.append(part)
    return f"ROW({', '.join(parts)})"


def _as_many(given: list[Type], number: int) -> list[Type]:
    return given if len(given) == number else [UNKNOWN] * number
