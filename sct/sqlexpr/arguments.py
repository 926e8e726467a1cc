"""The arguments of a call that is a whole piece."""

from __future__ import annotations

from typing import Any

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import clone, exp
from sct.sqlexpr.parse import tree_of


def _call(tree: Any) -> Any:
    node = tree.expression if isinstance(tree, exp.Dot) else tree
    return node if isinstance(node, exp.Anonymous) else None


def argument(sql: Sql, position: int) -> Any:
    """An argument's tree, None when there is none or it is named."""
    call = _call(tree_of(sql))
    if call is None or len(call.expressions) <= position or isinstance(call.expressions[position], exp.Kwarg):
        return None
    return call.expressions[position]


def with_arguments(sql: Sql, given: dict[int, Any], tree: Any = None) -> Any:
    """The call (`tree`, where it is not the piece's own) with other arguments, ones that already say what the target
    shall say."""
    tree = clone(tree_of(sql) if tree is None else tree)
    call = _call(tree)
    for node in given.values():
        node.meta["ready"] = True
    call.set("expressions", [given.get(n, value) for n, value in enumerate(call.expressions)])
    return tree
