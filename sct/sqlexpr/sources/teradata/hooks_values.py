"""Arithmetic, dates and choices a pattern cannot say."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call, exp, is_not_null, literal_text, set_type, type_of
from sct.sqlexpr.sources.teradata.hooks_casts import DATE, cast_to, convert, grouped, scale_of

Node: TypeAlias = exp.Expression


def _both(found: dict[str, Any]) -> bool:
    return is_not_null(found["a"]) and is_not_null(found["b"])


@hook("td_divide")
def td_divide(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """Whole numbers divide whole; an exact quotient has as many digits as the operand with the most of them, rounded with
    halves to the even digit (SQL Functions, "Binary Arithmetic Result Data Types", "Numeric Results and Rounding";
    Database Utilities, RoundHalfwayMagUp: FALSE unless the site says otherwise)."""
    a, b = found["a"], found["b"]
    has, other = type_of(a), type_of(b)
    if has.kind == other.kind == "integer":
        return set_type(node, has if (has.bits or 0) >= (other.bits or 0) else other, not_null=_both(found))
    if "float" in (has.kind, other.kind):
        return set_type(node, t.FLOAT, not_null=_both(found))
    scales = (scale_of(a), scale_of(b))
    if has.is_number and other.is_number and scales[0] is not None and scales[1] is not None:
        scale = max(scales)  # type: ignore[type-var]
        type_ = Type("decimal", precision=38, scale=scale)
        node.set("this", cast_to(a, Type("decimal")) if has.kind == "integer" else a)
        node.meta["s"] = "lifted"
        return set_type(call("ROUND_EVEN", node, exp.Literal.number(scale), at="lifted"), type_, not_null=_both(found))
    return set_type(node, t.NUMBER, not_null=_both(found))


@hook("td_arithmetic")
def td_arithmetic(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The digits of a sum, difference or product of exact numbers."""
    a, b = found["a"], found["b"]
    has, other = type_of(a), type_of(b)
    if "float" in (has.kind, other.kind):
        return set_type(node, t.FLOAT, not_null=_both(found))
    if has.kind == other.kind == "integer":
        bits = max(has.bits or 32, other.bits or 32, 32)
        return set_type(node, Type("integer", bits=bits, raw="integer"), not_null=_both(found))
    one, two = scale_of(a), scale_of(b)
    if one is None or two is None:
        return set_type(node, t.NUMBER, not_null=_both(found))
    scale = one + two if isinstance(node, exp.Mul) else max(one, two)
    return set_type(node, Type("decimal", precision=38, scale=scale), not_null=_both(found))


@hook("td_days")
def td_days(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A date and a number of days: a date; a fraction is cut off."""
    day, number = found["d"], found["n"]
    if type_of(number).kind != "integer":
        number = cast_to(call("trunc", number, at="lifted"), t.INTEGER)
    made = type(node)(this=grouped(day), expression=grouped(number))
    return set_type(made, DATE, not_null=is_not_null(day) and is_not_null(number))


@hook("td_date_and_interval")
def td_date_and_interval(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A date and an interval of whole days: a date again, where the target would make a timestamp of it."""
    a, b = found["a"], found["b"]
    if type_of(a).kind == "interval":
        a, b = b, a
    if type_of(b).fields == "year to month":
        ctx.report("TD0215", f"{ctx.words(node)}: a day the month lacks becomes its last one", node)
    made = type(node)(this=grouped(a), expression=grouped(b))
    made.meta["s"] = "lifted"
    return cast_to(set_type(made, t.TIMESTAMP, not_null=_both(found)), DATE)


@hook("td_part")
def td_part(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A part of a moment as a whole number; seconds keep their fraction."""
    unit = node.this.name.lower() if isinstance(node, exp.Extract) else str(node.this).lower()
    part = {"year": "YEAR", "month": "MONTH", "day": "DAY", "hour": "HOUR", "minute": "MINUTE", "second": "SECOND"}[
        unit
    ]
    value = found["a"]
    made = exp.Extract(this=exp.Var(this=part), expression=value)
    made.meta["s"] = "lifted"
    seconds = unit == "second" and type_of(value).precision != 0
    return cast_to(set_type(made, t.NUMBER, not_null=is_not_null(value)), t.NUMBER if seconds else t.INTEGER)


_UNITS = {
    "cc": "century", "scc": "century", "syyyy": "year", "yyyy": "year", "yyy": "year", "yy": "year", "y": "year", "year": "year", "rr": "year", "rrrr": "year",
    "q": "quarter", "month": "month", "mon": "month", "mm": "month", "rm": "month", "iw": "week", "iyyy": "", "ddd": "day", "dd": "day", "j": "day",
    "hh": "hour", "hh12": "hour", "hh24": "hour", "mi": "minute",
}  # fmt: skip


@hook("td_trunc_date")
def td_trunc_date(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TRUNC (moment, unit): the unit's first day; DAY begins weeks on Sunday."""
    value, unit = found["a"], literal_text(found["b"])
    word = (unit or "").lower()
    if word in ("d", "dy", "day") and type_of(value).kind == "date":
        weekday = cast_to(exp.Extract(this=exp.Var(this="DOW"), expression=value.copy()), t.INTEGER)
        before = exp.Paren(this=exp.Sub(this=grouped(value), expression=weekday))
        return set_type(before, DATE, not_null=is_not_null(value))
    name = _UNITS.get(word)
    if not name or name == "century":
        raise ctx.refuse("TD0216", f"{ctx.words(node)}: this unit", node)
    made = call("BEGIN_OF_UNIT", exp.Literal.string(name), value, at="lifted", type_=t.TIMESTAMP)
    made.meta["nn"] = is_not_null(value)
    return cast_to(made, DATE) if type_of(value).kind == "date" else made


@hook("td_strtok")
def td_strtok(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """STRTOK (text, delimiters, n): the nth piece between runs of delimiters."""
    made = call("TOKEN_OF", found["a"], found["b"], found["n"], at="lifted", type_=t.VARCHAR)
    return made


@hook("td_year_functions")
def td_year_functions(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TD_DAY_OF_WEEK and its relatives: parts of a date as whole numbers, weeks from Sunday."""
    name = str(node.this).lower()
    value = found["a"]
    units = {
        "td_day_of_week": "DOW",
        "dayofweek": "DOW",
        "td_day_of_month": "DAY",
        "td_day_of_year": "DOY",
        "td_month_of_year": "MONTH",
        "td_quarter_of_year": "QUARTER",
        "td_year_of_calendar": "YEAR",
    }
    part = cast_to(exp.Extract(this=exp.Var(this=units[name]), expression=value), t.INTEGER)
    if units[name] == "DOW":
        from_sunday = exp.Paren(this=exp.Add(this=part, expression=exp.Literal.number(1)))
        return set_type(from_sunday, t.INTEGER, not_null=is_not_null(value))
    return part


@hook("td_month_of")
def td_month_of(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TD_MONTH_BEGIN, TD_YEAR_BEGIN …: the first day of a unit; … _END: the last."""
    name = str(node.this).lower()
    _, unit, side = name.split("_")
    value = convert(found["a"], DATE, ctx, node)
    if unit == "week":
        raise ctx.refuse("TD0216", f"{ctx.words(node)}: weeks", node)
    first = call("BEGIN_OF_UNIT", exp.Literal.string(unit), value, at="lifted", type_=t.TIMESTAMP)
    if side == "begin":
        return cast_to(first, DATE)
    steps = {"month": 1, "quarter": 3, "year": 12}[unit]
    later = call("ADD_MONTHS_CLIPPED", cast_to(first, DATE), exp.Literal.number(steps), at="lifted", type_=DATE)
    last = exp.Paren(this=exp.Sub(this=later, expression=exp.Literal.number(1)))
    return set_type(last, DATE, not_null=is_not_null(value))


@hook("td_like_list")
def td_like_list(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """LIKE ANY (…) is the tree's own business (`patterns.py`); a query there has no form."""
    raise ctx.refuse("TD0409", f"{ctx.words(node)}: LIKE ANY or ALL of a query", node)


@hook("td_overlaps")
def td_overlaps(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """(a, b) OVERLAPS (c, d): two stretches of time share a moment; an end that is an interval is counted from its
    beginning, the ends may stand in any order (SQL Functions, OVERLAPS)."""
    ends = []
    for start, end in ((found["a"], found["b"]), (found["c"], found["d"])):
        if type_of(end).kind == "interval":
            later = exp.Add(this=grouped(start.copy()), expression=grouped(end))
            end = cast_to(later, DATE) if type_of(start).kind == "date" else set_type(later, type_of(start))
        first = call("LEAST_NATIVE", start.copy(), end.copy(), at="lifted", type_=type_of(start))
        last = call("GREATEST_NATIVE", start.copy(), end.copy(), at="lifted", type_=type_of(start))
        ends.append((first, last))
    (a, b), (c, d) = ends
    share = exp.And(
        this=exp.LT(this=a.copy(), expression=d.copy()), expression=exp.LT(this=c.copy(), expression=b.copy())
    )
    same = exp.EQ(this=a.copy(), expression=c.copy())
    return set_type(exp.Paren(this=exp.Or(this=exp.Paren(this=share), expression=same)), t.BOOLEAN)
