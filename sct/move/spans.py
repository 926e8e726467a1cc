"""Spans of time (intervals) as months, days and seconds, whatever engine spelt them."""

from __future__ import annotations

import re

# The clock has a sign of its own: `-1 days +02:03:04` is what PostgreSQL, `-1 days 02:03:04` what DuckDB says.
CLOCK = re.compile(r"([+-]?)(\d+):(\d{2})(?::(\d{2})(?:\.(\d+))?)?")
PART = re.compile(r"([+-]?\d+) (year|month|mon|week|day|hour|minute|second)s?")
MONTHS = {"year": 12, "month": 1, "mon": 1}
DAYS = {"week": 7, "day": 1}
SECONDS = {"hour": 3600, "minute": 60, "second": 1}


def span_of(text: str) -> tuple[int, int, int, str] | None:
    """(months, days, whole seconds, digits of the fraction, which goes the way of the clock).

    No engine makes one of these into another. None for infinities and what is no span in these words.
    """
    months = days = seconds = 0
    for number, unit in PART.findall(text):
        months += int(number) * MONTHS.get(unit, 0)
        days += int(number) * DAYS.get(unit, 0)
        seconds += int(number) * SECONDS.get(unit, 0)
    rest = PART.sub("", text).strip()
    if not rest:
        return (months, days, seconds, "") if PART.search(text) else None
    clock = CLOCK.fullmatch(rest)
    if clock is None or (seconds and clock[5]):
        return None
    sign = -1 if clock[1] == "-" else 1
    seconds += sign * (int(clock[2]) * 3600 + int(clock[3]) * 60 + int(clock[4] or 0))
    return months, days, seconds, (clock[5] or "").rstrip("0")


def plain_span(text: str) -> str:
    """`text` in one spelling; what is no span stays as it is."""
    span = span_of(text)
    if span is None:
        return text
    months, days, seconds, fraction = span
    back = "-" if fraction and "-" in text.rpartition(" ")[2] else ""
    return f"{months} mons {days} days {seconds} secs{f' {back}.{fraction}' if fraction else ''}"
