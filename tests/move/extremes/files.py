"""Parquet's types, as Arrow writes them, at their extremes; and texts of CSV."""

from __future__ import annotations

import decimal
from typing import Any

from tests.move.extremes.model import Extreme

TEXTS = ("", " ", "a ", "e\u0301", "\U0001f600", "\x01", "a\0b", "NULL", '"a\',b"', "\r\n", "\\N")
LOW, HIGH = -(2**63), 2**63 - 1
REALS = (-0.0, float("nan"), float("inf"), float("-inf"))


def _texts(*values: str) -> tuple[decimal.Decimal, ...]:
    return tuple(decimal.Decimal(v) for v in values)


# The type is what `arrow_type` below makes an Arrow type of; values are what pyarrow.array takes, or integers of ticks.
PARQUET = [
    Extreme("bool", "truth", (True, False)),
    Extreme("int8", "number", (-128, 127)),
    Extreme("uint8", "number", (255,)),
    Extreme("int16", "number", (-32768, 32767)),
    Extreme("uint16", "number", (65535,)),
    Extreme("int32", "number", (-(2**31), 2**31 - 1)),
    Extreme("uint32", "number", (2**32 - 1,)),
    Extreme("int64", "number", (LOW, HIGH)),
    Extreme("uint64", "number", (0, 2**64 - 1)),
    Extreme("halffloat", "float", (*REALS, 65504.0, 5.960464477539063e-08)),
    Extreme("float", "float", (*REALS, 3.4028234663852886e38, 1.401298464324817e-45, 1.100000023841858)),
    Extreme("double", "float", (*REALS, 1.7976931348623157e308, 5e-324, 0.1, 9007199254740994.0)),
    Extreme("decimal128(4, 1)", "number", _texts("999.9", "-0.1")),
    Extreme("decimal128(38, 10)", "number", _texts("9" * 28 + "." + "9" * 10, "-0.0000000001")),
    Extreme("decimal256(76, 0)", "number", _texts("9" * 76)),
    Extreme("decimal256(65, 30)", "number", _texts("9" * 35 + "." + "9" * 30)),
    Extreme("string", "text", TEXTS),
    Extreme("large_string", "text", (*TEXTS, "\u00e9" * 70000)),
    Extreme("binary", "bytes", (b"", b"\0\xff", b"\\x")),
    Extreme("large_binary", "bytes", (b"", b"\0" * 70000)),
    Extreme("fixed_size_binary[3]", "bytes", (b"\0\0\0", b"abc")),
    Extreme("date32", "date", (-719162, 2932896, -719163, 2932897)),
    Extreme("date64", "date", (0, 253402214400000)),
    Extreme("time32[s]", "time", (0, 86399)),
    Extreme("time32[ms]", "time", (86399999,)),
    Extreme("time64[us]", "time", (86399999999, 86400000000)),
    Extreme("time64[ns]", "time", (86399999999999, 1000)),
    Extreme("timestamp[s]", "moment", (-62135596800, 253402300799)),
    Extreme("timestamp[ms]", "moment", (-62135596800000, 253402300799999, 253402300800000)),
    Extreme("timestamp[us]", "moment", (-62135596800000000, 253402300799999999, -62135596800000001, 253402300800000000, HIGH)),
    Extreme("timestamp[ns]", "moment", (-1, 1000, HIGH)),
    Extreme("timestamp[us, tz=UTC]", "instant", (-62135596800000000, 253402300799999999, 253402300800000000)),
    Extreme("timestamp[us, tz=Europe/Zurich]", "instant", (0, 253402300799999999)),
    Extreme("timestamp[ns, tz=UTC]", "instant", (1000, 1)),
    Extreme("duration[us]", "span", (0, -1, 3_020_399_999_999)),
    Extreme("duration[ns]", "span", (1, 1000)),
    Extreme("dictionary", "text", ("a", "", "\u00e9")),
    Extreme("list<int32>", "words", ([1, None], [])),
    Extreme("struct", "words", ({"a": 1, "b": "x"},)),
    Extreme("map", "words", ([("k", 1)],)),
    Extreme("null", "text", (None,)),
]  # fmt: skip

CSV = [Extreme("CSV", "text", TEXTS)]


def arrow_type(name: str) -> Any:
    """The Arrow type of an extreme."""
    import pyarrow as pa

    head, _, inside = name.partition("(")
    if head in ("decimal128", "decimal256"):
        precision, scale = (int(n) for n in inside.rstrip(")").split(","))
        return (pa.decimal128 if head == "decimal128" else pa.decimal256)(precision, scale)
    known = {
        "fixed_size_binary[3]": pa.binary(3),
        "timestamp[us, tz=UTC]": pa.timestamp("us", "UTC"),
        "timestamp[us, tz=Europe/Zurich]": pa.timestamp("us", "Europe/Zurich"),
        "timestamp[ns, tz=UTC]": pa.timestamp("ns", "UTC"),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
        "list<int32>": pa.list_(pa.int32()),
        "struct": pa.struct([("a", pa.int32()), ("b", pa.string())]),
        "map": pa.map_(pa.string(), pa.int32()),
    }
    return known.get(name) or pa.type_for_alias(name)
