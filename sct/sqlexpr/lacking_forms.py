"""How rewrites of what a target lacks are registered; those are in the files beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sct.sqlexpr.nodes import exp

Node: TypeAlias = exp.Expression
Rewrite = Callable[[Node, Any], Node]
REWRITES: dict[str, tuple[tuple[type, ...], Rewrite]] = {}


def rewrites(name: str, *kinds: type) -> Callable[[Rewrite], Rewrite]:
    def register(function: Rewrite) -> Rewrite:
        REWRITES[name] = (kinds, function)
        return function

    return register


def done(node: Node) -> Node:
    node.meta["s"] = "lowered"
    return node
