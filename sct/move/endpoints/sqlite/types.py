"""SQLite's declared types as neutral ones (its documentation, "Datatypes In SQLite", 3.1 affinity)."""

from __future__ import annotations

from sct.ir.types import Type


def type_of(native: str) -> Type:
    """A declared type says what is meant; SQLite itself may hold anything, so every value is still looked at."""
    words = " ".join(native.lower().split())
    head, _, rest = words.partition("(")
    base = head.strip()
    inside = rest.partition(")")[0]
    numbers = [int(n) for n in inside.split(",") if n.strip().isdigit()] if inside else []
    if base in ("boolean", "bool"):
        return Type("boolean", raw=native)
    if base in ("decimal", "numeric", "number") and numbers:
        return Type("decimal", precision=numbers[0], scale=numbers[1] if len(numbers) > 1 else 0, raw=native)
    if base == "date":
        return Type("date", raw=native)
    if base.startswith(("datetime", "timestamp")):
        return Type("timestamp", precision=6, raw=native)
    if base == "time":
        return Type("time", precision=6, raw=native)
    if base in ("json", "jsonb"):
        return Type("json", name=base, raw=native)
    if base == "uuid":
        return Type("uuid", raw=native)
    if "int" in base:
        return Type("integer", bits=64, raw=native)
    if any(word in base for word in ("char", "clob", "text")):
        if numbers and "char" in base:
            return Type("varchar", length=numbers[0], unit="char", raw=native)
        return Type("text", raw=native)
    if "blob" in base or not base:
        return Type("binary" if base else "text", raw=native)
    if any(word in base for word in ("real", "floa", "doub")):
        return Type("float", bits=64, raw=native)
    return Type("decimal", raw=native)


def type_text(type_: Type) -> str:
    """A neutral type in SQLite's words; decimals are text there, since its numbers are binary."""
    kind = type_.kind
    if kind == "integer":
        return "INTEGER"
    if kind == "float":
        return "REAL"
    if kind == "boolean":
        return "BOOLEAN"
    if kind == "binary":
        return "BLOB"
    if kind in ("date", "time"):
        return kind.upper()
    if kind in ("timestamp", "datetime"):
        return "DATETIME"
    return "TEXT"
