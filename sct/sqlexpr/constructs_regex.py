"""Regular expressions for targets of Amazon Redshift's family: POSIX patterns, parameters in their order, groups as $1.

Database Developer Guide, REGEXP_REPLACE, REGEXP_SUBSTR, REGEXP_INSTR, REGEXP_COUNT, "POSIX operators".
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, literal_text, set_type, type_of

Node: TypeAlias = exp.Expression
_GROUP = re.compile(r"\\(.)", re.DOTALL)


@hook("posix_regex")
def posix_regex(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """The neutral REGEX_* calls, natively. Raises Refused where a parameter has no equal."""
    args = list(node.expressions)
    return set_type(_FUNCTIONS[call_name(node)](args[0], args[1], args[2:], node, ctx), type_of(node))


def _matches(value: Node, pattern: Node, rest: list[Node], node: Node, ctx: Context) -> Node:
    flags = _flags(rest, 0, node, ctx)
    if not flags:
        return exp.Paren(this=exp.RegexpLike(this=value, expression=exp.Paren(this=pattern)))
    one = exp.Literal.number(1)
    place = call("regexp_instr", value, pattern, one, one.copy(), exp.Literal.number(0), _text(flags), at="lowered")
    return exp.Paren(this=exp.GT(this=place, expression=exp.Literal.number(0)))


def _replace(value: Node, pattern: Node, rest: list[Node], node: Node, ctx: Context) -> Node:
    flags = _flags(rest, 3, node, ctx)
    if len(rest) > 2 and not _is(rest[2], "0"):
        raise ctx.refuse("SC2040", "only one match of several is replaced", node)
    args = [value, pattern, _replacement(rest[0] if rest else None, node, ctx)]
    if len(rest) > 1 and (flags or not _is(rest[1], "1")):
        args.append(_integer(rest[1]))
    if flags:
        args.append(_text(flags))
    made = call("regexp_replace", *args, at="lowered")
    if ("text", "fitted") not in ctx.coercions:
        return made
    return call("nullif", made, _text(""), at="lowered")  # nothing left is NULL in the source


def _replacement(value: Node | None, node: Node, ctx: Context) -> Node:
    """`\\1` as `$1`; a text that only the run knows is taken as it is."""
    if value is None or isinstance(value, exp.Null):
        return _text("")
    text = literal_text(value)
    if text is None:  # NULL removes what matches
        return value if is_not_null(value) else call("coalesce", value, _text(""), at="lowered")
    if "$" in text:
        raise ctx.refuse("SC2040", f"a dollar in the replacement {ctx.words(value)}", node)
    return _text(_GROUP.sub(lambda m: f"${m[1]}" if m[1].isdigit() else m[1], text))


def _substring(value: Node, pattern: Node, rest: list[Node], node: Node, ctx: Context) -> Node:
    flags = _flags(rest, 2, node, ctx)
    if len(rest) > 3 and not _is(rest[3], "0"):
        if not _is(rest[3], "1"):
            raise ctx.refuse("SC2040", "a group that is not the first", node)
        flags += "e"
    args = [value, pattern, *(_integer(one) for one in _filled(rest[:2], 2 if flags else 0))]
    found = call("regexp_substr", *args, *([_text(flags)] if flags else []), at="lowered")
    return call("nullif", found, _text(""), at="lowered")


def _position(value: Node, pattern: Node, rest: list[Node], node: Node, ctx: Context) -> Node:
    flags = _flags(rest, 3, node, ctx)
    if len(rest) > 4 and not _is(rest[4], "0"):
        raise ctx.refuse("SC2040", "the position of a group", node)
    if len(rest) > 2 and not _is(rest[2], "0", "1"):
        raise ctx.refuse("SC2040", "whether the match begins or ends is decided at run time", node)
    numbers = [_integer(one) for one in _filled(rest[:3], 3 if flags else 0, ("1", "1", "0"))]
    return call("regexp_instr", value, pattern, *numbers, *([_text(flags)] if flags else []), at="lowered")


def _count(value: Node, pattern: Node, rest: list[Node], node: Node, ctx: Context) -> Node:
    flags = _flags(rest, 1, node, ctx)
    numbers = [_integer(one) for one in _filled(rest[:1], 1 if flags else 0)]
    return call("regexp_count", value, pattern, *numbers, *([_text(flags)] if flags else []), at="lowered")


def _flags(rest: list[Node], at: int, node: Node, ctx: Context) -> str:
    """The match parameters: `i`, or none; the target has no other."""
    if len(rest) <= at or isinstance(rest[at], exp.Null):
        return ""
    text = literal_text(rest[at])
    if text is None or text.strip("ci"):
        raise ctx.refuse("SC2040", f"match parameters {ctx.words(rest[at])}", node)
    return "i" if text[-1:] == "i" else ""  # of two that contradict each other the last one counts


def _filled(given: list[Node], count: int, defaults: tuple[str, ...] = ("1", "1")) -> list[Node]:
    """Arguments that have to be there because one behind them is."""
    return [*given, *(exp.Literal.number(d) for d in defaults[len(given) : count])]


def _is(value: Node, *numbers: str) -> bool:
    inner = value.this if isinstance(value, (exp.Cast, exp.Paren)) else value
    return isinstance(inner, exp.Literal) and not inner.is_string and inner.name in numbers


def _integer(value: Node) -> Node:
    return value if isinstance(value, exp.Literal) else exp.Cast(this=value, to=named_type("integer"))


def _text(text: str) -> Node:
    return set_type(exp.Literal.string(text), t.VARCHAR)


_FUNCTIONS = {
    "regex_matches": _matches,
    "regex_replace": _replace,
    "regex_substring": _substring,
    "regex_position": _position,
    "regex_count": _count,
}
