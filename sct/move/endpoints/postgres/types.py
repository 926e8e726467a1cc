"""PostgreSQL's types as neutral ones."""

from __future__ import annotations

from sct.ir.types import Type

_PLAIN = {
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
    "boolean": Type("boolean"),
    "bool": Type("boolean"),
    "text": Type("text"),
    "bytea": Type("binary"),
    "date": Type("date"),
    "uuid": Type("uuid"),
    "json": Type("json"),
    "jsonb": Type("json", name="jsonb"),
    "xml": Type("xml"),
}


def type_of(native: str) -> Type:
    """The neutral type of `format_type`'s text or of a manifest's `target_type`."""
    words = " ".join(native.lower().split())
    if words.endswith("]") or words.startswith('"'):
        return Type("named", name=native, raw=native)
    head, _, rest = words.partition("(")
    inside, _, suffix = rest.partition(")")
    base = " ".join((head.strip() + " " + suffix.strip()).split())
    numbers = [int(n) for n in inside.replace(" ", "").split(",") if n.lstrip("-").isdigit()] if inside else []
    plain = _PLAIN.get(base)
    if plain is not None:
        return Type(plain.kind, bits=plain.bits, name=plain.name, raw=native)
    if base in ("numeric", "decimal"):
        scale = numbers[1] if len(numbers) > 1 else 0 if numbers else None
        return Type("decimal", precision=numbers[0] if numbers else None, scale=scale, raw=native)
    if base in ("character varying", "varchar"):
        return Type("varchar", length=numbers[0] if numbers else None, unit="char", raw=native)
    if base in ("character", "char", "bpchar"):
        length = numbers[0] if numbers else None if base == "bpchar" else 1
        return Type("char", length=length, unit="char", raw=native)
    if base.startswith(("timestamp", "timestamptz")):
        zoned = base == "timestamptz" or base.endswith("with time zone")
        return Type("timestamp", precision=numbers[0] if numbers else 6, zone="local" if zoned else "none", raw=native)
    if base in ("time", "time without time zone"):
        return Type("time", precision=numbers[0] if numbers else 6, raw=native)
    if base.startswith("interval"):
        digits = numbers[0] if numbers else None
        return Type("interval", fields=base.removeprefix("interval").strip(), scale=digits, raw=native)
    return Type("named", name=native, raw=native)
