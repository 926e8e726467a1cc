"""Interval literals of the standard as text that means the same everywhere.

In the standard a leading sign is the sign of the whole: `-1 02:03:04` is a day and two hours back. PostgreSQL and others
read it as a day back and two hours forth, so each part gets the sign of its own.
"""

from __future__ import annotations

import re

UNITS = ("day", "hour", "minute", "second")
MICRO = {"day": 86_400_000_000, "hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000}


def spelled(text: str, fields: str) -> str:
    """`text` of an interval type of `fields` (year to month, hour, minute to second …) as PostgreSQL shows it.

    Days stay days; digits of a second are all kept, also those that a target may not hold. Raises ValueError for other text.
    """
    body = text.strip()
    sign = "-" if body.startswith("-") else ""
    body = body.lstrip("+-").strip()
    words = re.sub(r"\([^)]*\)", "", fields.lower()).split()
    first = words[0]
    if first in ("year", "month"):
        numbers = [int(part) for part in body.split("-")]
        months = numbers[0] if first == "month" else numbers[0] * 12 + (numbers[1] if len(numbers) > 1 else 0)
        years, months = divmod(months, 12)
        parts = [_part(sign, years, "year"), _part(sign, months, "mon")]
        return " ".join(p for p in parts if p) or "00:00:00"
    values = dict(zip(UNITS[UNITS.index(first) :], re.split(r"[ :]+", body), strict=False))
    seconds, _, fraction = values.pop("second", "0").partition(".")
    total = sum(int(number) * MICRO[unit] for unit, number in values.items() if unit != "day") // 1_000_000
    total += int(seconds or 0)
    fraction = fraction.rstrip("0")
    days = _part(sign, int(values.get("day", "0")), "day")
    if not total and not fraction and days:
        return days
    clock = f"{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}{'.' + fraction if fraction else ''}"
    return f"{days} {sign if total or fraction else ''}{clock}".strip()


def _part(sign: str, number: int, unit: str) -> str:
    return f"{sign}{number} {unit}{'' if number == 1 and not sign else 's'}" if number else ""
