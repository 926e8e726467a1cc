"""A date written as text with its format model beside it: `TO_DATE('2024-03-05', 'YYYY-MM-DD')` is a constant.

Read here only where every Oracle session reads the same: English or no names, a whole year, month and day, as many
digits as the model says, the model's own punctuation. Everything else is left to the function that reads at run time.
Oracle SQL Language Reference, Datetime Format Models.
"""

from __future__ import annotations

import re
from datetime import datetime

from sct.sqlexpr.nodes import exp, literal_text

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ELEMENTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"(?P<day>\d{2})",
    "HH24": r"(?P<hour>\d{2})",
    "MI": r"(?P<minute>\d{2})",
    "SS": r"(?P<second>\d{2})",
    "FF": r"(?P<fraction>\d{1,6})",
    "MONTH": rf"(?P<name>{'|'.join(_MONTHS)})",
    "MON": rf"(?P<short>{'|'.join(m[:3] for m in _MONTHS)})",
    "HH12": r"(?P<half>\d{2})",
    "HH": r"(?P<half>\d{2})",
    "AM": r"(?P<noon>am|pm)",
    "PM": r"(?P<noon>am|pm)",
}
_MODEL = re.compile(rf"({'|'.join(_ELEMENTS)})|([-/.,:; ])")
_LANGUAGE = re.compile(r"\s*(NLS_DATE_LANGUAGE\s*=\s*'?(AMERICAN|ENGLISH)'?|NLS_CALENDAR\s*=\s*'?GREGORIAN'?)\s*", re.I)

_LITERAL = re.compile(r"([-+]?)(\d{1,4})-(\d{1,2})-(\d{1,2})((?:\s.*)?)", re.S)


# The elements of a datetime format model, the longer ones first; `local`: their text is the territory's or the zone's own.
_ELEMENT = re.compile(
    r'"[^"]*"|SYYYY|SYEAR|YEAR|Y,YYY|YYYY|YYY|YY|Y|IYYY|IYY|IY|IW|I|RRRR|RR|MONTH|MON|MM|MI|RM|DDD|DD|DAY|DY|DL'
    r"|(?P<local>DS|TS|TZD|EE|E)|D|HH24|HH12|HH|SSSSS|SS|SP|TH|TZH|TZM|TZR|FF[1-9]?|FM|FX|AM|PM|A\.M\.|P\.M\.|AD|BC"
    r"|A\.D\.|B\.C\.|SCC|CC|Q|WW|W|J|.",
    re.IGNORECASE | re.DOTALL,
)


def local_format(node: exp.Expression) -> bool:
    """A format model with an element whose text is not the same everywhere, and which is not emulated."""
    text = literal_text(node)
    return text is not None and any(one["local"] for one in _ELEMENT.finditer(text))


def english(node: exp.Expression) -> bool:
    """Whether a third argument says what holds anyway: English names, the Gregorian calendar."""
    text = literal_text(node)
    return text is not None and _LANGUAGE.fullmatch(text) is not None


def moment_of(text: str, model: str) -> str | None:
    """`YYYY-MM-DD`, with the time where it is not midnight; None when it is not the same in every session."""
    pattern, at, seen = "", 0, set()
    for found in _MODEL.finditer(model.upper()):
        element, sign = found.groups()
        if found.start() != at:
            return None
        at = found.end()
        pattern += _ELEMENTS[element] if element else re.escape(sign)
        key = re.search(r"<(\w+)>", _ELEMENTS[element])[1] if element else ""  # type: ignore[index]
        if key and key in seen:
            return None
        seen.add(key)
    named = seen & {"name", "short", "month"}
    clock = seen & {"hour", "half"}
    if at != len(model) or not {"year", "day"} <= seen or len(named) != 1 or len(clock) > 1:
        return None
    if ("half" in seen) != ("noon" in seen) or ("fraction" in seen and "second" not in seen):
        return None
    read = re.fullmatch(pattern, text.strip().lower())
    return _written(read.groupdict()) if read is not None else None


def _written(parts: dict[str, str]) -> str | None:
    name = parts.get("name") or parts.get("short")
    month = int(parts["month"]) if name is None else [m[: len(name)] for m in _MONTHS].index(name) + 1
    hour = int(parts.get("hour") or 0)
    if "half" in parts:
        half = int(parts["half"])
        if not 1 <= half <= 12:
            return None
        hour = half % 12 + (12 if parts["noon"] == "pm" else 0)
    try:
        moment = datetime(
            int(parts["year"]),
            month,
            int(parts["day"]),
            hour,
            int(parts.get("minute") or 0),
            int(parts.get("second") or 0),
            int((parts.get("fraction") or "0").ljust(6, "0")),
        )
    except ValueError:
        return None
    if moment.year < 1583:  # the calendar changed in 1582: what is between is told apart at run time
        return None
    if not (moment.hour or moment.minute or moment.second or moment.microsecond):
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M:%S}" + (f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else "")


def iso(text: str) -> str | None:
    """The text of a DATE or TIMESTAMP literal with all four digits of the year, and `BC` for a negative one.

    `DATE '26-11-03'` is in the year 26: what a target makes of such a text depends on its settings. None: no date.
    """
    read = _LITERAL.fullmatch(text.strip())
    if read is None:
        return None
    sign, year, month, day, rest = read.groups()
    try:
        datetime(int(year) if 0 < int(year) < 10_000 and not sign else 2000, int(month), int(day))
    except ValueError:
        return None
    if not int(year):
        return None
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}{rest}" + (" BC" if sign == "-" else "")


def in_call(node: exp.Expression) -> str | None:
    """The moment of `F(text, model)` or `F(text, model, language)`, given its text."""
    parent = node.parent
    arguments = list(parent.expressions) if isinstance(parent, exp.Anonymous) else []
    if not 2 <= len(arguments) <= 3 or arguments[0] is not node or (len(arguments) == 3 and not english(arguments[2])):
        return None
    text, model = literal_text(arguments[0]), literal_text(arguments[1])
    return moment_of(text, model) if text is not None and model is not None else None
