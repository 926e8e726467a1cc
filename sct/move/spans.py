"""Spans of time (intervals) as months, days and seconds, whatever engine spelt them."""

from __future__ import annotations

import re
from typing import NamedTuple

# The clock has a sign of its own: `-1 days +02:03:04` is what PostgreSQL, `-1 days 02:03:04` what DuckDB says.
CLOCK = re.compile(r"([+-]?)(\d+):(\d{2})(?::(\d{2})(?:\.(\d+))?)?")
PART = re.compile(r"([+-]?\d+) (year|month|mon|week|day|hour|minute|second)s?")
MONTHS = {"year": 12, "month": 1, "mon": 1}
DAYS = {"week": 7, "day": 1}
SECONDS = {"hour": 3600, "minute": 60, "second": 1}


class Span(NamedTuple):
    """No engine makes months, days and seconds into one another. `fraction`: digits, which go the way of `seconds`, or of `minus`."""

    months: int
    days: int
    seconds: int
    fraction: str
    minus: bool


def span_of(text: str) -> Span | None:
    """None for infinities and what is no span in these words."""
    months = days = seconds = 0
    for number, unit in PART.findall(text):
        months += int(number) * MONTHS.get(unit, 0)
        days += int(number) * DAYS.get(unit, 0)
        seconds += int(number) * SECONDS.get(unit, 0)
    rest = PART.sub("", text).strip()
    if not rest:
        return Span(months, days, seconds, "", seconds < 0) if PART.search(text) else None
    clock = CLOCK.fullmatch(rest)
    if clock is None or (seconds and clock[5]):
        return None
    sign = -1 if clock[1] == "-" else 1
    seconds += sign * (int(clock[2]) * 3600 + int(clock[3]) * 60 + int(clock[4] or 0))
    fraction = (clock[5] or "").rstrip("0")
    return Span(months, days, seconds, fraction, seconds < 0 or (not seconds and bool(fraction) and sign < 0))


def plain_span(text: str) -> str:
    """`text` as PostgreSQL spells it (IntervalStyle postgres); what is no span stays as it is."""
    span = span_of(text)
    if span is None:
        return text
    sign = -1 if span.months < 0 else 1
    years, months = divmod(abs(span.months), 12)
    parts: list[str] = []
    before = False  # whether the last part was negative: a positive one says so then
    for number, unit in ((sign * years, "year"), (sign * months, "mon"), (span.days, "day")):
        if number:
            plus = "+" if before and number > 0 else ""
            parts.append(f"{plus}{number} {unit}{'' if number == 1 else 's'}")
            before = number < 0
    if not parts or span.seconds or span.fraction:
        seconds = abs(span.seconds)
        point = f".{span.fraction}" if span.fraction else ""
        mark = "-" if span.minus else "+" if before else ""
        parts.append(f"{mark}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}")
    return " ".join(parts)
