"""Teradata's column types as neutral ones (SQL Data Types and Literals; codes of DBC.ColumnsV), and how each is read."""

from __future__ import annotations

from functools import partial

from sct.ir.types import Type
from sct.move.endpoints.intervals import spelled
from sct.move.endpoints.rows import Reading

WHOLE = {"I1": ("BYTEINT", 16), "I2": ("SMALLINT", 16), "I": ("INTEGER", 32), "I8": ("BIGINT", 64)}
INTERVALS = {
    "YR": "year",
    "YM": "year to month",
    "MO": "month",
    "DY": "day",
    "DH": "day to hour",
    "DM": "day to minute",
    "DS": "day to second",
    "HR": "hour",
    "HM": "hour to minute",
    "HS": "hour to second",
    "MI": "minute",
    "MS": "minute to second",
    "SC": "second",
}
PERIODS = {
    "PD": "PERIOD(DATE)",
    "PT": "PERIOD(TIME)",
    "PZ": "PERIOD(TIME WITH TIME ZONE)",
    "PS": "PERIOD(TIMESTAMP)",
    "PM": "PERIOD(TIMESTAMP WITH TIME ZONE)",
}
UNICODE, GRAPHIC = 2, 4  # CharType; their ColumnLength counts two bytes a character


def type_of(code: str, length: int, total: int | None, fraction: int | None, char_type: int = 0) -> Type:
    """ColumnType with ColumnLength, DecimalTotalDigits, DecimalFractionalDigits, CharType."""
    code = code.strip()
    if code in WHOLE:
        return Type("integer", bits=WHOLE[code][1], raw=WHOLE[code][0])
    if code == "D":
        return Type("decimal", precision=total, scale=fraction, raw=f"DECIMAL({total},{fraction})")
    if code == "N":  # digits below zero: as many as there are
        precision = total if total is not None and total > 0 else None
        scale = fraction if fraction is not None and fraction >= 0 else None
        raw = "NUMBER" if precision is None else f"NUMBER({precision},{scale or 0})"
        return Type("decimal", precision=precision, scale=scale, raw=raw)
    if code == "F":
        return Type("float", bits=64, raw="FLOAT")
    if code in ("CF", "CV"):
        characters = length // 2 if char_type in (UNICODE, GRAPHIC) else length
        fixed = code == "CF"
        raw = f"{'CHAR' if fixed else 'VARCHAR'}({characters})"
        return Type("char" if fixed else "varchar", length=characters, unit="char", raw=raw)
    if code in ("CO", "BO"):
        return Type("text" if code == "CO" else "binary", raw="CLOB" if code == "CO" else "BLOB")
    if code in ("BF", "BV"):
        return Type("binary", length=length, raw=f"{'BYTE' if code == 'BF' else 'VARBYTE'}({length})")
    if code == "DA":
        return Type("date", raw="DATE")
    if code in ("AT", "TZ"):
        zone = " WITH TIME ZONE" if code == "TZ" else ""
        return Type("time", precision=fraction, zone="offset" if zone else "none", raw=f"TIME({fraction}){zone}")
    if code in ("TS", "SZ"):
        zone = " WITH TIME ZONE" if code == "SZ" else ""
        raw = f"TIMESTAMP({fraction}){zone}"
        return Type("timestamp", precision=fraction, zone="offset" if zone else "none", raw=raw)
    if code in INTERVALS:
        return Type("interval", fields=INTERVALS[code], raw=f"INTERVAL {INTERVALS[code].upper()}")
    if code in PERIODS:
        return Type("text", name="its begin and end", raw=PERIODS[code])
    if code == "JN":
        return Type("json", raw="JSON")
    if code == "XM":
        return Type("xml", raw="XML")
    return Type("unknown", raw=f"type {code}")


def reading(name: str, type_: Type, native: str) -> Reading:
    """The driver gives most values exactly; CHAR comes padded to three times its length unless it is cast."""
    kind = type_.kind
    if kind == "char":
        return Reading(f"CAST({name} AS VARCHAR({type_.length}))")
    if kind == "integer" or kind == "float":
        return Reading(name, "integer" if kind == "integer" else "float")
    if kind == "decimal":
        return Reading(name, "decimal")
    if kind == "binary":
        return Reading(name, "bytes", native == "BLOB")
    if kind == "date":
        return Reading(name, "date")
    if kind == "time":
        return Reading(name, "text" if type_.zone != "none" else "time")
    if kind == "timestamp":
        return Reading(name, "instant" if type_.zone != "none" else "moment")
    if kind == "interval":
        return Reading(name, "text", spell=partial(spelled, fields=type_.fields))
    if kind == "json":
        return Reading(f"CAST({name} AS CLOB)", "text", True)
    return Reading(name, "text", kind in ("text", "xml"))
