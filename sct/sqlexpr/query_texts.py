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
ROW = "of the row around"


def of_row_around(node: Node, names: tuple[str, ...], scope: Scope, lifter: Any) -> Node | None:
    """A column of the row that a CURSOR(query) stands in, as a value its text is given; None where it is none."""
    around = scope.handing()
    if around is None:
        return None
    shape = around.source(names[0]) if len(names) == 2 else None
    known = around.column(names[0]) is not None if len(names) == 1 else shape is not None and names[1] in shape.columns
    if not known:
        return None
    value = build.marked(lifter.column(node.copy(), around), ROW)
    made: Node = lifter.ctx.resolver.handed_on(value)
    return made


def cursor(node: Node, scope: Scope, lifter: Any) -> Node | None:
    """CURSOR(query), its query not yet lifted; None where nothing can open it. `scope`: what it stands in, whose columns
    are values for it."""
    given = getattr(lifter.ctx.resolver, "query_values", None)
    if given is None or len(node.expressions) != 1:
        return None
    inside = scope.handing() is not None
    with given() as values:
        query, _ = lifter.query(node.expressions[0], Scope(around=None if inside else scope))
    lifter.ctx.extras[MARK] = True
    texts = [build.cast(v if build.is_marked(v, ROW) else lifter.ctx.resolver.handed_on(v), "text") for v in values]
    return build.runtime("open_query", build.marked(query, MARK), *texts, type_=Type("cursor"))


def made_texts(tree: Node, engine: str) -> Node:
    """The lowered tree with the queries in it that are marked written as literals, those inside others first."""
    for node in [n for n in tree.walk() if build.is_marked(n, MARK)][::-1]:
        query = node.this if isinstance(node, exp.Subquery) else node
        text = exp.Literal.string(to_sql(query.copy(), engine))
        node.replace(text)
    return tree
