"""Neutral types in Redshift's words (Database Developer Guide, "Data types").

Lengths of text are bytes there: a character takes up to four in UTF-8. CHAR holds single-byte characters only.
"""

from __future__ import annotations

from typing import NamedTuple

from sct.ir.types import Type

MAX_VARCHAR = 65535
MAX_CHAR = 4096
MAX_VARBYTE = 16777216  # 16 MB
BYTES = 4  # of a character in UTF-8, at most
OPEN_SCALE = 10  # digits kept behind the point of a decimal that says none

INTEGERS = {16: "smallint", 32: "integer", 64: "bigint"}


class Mapped(NamedTuple):
    """`code` of the rulebook where something is worth saying; `convert` = value conversion for data-move."""

    text: str
    code: str | None = None
    convert: str = "identity"


def varchar(length: int | None, unit: str, multibyte: bool = True) -> Mapped:
    """`length` None: as long as there is."""
    if length is None:
        return Mapped(f"varchar({MAX_VARCHAR})", "RS0104", "empty_to_null")
    size = length if unit == "byte" or not multibyte else length * BYTES
    if size > MAX_VARCHAR:
        return Mapped(f"varchar({MAX_VARCHAR})", "RS0104", "empty_to_null")
    return Mapped(f"varchar({size})", None, "empty_to_null")


def decimal(type_: Type) -> Mapped:
    precision, scale = type_.precision, type_.scale
    if precision is None and scale is None:
        return Mapped(f"numeric(38,{OPEN_SCALE})", "RS0101")
    if precision is None:
        precision = 38
    scale = scale or 0
    if scale < 0:  # zeros before the point: as many digits more
        return Mapped(f"numeric({min(precision - scale, 38)},0)", "RS0102")
    if scale > precision:  # zeros behind the point
        precision = scale
    if precision > 38 or scale > 37:
        return Mapped(f"numeric(38,{min(scale, 37)})", "RS0102")
    return Mapped(f"numeric({precision},{scale})")


def map_type(type_: Type) -> Mapped:
    kind = type_.kind
    if kind == "decimal":
        return decimal(type_)
    if kind == "integer":
        return Mapped(INTEGERS[type_.bits or 32])
    if kind == "float":
        return Mapped("real" if type_.bits == 32 else "double precision")
    if kind == "varchar":
        return varchar(type_.length, type_.unit)
    if kind == "char":
        length = type_.length or 1
        if length > MAX_CHAR:
            return varchar(length, type_.unit)
        return Mapped(f"char({length})", "RS0105", "empty_to_null")
    if kind == "text":
        return Mapped(f"varchar({MAX_VARCHAR})", "RS0104", "lob")
    if kind == "binary":
        length = type_.length or MAX_VARBYTE
        return Mapped(f"varbyte({min(length, MAX_VARBYTE)})", None if type_.length else "RS0106", "lob")
    if kind == "datetime":
        return Mapped("timestamp")
    if kind == "date":
        return Mapped("date")
    if kind == "time":
        return Mapped("time" if type_.zone == "none" else "timetz")
    if kind == "timestamp":
        wide = type_.precision is not None and type_.precision > 6
        name = "timestamp" if type_.zone == "none" else "timestamptz"
        code = "RS0107" if wide else "RS0108" if type_.zone == "offset" else None
        return Mapped(name, code, "truncate_fraction" if wide else "identity")
    if kind == "interval":
        return Mapped("interval " + (type_.fields or "day to second"), None, "interval")
    if kind == "boolean":
        return Mapped("boolean")
    if kind == "uuid":
        return Mapped("varchar(36)")
    if kind == "json":
        return Mapped("super", "RS0109")
    if kind == "xml":
        return Mapped(f"varchar({MAX_VARCHAR})", "RS0104", "lob")
    if kind == "rowid":
        return Mapped("varchar(18)", "RS0110")
    if kind == "cursor":
        return Mapped("refcursor")
    return Mapped(f"varchar({MAX_VARCHAR})", "RS0111")


def type_text(type_: Type) -> str:
    return map_type(type_).text
