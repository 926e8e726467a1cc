"""Oracle's data types (SQL Language Reference, Data Types; PL/SQL Language Reference, PL/SQL Data Types) as neutral ones."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from sct.frontends.oracle.package_types import PACKAGE_TYPES
from sct.ir.types import Type

_PLAIN: dict[str, Type] = {
    "date": Type("datetime"),
    "clob": Type("text"),
    "nclob": Type("text"),
    "long": Type("text"),
    "blob": Type("binary"),
    "bfile": Type("binary"),
    "long raw": Type("binary"),
    "xmltype": Type("xml"),
    "sys.xmltype": Type("xml"),
    "json": Type("json"),
    "boolean": Type("boolean"),
    "bool": Type("boolean"),
    "rowid": Type("rowid"),
    "urowid": Type("rowid"),
    "binary_float": Type("float", bits=32),
    "binary_double": Type("float", bits=64),
    "integer": Type("decimal", precision=38, scale=0),
    "int": Type("decimal", precision=38, scale=0),
    "smallint": Type("decimal", precision=38, scale=0),
    "real": Type("decimal", bits=63),
    "double precision": Type("decimal"),
    "float": Type("decimal"),
    "sys_refcursor": Type("cursor"),
    "pls_integer": Type("integer", bits=32),
    "binary_integer": Type("integer", bits=32),
    "simple_integer": Type("integer", bits=32, required=True, wraps=True),
    "simple_float": Type("float", bits=32, required=True),
    "simple_double": Type("float", bits=64, required=True),
    "natural": Type("integer", bits=32, low=0),
    "naturaln": Type("integer", bits=32, low=0, required=True),
    "positive": Type("integer", bits=32, low=1),
    "positiven": Type("integer", bits=32, low=1, required=True),
    "signtype": Type("integer", bits=32, low=-1, high=1),
}
# What STANDARD declares for parameters of any precision (PL/SQL Language Reference, Datetime and Interval Types).
_PLAIN |= {
    "timestamp_unconstrained": Type("timestamp", precision=9),
    "timestamp_tz_unconstrained": Type("timestamp", precision=9, zone="offset"),
    "timestamp_ltz_unconstrained": Type("timestamp", precision=9, zone="local"),
    "yminterval_unconstrained": Type("interval", fields="year to month", precision=9),
    "dsinterval_unconstrained": Type("interval", fields="day to second", precision=9, scale=9),
}
# … and for the names of objects (DBMS_STANDARD, 12.2 and later).
_PLAIN |= {
    "dbms_id": Type("varchar", length=128, unit="byte"),
    "dbms_quoted_id": Type("varchar", length=130, unit="byte"),
    "dbms_id_30": Type("varchar", length=30, unit="byte"),
    "dbms_quoted_id_30": Type("varchar", length=32, unit="byte"),
}
# Collections that come with the database (Data Cartridge Developer's Guide).
for _owner in ("", "sys."):
    _PLAIN[_owner + "odcinumberlist"] = Type("collection", element=Type("decimal"))
    _PLAIN[_owner + "odcivarchar2list"] = Type("collection", element=Type("varchar", length=4000))
    _PLAIN[_owner + "odcidatelist"] = Type("collection", element=Type("datetime"))
_PLAIN |= PACKAGE_TYPES
_TEXT = {
    "varchar2": "varchar",
    "nvarchar2": "varchar",
    "varchar": "varchar",
    "character varying": "varchar",
    "char varying": "varchar",
    "nchar varying": "varchar",
    "national char varying": "varchar",
    "national character varying": "varchar",
    "string": "varchar",
    "char": "char",
    "nchar": "char",
    "character": "char",
    "national char": "char",
    "national character": "char",
}
_FLOAT_BITS = 126  # of FLOAT: all the digits a NUMBER has
_DECIMAL = ("number", "numeric", "decimal", "dec")
TYPE_WORDS = frozenset(w for name in (*_PLAIN, *_TEXT, *_DECIMAL, "timestamp", "interval", "raw") for w in name.split())


def make_type(words: str, args: tuple[str, ...], suffix: str, raw: str) -> Type:
    """`words` lower-case name, `args` what stood in its parentheses, `suffix` words after them (WITH TIME ZONE …).

    Raises ValueError when an argument is not the number it should be.
    """
    if words in _TEXT:
        first = args[0].split() if args else []
        length = int(first[0]) if first and first[0].isdigit() else None
        # without a unit the session's NLS_LENGTH_SEMANTICS decides, which the script does not show
        unit = "" if len(first) < 2 else "char" if first[1].lower() == "char" else "byte"
        if words.startswith("n"):
            unit = "char"
        kind = "char" if _TEXT[words] == "char" else "varchar"
        return Type(kind, length=length if length or kind == "varchar" else 1, unit=unit, raw=raw)  # type: ignore[arg-type]
    if words in _DECIMAL:
        numbers = [a.strip() for a in args]
        precision = int(numbers[0]) if numbers and numbers[0] != "*" else None
        scale = int(numbers[1]) if len(numbers) > 1 else (0 if numbers and numbers[0] != "*" else None)
        if not numbers and words != "number":
            precision, scale = 38, 0
        return Type("decimal", precision=precision, scale=scale, raw=raw)
    if words == "timestamp":
        precision = int(args[0]) if args else 6
        zone = "local" if "local" in suffix else "offset" if "time zone" in suffix else "none"
        return Type("timestamp", precision=precision, zone=zone, raw=raw)  # type: ignore[arg-type]
    if words == "interval":
        if suffix.startswith("year"):
            return Type("interval", fields="year to month", raw=raw)
        digits = raw.lower().partition("second")[2].strip(" ()")
        return Type("interval", fields="day to second", scale=int(digits) if digits.isdigit() else None, raw=raw)
    if words == "raw":
        return Type("binary", length=int(args[0]) if args and args[0].isdigit() else None, raw=raw)
    found = _PLAIN.get(words)
    if words == "float" and args and args[0].isdigit() and int(args[0]) < _FLOAT_BITS:
        return Type("decimal", bits=int(args[0]), raw=raw)
    if found is not None:
        return replace(found, raw=raw)
    return Type("named", name=words, raw=raw)


@lru_cache(maxsize=4096)
def type_of_text(text: str) -> Type:
    """A type as SQL text has it: `varchar2(10 byte)`, `timestamp(3) with time zone`."""
    if text.endswith("%type"):
        from sct.frontends.oracle import dictionary

        return dictionary.type_of(text)
    raw = " ".join(text.split())
    head, _, rest = raw.partition("(")
    inside, _, suffix = rest.partition(")")
    words = head.strip().lower()
    if not rest:
        for name in ("timestamp", "interval"):
            if words.startswith(name + " "):
                return make_type(name, (), words[len(name) + 1 :], raw)
    args = tuple(a.strip() for a in inside.split(",")) if inside.strip() else ()
    if words.startswith("interval "):
        return make_type("interval", (), words[9:] + " " + suffix, raw)
    try:
        return make_type(words, args, suffix.strip().lower(), raw)
    except ValueError:
        return Type("unknown", raw=raw)
