"""Neutral types in PostgreSQL's words, each row with the code that explains it and the value conversion for the loader."""

from __future__ import annotations

from typing import NamedTuple

from sct.backends.postgres.names import qualified, type_path
from sct.ir.types import Type


class Mapped(NamedTuple):
    """`code` of the rulebook where something is worth saying; `convert` = value conversion for data-move."""

    text: str
    code: str | None = None
    convert: str = "identity"


def integer_bits(type_: Type) -> int | None:
    """16, 32 or 64 when every value of a decimal type without fraction fits a native integer, else None."""
    if type_.kind != "decimal" or type_.precision is None or type_.scale not in (0, None):
        return None
    if type_.precision <= 4:
        return 16
    if type_.precision <= 9:
        return 32
    return 64 if type_.precision <= 18 else None


# Types that are the same whatever else is said of them.
_PLAIN = {
    "text": Mapped("text", None, "lob"),
    "datetime": Mapped("timestamp(0)"),
    "date": Mapped("date"),
    "time": Mapped("time"),
    "rowid": Mapped("text", "PG0104"),
    "cursor": Mapped("refcursor"),
    "boolean": Mapped("boolean"),
    "uuid": Mapped("uuid"),
    "xml": Mapped("xml"),
    "ref": Mapped("text", "PG0118"),
}
NATIVE = {16: "smallint", 32: "integer", 64: "bigint"}


def map_type(type_: Type, *, native: bool = False) -> Mapped:
    """PostgreSQL's type. `native`: a whole number may become a machine integer (keys, identities)."""
    kind = type_.kind
    found = _PLAIN.get(kind)
    if found is not None:
        return found
    if kind == "decimal":
        bits = integer_bits(type_)
        if native and bits:
            return Mapped(NATIVE[bits], "PG0101")
        if type_.precision is None and type_.scale is None:
            return Mapped("numeric", "PG0124" if type_.bits else None)
        if type_.precision is None:
            return Mapped(f"numeric(38,{type_.scale})" if type_.scale else "numeric(38)")
        if type_.scale is not None and type_.scale < 0:
            return Mapped(f"numeric({type_.precision},{type_.scale})")
        return Mapped(f"numeric({type_.precision},{type_.scale})" if type_.scale else f"numeric({type_.precision})")
    if kind == "integer":
        return Mapped(NATIVE[type_.bits or 32])
    if kind == "float":
        return Mapped("real" if type_.bits == 32 else "double precision")
    if kind == "varchar":
        if not type_.length:
            return Mapped("text")
        return Mapped(f"varchar({type_.length})", None, "empty_to_null")
    if kind == "char":
        return Mapped(f"char({type_.length or 1})", None, "empty_to_null")
    if kind == "binary":
        return Mapped("bytea", None, "lob" if type_.length is None else "identity")
    if kind == "timestamp":
        wide = type_.precision is not None and type_.precision > 6
        digits = min(type_.precision if type_.precision is not None else 6, 6)
        zone = " with time zone" if type_.zone != "none" else ""
        code = "PG0102" if wide else "PG0103" if type_.zone == "offset" else None
        return Mapped(f"timestamp({digits}){zone}", code, "truncate_fraction" if wide else "identity")
    if kind == "interval":
        if type_.fields == "year to month":
            return Mapped("interval year to month", None, "interval")
        fewer = type_.scale is not None and type_.scale < 6
        return Mapped(f"interval({type_.scale})" if fewer else "interval", None, "interval")
    if kind == "json":
        return Mapped("jsonb" if "b" in type_.name else "json")
    if kind == "named":
        return Mapped(qualified(type_path(tuple(type_.name.split(".")))))
    if kind == "collection" and type_.element is not None:
        if type_.name and not type_.key:
            return Mapped(qualified(type_path(tuple(type_.name.split(".")))))
        return Mapped(map_type(type_.element).text + "[]")
    return Mapped("text", "PG0105")


def type_text(type_: Type) -> str:
    return map_type(type_).text
