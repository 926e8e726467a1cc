"""Conversions of moments and intervals that a pattern cannot say: literals, zones, differences, formats."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr import written_moments
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, literal_text, set_type, type_of
from sct.sqlexpr.values import interval_text

Node: TypeAlias = exp.Expression

_SECONDS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
_TIME_FIELDS = ("day", "hour", "minute", "second")


def _zone_of(node: Node) -> Node | None:
    """The zone whose clock a moment shows, when the expression itself says it."""
    inner = node
    while isinstance(inner, exp.Paren):
        inner = inner.this
    found: Node | None = inner._meta.get("zone") if inner._meta else None
    return found


def _in_zone(node: Node, zone: Node) -> Node:
    node.meta["zone"] = zone.copy()
    return set_type(node, t.TIMESTAMPTZ, not_null=is_not_null(node))


@hook("date_literal")
def date_literal(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    return call("DATE_LITERAL", exp.Literal.string(_iso(node, found["a"], "DATE", ctx)), at="lifted")


def _iso(node: Node, literal: Node, word: str, ctx: Context) -> str:
    text = written_moments.iso(str(literal.this))
    if text is None:
        raise ctx.refuse("SC1010", f"{word} '{literal.this}' is no date of the form YYYY-MM-DD", node)
    return text


@hook("timestamp_literal")
def timestamp_literal(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A literal with a zone after its time is a moment in that zone."""
    written = str(found["a"].this).strip()
    text = written_moments.iso(written) or written
    cut = next((i for i, c in enumerate(text[10:], 10) if c in "+-" or c.isalpha()), len(text))
    zone = text[cut:].strip()
    value = exp.Literal.string(text)
    if not zone or zone == "BC":
        return call("TIMESTAMP_LITERAL", value, at="lifted", type_=t.TIMESTAMP_9)
    made = _in_zone(call("TIMESTAMPTZ_LITERAL", value, at="lifted"), exp.Literal.string(zone.removesuffix(" BC")))
    return set_type(made, replace(t.TIMESTAMPTZ, precision=9), not_null=True)


@hook("moment_difference")
def moment_difference(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The interval between two moments has as many digits of a second as the finer of them."""
    digits = [0 if type_of(found[n]).kind == "datetime" else type_of(found[n]).precision for n in "ab"]
    scale = max((6 if d is None else d) for d in digits)
    return set_type(node, t.Type("interval", fields="day to second", precision=9, scale=scale))


@hook("written_moment")
def written_moment(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TO_DATE or TO_TIMESTAMP of a text that every session reads the same way: a literal."""
    text = written_moments.in_call(found["a"])
    assert text is not None  # the rule's guard
    name = "DATE_LITERAL" if len(text) == 10 and "date" in call_name(node) else "TIMESTAMP_LITERAL"
    return call(name, exp.Literal.string(text), at="lifted")


@hook("parse_timestamp_tz")
def parse_timestamp_tz(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The zone is known where the text is: what stands behind the time, when the model ends with it."""
    made = call("PARSE_TIMESTAMP_TZ", found["a"], found["b"], at="lifted", type_=t.TIMESTAMPTZ)
    text, model = literal_text(found["a"]), (literal_text(found["b"]) or "").upper().rstrip()
    ending = next((e for e in ("TZH:TZM", "TZH", "TZR") if model.endswith(e)), None)
    zone = (text or "").split()[-1] if (text or "").strip() else ""
    if ending is None or not zone or not (zone[0] in "+-" if ending != "TZR" else zone[0].isalpha()):
        return made
    return _in_zone(made, exp.Literal.string(zone))


@hook("from_tz")
def from_tz(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    made = call("MOMENT_IN_ZONE", found["a"], found["b"], at="lifted")
    made.meta["nn"] = is_not_null(found["a"]) and is_not_null(found["b"])
    return _in_zone(made, found["b"])


@hook("at_time_zone")
def at_time_zone(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The same instant, read on another clock. A value without zone is on the session's clock."""
    value = found["a"]
    if not type_of(value).is_moment:
        raise ctx.refuse("SC1010", "AT TIME ZONE of a value whose type is not known", node)
    if type_of(value).zone == "none":
        inner = exp.Paren(this=value) if isinstance(value, exp.Binary) else value
        value = exp.Cast(this=inner, to=named_type("timestamptz"))
        value.meta["s"] = "lifted"
    made = call("SAME_MOMENT", value, at="lifted")
    made.meta["nn"] = is_not_null(found["a"])
    return _in_zone(made, found["b"])


@hook("format_moment")
def format_moment(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    value, pattern = found["a"], _with_digits(found["b"], type_of(found["a"]))
    zone = _zone_of(value)
    if type_of(value).zone == "offset" and zone is not None:
        text = literal_text(pattern)
        if text is not None and "TZ" not in text.upper():
            value = call("WALL_CLOCK", value, zone.copy(), at="lifted", type_=t.TIMESTAMP)
        else:
            return call("FORMAT_DATE_ZONE", value, pattern, zone.copy(), at="lifted")
    return call("FORMAT_DATE", value, pattern, at="lifted")


def _with_digits(pattern: Node, type_: t.Type) -> Node:
    """FF alone means as many digits as the type has."""
    text = literal_text(pattern)
    if text is None or type_.kind != "timestamp" or type_.precision in (None, 6):
        return pattern
    parts = text.split('"')
    for at in range(0, len(parts), 2):  # those between are quoted
        parts[at] = _FRACTION.sub(lambda m: f"{m[0]}{type_.precision}" if type_.precision else "", parts[at])
    return exp.Literal.string('"'.join(parts))


_FRACTION = re.compile("FF(?![0-9])", re.IGNORECASE)


# Formats in which the native function does what the source does.
_NATIVE_FORMATS = frozenset(
    "YYYY-MM-DD|YYYY-MM-DD HH24:MI:SS|YYYY-MM-DD HH24:MI|YYYYMMDD|YYYYMMDDHH24MISS|DD.MM.YYYY|DD/MM/YYYY|MM/DD/YYYY"
    "|DD-MM-YYYY|DD.MM.YYYY HH24:MI:SS|DD/MM/YYYY HH24:MI:SS|YYYY|MM|DD|YYYY-MM|YYYYMM|HH24:MI:SS|HH24:MI|HH24|MI|SS"
    "|DD-MON-YYYY|DD-MON-YYYY HH24:MI:SS|MON".split("|")
)


@hook("format_date")
def format_date(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    value, pattern = found["a"], found["b"]
    native = literal_text(pattern) in _NATIVE_FORMATS and not ctx.extras.get("immutable")
    if native and type_of(value).is_moment and type_of(value).zone == "none":
        return call("to_char", value, pattern, at="lowered")
    return exp.Dot(this=exp.to_identifier("sct"), expression=call("to_char_date", value, pattern, at="lowered"))


@hook("moment_and_interval")
def moment_and_interval(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    zone = _zone_of(found["a"])
    if zone is not None:
        node.meta["zone"] = zone.copy()
    node.meta["s"] = "lifted"
    return node


@hook("moment_with_digits")
def moment_with_digits(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    digits = found["a"]
    if not isinstance(digits, exp.Literal) or not digits.this.isdigit():
        raise ctx.refuse("SC1010", "the digits of a moment are a number", node)
    local = "local" in str(node.this).lower()
    value = call("CURRENT_MOMENT", at="lifted", type_=t.TIMESTAMPTZ)
    type_ = replace(t.TIMESTAMP if local else t.TIMESTAMPTZ, precision=min(int(digits.this), 6))
    kind = named_type("timestamp")
    kind.meta["t"] = type_  # in the target's words
    made = exp.Cast(this=value, to=kind)
    made.meta["s"] = "lifted"
    return set_type(made, type_)


# --- intervals ----------------------------------------------------------------------------------------------------


@hook("interval_literal")
def interval_literal(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    text, fields = literal_text(found["a"]) or "", literal_text(found["b"]) or ""
    first, _, last = fields.partition(" to ")
    body = text.strip()
    sign = "-" if body.startswith("-") else ""
    body = body.lstrip("+-").strip()
    try:
        if first in ("year", "month"):
            return _months_literal(sign, body, first, last)
        return _time_literal(sign, body, first, last or first)
    except (ValueError, InvalidOperation):
        raise ctx.refuse("SC1010", f"INTERVAL '{text}' {fields.upper()} is no interval", node) from None


def _months_literal(sign: str, body: str, first: str, last: str) -> Node:
    if last:
        years, _, months = body.partition("-")
        total = int(years) * 12 + int(months or 0)
    else:
        total = int(body) * (12 if first == "year" else 1)
    parts = [f"{sign}{n} {unit}" for n, unit in ((total // 12, "years"), (total % 12, "months")) if n] or ["0 months"]
    return call("MONTHS_LITERAL", exp.Literal.string(" ".join(parts)), at="lifted", type_=t.INTERVAL_YM)


def _time_literal(sign: str, body: str, first: str, last: str) -> Node:
    days, _, clock = body.partition(" ")
    values = [*([days] if first == "day" else []), *(clock if first == "day" else body).strip().split(":")]
    names = _TIME_FIELDS[_TIME_FIELDS.index(first) : _TIME_FIELDS.index(last) + 1]
    values = [v for v in values if v]
    if not values or len(values) > len(names):
        raise ValueError(body)
    total = sum((Decimal(v) * _SECONDS[n] for v, n in zip(values, names, strict=False)), Decimal(0))
    whole, rest = divmod(total, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{sign}{int(whole)} days"] if whole else []
    if hours or minutes or seconds or not parts:
        shown = f"{int(seconds):02d}" + (f"{seconds % 1:f}"[1:] if seconds % 1 else "")
        parts.append(f"{sign}{int(hours):02d}:{int(minutes):02d}:{shown}")
    return call("TIME_LITERAL", exp.Literal.string(" ".join(parts)), at="lifted", type_=t.INTERVAL_DS)


@hook("interval_of")
def interval_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """`(a - b) DAY TO SECOND`."""
    value = found["a"]
    if literal_text(found["b"]) != "day to second":
        said = "(a - b) YEAR TO MONTH: how it rounds what is left of a month is not documented"
        raise ctx.refuse("SC1012", f"{said}; NUMTOYMINTERVAL(TRUNC(MONTHS_BETWEEN(a, b)), 'MONTH') says it", node)
    if type_of(value).is_number:
        return call("TIME_INTERVAL", value, exp.Literal.string("DAY"), at="lifted", type_=t.INTERVAL_DS)
    return set_type(value, t.INTERVAL_DS)


@hook("interval_text")
def format_interval(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    return interval_text(found["a"])
