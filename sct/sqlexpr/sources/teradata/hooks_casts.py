"""Conversions between types: CAST, data type phrases, FORMAT, and text made of other values.

SQL Functions, "Data Type Conversions": a number cut to an integer, halves rounded to the even digit, dates as integers
of the form (year - 1900) * 10000 + month * 100 + day, blanks as 0, text shown by the value's FORMAT.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, literal_text, set_type, type_of
from sct.sqlexpr.sources.teradata import formats

Node: TypeAlias = exp.Expression
DATE = Type("date")
_CHOICES = frozenset(("coalesce", "greatest_strict", "least_strict"))  # one of their arguments is what they give


def grouped(node: Node) -> Node:
    return exp.Paren(this=node) if isinstance(node, (exp.Binary, exp.Neg, exp.Not)) else node


def cast_to(node: Node, target: Type) -> Node:
    """A plain conversion, as the target itself does it."""
    to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="")
    to.meta["t"] = target
    made = exp.Cast(this=grouped(node), to=to)
    made.meta["s"] = "lifted"
    return set_type(made, target, not_null=is_not_null(node))


def scale_of(node: Node) -> int | None:
    """Digits behind the point of an exact number; None when they are not known."""
    if isinstance(node, (exp.Paren, exp.Neg)):
        return scale_of(node.this)
    if isinstance(node, exp.Literal) and not node.is_string:
        text = str(node.this).lower()
        return None if "e" in text else len(text.partition(".")[2])
    choices: list[Node | None] = []
    if call_name(node) in _CHOICES:
        choices = list(node.expressions)
    elif isinstance(node, exp.Case):
        choices = [*(one.args["true"] for one in node.args["ifs"]), node.args.get("default")]
    if choices:
        scales = [scale_of(v) for v in choices if v is not None and not isinstance(v, exp.Null)]
        known = [scale for scale in scales if scale is not None]
        return max(known) if known and len(known) == len(scales) else None
    has = type_of(node)
    if has.kind == "integer":
        return 0
    return has.scale if has.kind == "decimal" else None


def _done(name: str, *args: Node, type_: Type) -> Node:
    made = call(name, *args, at="lifted", type_=type_)
    made.meta["nn"] = all(is_not_null(a) for a in args)
    return made


def _date_literal(node: Node) -> str | None:
    """The day of a literal written YYYY-MM-DD or YYYY/MM/DD."""
    text = (literal_text(node) or "").strip().replace("/", "-")
    parts = text.split("-")
    whole = len(parts) == 3 and len(parts[0]) == 4 and all(p.isdigit() for p in parts)
    return text if whole else None


# --- text ----------------------------------------------------------------------------------------------------------------


def as_text(node: Node, ctx: Context, *, padded: bool = False) -> Node:
    """A value as the text Teradata makes of it; `padded`: with the blanks of the default format in front."""
    has = type_of(node)
    if has.kind == "char" and has.length and not isinstance(node, exp.Literal):
        return _done("CHAR_TO_TEXT", node, exp.Literal.number(has.length), type_=t.VARCHAR)
    if has.is_text or has.kind in ("unknown", "null"):
        return node
    if has.is_number:
        return _number_text(node, has, ctx, padded)
    if has.kind == "date":
        return formatted(node, has.format or formats.DATE, ctx)
    if has.kind == "timestamp":
        return formatted(node, has.format or _timestamp_picture(has), ctx)
    if has.kind == "interval":
        from sct.sqlexpr.values import interval_text

        return interval_text(node)
    return cast_to(node, t.VARCHAR)


def _timestamp_picture(has: Type) -> str:
    return "YYYY-MM-DDBHH:MI:SS" + (".S(6)" if has.precision is None or has.precision > 0 else "")


def _number_text(node: Node, has: Type, ctx: Context, padded: bool) -> Node:
    if has.format:
        return formatted(node, has.format, ctx)
    scale = scale_of(node)
    made: Node = cast_to(node, t.VARCHAR)
    if has.kind == "float":
        ctx.report("TD0210", f"{ctx.words(node)}: a FLOAT as text has another form", node)
        return made
    if has.kind == "decimal" and scale is None:
        made = _done("NUMBER_TO_TEXT", node, type_=t.VARCHAR)
    elif has.kind == "decimal" and scale:
        # .50, not 0.50
        small = exp.LT(this=call("abs", node.copy(), at="lifted"), expression=exp.Literal.number(1))
        shorter = _done(
            "REPLACE_EVERY", made.copy(), exp.Literal.string("0."), exp.Literal.string("."), type_=t.VARCHAR
        )
        made = exp.Case(ifs=[exp.If(this=small, true=shorter)], default=made)
    if padded:
        width = _width(node, has, scale)
        if width:
            made = _done("PAD_TO_LEFT", made, exp.Literal.number(width), type_=t.VARCHAR)
    return set_type(made, t.VARCHAR, not_null=is_not_null(node))


def _width(node: Node, has: Type, scale: int | None) -> int | None:
    """Characters of a number in its default format: a sign, its digits, the point."""
    if isinstance(node, exp.Literal):
        value = int(node.this) if node.this.isdigit() else None
        return None if value is None else 4 if value < 128 else 6 if value < 32768 else 11
    if has.kind == "integer":
        small = has.low == -128
        return 4 if small else {16: 6, 32: 11, 64: 20}.get(has.bits or 32)
    if has.precision is None:
        return None
    return has.precision + 1 + (1 if scale else 0)


def formatted(node: Node, picture: str, ctx: Context) -> Node:
    """A value by a FORMAT picture. Raises Refused when the picture has no model."""
    has = type_of(node)
    if has.is_moment or has.kind == "time":
        model = formats.moment_model(picture)
        if model is not None:
            return _done("FORMAT_DATE", node, exp.Literal.string(model), type_=t.VARCHAR)
    elif has.is_number:
        zeros = formats.number_digits(picture)
        if zeros is not None:
            whole = cast_to(node, t.VARCHAR)
            return _done("PAD_TO_LEFT", whole, exp.Literal.number(zeros), exp.Literal.string("0"), type_=t.VARCHAR)
        blanks = formats.suppressed_digits(picture)
        if blanks is not None:
            return _done("PAD_TO_LEFT", cast_to(node, t.VARCHAR), exp.Literal.number(blanks), type_=t.VARCHAR)
    elif has.is_text:
        return node
    raise ctx.refuse("TD0211", f"FORMAT '{picture}' of {has.raw or has.kind}", node)


# --- the conversions -----------------------------------------------------------------------------------------------------


def convert(value: Node, target: Type, ctx: Context, node: Node, *, phrase: bool = False) -> Node:
    """CAST (value AS target); `phrase`: written `value (target)`, where a number becomes text with its blanks."""
    has = type_of(value)
    if target.is_text:
        made = as_text(value, ctx, padded=phrase)
        return cast_to(made, target)
    if target.is_number:
        return _to_number(value, has, target, ctx)
    if target.kind == "date":
        return _to_date(value, has, target, ctx, node)
    if target.kind == "timestamp" and has.is_number:
        raise ctx.refuse("TD0212", f"{ctx.words(node)}: a number as a timestamp", node)
    return cast_to(value, target)


def _to_number(value: Node, has: Type, target: Type, ctx: Context) -> Node:
    if has.kind == "date":
        value = _done("INTEGER_OF_DATE", value, type_=t.INTEGER)
        return value if target.kind == "integer" and target.bits == 32 else cast_to(value, target)
    if has.is_text:
        if isinstance(value, exp.Literal):
            text = str(value.this).strip()
            return cast_to(exp.Literal.string(text or "0"), target)
        empty = exp.EQ(this=_trimmed(value.copy()), expression=exp.Literal.string(""))
        value = exp.Case(ifs=[exp.If(this=empty, true=exp.Literal.string("0"))], default=_trimmed(value))
        return cast_to(value, target)
    return cast_to(_fewer_digits(value, has, target), target)


def _fewer_digits(value: Node, has: Type, target: Type) -> Node:
    """A number with the digits behind the point that its new type has: cut for a whole number, else rounded, halves to
    the even digit (Data Types and Literals, "Truncation and Rounding During Conversion", "Rounding DECIMAL/NUMERIC
    Data Types" with RoundHalfwayMagUp FALSE)."""
    scale = scale_of(value)
    if target.kind == "integer":
        if has.kind != "float" and (has.kind != "decimal" or scale == 0):
            return value
        number = _number(value)
        if number is not None:
            return _written(number.to_integral_value(ROUND_DOWN), target)
        return _done("trunc", value, type_=has)
    if target.kind == "decimal" and target.scale is not None and has.kind == "decimal":
        if scale is not None and scale <= target.scale:
            return value
        number = _number(value)
        if number is not None:
            return _written(number.quantize(Decimal(1).scaleb(-target.scale), ROUND_HALF_EVEN), target)
        return _done("ROUND_EVEN", value, exp.Literal.number(target.scale), type_=target)
    return value


def _number(node: Node) -> Decimal | None:
    """The value of an exact literal, with its sign."""
    if isinstance(node, exp.Neg):
        inner = _number(node.this)
        return None if inner is None else -inner
    if isinstance(node, exp.Literal) and not node.is_string and "e" not in str(node.this).lower():
        return Decimal(str(node.this))
    return None


def _written(number: Decimal, type_: Type) -> Node:
    made: Node = exp.Literal.number(format(abs(number), "f"))
    made = exp.Neg(this=made) if number < 0 else made
    made.meta["s"] = "lifted"
    return set_type(made, type_, not_null=True)


@hook("td_stored")
def td_stored(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A number stored where fewer digits have room: by the rules of a conversion, which the target's own are not."""
    return _fewer_digits(node, type_of(node), found["target"])


def _trimmed(node: Node) -> Node:
    return _done("TRIM_SET_BOTH", node, exp.Literal.string(" "), type_=t.VARCHAR)


def _to_date(value: Node, has: Type, target: Type, ctx: Context, node: Node) -> Node:
    if has.is_number:
        return _done("DATE_OF_INTEGER", value, type_=target)
    if has.kind == "date":
        return set_type(value, replace(has, format=target.format or has.format))
    if has.is_text:
        day = _date_literal(value)
        if day is not None:
            return _done("CALENDAR_DATE", exp.Literal.string(day), type_=target)
        ctx.report("TD0213", f"{ctx.words(node)}: the text is read as YYYY-MM-DD", node)
    return cast_to(value, target)


def _target(found: dict[str, Any], ctx: Context, node: Node) -> Type:
    text = str(found["t"].this)
    target = ctx.resolver.type_of_text(text)
    if target.kind in ("unknown", "named"):
        raise ctx.refuse("TD0214", f"{text} is no type with a conversion", node)
    return target


@hook("td_cast")
def td_cast(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    return convert(found["a"], _target(found, ctx, node), ctx, node, phrase="p" in found)


@hook("td_cast_format")
def td_cast_format(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """CAST (a AS t FORMAT 'p'): text is read by the picture, any other value shown by it."""
    target, value, picture = _target(found, ctx, node), found["a"], str(found["f"].this)
    has = type_of(value)
    if has.is_text and (target.is_moment or target.kind == "time"):
        model = formats.moment_model(picture)
        if model is None:
            raise ctx.refuse("TD0211", f"FORMAT '{picture}'", node)
        parse = "PARSE_TIMESTAMP" if target.kind == "timestamp" else "PARSE_DATE"
        made = _done(parse, value, exp.Literal.string(model), type_=t.TIMESTAMP)
        return set_type(cast_to(made, target), replace(target, format=picture))
    if target.is_text:
        if has.is_text:
            return cast_to(value, target)
        return cast_to(formatted(value, picture, ctx), target)
    made = convert(value, target, ctx, node)
    return set_type(made, replace(type_of(made), format=picture), not_null=is_not_null(made))


@hook("td_format")
def td_format(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """a (FORMAT 'p'): the value itself; where it becomes text, by the picture."""
    value = found["a"]
    has = type_of(value)
    if has.is_text and isinstance(value, exp.Literal):
        return value
    made = exp.Paren(this=value) if isinstance(value, (exp.Binary, exp.Neg)) else value
    return set_type(made, replace(has, format=str(found["f"].this)), not_null=is_not_null(value))


@hook("td_case")
def td_case(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """a (CASESPECIFIC), a (NOT CASESPECIFIC): how the text is compared."""
    value = found["a"]
    free = str(found["c"].this).startswith("not")
    return set_type(value, replace(type_of(value), case_insensitive=free), not_null=is_not_null(value))


@hook("td_concat")
def td_concat(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """a || b: NULL when one is NULL; numbers and dates by their formats, blanks included."""
    a, b = (as_text(found[k], ctx, padded=True) for k in ("a", "b"))
    made = exp.DPipe(this=a, expression=b, safe=False)
    return set_type(made, t.VARCHAR, not_null=is_not_null(a) and is_not_null(b))


@hook("td_to_char")
def td_to_char(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TO_CHAR with one argument."""
    value = found["a"]
    if family(type_of(value)) == "number":
        return _done("NUMBER_TO_TEXT", value, type_=t.VARCHAR)
    return as_text(value, ctx)


@hook("td_date_model")
def td_date_model(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TO_CHAR of a moment, TO_DATE and TO_TIMESTAMP of a text: datetime models, the same as Oracle's."""
    value, model = found["a"], found["f"]
    name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
    if isinstance(model, exp.Literal):
        model = exp.Literal.string(str(model.this).upper() if name != "to_char" else str(model.this))
    if name == "to_char":
        return _done("FORMAT_DATE", value, model, type_=t.VARCHAR)
    if name == "to_date":
        return cast_to(_done("PARSE_DATE", value, model, type_=t.DATETIME), DATE)
    return _done("PARSE_TIMESTAMP", value, model, type_=t.TIMESTAMP)


@hook("td_text")
def td_text(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A number or moment where text is wanted."""
    return as_text(node, ctx)


@hook("td_trycast")
def td_trycast(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """TRYCAST (text AS number): NULL where the text is none, or one too large."""
    value, target = found["a"], _target(found, ctx, node)
    exact = target.kind == "integer" or (target.kind == "decimal" and target.precision is not None)
    if not exact or not type_of(value).is_text:
        raise ctx.refuse("TD0219", f"{ctx.words(node)}", node)
    text = _trimmed(as_text(value, ctx))
    whole = 19 if target.kind == "integer" else (target.precision or 0) - (target.scale or 0)
    digits = f"[0-9]{{1,{max(min(whole, 18), 1)}}}"
    pattern = f"^[-+]?{digits}$" if target.kind == "integer" else f"^[-+]?{digits}([.][0-9]*)?$"
    matches = _done("REGEX_MATCHES", text.copy(), exp.Literal.string(pattern), type_=t.BOOLEAN)
    made: Node = cast_to(text.copy(), target)
    if target.kind == "integer" and target.bits != 64:
        most = 128 if target.low == -128 else 2 ** ((target.bits or 32) - 1)
        wide = cast_to(text.copy(), Type("integer", bits=64))
        low = exp.Neg(this=exp.Literal.number(most))
        fits = exp.Between(this=wide, low=low, high=exp.Literal.number(most - 1))
        made = exp.Case(ifs=[exp.If(this=fits, true=made)])
    return set_type(exp.Case(ifs=[exp.If(this=matches, true=made)]), target)
