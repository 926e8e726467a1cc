"""Where a decimal of the source may be a machine integer on the target: such a value must not overflow or divide whole.

The source computes with decimals of 38 digits. A key column or a literal may be a machine integer on the target; the
bounds of its values, known from its declaration, say whether a sum or product still fits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from sct.ir import types as t
from sct.sqlexpr.nodes import call, exp, is_not_null, set_type, type_of

Node: TypeAlias = exp.Expression

_LONG = 10**13  # what counts rows: more of them cannot be
_SHORT = 10**9  # what counts characters


def bounds(node: Node) -> tuple[int, int] | None:
    """(largest absolute value, bits of the machine integer) of what may be one on the target, else None."""
    meta = node._meta or {}
    found = meta.get("int")
    if found is not None:
        known: tuple[int, int] = found
        return known
    if isinstance(node, (exp.Paren, exp.Neg)):
        return bounds(node.this)
    if isinstance(node, exp.Literal):
        if node.is_string or not node.this.isdigit():
            return None
        value = int(node.this)
        return (value, 32) if value < 2**31 else (value, 64) if value < 2**63 else None
    type_ = type_of(node)
    if type_.kind == "integer":
        return (_LONG, 64) if type_.bits == 64 else (_SHORT, type_.bits or 32)
    if type_.kind == "decimal" and type_.precision is not None and not type_.scale and type_.precision <= 18:
        p = type_.precision
        return 10**p - 1, 16 if p <= 4 else 32 if p <= 9 else 64
    return None


def maybe_native(node: Node) -> bool:
    return bounds(node) is not None


def is_whole(node: Node) -> bool:
    """A number that has no fraction, by its declaration."""
    type_ = type_of(node)
    return maybe_native(node) or (type_.kind == "decimal" and type_.scale == 0)


def fits_native(node: Node) -> bool:
    """Whether a sum, difference or product stays in the machine integer it would be computed in; remembers its bounds."""
    a, b = bounds(node.this), bounds(node.expression)
    if a is None or b is None:
        return True
    if type_of(node.this).raw and type_of(node.this).kind == "integer":
        return True  # a machine integer of the source overflows there as well
    if type_of(node.expression).raw and type_of(node.expression).kind == "integer":
        return True
    bits = max(a[1], b[1])
    most = a[0] * b[0] if isinstance(node, exp.Mul) else a[0] + b[0]
    if most >= 2 ** (bits - 1):
        return False
    node.meta["int"] = (most, bits)
    return True


def wrapped(node: Node) -> Node | None:
    """A sum, difference or product of whole numbers that wrap: past one end of their range it comes in at the other."""
    sides = (node.this, node.expression)
    kind = next((type_of(side) for side in sides if type_of(side).wraps), None)
    if kind is None or not isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return None
    if not all(type_of(side).wraps or (isinstance(side, exp.Literal) and bounds(side) is not None) for side in sides):
        return None
    node.set("this", as_number(node.this))
    set_type(node, t.NUMBER, not_null=True)
    node.meta["s"] = "lifted"
    made = call("INTEGER_WRAPPED", node, at="lifted", type_=replace(kind, required=False))
    made.meta["nn"] = True
    return made


def as_number(node: Node) -> Node:
    """The node as a decimal for certain."""
    inner = exp.Paren(this=node) if isinstance(node, exp.Binary) else node
    to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="numeric")
    to.meta["t"] = t.NUMBER
    made = exp.Cast(this=inner, to=to)
    made.meta["s"] = "lifted"
    return set_type(made, t.NUMBER, not_null=is_not_null(node))
