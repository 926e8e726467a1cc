"""Oracle's column types as neutral ones, from the data dictionary's parts (ALL_TAB_COLUMNS)."""

from __future__ import annotations

import re
from typing import Literal

from sct.ir.types import Type


def type_of(
    data_type: str, length: int | None, precision: int | None, scale: int | None, char_used: str | None = None
) -> Type:
    """DATA_TYPE with DATA_LENGTH (or CHAR_LENGTH), DATA_PRECISION, DATA_SCALE, CHAR_USED."""
    raw = spelling(data_type, length, precision, scale)
    word = data_type.upper()
    if word == "NUMBER":
        return Type(
            "decimal", precision=precision, scale=scale if precision is not None or scale is not None else None, raw=raw
        )
    if word == "FLOAT":
        return Type("decimal", raw=raw)
    if word in ("BINARY_FLOAT", "BINARY_DOUBLE"):
        return Type("float", bits=32 if word == "BINARY_FLOAT" else 64, raw=raw)
    if word in ("VARCHAR2", "NVARCHAR2", "CHAR", "NCHAR"):
        unit: Literal["char", "byte"] = "char" if char_used == "C" or word.startswith("N") else "byte"
        return Type("char" if word in ("CHAR", "NCHAR") else "varchar", length=length, unit=unit, raw=raw)
    if word in ("CLOB", "NCLOB", "LONG"):
        return Type("text", raw=raw)
    if word in ("BLOB", "LONG RAW", "BFILE"):
        return Type("binary", raw=raw)
    if word == "RAW":
        return Type("binary", length=length, raw=raw)
    if word == "DATE":
        return Type("timestamp", precision=0, raw=raw)
    if word.startswith("TIMESTAMP"):
        digits = re.search(r"\((\d)\)", word)
        zone: Literal["none", "offset", "local"] = (
            "local" if "LOCAL" in word else "offset" if "TIME ZONE" in word else "none"
        )
        return Type("timestamp", precision=int(digits[1]) if digits else 6, zone=zone, raw=raw)
    if word.startswith("INTERVAL"):
        return Type("interval", fields="year to month" if "YEAR" in word else "day to second", raw=raw)
    if word in ("ROWID", "UROWID"):
        return Type("rowid", raw=raw)
    if word == "XMLTYPE":
        return Type("xml", raw=raw)
    if word == "JSON":
        return Type("json", raw=raw)
    if word == "BOOLEAN":
        return Type("boolean", raw=raw)
    return Type("unknown", raw=raw)


def spelling(data_type: str, length: int | None, precision: int | None, scale: int | None) -> str:
    """The type as DDL spells it."""
    if data_type == "NUMBER" and precision is not None:
        return f"NUMBER({precision},{scale})" if scale else f"NUMBER({precision})"
    if data_type in ("VARCHAR2", "NVARCHAR2", "CHAR", "NCHAR", "RAW") and length:
        return f"{data_type}({length})"
    return data_type
