"""Values of Debezium's events as the values that the conversions know (Debezium documentation, "Data type mappings").

The connectors are configured by exports/debezium.py: decimals as text, bytes as base64, intervals as ISO 8601 text. What a
schema cannot say exactly has no decoder, and is refused by name before the first row.
"""

from __future__ import annotations

import base64
import datetime
import re
import struct
from collections.abc import Callable
from typing import Any

Decode = Callable[[Any], Any]
EPOCH = datetime.datetime(1970, 1, 1)
DAY_MICROS = 86_400_000_000
WORDS = {"NAN": "NaN", "POSITIVE_INFINITY": "Infinity", "NEGATIVE_INFINITY": "-Infinity"}
# How the PostgreSQL connector writes PostgreSQL's infinities. The days and the negative ones are no date PostgreSQL has;
# the positive ones would be one moment of the year 294247.
DAYS = {-2147472692: "infinity", -2147472691: "-infinity"}
MICROS = {9223372036825200000: "infinity", -9223372036832400000: "-infinity"}
MILLIS = {9223372036825200: "infinity", -9223372036832400: "-infinity"}
ZONED = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z")


class Undecodable(ValueError):
    """A value, or a type, that does not come through exactly."""


def decoder(kind: str, name: str, number: bool) -> Decode:
    """The decoder of a field whose Kafka Connect schema is of type `kind` and has `name`. Raises Undecodable.

    `number`: a decimal of the source; as text it has no name of its own, and words for what is no number.
    """
    found = _words if number and kind == "STRING" else NAMED.get(name) if name else PLAIN.get(kind)
    if found is None:
        raise Undecodable(f"comes as {name or kind}")
    return found


def as_text(value: Any) -> Any:
    """A decoded value in PostgreSQL's own spelling, for a target that is a PostgreSQL as the source is."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return repr(value)


def _same(value: Any) -> Any:
    return value


def _float(value: Any) -> float:
    return float(value)  # NaN and the infinities are words in JSON


def _short_float(value: Any) -> float:
    """The number that the source has, not the nearest double to its shortest text."""
    found: tuple[float] = struct.unpack("f", struct.pack("f", float(value)))
    return found[0]


def _words(value: str) -> str:
    return WORDS.get(value, value)


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


def _date(value: int) -> str:
    if value in DAYS:
        return DAYS[value]
    try:
        return (EPOCH.date() + datetime.timedelta(days=value)).isoformat()
    except OverflowError:
        raise Undecodable(f"day {value} is outside the years 1 to 9999") from None


def _moment(micros: int) -> str:
    try:
        return (EPOCH + datetime.timedelta(microseconds=micros)).isoformat(" ")
    except OverflowError:
        raise Undecodable(f"moment {micros} is outside the years 1 to 9999") from None


def _micro_timestamp(value: int) -> str:
    return MICROS.get(value) or _moment(value)


def _timestamp(value: int) -> str:
    return MILLIS.get(value) or _moment(value * 1000)


def _nano_timestamp(value: int) -> str:
    if value % 1000:
        raise Undecodable(f"moment {value} has more digits of a second than six")
    return _moment(value // 1000)


def _zoned(value: str) -> str:
    if value in ("infinity", "-infinity"):
        return value
    found = ZONED.fullmatch(value)
    digits = (found[3] or "") if found else ""
    if not found or digits[6:].strip("0") or found[1].startswith("0000"):
        raise Undecodable(f"{value} is outside the years 1 to 9999, or has more digits of a second than six")
    return f"{found[1]} {found[2]}.{digits[:6].ljust(6, '0')}+00:00"


def _micro_time(value: int) -> str:
    if value == DAY_MICROS:
        return "24:00:00"
    if not 0 <= value < DAY_MICROS:
        raise Undecodable(f"{value} microseconds are no time of day")
    return (EPOCH + datetime.timedelta(microseconds=value)).time().isoformat()


def _time(value: int) -> str:
    return _micro_time(value * 1000)


PLAIN: dict[str, Decode] = {
    "INT8": _same,
    "INT16": _same,
    "INT32": _same,
    "INT64": _same,
    "FLOAT32": _short_float,
    "FLOAT64": _float,
    "BOOLEAN": _same,
    "STRING": _same,
    "BYTES": _bytes,
}
NAMED: dict[str, Decode] = {
    "io.debezium.time.Date": _date,
    "io.debezium.time.Timestamp": _timestamp,
    "io.debezium.time.MicroTimestamp": _micro_timestamp,
    "io.debezium.time.NanoTimestamp": _nano_timestamp,
    "io.debezium.time.ZonedTimestamp": _zoned,
    "io.debezium.time.Time": _time,
    "io.debezium.time.MicroTime": _micro_time,
    "io.debezium.time.Interval": _same,
    "io.debezium.data.Json": _same,
    "io.debezium.data.Uuid": _same,
    "io.debezium.data.Xml": _same,
    "io.debezium.data.Enum": _same,
    "io.debezium.time.Year": _same,
}
