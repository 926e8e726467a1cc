"""Pipelined functions: PIPE ROW is RETURN NEXT, the function gives rows. All of them: PostgreSQL keeps a function's rows
until it returns, so NO_DATA_NEEDED is never raised.
"""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.plpgsql.hoisting import value
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.scopes import RoutineItem
from sct.ir import statements as s
from sct.ir.types import UNKNOWN, Type
from sct.rulebook.translate import Refused


def result(code: Any, item: RoutineItem) -> str:
    """What follows RETURNS."""
    returns = item.returns or Type("text")
    if item.code.options.get("pipelined") is None:
        return str(code.types.argument(returns))
    element = row(code.types, code.program, returns)
    return f"SETOF {code.types.argument(element) if element.is_text else code.types.text(element)}"


def row(types: Any, program: Any, returns: Type) -> Type:
    if returns.kind == "named":
        returns = program.resolver.type_of_text(returns.name)
    return returns.element or UNKNOWN


@writes(s.PipeRow)
def pipe_row(w: Writer, one: s.PipeRow) -> None:
    if w.returns is None or w.routine is None or w.routine.code.options.get("pipelined") is None:
        raise Refused("SC1510", "PIPE ROW outside of a pipelined function", one.span)
    w.line(f"RETURN NEXT {value(w, one.value, row(w.types, w.program, w.returns))};")
