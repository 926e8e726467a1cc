"""Db2's column types as neutral ones (SYSCAT.COLUMNS; SQL Reference, "Data types"), and how each is asked for exactly."""

from __future__ import annotations

from sct.ir.types import Type
from sct.move.endpoints.rows import Reading

WHOLE = {"SMALLINT": 16, "INTEGER": 32, "BIGINT": 64}
FIXED = ("CHARACTER", "GRAPHIC")
VARYING = ("VARCHAR", "VARGRAPHIC", "LONG VARCHAR", "LONG VARGRAPHIC")


def type_of(
    word: str, length: int, scale: int, codepage: int, units: str = "", units_length: int | None = None
) -> Type:
    """TYPENAME with LENGTH, SCALE, CODEPAGE (0 = FOR BIT DATA), TYPESTRINGUNITS, STRINGUNITSLENGTH."""
    if word in WHOLE:
        return Type("integer", bits=WHOLE[word], raw=word)
    if word == "DECIMAL":
        return Type("decimal", precision=length, scale=scale, raw=f"DECIMAL({length},{scale})")
    if word == "DECFLOAT":
        return Type("decimal", raw=f"DECFLOAT({16 if length == 8 else 34})")
    if word in ("REAL", "DOUBLE"):
        return Type("float", bits=32 if word == "REAL" else 64, raw=word)
    if word in (*FIXED, *VARYING):
        if codepage == 0 and "GRAPHIC" not in word:
            return Type("binary", length=length, raw=f"{word}({length}) FOR BIT DATA")
        # OCTETS count bytes; CODEUNITS16 and 32 and the double bytes of GRAPHIC are characters or more than them.
        octets = "GRAPHIC" not in word and units != "CODEUNITS32"
        size = units_length if units_length and units_length > 0 else length
        kind = "char" if word in FIXED else "varchar"
        return Type(
            "char" if kind == "char" else "varchar",
            length=size,
            unit="byte" if octets else "char",
            raw=f"{word}({size})",
        )
    if word in ("BINARY", "VARBINARY"):
        return Type("binary", length=length, raw=f"{word}({length})")
    if word in ("CLOB", "DBCLOB"):
        return Type("text", raw=word)
    if word == "BLOB":
        return Type("binary", raw=word)
    if word == "DATE":
        return Type("date", raw=word)
    if word == "TIME":
        return Type("time", precision=0, raw=word)
    if word == "TIMESTAMP":
        return Type("timestamp", precision=scale, raw=f"TIMESTAMP({scale})")
    if word == "BOOLEAN":
        return Type("boolean", raw=word)
    if word == "XML":
        return Type("xml", raw=word)
    return Type("unknown", raw=word)


def reading(name: str, type_: Type) -> Reading:
    """Moments go as text: a timestamp has up to twelve digits, and midnight at the end of a day is 24:00 there."""
    kind = type_.kind
    if kind == "integer" or kind == "float":
        return Reading(name, "integer" if kind == "integer" else "float")
    if kind == "decimal":  # DECFLOAT has no fixed digits, and NaN and infinities
        return Reading(f"VARCHAR({name})" if type_.precision is None else name, "decimal")
    if kind == "binary":
        return Reading(name, "bytes", type_.length is None)
    if kind == "date":
        return Reading(f"CHAR({name}, ISO)")
    if kind == "time":
        return Reading(f"CHAR({name}, JIS)")
    if kind == "timestamp":
        digits = f".FF{type_.precision}" if type_.precision else ""
        return Reading(f"VARCHAR_FORMAT({name}, 'YYYY-MM-DD HH24:MI:SS{digits}')")
    if kind == "boolean":
        return Reading(f"CASE WHEN {name} THEN 1 WHEN NOT {name} THEN 0 END", "boolean")
    if kind == "xml":
        return Reading(f"XMLSERIALIZE({name} AS CLOB(2G) EXCLUDING XMLDECLARATION)", "text", True)
    return Reading(name, "text", kind == "text")
