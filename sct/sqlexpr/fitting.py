"""Values on their way into a place of limited size, where storing them would not do what the source does.

Numbers with more digits than the place are cut or rounded by the source's rule where that is not the target's. A target may
cut blanks behind the limit without a word where the source refuses the value, and counts characters where
the source counts bytes. What can end with blanks, or has to be counted in bytes, is made to fit by a call.
"""

from __future__ import annotations

from typing import TypeAlias

from sct.ir.types import VARCHAR, Type
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import HOOKS
from sct.sqlexpr.nodes import call, exp, is_not_null, type_of

Node: TypeAlias = exp.Expression
_PADDING = frozenset({"pad_right", "pad_left", "rpad", "lpad"})


def fitted(node: Node, target: Type, ctx: Context, *, column: bool) -> Node:
    """`node` as a value for a place of that type; `column`: the place is a table's, which checks bytes itself."""
    rule = ctx.coercions.get(("number", "stored"))
    if rule is not None and target.is_number and type_of(node).is_number:
        return HOOKS[rule.removeprefix("@")](node, {"target": target}, ctx)
    if target.kind != "varchar" or ctx.coercions.get(("text", "fitted")) is None or isinstance(node, exp.Null):
        return node
    if type_of(node).kind == "text" and (isinstance(node, exp.Column) or _name(node) == "empty_text"):
        node = call("NULL_IF_EMPTY", node, at="lifted", type_=VARCHAR)  # a CLOB may be empty, a VARCHAR2 may not
    if not target.length or isinstance(node, (exp.Var, exp.Subquery)):
        return node
    if target.unit == "byte" and not column:
        return node if _few_bytes(node, target.length) else _call("FITS_BYTES", node, target)
    if not _may_end_blank(node, target.length):
        return node
    return _call("FITS_COLUMN" if column else "FITS_TEXT", node, target)


def _call(name: str, node: Node, target: Type) -> Node:
    length = exp.Literal.number(target.length or 0)
    length.meta["nn"] = True
    made = call(name, node, length, at="lifted", type_=target)
    made.meta["nn"] = is_not_null(node)
    return made


def _name(node: Node) -> str:
    return str(node.this).lower() if isinstance(node, exp.Anonymous) else ""


def _few_bytes(node: Node, limit: int) -> bool:
    if isinstance(node, exp.Literal):
        return len(str(node.this).encode()) <= limit
    has = type_of(node)
    return has.kind in ("varchar", "char") and has.unit == "byte" and has.length is not None and has.length <= limit


def _may_end_blank(node: Node, limit: int) -> bool:
    """Whether a value of a form that can end with blanks can be longer than the limit."""
    if isinstance(node, exp.Paren):
        return _may_end_blank(node.this, limit)
    if isinstance(node, exp.Literal):
        text = str(node.this)
        return node.is_string and text.endswith(" ") and len(text) > limit
    if isinstance(node, exp.DPipe):
        return _may_end_blank(node.expression, 0)
    if isinstance(node, exp.Case):
        values = [i.args["true"] for i in node.args["ifs"]]
        return any(_may_end_blank(v, limit) for v in (*values, node.args.get("default")) if v is not None)
    name = _name(node)
    given = node.expressions if name else []
    if name in _PADDING:
        width = given[1] if len(given) > 1 else None
        return not (isinstance(width, exp.Literal) and str(width.this).isdigit() and int(width.this) <= limit)
    if name == "char_to_text":
        length = given[1]
        return not isinstance(length, exp.Literal) or int(length.this) > limit
    if name == "coalesce":
        return any(_may_end_blank(v, limit) for v in given)
    if name == "nullif":
        return _may_end_blank(given[0], limit)
    if name == "concat":
        return _may_end_blank(given[-1], 0)
    return False
