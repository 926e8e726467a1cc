"""DuckDB's types as neutral ones."""

from __future__ import annotations

from sct.ir.types import Type

_PLAIN = {
    "BOOLEAN": Type("boolean"),
    "TINYINT": Type("integer", bits=16),
    "SMALLINT": Type("integer", bits=16),
    "INTEGER": Type("integer", bits=32),
    "BIGINT": Type("integer", bits=64),
    "HUGEINT": Type("decimal", precision=39, scale=0),
    "UHUGEINT": Type("decimal", precision=39, scale=0),
    "UTINYINT": Type("integer", bits=16),
    "USMALLINT": Type("integer", bits=32),
    "UINTEGER": Type("integer", bits=64),
    "UBIGINT": Type("decimal", precision=20, scale=0),
    "FLOAT": Type("float", bits=32),
    "DOUBLE": Type("float", bits=64),
    "VARCHAR": Type("text"),
    "BLOB": Type("binary"),
    "DATE": Type("date"),
    "TIME": Type("time", precision=6),
    "TIMESTAMP": Type("timestamp", precision=6),
    "TIMESTAMP_S": Type("timestamp", precision=0),
    "TIMESTAMP_MS": Type("timestamp", precision=3),
    "TIMESTAMP_NS": Type("timestamp", precision=9),
    "TIMESTAMP WITH TIME ZONE": Type("timestamp", precision=6, zone="local"),
    "INTERVAL": Type("interval"),
    "UUID": Type("uuid"),
    "JSON": Type("json"),
}


def type_of(native: str) -> Type:
    found = _PLAIN.get(native)
    if found is not None:
        return Type(found.kind, found.precision, found.scale, bits=found.bits, zone=found.zone, raw=native)
    if native.startswith("DECIMAL("):
        precision, scale = native[8:-1].split(",")
        return Type("decimal", precision=int(precision), scale=int(scale), raw=native)
    if native.startswith("ENUM("):
        return Type("text", raw=native)
    return Type("named", name=native, raw=native)


def type_text(type_: Type) -> str:
    kind = type_.kind
    if kind == "integer":
        return {16: "SMALLINT", 32: "INTEGER"}.get(type_.bits or 64, "BIGINT")
    if kind == "decimal":
        fits = type_.precision is not None and type_.precision <= 38 and 0 <= (type_.scale or 0) <= type_.precision
        return f"DECIMAL({type_.precision},{type_.scale or 0})" if fits else "VARCHAR"
    if kind == "float":
        return "FLOAT" if type_.bits == 32 else "DOUBLE"
    if kind in ("timestamp", "datetime"):
        return "TIMESTAMP WITH TIME ZONE" if type_.zone != "none" else "TIMESTAMP"
    plain = {"boolean": "BOOLEAN", "binary": "BLOB", "date": "DATE", "time": "TIME", "uuid": "UUID", "json": "JSON"}
    return plain.get(kind, "VARCHAR")
