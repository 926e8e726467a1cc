"""Formats and casts for targets whose own TO_CHAR, TO_DATE and CAST say the same as the source's, where they do."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, call_name, exp, literal_text, set_type, type_of

Node: TypeAlias = exp.Expression

# Elements that mean the same in Oracle's, Teradata's and PostgreSQL's family of models, longest first.
_ELEMENTS = "YYYY MONTH HH24 HH12 IYYY FM MON DDD DAY MM DD DY YY MI SS HH WW IW AM PM A.M. P.M. Q D W J".split()
_READABLE = frozenset("YYYY MM DD HH24 HH12 HH MI SS MON MONTH DDD AM PM J".split())
_MARKS = frozenset("-/.,:; ")


def _elements(model: str) -> list[str] | None:
    """The elements of a model, punctuation and quoted text included; None where one is not known here."""
    out: list[str] = []
    upper = model.upper()
    at = 0
    while at < len(model):
        if model[at] == '"':
            end = model.find('"', at + 1)
            if end < 0:
                return None
            out.append(model[at : end + 1])
            at = end + 1
            continue
        found = next((e for e in sorted(_ELEMENTS, key=len, reverse=True) if upper.startswith(e, at)), None)
        if found is not None:
            out.append(found)
            at += len(found)
        elif upper.startswith("FF", at):
            digits = upper[at + 2 : at + 3]
            if digits not in ("3", "6"):
                return None
            out.append("MS" if digits == "3" else "US")
            at += 3
        elif model[at] in _MARKS or (model[at] in "T" and model[at - 1 : at] == '"'):
            out.append(model[at])
            at += 1
        else:
            return None
    return out


@hook("native_date_model")
def native_date_model(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """FORMAT_DATE, PARSE_DATE, PARSE_TIMESTAMP. Raises Refused where an element has no equal."""
    value, model = found["a"], found["f"]
    name = call_name(node)
    text = literal_text(model)
    elements = _elements(text) if text is not None else None
    if text is None or elements is None:
        raise ctx.refuse("SC2031", f"the model {model.sql()}", node)
    kept = "".join(("MS" if e == "MS" else "US") if e in ("MS", "US") else e for e in _spelled(text, elements))
    if name == "format_date":
        return set_type(call("to_char", value, exp.Literal.string(kept), at="lowered"), t.VARCHAR)
    strange = [e for e in elements if e.isalpha() and e not in _READABLE and e not in ("MS", "US")]
    if strange:
        raise ctx.refuse("SC2031", f"reading by {', '.join(strange)} of {text}", node)
    has_time = any(e in ("HH24", "HH12", "HH", "MI", "SS", "MS", "US", "AM", "PM") for e in elements)
    if has_time:
        read = call("to_timestamp", value, exp.Literal.string(kept), at="lowered")
        made: Node = exp.Cast(this=read, to=named_type("timestamp"))
        return set_type(made, t.TIMESTAMP)
    read = call("to_date", value, exp.Literal.string(kept), exp.Boolean(this=True), at="lowered")
    return set_type(exp.Cast(this=read, to=named_type("timestamp")), t.DATETIME)


def _spelled(text: str, elements: list[str]) -> list[str]:
    """The elements in the case they were written in, which decides that of names of months and days."""
    out: list[str] = []
    at = 0
    for e in elements:
        if e in ("MS", "US"):
            out.append(e)
            at += 3
        else:
            out.append(text[at : at + len(e)])
            at += len(e)
    return out


@hook("native_number_model")
def native_number_model(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TO_CHAR of a number by a model of digits, point and comma; what does not fit is all `#`."""
    text = _number_model(found["f"], ctx, node)
    value = found["a"]
    whole, _, rest = text.removeprefix("FM").partition(".")
    digits = sum(c in "09" for c in whole)
    behind = sum(c in "09" for c in rest)
    shown = call("to_char", value, exp.Literal.string(text), at="lowered")
    width = len(text) if text.startswith("FM") else len(text) + 1
    rounded = call("round", value.copy(), exp.Literal.number(behind), at="lowered")
    large = exp.GTE(this=call("abs", rounded, at="lowered"), expression=exp.Literal.number("1" + "0" * digits))
    crosses = exp.Literal.string("#" * (width - 2 if text.startswith("FM") else width))
    return set_type(exp.Case(ifs=[exp.If(this=large, true=crosses)], default=shown), t.VARCHAR)


@hook("native_number_parse")
def native_number_parse(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    text = _number_model(found["f"], ctx, node)
    return set_type(call("to_number", found["a"], exp.Literal.string(text), at="lowered"), t.NUMBER)


def _number_model(model: Node, ctx: Context, node: Node) -> str:
    """A model of 0, 9, one point, commas and FM in front; G and D are comma and point. Raises Refused."""
    text = (literal_text(model) or "").upper().replace("G", ",").replace("D", ".")
    body = text.removeprefix("FM")
    if not body or set(body) - set("09.,") or body.count(".") > 1:
        raise ctx.refuse("SC2031", f"the model {model.sql()}", node)
    return text


_UNITS = {
    "year": "yyyy yyy yy y year syyyy syear",
    "quarter": "q",
    "month": "month mon mm rm",
    "day": "ddd dd j",
    "hour": "hh hh12 hh24",
    "minute": "mi",
    "week": "iw",
}
_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}


@hook("truncate_to_unit")
def truncate_to_unit(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    word = (literal_text(found["u"]) or "").lower()
    if word == "day" or word in ("dy", "d"):
        # the Sunday on or before
        day = call("date_trunc", exp.Literal.string("day"), found["a"], at="lowered")
        since = call("date_part", exp.Literal.string("dow"), found["a"].copy(), at="lowered")
        back = exp.Neg(this=exp.Cast(this=since, to=named_type("integer")))
        return set_type(call("dateadd", exp.Var(this="day"), back, day, at="lowered"), t.DATETIME)
    unit = _BY_WORD.get(word)
    if unit is None:
        raise ctx.refuse("SC2031", f"the unit {found['u'].sql()}", node)
    return set_type(call("date_trunc", exp.Literal.string(unit), found["a"], at="lowered"), t.DATETIME)


@hook("interval_part")
def interval_part(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A field of an interval of days and time: hours beyond a day belong to the days."""
    field = (literal_text(found["f"]) or "").lower()
    seconds = exp.Extract(this=exp.Var(this="EPOCH"), expression=found["a"])
    whole: Node = exp.Cast(this=seconds, to=named_type("numeric(38,6)"))
    size = {"day": 86400, "hour": 3600, "minute": 60}.get(field)
    above = {"hour": 86400, "minute": 3600, "second": 60}.get(field)
    if above is not None:
        whole = call("mod", whole, exp.Literal.number(above), at="lowered")
    if size is not None:
        whole = call("trunc", exp.Div(this=whole, expression=exp.Literal.number(size)), at="lowered")
    return set_type(whole, t.NUMBER)


@hook("sized_text")
def sized_text(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """CAST to a text of n characters on a target that counts bytes: cut to n characters first."""
    to = node.args["to"]
    type_ = to._meta.get("t") if to._meta else None
    if type_ is None or type_.kind not in ("varchar", "char") or not type_.length or type_.unit == "byte":
        return node
    value = node.this
    has = type_of(value)
    literal = literal_text(value)
    if literal is not None and len(literal) <= type_.length:
        return node
    if not has.is_text or (has.length and has.length <= type_.length and has.kind != "char"):
        return node
    if call_name(value) == "left":
        return node
    cut = call("left", value, exp.Literal.number(type_.length), at="lowered")
    node.set("this", set_type(cut, has))
    return node
