"""Calls inside an expression that have to be made in front of it, and the names that stand for their results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.sqlexpr import build
from sct.sqlexpr.nodes import call_name, exp, ready
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.places import Part, parts_in

# What decides whether its later operands are evaluated at all.
_CONDITIONAL = (exp.And, exp.Or, exp.Case, exp.If, exp.Coalesce)
_LAZY_CALLS = frozenset({"coalesce", "decode"})  # NVL and NVL2 evaluate all they are given


class InnerCall(NamedTuple):
    """`certain`: it is evaluated whenever the expression is, and once."""

    node: Any
    parts: list[Part]
    certain: bool


def find_calls(sql: Sql, names: frozenset[str]) -> tuple[Any, list[InnerCall]]:
    """A copy of the piece's tree, and the calls in it whose last name is one of `names`, in the order in which they
    are made."""
    text = sql.text.lower()
    if not any(name in text for name in names):
        return None, []
    try:
        tree = tree_of(sql)
    except SqlError:
        return None, []
    if not any(_name(n) in names for n in tree.find_all(exp.Anonymous, exp.Column)):
        return None, []
    return calls_in(tree, names)


def calls_in(tree: Any, names: frozenset[str]) -> tuple[Any, list[InnerCall]]:
    """As `find_calls`, of a part of a piece."""
    tree = tree.copy()
    return tree, calls_of(tree, names)


def calls_of(tree: Any, names: frozenset[str] | set[str]) -> list[InnerCall]:
    """The calls in a tree whose last name is one of `names`, in the order in which they are made."""
    found: list[InnerCall] = []
    for node in tree.find_all(exp.Anonymous, exp.Column):
        if _name(node) not in names:
            continue
        if isinstance(node, exp.Column):
            # a call without parentheses; inside a query it may be a column
            bare = parts_in(node)
            if bare and node.find_ancestor(exp.Query) is None:
                found.append(InnerCall(node, [*bare[:-1], Part(bare[-1].name, [])], _certain(node, tree)))
            continue
        top = node
        while isinstance(top.parent, exp.Dot) and top.parent.expression is top:
            top = top.parent
        parts = parts_in(top)
        if parts is not None and parts[-1].args is not None:
            found.append(InnerCall(top, parts, _certain(top, tree)))
    place = {id(node): at for at, node in enumerate(_evaluated(tree))} if len(found) > 1 else {}
    return sorted(found, key=lambda one: place.get(id(one.node), 0))


def _evaluated(node: Any) -> Iterator[Any]:
    """The nodes of a tree, operands before what uses them, from left to right."""
    for inner in node.iter_expressions():
        yield from _evaluated(inner)
    yield node


class Choice(NamedTuple):
    """An expression that evaluates its parts one by one: `and`, `or`, `not`, `coalesce`, or a searched `case`
    (conditions and values in turn, the default last)."""

    kind: str
    parts: list[Any]


def choice(node: Any) -> Choice | None:
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, (exp.And, exp.Or)):
        return Choice("and" if isinstance(node, exp.And) else "or", [node.this, node.expression])
    if isinstance(node, exp.Not):
        return Choice("not", [node.this])
    if isinstance(node, exp.Case) and node.this is None:
        branches = [part for one in node.args["ifs"] for part in (one.this, one.args["true"])]
        return Choice("case", [*branches, node.args.get("default")])
    if call_name(node) == "coalesce":
        return Choice("coalesce", list(node.expressions))
    return None


def _name(node: Any) -> str:
    return str(node.name) if isinstance(node, exp.Column) else call_name(node).rpartition(".")[2]


def _certain(node: Any, top: Any) -> bool:
    at = node
    while at is not top:
        parent = at.parent
        if isinstance(parent, (exp.Select, exp.Subquery, exp.Exists)):
            return False
        if isinstance(parent, (exp.And, exp.Or)):
            if parent.expression is at:
                return False
        elif isinstance(parent, exp.Case):
            if parent.this is not at:
                return False
        elif isinstance(parent, exp.If):
            # the condition of the first branch is always looked at
            case = parent.parent
            first = isinstance(case, exp.Case) and case.this is None and case.args["ifs"][0] is parent
            if not (first and parent.this is at):
                return False
            at = case
            continue
        elif isinstance(parent, _CONDITIONAL) or (call_name(parent) in _LAZY_CALLS and parent.expressions[0] is not at):
            return False
        at = parent
    return True


def stand_in(tree: Any, node: Any, name: str, type_: Type | None) -> Any:
    """The tree with a name in the place of a call."""
    made = ready(build.name(name, type_=type_))
    if node is tree:
        return made
    node.replace(made)
    return tree
