"""Conversions a pattern cannot say, by name: rules refer to them with `call: name`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import exp

Hook = Callable[[exp.Expression, dict[str, Any], Context], exp.Expression]
HOOKS: dict[str, Hook] = {}


def hook(name: str) -> Callable[[Hook], Hook]:
    """Registers `function(node, bound variables, context) -> replacement` under a name rules can use."""

    def register(function: Hook) -> Hook:
        if name in HOOKS:
            raise ValueError(f"two hooks named {name}")
        HOOKS[name] = function
        return function

    return register
