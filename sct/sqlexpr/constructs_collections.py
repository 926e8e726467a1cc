"""Collections in SQL and expressions: TABLE(…), functions in FROM, MULTISET operators, MEMBER OF, CAST(MULTISET …), COLLECT.

What a collection is on the target, the resolver knows: it builds the rows and the operations.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr import build
from sct.sqlexpr.constructs_objects import asks_whole
from sct.sqlexpr.constructs_xml import sequence_rows
from sct.sqlexpr.nodes import call_name, exp, set_type, type_of
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.table_functions import TABLE_FUNCTIONS, table_function

Node: TypeAlias = exp.Expression

# Operators that the tokens were made into (prepare.py): no other of these words exists in a source with collections.
OPERATORS: dict[type, str] = {
    exp.BitwiseOr: "union",
    exp.BitwiseAnd: "intersect",
    exp.BitwiseXor: "except",
    exp.Glob: "member",
    exp.Overlaps: "submultiset",
}
CONDITIONS = {"empty": "empty", "a_set": "is_set"}


@table_function("table")
@table_function("the")
def table(item: Node, source: Any, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """TABLE(collection), TABLE(function(…)), TABLE(SELECT collection …)."""
    if len(source.expressions) != 1:
        raise lifter.ctx.refuse("SC1013", "TABLE of several values", item)
    nodes = sequence_rows(item, source.expressions[0], scope, lifter)
    return nodes or rows(item, lifter.visit(source.expressions[0], scope), lifter)


@table_function("table_outer")
def table_outer(item: Node, source: Any, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """TABLE(x)(+): a row of NULLs where the collection is empty."""
    made, shape = table(item, source, scope, lifter)
    made.meta["outer"] = True
    return made, Shape({n: ColumnInfo(i.type) for n, i in shape.columns.items()}, shape.open)


@table_function("outer_rows")
def outer_rows(item: Node, source: Any, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """XMLTABLE( … )(+), JSON_TABLE( … )(+): a row of NULLs where there is none."""
    inner = source.expressions[0]
    made, shape = TABLE_FUNCTIONS[call_name(inner)](item, inner, scope, lifter)
    made.meta["outer"] = True
    return made, Shape({n: ColumnInfo(i.type) for n, i in shape.columns.items()}, shape.open)


def rows(item: Node, value: Node, lifter: Any) -> tuple[Node, Shape]:
    if isinstance(value, (exp.Select, exp.SetOperation)):
        value = set_type(exp.Subquery(this=value), type_of(value))
    ask = getattr(lifter.ctx.resolver, "rows", None)
    made = ask(value, type_of(value), asks_whole(item)) if ask is not None else None
    if made is None:
        raise lifter.ctx.refuse("SC1013", f"{lifter.ctx.words(item)}: its rows are not known", item)
    result: tuple[Node, Shape] = made
    return result


def routine_rows(item: Node, scope: Scope, lifter: Any) -> tuple[Node, Shape] | None:
    """A function that gives a collection, standing in FROM without TABLE."""
    source = item.this
    owners = [p for p in (item.args.get("catalog"), item.args.get("db")) if p is not None]
    node: Node = source
    for owner in reversed(owners):
        node = exp.Dot(this=exp.to_identifier(owner.name), expression=node)
    if not lifter.ctx.resolver.knows((*(o.name for o in owners), call_name(source))):
        return None
    for key in ("catalog", "db"):
        item.set(key, None)
    return rows(item, lifter.visit(node, scope), lifter)


_SIGNS = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}


def objects(node: Node, lifter: Any) -> Node | None:
    """A comparison of objects; None when the operands are none."""
    ask = getattr(lifter.ctx.resolver, "compared", None)
    if ask is None or type_of(node.this).kind != "named":
        return None
    made: Node | None = ask(_SIGNS[type(node)], node.this, node.expression)
    return made


def operator(node: Node, lifter: Any) -> Node | None:
    """An operation between collections; None when the operands are none."""
    name = OPERATORS.get(type(node)) or {exp.EQ: "equal", exp.NEQ: "unequal"}.get(type(node))
    left, right = node.this, node.expression
    if name is None or (name in ("equal", "unequal") and not _is_collection(right)):
        return None
    distinct = isinstance(right, exp.Anonymous) and call_name(right) == "multiset_distinct"
    if distinct:
        right = right.expressions[0]
    return _ask(lifter, node, name, [left, right], distinct)


def among(node: Node, lifter: Any) -> Node | None:
    """`x IN (a, b)` of nested tables, children lifted: their order means nothing. None when they are none."""
    if type_of(node.this).kind != "collection" or node.args.get("query") is not None or not node.expressions:
        return None
    made: Node | None = None
    for one in node.expressions:
        same = _ask(lifter, node, "equal", [node.this.copy(), one], False)
        made = same if made is None else build.either(made, same)
    return set_type(exp.Paren(this=made), t.BOOLEAN)


def null_test(node: Node, lifter: Any) -> Node | None:
    """`object IS NULL`, its operand lifted; None when it is no object."""
    ask = getattr(lifter.ctx.resolver, "null_test", None)
    if ask is None or not isinstance(node.expression, exp.Null) or type_of(node.this).kind != "named":
        return None
    made: Node | None = ask(node.this)
    return made


def condition(node: Node, scope: Scope, lifter: Any) -> Node | None:
    """x IS EMPTY, x IS A SET."""
    word = node.expression.name if isinstance(node.expression, exp.Column) else ""
    if word not in CONDITIONS:
        return None
    return _ask(lifter, node, CONDITIONS[word], [lifter.visit(node.this, scope)], False)


def function(node: Node, name: str, args: list[Node], lifter: Any) -> Node | None:
    """CARDINALITY(x), SET(x)."""
    if name in ("multiset", "collect", "multiset_distinct", "keyed_pair"):
        return set_type(node, type_of(args[-1]))  # CAST or the operator around says what they mean
    if name not in ("cardinality", "set") or len(args) != 1:
        return None
    return _ask(lifter, node, name, args, False)


def _is_collection(node: Node) -> bool:
    return type_of(node).kind in ("collection", "named", "null")


def _ask(lifter: Any, node: Node, name: str, operands: list[Node], distinct: bool) -> Node:
    ask = getattr(lifter.ctx.resolver, "multiset", None)
    made = ask(name, operands, distinct, lifter) if ask is not None else None
    if made is None:
        raise lifter.ctx.refuse("SC1575", f"{lifter.ctx.words(node)}: the collections are not known", node)
    result: Node = made
    return result


def gathered(node: Node, target: Any, lifter: Any) -> Node | None:
    """CAST(MULTISET(query) AS t), CAST(COLLECT(value) AS t): `node` is what is cast, lifted."""
    name = call_name(node)
    if name not in ("multiset", "collect") or target.kind != "collection":
        return None
    ask = getattr(lifter.ctx.resolver, "gathered", None)
    made: Node | None = ask(name, node.expressions, target, lifter) if ask is not None else None
    return made
