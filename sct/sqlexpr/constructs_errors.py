"""UTL_CALL_STACK's questions about the error being handled: the answers are parts of SQLCODE, SQLERRM and the backtrace."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir.types import VARCHAR
from sct.sqlexpr import build
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call, exp
from sct.sqlexpr.patterns import head_of

Node: TypeAlias = exp.Expression
_BACKTRACE = ("dbms_utility", "format_error_backtrace")
_ASKED = {
    "backtrace_depth": (_BACKTRACE, "BACKTRACE_DEPTH"),
    "backtrace_unit": (_BACKTRACE, "BACKTRACE_UNIT"),
    "backtrace_line": (_BACKTRACE, "BACKTRACE_LINE"),
    "error_depth": (("sqlcode",), "ERROR_DEPTH"),
    "error_number": (("sqlcode",), "ERROR_NUMBER_AT"),
    "error_msg": (("sqlerrm",), "ERROR_TEXT_AT"),
}


@hook("error_stack")
def error_stack(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    name = head_of(node).rpartition(".")[2]
    path, neutral = _ASKED[name]
    symbol = ctx.resolver.symbol(path)
    if symbol is not None and symbol.build is not None:
        asked = symbol.build()
    else:  # outside of code no error is handled
        asked = build.number(0) if path == ("sqlcode",) else build.null(VARCHAR)
    place = [found["d"]] if "d" in found else []
    return call(neutral, asked, *place, at="lifted")
