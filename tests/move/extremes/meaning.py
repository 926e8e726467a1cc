"""Whether two clients' words for a value mean the same: written apart from sct's own conversions and comparison."""

from __future__ import annotations

import json
import re
import struct
from decimal import Decimal, InvalidOperation
from typing import Any

CLOCK = re.compile(r"([+-]?)(\d+):(\d\d)(?::(\d\d)(?:\.(\d+))?)?")
PART = re.compile(r"([+-]?\d+) (year|month|mon|day|hour)s?")
DAY = re.compile(r"([+-]?\d+)-(\d\d)-(\d\d)")
ZONE = re.compile(r"([+-]\d\d)(?::?(\d\d))?$")


def same(source: Any, target: Any, meaning: str) -> bool:
    """`source` and `target` as clients gave them: text, bytes or None; SQLite's also int and float."""
    if source is None or target is None:
        return source is None and target is None
    if meaning == "stored":
        return _stored(source, target)
    try:
        return bool(said(source, meaning) == said(target, meaning))
    except (ValueError, InvalidOperation, TypeError):
        return False


def said(value: Any, meaning: str) -> Any:
    """The value behind a client's word. Raises ValueError and its like when it is no such word."""
    if meaning == "bytes":
        if not isinstance(value, bytes):
            raise ValueError("no bytes")
        return value
    if isinstance(value, bytes):
        raise TypeError("bytes")
    if meaning == "number":
        return _number(value)
    if meaning == "float":
        real = float(value)
        return "nan" if real != real else struct.pack(">d", real)
    if meaning == "truth":
        return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]
    text = str(value)
    if meaning == "padded":
        return text.rstrip(" ")
    if meaning in ("date", "moment", "instant"):
        return _moment(text)
    if meaning == "time":
        return _clock(text)
    if meaning == "span":
        return _span(text)
    if meaning == "uuid":
        return text.lower()
    if meaning == "json":
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return text


def _number(value: Any) -> Any:
    word = {"true": "1", "false": "0"}.get(str(value), str(value))
    number = Decimal(word)
    return str(number) if number.is_nan() else number


def _moment(text: str) -> Any:
    word = text.strip().lower()
    if word.lstrip("-") == "infinity":
        return word
    before_christ = "bc" in word
    word = word.replace("(bc)", "").replace("bc", "").strip().removesuffix("z").removesuffix("utc")
    day = DAY.match(word)
    if not day:
        raise ValueError(text)
    rest = word[day.end() :].strip().removeprefix("t")
    zone = ZONE.search(rest)
    offset = 0
    if zone:
        rest = rest[: zone.start()]
        offset = int(zone[1]) * 60 + int(zone[1][0] + (zone[2] or "0"))
    if offset:
        raise ValueError(f"{text}: clients are asked in UTC")
    return before_christ, int(day[1]), day[2], day[3], _clock(rest.strip() or "0:00")


def _clock(text: str) -> Any:
    """Nanoseconds, with a sign, and whether it is a minus nothing."""
    found = CLOCK.fullmatch(text)
    if not found:
        raise ValueError(text)
    fraction = (found[5] or "").ljust(9, "0")
    if len(fraction) > 9:
        raise ValueError(text)
    total = (int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)) * 10**9 + int(fraction)
    return -total if found[1] == "-" else total


def _span(text: str) -> Any:
    """(months, days, nanoseconds)."""
    word = text.strip()
    if word.lstrip("-") == "infinity":
        return word
    months = days = clock = 0
    for number, unit in PART.findall(word):
        if unit == "year":
            months += 12 * int(number)
        elif unit in ("mon", "month"):
            months += int(number)
        elif unit == "hour":
            clock += int(number) * 3600 * 10**9
        else:
            days += int(number)
    rest = PART.sub("", word).strip()
    if rest:
        clock += _clock(rest)
    return months, days, clock


def _stored(source: Any, target: Any) -> bool:
    """A SQLite value of any class in a typed column: what its declared type makes of it, or its plain text."""
    if isinstance(source, bytes) or isinstance(target, bytes):
        as_uuid = isinstance(target, str) and target.replace("-", "") == source.hex()
        return bool(source == target) or as_uuid
    if isinstance(source, str):
        if source == str(target):
            return True
        for meaning in ("moment", "time", "number", "uuid", "truth"):
            try:
                if said(source, meaning) == said(target, meaning):
                    return True
            except (ValueError, InvalidOperation, TypeError, KeyError):
                continue
        return False
    try:
        if isinstance(source, float):
            return said(source, "float") == said(target, "float") and Decimal(repr(source)) == Decimal(str(target))
        return bool(_number(source) == _number(target))
    except (ValueError, InvalidOperation):
        return False
