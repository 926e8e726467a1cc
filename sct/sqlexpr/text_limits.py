"""Texts of a query that are longer than a VARCHAR2 can be: an error where they are put together, cut where they are padded.

The source's limit is one of its settings (MAX_STRING_SIZE: 4000 bytes, or 32767); columns that are declared longer than
4000 tell it. A concatenation is tested only where what is declared of its columns says that it can be too long.
Code is not concerned: there a text has the limit of the variable it goes to.
"""

from __future__ import annotations

from typing import TypeAlias

from sct.ir import types as t
from sct.sqlexpr.context import Context
from sct.sqlexpr.extents import longest
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, set_type, stage, type_of

Node: TypeAlias = exp.Expression

_TESTED = "bytes_at_most"
STANDARD, EXTENDED = 4000, 32767
_FEW_DIGITS = 3


def limit(ctx: Context) -> int | None:
    """The most bytes a VARCHAR2 of a query has; None where there is no such limit."""
    if not ctx.in_sql or ("text", "joined") not in ctx.coercions or ctx.extras.get("immutable"):
        return None
    ask = getattr(ctx.resolver, "has_longer_text", None)
    return EXTENDED if ask is not None and ask(STANDARD) else STANDARD


def tested(node: Node, most: int, ctx: Context) -> Node:
    """`node`, an error where it has more bytes."""
    made = call(ctx.coercions[("text", "joined")], node, exp.Literal.number(most), at="lifted", type_=t.VARCHAR)
    made.meta["nn"] = is_not_null(node)
    return made


def joined(node: Node, made: Node, ctx: Context) -> Node:
    """What became of the concatenation `node`, tested where its columns can be too long together."""
    if not ctx.in_sql or _inside_another(node):
        return made
    parts = _parts(made)
    declared = sum(map(_declared, parts))
    if declared <= STANDARD or any(type_of(p).kind in ("text", "json", "xml") for p in parts):
        return made
    most = limit(ctx)
    if most is None or declared <= most:
        return made
    for part in parts:
        if call_name(part) == _TESTED:  # what is too long in it is too long in the whole
            part.replace(part.expressions[0])
    return tested(made, most, ctx)


def padded(value: Node, width: Node, fill: Node | None, ctx: Context) -> list[Node]:
    """What a text is padded with: a query's are cut to the limit without a word. A width that only the run knows comes
    with the limit."""
    given = [value, width] if fill is None else [value, width, fill]
    if not ctx.in_sql or type_of(value).kind == "text" or _few(width, STANDARD):
        return given
    most = limit(ctx)
    if most is None or _few(width, most):
        return given
    if isinstance(width, exp.Literal):
        given[1] = set_type(exp.Literal.number(most), t.INTEGER, not_null=True)
        return given
    return [value, width, fill or exp.Literal.string(" "), exp.Literal.number(most)]


def _few(width: Node, most: int) -> bool:
    """Whether a width is surely no greater than the limit, or would be only in a text or hierarchy beyond measure: made of
    constants, lengths, LEVEL and numbers of few digits."""
    if isinstance(width, exp.Literal):
        return not width.is_string and str(width.this).isdigit() and int(str(width.this)) <= most
    if isinstance(width, (exp.Paren, exp.Neg)):
        return _few(width.this, most)
    if isinstance(width, (exp.Add, exp.Sub, exp.Mul)):
        return _few(width.this, most) and _few(width.expression, most)
    if isinstance(width, (exp.Cast, exp.Null)):
        return isinstance(width, exp.Null) or _few(width.this, most)
    if isinstance(width, exp.Column) and width.name.lower() == "level":
        return True
    digits = type_of(width).precision
    return (digits is not None and digits <= _FEW_DIGITS) or "length" in call_name(width)


def _inside_another(node: Node) -> bool:
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return isinstance(parent, exp.DPipe) or (parent is not None and call_name(parent) == "concat")


def _parts(node: Node) -> list[Node]:
    """What stands one behind the other in a concatenation."""
    if isinstance(node, exp.Paren):
        return [node] if type_of(node).kind == "text" else _parts(node.this)  # of a CLOB nothing else says so
    if isinstance(node, exp.DPipe):
        return [*_parts(node.this), *_parts(node.expression)]
    if call_name(node) == "concat":
        return [part for inner in node.expressions for part in _parts(inner)]
    if (node._meta or {}).get("concat") and isinstance(node, exp.Anonymous):
        return _parts(node.expressions[0])
    return [node]


def _declared(part: Node) -> int:
    """How long the part can be by the declaration of a column, or by what it is made with; 0 where nothing says it.

    A variable's declared length says little: buffers are declared as long as they can be.
    """
    if any(isinstance(inner, (exp.Column, exp.Dot)) and stage(inner) for inner in part.walk()):
        return 0
    return longest(part) or 0
