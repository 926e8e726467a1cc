"""Redshift's types as neutral ones (Database Developer Guide, "Data types"), and how each travels there and back."""

from __future__ import annotations

import re

from sct.ir.types import Type
from sct.move.endpoints.rows import Reading
from sct.move.wire import DAYS

PLAIN = {
    "smallint": Type("integer", bits=16),
    "int2": Type("integer", bits=16),
    "integer": Type("integer", bits=32),
    "int": Type("integer", bits=32),
    "int4": Type("integer", bits=32),
    "bigint": Type("integer", bits=64),
    "int8": Type("integer", bits=64),
    "real": Type("float", bits=32),
    "float4": Type("float", bits=32),
    "double precision": Type("float", bits=64),
    "float8": Type("float", bits=64),
    "float": Type("float", bits=64),
    "boolean": Type("boolean"),
    "bool": Type("boolean"),
    "date": Type("date"),
    "super": Type("json", name="jsonb"),  # the value is kept, not its text
    "time": Type("time", precision=6),
    "time without time zone": Type("time", precision=6),
    "timestamp": Type("timestamp", precision=6),
    "timestamp without time zone": Type("timestamp", precision=6),
    "timestamptz": Type("timestamp", precision=6, zone="local"),
    "timestamp with time zone": Type("timestamp", precision=6, zone="local"),
}
WIDEST = "varchar(65535)"


def type_of(native: str) -> Type:
    """The neutral type of `format_type`'s text or of a manifest's `target_type`."""
    words = " ".join(native.lower().split())
    inside = re.search(r"\(([\d, ]+)\)", words)
    base = " ".join(re.sub(r"\([^)]*\)", " ", words).split())
    numbers = [int(n) for n in inside[1].replace(" ", "").split(",")] if inside else []
    plain = PLAIN.get(base)
    if plain is not None:
        return Type(
            plain.kind, bits=plain.bits, name=plain.name, precision=plain.precision, zone=plain.zone, raw=native
        )
    if base in ("numeric", "decimal"):
        precision, scale = (*numbers, *((18, 0)[len(numbers) :]))[:2]
        return Type("decimal", precision=precision, scale=scale, raw=native)
    if base in ("character varying", "varchar", "nvarchar", "text"):
        return Type("varchar", length=numbers[0] if numbers else 256, unit="byte", raw=native)
    if base in ("character", "char", "nchar", "bpchar"):
        return Type("char", length=numbers[0] if numbers else 256 if base == "bpchar" else 1, unit="byte", raw=native)
    if base in ("varbyte", "varbinary", "binary varying"):
        return Type("binary", length=numbers[0] if numbers else 64000, raw=native)
    if base.startswith("interval"):
        fields = base.removeprefix("interval").strip() or "day to second"
        return Type("interval", fields=fields, name=DAYS, raw=native)
    return Type("named", name=native, raw=native)


def staged(type_: Type, native: str) -> tuple[str, str]:
    """(type of the column the Parquet file is copied into, what makes the target's value of `{}`).

    Moments go as text and are cast: Parquet has several forms of them, and COPY's reader does not take every year in each.
    """
    kind = type_.kind
    if kind in ("integer", "float", "boolean", "date", "decimal", "binary", "char", "varchar", "text"):
        return native, "{}"
    if kind == "json":
        return WIDEST, "JSON_PARSE({})"
    return WIDEST, f"CAST({{}} AS {native})"


def reading(name: str, type_: Type) -> Reading:
    """How a column is read back exactly."""
    kind = type_.kind
    if kind == "float" and type_.bits == 32:
        # As what it is: a driver may make a REAL's short text a number of 64 bits.
        return Reading(f"CAST({name} AS double precision)", "float")
    if kind in ("integer", "float", "decimal", "boolean"):
        return Reading(name, kind)
    if kind == "date":
        return Reading(f"TO_CHAR({name}, 'YYYY-MM-DD')")
    if kind == "timestamp":
        if type_.zone == "none":
            return Reading(f"TO_CHAR({name}, 'YYYY-MM-DD HH24:MI:SS.US')")
        return Reading(f"TO_CHAR({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00:00'")
    if kind == "binary":
        return Reading(f"TO_HEX({name})")
    if kind == "json":
        return Reading(f"JSON_SERIALIZE({name})")
    if kind in ("char", "varchar", "text"):
        return Reading(name)
    return Reading(f"CAST({name} AS varchar(64))")
