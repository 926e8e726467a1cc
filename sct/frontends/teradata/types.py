"""Teradata's data types as neutral ones (Data Types and Literals)."""

from __future__ import annotations

from dataclasses import replace

from sct.ir.types import Type

_PLAIN: dict[str, Type] = {
    "byteint": Type("integer", bits=16, low=-128, high=127),
    "smallint": Type("integer", bits=16),
    "integer": Type("integer", bits=32),
    "int": Type("integer", bits=32),
    "bigint": Type("integer", bits=64),
    "float": Type("float", bits=64),
    "real": Type("float", bits=64),
    "double precision": Type("float", bits=64),
    "date": Type("date"),
    "clob": Type("text"),
    "character large object": Type("text"),
    "char large object": Type("text"),
    "long varchar": Type("varchar", length=64000, unit="char"),
    "blob": Type("binary"),
    "binary large object": Type("binary"),
    "xml": Type("xml"),
    "xmltype": Type("xml"),
    "json": Type("json"),
    "refcursor": Type("cursor"),  # what a procedure's result set is returned through
}
_DECIMAL = ("decimal", "dec", "numeric")
_CHAR = ("char", "character", "graphic")
_VARCHAR = ("varchar", "char varying", "character varying", "vargraphic", "graphic varying")
_BINARY = ("byte", "varbyte", "byte varying")


def make_type(words: str, args: tuple[str, ...], suffix: str, raw: str) -> Type:
    """`words` lower-case name, `args` what stood in its parentheses, `suffix` the words behind them.

    Raises ValueError when an argument is not the number it should be. A text type is compared without regard to case,
    as it is in Teradata session mode unless its column says CASESPECIFIC.
    """
    if words in _CHAR or words in _VARCHAR:
        length = _size(args[0]) if args else 1
        kind = "char" if words in _CHAR else "varchar"
        return Type(kind, length=length, unit="char", raw=raw, case_insensitive=True)  # type: ignore[arg-type]
    if words in _DECIMAL:
        precision = int(args[0]) if args else 5
        return Type("decimal", precision=precision, scale=int(args[1]) if len(args) > 1 else 0, raw=raw)
    if words == "number":
        if not args or args == ("*",):
            return Type("decimal", raw=raw)
        digits = None if args[0] == "*" else int(args[0])
        return Type("decimal", precision=digits, scale=int(args[1]) if len(args) > 1 else 0, raw=raw)
    if words in ("float", "real", "double precision"):
        return replace(_PLAIN["float"], raw=raw)
    if words in _BINARY:
        return Type("binary", length=_size(args[0]) if args else 1, raw=raw)
    if words == "time":
        zone = "offset" if "time zone" in suffix else "none"
        return Type("time", precision=int(args[0]) if args else 6, zone=zone, raw=raw)  # type: ignore[arg-type]
    if words == "timestamp":
        zone = "offset" if "time zone" in suffix else "none"
        return Type("timestamp", precision=int(args[0]) if args else 6, zone=zone, raw=raw)  # type: ignore[arg-type]
    if words.startswith("interval"):
        months = words.split()[1:2] in (["year"], ["month"])
        return Type("interval", fields="year to month" if months else "day to second", raw=raw)
    if words == "period":
        return Type("named", name="period(" + (args[0].lower() if args else "date") + ")", raw=raw)
    if words == "dataset":
        return Type("json" if not args else "binary", raw=raw)
    found = _PLAIN.get(words)
    if found is not None:
        return replace(found, raw=raw)
    return Type("named", name=words, raw=raw)


def _size(text: str) -> int:
    """`100`, `10K`, `2M`."""
    text = text.strip().lower()
    factor = {"k": 1024, "m": 1024**2, "g": 1024**3}.get(text[-1:], 1)
    return int(text[:-1] if factor > 1 else text) * factor


def type_of_text(text: str) -> Type:
    """A type as SQL text has it: `decimal(10,2)`, `timestamp(0) with time zone`, `interval day(4) to second`."""
    raw = " ".join(text.split())
    words = raw.lower()
    if words.startswith("interval"):
        return make_type(" ".join(words.replace("(", " (").split()), (), "", raw)
    head, opened, rest = words.partition("(")
    inside, _, suffix = rest.partition(")") if not rest.startswith("timestamp(") else (rest.rpartition(")")[0], "", "")
    head = head.strip()
    if not opened:
        for name in ("timestamp", "time"):
            if head.startswith(name + " with"):
                head, suffix = name, head[len(name) :]
    for ending in (" inline length", " character set", " storage format"):
        head = head.partition(ending)[0]
    args = tuple(a.strip() for a in inside.split(",")) if inside.strip() else ()
    try:
        return make_type(head, args, suffix.strip(), raw)
    except ValueError:
        return Type("unknown", raw=raw)
