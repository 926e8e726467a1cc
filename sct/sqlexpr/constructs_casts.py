"""Conversions with a default, a format or a check, read back from the plain calls prepare_casts makes of them."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.constructs_choice import conversions
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, call_name, exp, literal_text, set_type, type_of

Node: TypeAlias = exp.Expression
_DEFAULT_FORMATS = {"datetime": "DD-MON-RR", "timestamp": "DD-MON-RR HH.MI.SSXFF AM"}


def _target(node: Any, ctx: Context) -> Type:
    words = literal_text(node) or ""
    return ctx.resolver.type_of_text(words.replace(" (", "(").replace("( ", "(").replace(" )", ")"))


def _format(args: list[Node], target: Type, ctx: Context, node: Node) -> Node:
    if len(args) > 1:
        raise ctx.refuse("SC1010", f"{ctx.words(node)}: with a language", node)
    if args:
        return conversions(ctx).coerce(args[0], "text")
    return exp.Literal.string(_DEFAULT_FORMATS[family(target)])


def _declared(made: Node, target: Type) -> Node:
    """The value with the precision the target type names."""
    if target.kind == "decimal" and target.precision is None:
        return set_type(made, target)
    cast = exp.Cast(this=made, to=named_type("text"))
    cast.args["to"].meta["t"] = target
    cast.meta["s"] = "lifted"
    return set_type(cast, target)


def _with_default(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    kind, value, default, *rest = found["*xs"]
    target, convert = _target(kind, ctx), conversions(ctx)
    wanted = family(target)
    if wanted == family(type_of(value)):
        return _declared(value, target)
    text = convert.coerce(value, "text")
    if wanted == "number":
        fallback = convert.coerce(default, "exact")
        if rest:
            made = call("PARSE_NUMBER_OR", text, fallback, _format(rest, target, ctx, node), at="lifted")
        else:
            made = call("NUMBER_OR", text, fallback, at="lifted")
        return _declared(set_type(made, t.NUMBER), target)
    if wanted in ("datetime", "timestamp") and target.zone == "none":
        name = "PARSE_DATE_OR" if wanted == "datetime" else "PARSE_TIMESTAMP_OR"
        fallback = convert.coerce(default, "text")
        made = call(name, text, fallback, _format(rest, target, ctx, node), at="lifted")
        return set_type(made, t.DATETIME if wanted == "datetime" else t.TIMESTAMP)
    raise ctx.refuse("SC1010", f"{ctx.words(node)}: DEFAULT … ON CONVERSION ERROR for this type", node)


def _by_format(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """CAST(x AS type, format) is the TO_ function of the type."""
    kind, value, *rest = found["*xs"]
    target, convert = _target(kind, ctx), conversions(ctx)
    wanted, pattern = family(target), _format(rest, target, ctx, node)
    if wanted == "text" and type_of(value).is_moment:
        return set_type(call("FORMAT_DATE", value, pattern, at="lifted"), target)
    if wanted == "text" and type_of(value).is_number:
        return set_type(call("FORMAT_NUMBER", convert.coerce(value, "exact"), pattern, at="lifted"), target)
    names = {"number": "PARSE_NUMBER", "datetime": "PARSE_DATE", "timestamp": "PARSE_TIMESTAMP"}
    if wanted not in names or target.zone != "none":
        raise ctx.refuse("SC1010", f"{ctx.words(node)}: CAST with a format to this type", node)
    made = call(names[wanted], convert.coerce(value, "text"), pattern, at="lifted")
    return _declared(set_type(made, target), target) if wanted == "number" else set_type(made, target)


def _checked(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    kind, value, *rest = found["*xs"]
    target = _target(kind, ctx)
    wanted = family(target)
    if wanted not in ("number", "datetime", "timestamp") or target.zone != "none":
        raise ctx.refuse("SC1010", f"{ctx.words(node)}: VALIDATE_CONVERSION to this type", node)
    if wanted == family(type_of(value)):
        return set_type(exp.Literal.number(1), t.INTEGER, not_null=True)
    if wanted == "number":
        pattern: Node = conversions(ctx).coerce(rest[0], "text") if rest else exp.Null()
    else:
        pattern = _format(rest, target, ctx, node)
    text = conversions(ctx).coerce(value, "text")
    return call("CAN_CONVERT", text, exp.Literal.string(wanted), pattern, at="lifted", type_=t.INTEGER)


_FORMS = {"conversion_or": _with_default, "conversion_by": _by_format, "conversion_check": _checked}


@hook("conversion_clauses")
def conversion_clauses(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    return _FORMS[call_name(node)](node, found, ctx)
