"""Queries handed on as values: `CURSOR(SELECT …)` as an argument or a column.

The target opens the query from its text. The values of code in it become elements of the array the text is run with,
`$1[1]`, `$1[2]` …, each cast back to its type.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir.types import Type
from sct.sqlexpr import build
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.printing import to_sql
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression
MARK = "query text"


def cursor(node: Node, lifter: Any) -> Node | None:
    """CURSOR(query), its query not yet lifted; None where nothing can open it."""
    given = getattr(lifter.ctx.resolver, "query_values", None)
    if given is None or len(node.expressions) != 1:
        return None
    with given() as values:
        query, _ = lifter.query(node.expressions[0], Scope())
    lifter.ctx.extras[MARK] = True
    texts = [build.cast(lifter.ctx.resolver.handed_on(value), "text") for value in values]
    return build.runtime("open_query", build.marked(query, MARK), *texts, type_=Type("cursor"))


def made_texts(tree: Node, engine: str) -> Node:
    """The lowered tree with the queries in it that are marked written as literals, those inside others first."""
    for node in [n for n in tree.walk() if build.is_marked(n, MARK)][::-1]:
        query = node.this if isinstance(node, exp.Subquery) else node
        text = exp.Literal.string(to_sql(query.copy(), engine))
        node.replace(text)
    return tree
