"""Values on their way into a place of limited size, where storing them would not do what the source does.

Numbers with more digits than the place are cut or rounded by the source's rule where that is not the target's. A target may
cut blanks behind the limit without a word where the source refuses the value, and counts characters where the source
counts bytes, and knows no greatest number of days of an interval. What can be longer than the place and end with blanks, or has to be counted in bytes, is made to fit by a call;
`extents.py` says what is known of a value.
"""

from __future__ import annotations

from typing import TypeAlias

from sct.ir.types import VARCHAR, Type
from sct.sqlexpr.context import Context
from sct.sqlexpr.extents import interval_digits, longest, may_end_blank, surely_long
from sct.sqlexpr.hooks import HOOKS
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, type_of

Node: TypeAlias = exp.Expression

_MOST_DIGITS = 9  # of an interval's first field


def fitted(node: Node, target: Type, ctx: Context, *, column: bool) -> Node:
    """`node` as a value for a place of that type; `column`: the place is a table's, which checks bytes itself."""
    rule = ctx.coercions.get(("number", "stored"))
    if rule is not None and target.is_number and type_of(node).is_number:
        return HOOKS[rule.removeprefix("@")](node, {"target": target}, ctx)
    if target.kind == "interval" and ("text", "fitted") in ctx.coercions:
        return within_interval(node, target)
    if target.kind not in ("varchar", "char") or ctx.coercions.get(("text", "fitted")) is None:
        return node
    if isinstance(node, (exp.Null, exp.Var)):
        return node
    clob = type_of(node).kind == "text" and (isinstance(node, exp.Column) or call_name(node) == "empty_text")
    if target.kind == "varchar" and clob:
        node = call("NULL_IF_EMPTY", node, at="lifted", type_=VARCHAR)  # a CLOB may be empty, a VARCHAR2 may not
    if not target.length:
        return node
    if target.unit == "byte" and not column and target.kind == "varchar":
        return node if _few_bytes(node, target.length) else _call("FITS_BYTES", node, target)
    limit = longest(node)
    if (limit is not None and limit <= target.length) or not may_end_blank(node):
        return node
    known = surely_long(node)
    return _call(f"{'FITS' if known else 'WITHIN'}_{'COLUMN' if column else 'TEXT'}", node, target)


def within_interval(node: Node, target: Type) -> Node:
    """An interval in a place of fewer digits of days or years: one too long is an error."""
    digits = interval_digits(target)[0]
    has = type_of(node)
    if has.kind != "interval" or digits >= _MOST_DIGITS or interval_digits(has)[0] <= digits or _short(node, digits):
        return node
    made = call("FITS_INTERVAL", node, exp.Literal.number(digits), at="lifted", type_=target)
    made.meta["nn"] = is_not_null(node)
    return made


def _short(node: Node, digits: int) -> bool:
    """Whether it is a constant number of days or less that fits: NUMTODSINTERVAL(30, 'MINUTE')."""
    if call_name(node) not in ("time_interval", "months_interval"):
        return False
    number = node.expressions[0]
    number = number.this if isinstance(number, (exp.Neg, exp.Paren)) else number
    return isinstance(number, exp.Literal) and number.this.isdigit() and int(number.this) < 10**digits


def _call(name: str, node: Node, target: Type) -> Node:
    length = exp.Literal.number(target.length or 0)
    length.meta["nn"] = True
    made = call(name, node, length, at="lifted", type_=target)
    made.meta["nn"] = is_not_null(node)
    return made


def _few_bytes(node: Node, limit: int) -> bool:
    if isinstance(node, exp.Literal):
        return len(str(node.this).encode()) <= limit
    has = type_of(node)
    return has.kind in ("varchar", "char") and has.unit == "byte" and has.length is not None and has.length <= limit
