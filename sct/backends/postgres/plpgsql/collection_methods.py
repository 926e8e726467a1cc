"""Collection methods that change a collection: EXTEND, TRIM, DELETE."""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.plpgsql import places
from sct.backends.postgres.plpgsql.collections import family, reached_limit
from sct.backends.postgres.plpgsql.writer import Writer
from sct.ir.sql import Sql
from sct.ir.types import VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.places import Part


def written(w: Writer, sql: Sql, parts: list[Part]) -> bool:
    """Whether the call was one, and is written."""
    name = parts[-1].name
    if len(parts) < 2 or name not in ("extend", "trim", "delete"):
        return False
    base = w.resolver.lookup(tuple(p.name for p in parts[:-1]))
    if base is None or not base.item.is_value:
        return False
    place = places.place_of_parts(w, sql, parts[:-1])
    if place.type.kind != "collection":
        return False
    args = parts[-1].args or []
    if len(args) > (1 if name == "trim" else 2):
        raise Refused("SC1510", f"{name.upper()} with {len(args)} arguments", sql.span)
    {"extend": _extend, "trim": _trim, "delete": _delete}[name](w, sql, place, args)
    return True


def _extend(w: Writer, sql: Sql, place: places.Place, args: list[Any]) -> None:
    """EXTEND assigns to the next subscript, which keeps the array in place; EXTEND(n, i) makes a longer copy."""
    form = w.types.form(place.type)
    if form in ("keyed", "map"):
        raise Refused("SC1510", "EXTEND of an associative array", sql.span)
    limit = reached_limit(place.type)
    given = [w.whole(sql, a) for a in args]

    def act(to: str, read: str) -> None:
        null = "NULL" if form == "array" else "ROW(NULL)"
        if not given or given == ["1"]:
            w.use_runtime("array_extend")
            more = f", {limit}" if limit is not None else ""
            w.line(f"{to}[sct.array_extend({read}{more})] := {null};")
            return
        w.use_runtime("array_extended")
        element = w.types.text(place.type.element or Type("unknown"))
        if len(given) == 1:
            value = f"NULL::{element}" if form == "array" else f"ROW(NULL)::{w.types.box(place.type)}"
        else:
            get = f"{family(form)}_get"
            w.use_runtime(get)
            value = f"sct.{get}({read}, {given[1]})"
        w.line(f"{to} := sct.array_extended({read}, {given[0]}, {value}, {'NULL' if limit is None else limit});")

    places.change(w, place, act, exists=True)


def _trim(w: Writer, sql: Sql, place: places.Place, args: list[Any]) -> None:
    if w.types.form(place.type) in ("keyed", "map"):
        raise Refused("SC1510", "TRIM of an associative array", sql.span)
    count = w.whole(sql, args[0]) if args else "1"
    w.use_runtime("array_trimmed")
    places.change(w, place, lambda to, read: w.line(f"{to} := sct.array_trimmed({read}, {count});"), exists=True)


def _delete(w: Writer, sql: Sql, place: places.Place, args: list[Any]) -> None:
    form = w.types.form(place.type)
    given = [w.node(sql, a, VARCHAR) if form == "map" else w.whole(sql, a) for a in args]
    if not given:
        _delete_all(w, place, form)
        return
    if form in ("array", "boxed"):
        if place.type.length is not None:
            raise Refused("SC1510", "DELETE of one element of a varray", sql.span)
        raise Refused("SC1570", "DELETE of one element of this collection", sql.span)
    low, high = given[0], given[-1]

    def act(to: str, read: str) -> None:
        if form == "sparse" and len(given) == 1:
            w.use_runtime("item_exists")
            key = places.key_of(w, low)
            w.line(f"IF sct.item_exists({read}, {key}) THEN")
            w.line(f"  {to}[{key}] := NULL;")
            w.line("END IF;")
            return
        function = {"sparse": "item_deleted", "keyed": "keyed_deleted", "map": "map_deleted"}[form]
        w.use_runtime(function)
        first = places.key_of(w, low, "text" if form == "map" else "integer") if len(given) == 1 else low
        w.line(f"{to} := sct.{function}({read}, {first}, {first if len(given) == 1 else high});")

    places.change(w, place, act, exists=True)


def _delete_all(w: Writer, place: places.Place, form: str) -> None:
    def act(to: str, read: str) -> None:
        if form in ("keyed", "map"):
            w.line(f"{to} := '{{}}';")
            return
        w.use_runtime("array_emptied")
        w.line(f"{to} := sct.array_emptied({read});")

    places.change(w, place, act, exists=True)
