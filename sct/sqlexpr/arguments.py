"""The arguments of a call that is a whole piece."""

from __future__ import annotations

from typing import Any

from sct.ir.sql import Sql
from sct.sqlexpr import built_ins
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import clone, exp
from sct.sqlexpr.parse import tree_of
from sct.sqlexpr.patterns import head_of


def _call(tree: Any) -> Any:
    node = tree.expression if isinstance(tree, exp.Dot) else tree
    return node if isinstance(node, exp.Anonymous) else None


def by_position(sql: Sql, ctx: Context, tree: Any = None) -> Any:
    """The call (`tree`, where it is not the piece's own) with its named arguments in their places; None when it has
    none that a rule knows."""
    found = _call(tree_of(sql) if tree is None else tree)
    if found is None or not any(isinstance(arg, exp.Kwarg) for arg in found.expressions):
        return None
    made = built_ins.plain(clone(tree_of(sql) if tree is None else tree))
    rules = ctx.rules.candidates(head_of(made))
    if not any(rule.parameters for rule in rules):
        return None
    built_ins.positional(made, rules, ctx)
    return made


def argument(sql: Sql, position: int, tree: Any = None) -> Any:
    """An argument's tree, None when there is none or it is named; of `tree`, where that is not the piece's own."""
    call = _call(tree_of(sql) if tree is None else tree)
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
