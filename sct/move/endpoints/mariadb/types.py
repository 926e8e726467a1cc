"""MariaDB's and MySQL's column types as neutral ones, and the way back."""

from __future__ import annotations

import re

from sct.ir.types import Type
from sct.move.wire import CLOCK, FIXED, YEAR

INTEGERS = {"tinyint": 16, "smallint": 16, "mediumint": 32, "int": 32, "integer": 32, "bigint": 64}
TEXTS = ("tinytext", "text", "mediumtext", "longtext")
BLOBS = ("tinyblob", "blob", "mediumblob", "longblob")
SHAPES = (
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
)
LONGEST_TEXT_KEY = 16383


def type_of(native: str) -> Type:
    """The neutral type of `COLUMN_TYPE`: `int(10) unsigned`, `decimal(10,2)`, `enum('a','b')`."""
    words = native.lower().strip()
    head = re.match(r"[a-z0-9]+", words)
    base = head[0] if head else words
    inside = native[native.index("(") + 1 : native.rindex(")")] if "(" in native else ""
    numbers = [int(n) for n in inside.split(",") if n.strip().isdigit()]
    unsigned = "unsigned" in words
    if base in INTEGERS:
        bits = INTEGERS[base]
        if not unsigned:
            return Type("integer", bits=bits, raw=native)
        if base == "bigint":
            return Type("decimal", precision=20, scale=0, raw=native)
        return Type("integer", bits={"tinyint": 16, "smallint": 32, "mediumint": 32}.get(base, 64), raw=native)
    if base in ("decimal", "numeric"):
        precision = numbers[0] if numbers else 10
        return Type("decimal", precision=precision, scale=numbers[1] if len(numbers) > 1 else 0, raw=native)
    if base in ("float", "double"):
        return Type("float", bits=32 if base == "float" else 64, raw=native)
    if base == "bit":
        size = numbers[0] if numbers else 1
        if size == 1:
            return Type("boolean", raw=native)
        return Type("integer", bits=64, raw=native) if size < 64 else Type("decimal", precision=20, scale=0, raw=native)
    if base == "year":
        return Type("integer", bits=16, name=YEAR, raw=native)
    if base in ("char", "varchar"):
        return Type(
            "char" if base == "char" else "varchar", length=numbers[0] if numbers else 1, unit="char", raw=native
        )
    if base in TEXTS:
        return Type("text", raw=native)
    if base == "binary":
        return Type("binary", length=numbers[0] if numbers else 1, name=FIXED, raw=native)
    if base in BLOBS or base == "varbinary":
        return Type("binary", raw=native)
    if base in SHAPES:
        return Type("binary", name="wkb", raw=native)
    if base == "date":
        return Type("date", raw=native)
    if base in ("datetime", "timestamp"):
        digits = numbers[0] if numbers else 0
        return Type("timestamp", precision=digits, zone="local" if base == "timestamp" else "none", raw=native)
    if base == "time":
        # -838:59:59 … 838:59:59: a span, no time of day.
        return Type("interval", fields="day to second", name=CLOCK, scale=numbers[0] if numbers else 0, raw=native)
    if base == "enum":
        longest = max((len(label) for label in labels(native)), default=1)
        return Type("varchar", length=max(1, longest), unit="char", raw=native)
    if base == "json":
        return Type("json", raw=native)
    if base == "uuid":
        return Type("uuid", raw=native)
    return Type("text", raw=native)


def labels(native: str) -> list[str]:
    """The labels of an ENUM or SET."""
    return [label.replace("''", "'") for label in re.findall(r"'((?:[^']|'')*)'", native)]


def type_text(type_: Type) -> str:
    """A neutral type in MariaDB's words."""
    kind = type_.kind
    if kind == "interval" and type_.name == CLOCK:
        return f"time({type_.scale or 0})"
    if kind == "integer" and type_.name == YEAR:
        return "year"
    if kind == "integer":
        return {16: "smallint", 32: "int"}.get(type_.bits or 64, "bigint")
    if kind == "decimal":
        scale = type_.scale or 0
        if type_.precision is None or type_.precision > 65 or scale > 38 or scale < 0:
            return "longtext"
        return f"decimal({max(type_.precision, scale)},{scale})"
    if kind == "float":
        return "float" if type_.bits == 32 else "double"
    if kind in ("char", "varchar"):
        if not type_.length or type_.length > LONGEST_TEXT_KEY:
            return "longtext"
        return f"char({type_.length})" if kind == "char" and type_.length <= 255 else f"varchar({type_.length})"
    if kind == "binary":
        return f"varbinary({type_.length})" if type_.length and type_.length <= 8000 else "longblob"
    if kind in ("timestamp", "datetime"):
        # TIMESTAMP ends in 2038: a moment is kept as DATETIME in UTC.
        digits = min(type_.precision if type_.precision is not None else 6, 6)
        return f"datetime({digits})"
    if kind == "time":
        return f"time({min(type_.precision or 6, 6)})"
    return {"boolean": "tinyint(1)", "date": "date", "uuid": "uuid"}.get(kind, "longtext")
