"""A dotted chain with arguments, as code writes it: `pkg.rec.list(i).field`, `x.EXTEND(2)`, `:new.id`."""

from __future__ import annotations

from typing import Any, NamedTuple

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import clone, exp, own_name
from sct.sqlexpr.parse import SqlError, tree_of


class Part(NamedTuple):
    """One link: its folded name ("" for a second subscript, `t(i)(j)`), and its arguments when it has parentheses.

    The arguments are trees of the piece, for `Translator.node` to convert.
    """

    name: str
    args: list[Any] | None = None


def parts_of(sql: Sql) -> list[Part] | None:
    """The links of the chain a piece is; None when it is another expression, or cannot be read."""
    try:
        return own_parts(tree_of(sql))
    except SqlError:
        return None


def own_parts(node: Any) -> list[Part] | None:
    """As `parts_in`; the arguments are copies, so what becomes of them does not reach the tree."""
    if isinstance(node, (exp.Column, exp.Identifier, exp.Var)):
        return parts_in(node)  # names only
    return parts_in(clone(node)) if isinstance(node, (exp.Anonymous, exp.Dot)) else None


def parts_in(node: Any) -> list[Part] | None:
    """As `parts_of`, of a tree."""
    if isinstance(node, exp.Column):
        found = [Part(p.name) for p in node.parts]
        return found if all(isinstance(p, exp.Identifier) for p in node.parts) else None
    if isinstance(node, exp.Identifier):
        return [Part(node.name)]
    if isinstance(node, exp.Anonymous):
        name = own_name(node)
        return [Part("" if name == "item" and isinstance(node.parent, exp.Dot) else name, list(node.expressions))]
    if isinstance(node, exp.Dot):
        left, right = parts_in(node.this), parts_in(node.expression)
        return left + right if left is not None and right is not None else None
    if isinstance(node, exp.Var):
        return [Part(node.name)]
    return None


def argument_name(node: Any) -> tuple[str, Any] | None:
    """(name, value) of an argument in named notation, `p => 1`."""
    return (node.this.name, node.expression) if isinstance(node, exp.Kwarg) else None


def keyed_pair(node: Any) -> tuple[Any, Any] | None:
    """(key, value) of an element of an associative array written `'key' => value`."""
    if isinstance(node, exp.Anonymous) and node.this == "keyed_pair" and len(node.expressions) == 2:
        return node.expressions[0], node.expressions[1]
    return None


def is_null(node: Any) -> bool:
    return isinstance(node, exp.Null)


def calls_in(sql: Sql) -> list[list[Part]]:
    """The chains in a piece, inner ones too: what may be calls."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return []
    found = []
    for node in tree.walk():
        if isinstance(node, (exp.Column, exp.Anonymous, exp.Dot)) and not isinstance(node.parent, exp.Dot):
            links = parts_in(node)
            if links is not None:
                found.append(links)
        elif isinstance(node, exp.Identifier) and node.parent is None:
            found.append([Part(node.name)])
    return found
