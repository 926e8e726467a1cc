"""SQL Server's column types as neutral ones (Transact-SQL reference, "Data types"), and how each is asked for exactly."""

from __future__ import annotations

from sct.ir.types import Type
from sct.move.endpoints.rows import Reading

WHOLE = {"bigint": 64, "int": 32, "smallint": 16, "tinyint": 16}
MONEY = {"money": (19, 4), "smallmoney": (10, 4)}
# Kept as text because no other engine has the type; what the text is.
AS_TEXT = {
    "sql_variant": "without the type each value has",
    "hierarchyid": "its path (/1/2/)",
    "geography": "EWKT with Z and M",
    "geometry": "EWKT with Z and M",
    "vector": "a JSON array",
}


def type_of(word: str, max_length: int, precision: int, scale: int) -> Type:
    """The name of the base type with sys.columns' max_length (bytes, -1 = max), precision, scale."""
    raw = spelling(word, max_length, precision, scale)
    if word in WHOLE:
        return Type("integer", bits=WHOLE[word], raw=raw)
    if word == "bit":
        return Type("boolean", raw=raw)
    if word in ("decimal", "numeric"):
        return Type("decimal", precision=precision, scale=scale, raw=raw)
    if word in MONEY:
        return Type("decimal", precision=MONEY[word][0], scale=MONEY[word][1], raw=raw)
    if word in ("float", "real"):
        return Type("float", bits=32 if word == "real" else 64, raw=raw)
    if word in ("char", "nchar"):
        wide = word == "nchar"
        return Type("char", length=max_length // 2 if wide else max_length, unit="char" if wide else "byte", raw=raw)
    if word in ("varchar", "nvarchar", "sysname"):
        if max_length == -1:
            return Type("text", raw=raw)
        wide = word != "varchar"
        return Type("varchar", length=max_length // 2 if wide else max_length, unit="char" if wide else "byte", raw=raw)
    if word in ("text", "ntext"):
        return Type("text", raw=raw)
    if word in ("binary", "varbinary", "timestamp", "rowversion"):
        return Type("binary", length=None if max_length == -1 else max_length, raw=raw)
    if word == "image":
        return Type("binary", raw=raw)
    if word == "date":
        return Type("date", raw=raw)
    if word == "time":
        return Type("time", precision=scale, raw=raw)
    if word in ("datetime", "smalldatetime"):
        return Type("timestamp", precision=3 if word == "datetime" else 0, raw=raw)
    if word == "datetime2":
        return Type("timestamp", precision=scale, raw=raw)
    if word == "datetimeoffset":
        return Type("timestamp", precision=scale, zone="offset", raw=raw)
    if word == "uniqueidentifier":
        return Type("uuid", raw=raw)
    if word in ("xml", "json"):
        return Type("xml" if word == "xml" else "json", raw=raw)
    if word in AS_TEXT:
        return Type("text", name=AS_TEXT[word], raw=raw)
    return Type("unknown", raw=raw)


def spelling(word: str, max_length: int, precision: int, scale: int) -> str:
    """The type as DDL spells it."""
    if word in ("decimal", "numeric"):
        return f"{word}({precision},{scale})"
    if word in ("char", "varchar", "binary", "varbinary", "nchar", "nvarchar"):
        units = max_length // 2 if word.startswith("n") else max_length
        return f"{word}({'max' if max_length == -1 else units})"
    if word in ("time", "datetime2", "datetimeoffset"):
        return f"{word}({scale})"
    return word


def reading(name: str, native: str) -> Reading:
    """How a column of a type is asked for: `name` is quoted already.

    Moments go as text: Arrow's nanoseconds end in 2262, and its microseconds lose the seventh digit.
    """
    word = native.partition("(")[0]
    if word in WHOLE:
        return Reading(name, "integer")
    if word == "bit":
        return Reading(name, "boolean")
    if word in ("float", "real"):
        return Reading(name, "float")
    if word in ("decimal", "numeric"):
        return Reading(f"CONVERT(varchar(41), {name})", "text")
    if word in MONEY:  # style 2: all four digits; without it two are lost
        return Reading(f"CONVERT(varchar(30), {name}, 2)", "text")
    if word == "date":
        return Reading(f"CONVERT(char(10), {name}, 23)", "text")
    if word == "time":
        return Reading(f"CONVERT(varchar(16), {name}, 121)", "text")
    if word in ("datetime", "datetime2"):
        return Reading(f"CONVERT(varchar(27), {name}, 121)", "text")
    if word == "smalldatetime":
        return Reading(f"CONVERT(varchar(19), {name}, 120)", "text")
    if word == "datetimeoffset":
        digits = native.partition("(")[2].rstrip(")") or "7"
        utc = f"CAST(SWITCHOFFSET({name}, '+00:00') AS datetime2({digits}))"
        return Reading(f"CONVERT(varchar(27), {utc}, 121) + '+00:00'", "text")
    if word == "uniqueidentifier":
        return Reading(f"CONVERT(char(36), {name})", "text")
    if word in ("binary", "timestamp", "rowversion"):
        return Reading(f"CAST({name} AS varbinary(8000))", "bytes")
    if word == "varbinary":
        return Reading(name, "bytes", native.endswith("(max)"))
    if word == "image":
        return Reading(f"CAST({name} AS varbinary(max))", "bytes", True)
    if word in ("text", "ntext", "xml", "json", "vector") or native.endswith("(max)"):
        return Reading(f"CAST({name} AS nvarchar(max))", "text", True)
    if word in ("char", "varchar"):
        return Reading(f"CAST({name} AS nvarchar({'max' if _over(native, 4000) else '4000'}))", "text")
    if word == "sql_variant":
        return Reading(variant(name), "text")
    if word == "hierarchyid":
        return Reading(f"{name}.ToString()", "text")
    if word in ("geography", "geometry"):
        return Reading(f"'SRID=' + CAST({name}.STSrid AS varchar(11)) + ';' + {name}.AsTextZM()", "text", True)
    return Reading(name, "text")


def variant(name: str) -> str:
    """A sql_variant as text: bytes in hexadecimal, numbers and moments with all their digits."""
    kind = f"CAST(SQL_VARIANT_PROPERTY({name}, 'BaseType') AS varchar(128))"
    return (
        f"CASE WHEN {kind} IN ('binary', 'varbinary') THEN CONVERT(nvarchar(4000), CAST({name} AS varbinary(8000)), 1) "
        f"WHEN {kind} IN ('money', 'smallmoney') THEN CONVERT(nvarchar(4000), CAST({name} AS money), 2) "
        f"WHEN {kind} IN ('float', 'real') THEN CONVERT(nvarchar(4000), CAST({name} AS float), 3) "
        f"WHEN {kind} IN ('datetime', 'smalldatetime', 'datetime2', 'date', 'time', 'datetimeoffset') "
        f"THEN CONVERT(nvarchar(4000), {name}, 121) ELSE CONVERT(nvarchar(max), {name}) END"
    )


def _over(native: str, length: int) -> bool:
    inside = native.partition("(")[2].rstrip(")")
    return inside.isdigit() and int(inside) > length
