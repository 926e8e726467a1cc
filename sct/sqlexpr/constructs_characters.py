"""Constants that stand for characters, written as what they are."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.character_codes import constant_code, of_bytes, of_units
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call, exp, set_type

Node: TypeAlias = exp.Expression


@hook("written_character")
def written_character(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    """A constant's character: by its code where it is of ASCII (a line feed stays readable), else the character itself."""
    name = str(node.this).lower() if isinstance(node, exp.Anonymous) else ""
    code = constant_code(found["a"])
    assert code is not None
    text = of_units(code) if name == "nchr" or len(node.expressions) > 1 else of_bytes(code)
    assert text is not None
    if code < 128:
        made: Node = call("ASCII_CHARACTER", exp.Literal.number(code), at="lifted", type_=t.VARCHAR)
    else:
        made = exp.Literal.string(text)
        made.meta["s"] = "lifted"
    return set_type(made, t.VARCHAR, not_null=True)
