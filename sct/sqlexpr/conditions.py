"""Conditions taken apart at AND and put together again."""

from __future__ import annotations

from typing import TypeAlias

from sct.sqlexpr.nodes import exp

Node: TypeAlias = exp.Expression


def conjuncts(condition: Node) -> list[Node]:
    """The parts of a condition joined by AND at the top."""
    if isinstance(condition, exp.And):
        return conjuncts(condition.this) + conjuncts(condition.expression)
    if isinstance(condition, exp.Paren) and isinstance(condition.this, exp.And):
        return conjuncts(condition.this)
    return [condition]


def together(parts: list[Node]) -> Node | None:
    found: Node | None = None
    for part in parts:
        part = exp.Paren(this=part) if isinstance(part, exp.Or) else part
        found = part if found is None else exp.And(this=found, expression=part)
    return found
