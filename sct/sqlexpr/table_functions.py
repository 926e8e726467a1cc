"""Functions standing in FROM: each a conversion registered under its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.scope import Scope, Shape

# (item of FROM, the call in it, scope, lifter) -> what stands there instead, and the columns it gives
TableFunction = Callable[[exp.Expression, Any, Scope, Any], tuple[exp.Expression, Shape]]
TABLE_FUNCTIONS: dict[str, TableFunction] = {}


def table_function(name: str) -> Callable[[TableFunction], TableFunction]:
    def register(function: TableFunction) -> TableFunction:
        TABLE_FUNCTIONS[name] = function
        return function

    return register
