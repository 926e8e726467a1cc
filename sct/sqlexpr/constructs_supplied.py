"""Values of the object types that come with Oracle's server, where the column that holds them is text."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call_args, exp, set_type

Node: TypeAlias = exp.Expression


@hook("supplied_object")
def supplied_object(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """`SDO_GEOMETRY(2001, 8307, …)` of constants: its own spelling, as text, so that nothing of the value is lost."""
    call = node.expression if isinstance(node, exp.Dot) else node
    parts = [_part(arg) for arg in call_args(node)]
    if None in parts:
        raise ctx.refuse("SC1010", f"{ctx.words(node)}: only constants become text", node)
    name = str(call.this).upper()
    made = exp.Literal.string(f"{name}({', '.join(p for p in parts if p is not None)})")
    made.meta.update(s="lifted", supplied=True)
    return set_type(made, t.VARCHAR, not_null=True)


def _part(arg: Node) -> str | None:
    if isinstance(arg, exp.Null):
        return "NULL"
    if isinstance(arg, exp.Neg) and isinstance(arg.this, exp.Literal) and not arg.this.is_string:
        return f"-{arg.this.this}"
    if not isinstance(arg, exp.Literal):
        return None
    if not arg.is_string or (arg._meta and arg._meta.get("supplied")):
        return str(arg.this)
    return "'" + str(arg.this).replace("'", "''") + "'"
