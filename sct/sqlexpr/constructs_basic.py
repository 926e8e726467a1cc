"""Conversions of single expressions that a pattern cannot say."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.constructs_choice import conversions
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, exp, is_not_null, set_type, type_of
from sct.sqlexpr.numbers import maybe_native
from sct.sqlexpr.strings import MARK
from sct.sqlexpr.text_limits import joined, limit, padded
from sct.sqlexpr.values import timestamp_text

Node: TypeAlias = exp.Expression


def _cast(node: Node, text: str) -> Node:
    return exp.Cast(this=node, to=named_type(text))


def _is_text_literal(node: Node) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and bool(node.this)


@hook("oracle_concat")
def oracle_concat(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """a || b; of two blank-padded texts (constants are such) again one, whose last blanks do not count in a comparison."""
    length = _padded_length(node)
    made = joined(node, _joined(found, ctx), ctx)
    if length is None or isinstance(made, (exp.Literal, exp.Null)):
        return made if type_of(made).is_text else set_type(made, t.VARCHAR)
    made.meta.update(padded=True, padded_length=length)
    return set_type(made, Type("char", length=length))


def _padded_length(node: Node) -> int | None:
    """The length of what is a blank-padded text by its parts; None for any other value."""
    if isinstance(node, exp.Paren):
        return _padded_length(node.this)
    if isinstance(node, exp.Null):
        return 0
    if isinstance(node, exp.Literal):
        return len(str(node.this)) if node.is_string else None
    known = (node._meta or {}).get("padded_length")
    if known is not None:
        return int(known)
    if isinstance(node, exp.DPipe):
        left, right = _padded_length(node.this), _padded_length(node.expression)
        return left + right if left is not None and right is not None else None
    has = type_of(node)
    return has.length if has.kind == "char" and has.length else None


def _joined(found: dict[str, Any], ctx: Context) -> Node:
    """a || b with NULL as nothing; NULL again when every part is NULL."""
    left, right = found["a"], found["b"]
    if isinstance(left, exp.Null):
        return right
    if isinstance(right, exp.Null):
        return left
    parts = [*(_parts(left)), *(_parts(right))]
    sure = any(is_not_null(p) for p in parts)
    if all(is_not_null(p) for p in parts):
        made: Node = parts[0]
        for part in parts[1:]:
            made = exp.DPipe(this=made, expression=part, safe=True)
        made.meta["s"] = "lifted"
        return set_type(made, t.VARCHAR, not_null=True)
    if ctx.extras.get("immutable"):
        # concat() is only stable; generated columns and index keys want an immutable form
        made = _never_null(parts[0])
        for part in parts[1:]:
            made = exp.DPipe(this=made, expression=_never_null(part), safe=True)
        if sure:
            return set_type(made, t.VARCHAR, not_null=True)
        return call("nullif", made, exp.Literal.string(""), at="lifted", type_=t.VARCHAR)
    made = call("concat", *parts, at="lifted", type_=t.VARCHAR)
    made.meta["concat"] = True
    if sure:
        return set_type(made, t.VARCHAR, not_null=True)
    outer = call("nullif", made, exp.Literal.string(""), at="lifted", type_=t.VARCHAR)
    outer.meta["concat"] = True
    return outer


@hook("concat_call")
def concat_call(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """CONCAT(a, b, …) is a || b || …"""
    made = _joined(found, ctx)
    for more in found.get("*xs", ()):
        made = _joined({"a": made, "b": more}, ctx)
    return joined(node, made, ctx)


@hook("oracle_padded")
def oracle_padded(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """LPAD and RPAD; of a query they are cut to what a text there can have."""
    given = padded(found["a"], found["b"], found.get("c"), ctx)
    return call("PAD_LEFT" if str(node.this).lower() == "lpad" else "PAD_RIGHT", *given, at="lifted")


def _never_null(part: Node) -> Node:
    if is_not_null(part):
        return part
    return call("coalesce", part, exp.Literal.string(""), at="lifted", type_=t.VARCHAR)


def _parts(node: Node) -> list[Node]:
    """The parts of a concatenation already made, so that a || b || c is one call."""
    meta = node._meta or {}
    if meta.get("concat") and isinstance(node, exp.Anonymous):
        inner = node if node.this == "concat" else node.expressions[0]
        return list(inner.expressions)
    return [node]


@hook("like_without_escape")
def like_without_escape(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    pattern = found["b"]
    node.set("this", found["a"])
    node.set("expression", pattern)
    if isinstance(node.parent, exp.Escape):
        return node
    if isinstance(pattern, exp.Literal) and "\\" not in pattern.this:
        return node
    like = exp.Like(this=found["a"], expression=pattern, negate=node.args.get("negate"))
    return exp.Escape(this=like, expression=exp.Literal.string(""))


@hook("round_digits")
def round_digits(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    digits = found["b"]
    inner = digits.this if isinstance(digits, exp.Neg) else digits
    if not isinstance(inner, exp.Literal):
        digits = _cast(digits, "integer")
    return call(str(node.this).lower(), found["a"], digits, at="lifted", type_=t.NUMBER)


@hook("oracle_to_char")
def oracle_to_char(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    value = found["a"]
    name = ctx.coercions.get((family(type_of(value)), "text"))
    if isinstance(value, exp.Null):
        return set_type(value, t.VARCHAR)
    if type_of(value).kind == "text":
        most = limit(ctx)
        if most is None:
            return conversions(ctx).unempty(value)
        return call("SHORT_TEXT", value, exp.Literal.number(most), at="lifted", type_=t.VARCHAR)
    if family(type_of(value)) == "text":
        return set_type(conversions(ctx).unpadded(value), t.VARCHAR)
    if type_of(value).kind == "boolean":
        return conversions(ctx).coerce(value, "text")
    if name is None and isinstance(value, exp.Column) and MARK.search(value.name):
        ctx.report("SC1541", "TO_CHAR of a column that only run time knows: a moment is taken for a DATE", node)
        return call("VALUE_TO_TEXT", value, at="lifted", type_=t.VARCHAR)
    if name is None:
        raise ctx.refuse("SC1010", "TO_CHAR of a value whose type is not known", node)
    if name == "TIMESTAMP_TO_TEXT":
        return timestamp_text(value)
    return call(name, value, at="lifted", type_=t.VARCHAR)


@hook("exact_division")
def exact_division(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """Native where 16 digits hold the exact quotient, or where only whole seconds are asked for; else the emulation."""
    a, b = found["a"], found["b"]
    if isinstance(b, exp.Literal) and not any(digit in "123456789" for digit in str(b.this)):
        return exp.Dot(this=exp.to_identifier("sct"), expression=call("divide_by_zero", a, at="lowered"))
    if _ends_in_few_digits(a, b) or _counts_days(node):
        if not _surely_decimal(a) and not _surely_decimal(b):
            a = _cast(_grouped(a), "numeric")
        return exp.Div(this=_grouped(a), expression=_grouped(b), typed=True, safe=False)
    return exp.Dot(this=exp.to_identifier("sct"), expression=call("divide", a, b, at="lowered"))


def _surely_decimal(node: Node) -> bool:
    return type_of(node).kind == "decimal" and not maybe_native(node) and isinstance(node, (exp.Column, exp.Cast))


def _ends_in_few_digits(a: Node, b: Node) -> bool:
    """A divisor made of twos and fives, a dividend of few enough digits: the quotient ends within 15 digits."""
    if not isinstance(b, exp.Literal) or not b.this.isdigit():
        return False
    rest, steps = int(b.this), 0
    for factor in (2, 5):
        while rest and rest % factor == 0:
            rest //= factor
            steps += 1
    if isinstance(a, exp.Literal):
        digits = len(a.this.replace(".", ""))
    else:
        digits = type_of(a).precision or 99
    return rest == 1 and digits + steps <= 15


def _counts_days(node: Node) -> bool:
    parent = node.parent
    while isinstance(parent, (exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul)):
        parent = parent.parent
    return isinstance(parent, exp.Anonymous) and str(parent.this).lower() in ("add_days", "days_interval")


@hook("width_bucket")
def width_bucket(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    count = found["n"] if isinstance(found["n"], exp.Literal) else _cast(found["n"], "integer")
    return call("width_bucket", found["a"], found["b"], found["c"], count, at="lifted", type_=t.INTEGER)


def _grouped(node: Node) -> Node:
    return exp.Paren(this=node) if isinstance(node, exp.Binary) else node


@hook("number_to_text")
def number_to_text(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    value = found["a"]
    if type_of(value).kind == "integer":
        return _cast(_grouped(value), "text")
    return exp.Dot(this=exp.to_identifier("sct"), expression=call("num_to_text", value, at="lowered"))


@hook("extreme_bytes")
def extreme_bytes(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """MAX and MIN of bytes by their hexadecimal digits, which stand in the same order; the target has neither of bytes."""
    form = exp.Literal.string("hex")
    digits = call("encode", found["a"], form, at="lowered", type_=t.VARCHAR)
    best = call(str(node.this).lower(), digits, at="lowered", type_=t.VARCHAR)
    made = call("decode", best, form.copy(), at="lowered", type_=t.BINARY)
    made.meta["of_hex"] = True
    return made


@hook("round_even")
def round_even(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """Rounded to `n` digits, halves to the even one: the target's round goes away from zero, so that a half above an even
    digit comes out one step too far. Twice the scaled value is then 1, or -1, more than a multiple of four."""
    value, digits = found["a"], int(str(found["n"].this))
    twice = exp.Mul(this=_grouped(value.copy()), expression=exp.Literal.number("2" + "0" * digits))
    step = "0." + "0" * (digits - 1) + "1" if digits else "1"
    too_far = exp.Case(
        this=call("mod", twice, exp.Literal.number(4), at="lowered"),
        ifs=[
            exp.If(this=exp.Literal.number(1), true=exp.Literal.number(step)),
            exp.If(this=exp.Neg(this=exp.Literal.number(1)), true=exp.Neg(this=exp.Literal.number(step))),
        ],
        default=exp.Literal.number(0),
    )
    plain = call("round", value, exp.Literal.number(digits), at="lowered")
    return exp.Paren(this=exp.Sub(this=plain, expression=too_far))
