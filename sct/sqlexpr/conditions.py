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


def quantified(node: Node) -> Node | None:
    """`a > ANY (1, 2)`, `a <> ALL (1, 2)` over a list of values as the comparisons it stands for; None otherwise."""
    right = node.args.get("expression")
    if isinstance(right, (exp.Any, exp.All)):
        word, inner = type(right).__name__.lower(), right.this
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, (exp.Subquery, exp.Select, exp.SetOperation)):
            return None
        values = list(inner.expressions) if isinstance(inner, exp.Tuple) else [inner]
    elif isinstance(right, exp.Anonymous) and str(right.this).lower() in ("any", "all", "some"):
        word, values = str(right.this).lower(), list(right.expressions)
        if len(values) == 1 and isinstance(values[0], (exp.Subquery, exp.Select, exp.SetOperation)):
            query = values[0] if not isinstance(values[0], exp.Subquery) else values[0].this
            node.set("expression", (exp.All if word == "all" else exp.Any)(this=exp.Subquery(this=query)))
            return None
    else:
        return None
    if isinstance(node, exp.EQ) and word != "all":
        return exp.Paren(this=exp.In(this=node.this, expressions=values))
    if isinstance(node, exp.NEQ) and word == "all":
        return exp.Not(this=exp.In(this=node.this, expressions=values))
    joined = exp.And if word == "all" else exp.Or
    made: Node | None = None
    for value in values:
        one = type(node)(this=node.this.copy(), expression=value)
        made = one if made is None else joined(this=made, expression=one)
    return exp.Paren(this=made)
