"""Questions that an installer puts to the source's data dictionary: which view, and which rows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.parse import SqlError, tree_of


@dataclass(slots=True)
class Question:
    """`counts`: it asks for COUNT(*); `exists`: its rows are those of EXISTS over one row that is always there.

    `tests`: (column, operator, trees of the values), all of which hold for a row. `more`: there are further conditions, not
    understood, which can only take rows away. `items`: (name, tree) of the select list.
    """

    view: str
    counts: bool = False
    exists: bool = False
    tests: list[tuple[str, str, list[Any]]] = field(default_factory=list)
    more: bool = False
    items: list[tuple[str, Any]] = field(default_factory=list)


_PLAIN = frozenset(("expressions", "from_", "where", "order"))
_OPERATORS: dict[type, str] = {exp.EQ: "=", exp.NEQ: "<>", exp.Like: "like"}


def question(sql: Sql) -> Question | None:
    """None for a query of another form."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    found = _select(tree)
    if found is None or found.view != "dual":
        return found
    where = tree.args.get("where")
    inner = where.this if where is not None else None
    if not isinstance(inner, exp.Exists):
        return found if where is None else None
    asked = _select(inner.this)
    if asked is None or asked.view == "dual":
        return None
    asked.exists, asked.counts, asked.items = not asked.counts, found.counts, found.items
    return asked if asked.exists else None


def constant_rows(sql: Sql) -> list[list[tuple[str, Any]]] | None:
    """(name, tree) of every column and row of `SELECT … FROM dual UNION ALL …`; None for another query."""
    try:
        tree = tree_of(sql)
    except SqlError:
        return None
    return _rows(tree)


def _rows(tree: Any) -> list[list[tuple[str, Any]]] | None:
    if isinstance(tree, exp.Union):
        if tree.args.get("distinct") or any(tree.args.get(key) for key in ("order", "limit", "with_")):
            return None
        left, right = _rows(tree.this), _rows(tree.expression)
        if left is None or right is None or len(left[0]) != len(right[0]):
            return None
        names = [name for name, _ in left[0]]
        return left + [[(name, value) for name, (_, value) in zip(names, row, strict=True)] for row in right]
    one = _select(tree)
    plain = one is not None and one.view == "dual" and not one.counts and tree.args.get("where") is None
    return [one.items] if plain and one is not None else None


def _select(tree: Any) -> Question | None:
    if not isinstance(tree, exp.Select) or any(value and key not in _PLAIN for key, value in tree.args.items()):
        return None
    source = tree.args.get("from_")
    table = source.this if source is not None else None
    if not isinstance(table, exp.Table) or table.args.get("joins") or not isinstance(table.this, exp.Identifier):
        return None
    out = Question(table.name.lower())
    if len(tree.expressions) == 1 and _is_count(tree.expressions[0]):
        out.counts = True
    else:
        out.items = [(one.alias_or_name, one.unalias()) for one in tree.expressions]
        if any(node.find(exp.Select, exp.AggFunc) for _, node in out.items):
            return None
    where = tree.args.get("where")
    if where is not None and out.view != "dual":
        for one in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
            out.more = not _tested(one, out) or out.more
    return out


def _is_count(node: Any) -> bool:
    node = node.unalias()
    if not (isinstance(node, exp.Anonymous) and call_name(node) == "count" and len(node.expressions) == 1):
        return False
    return isinstance(node.expressions[0], (exp.Star, exp.Literal))


def _tested(node: Any, out: Question) -> bool:
    """Adds a condition; whether it is understood."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.In) and node.expressions and node.args.get("query") is None:
        column = _column(node.this)
        if column:
            out.tests.append((column, "in", list(node.expressions)))
        return bool(column)
    if _is_first_row(node):
        return True  # of one row at most
    operator = _OPERATORS.get(type(node))
    if operator is None:
        return False
    left, right = _column(node.this), node.expression
    if not left and operator == "=":
        left, right = _column(right), node.this
    if not left:
        return False
    out.tests.append((left, operator, [right]))
    return True


def _is_first_row(node: Any) -> bool:
    if not isinstance(node, (exp.EQ, exp.LT, exp.LTE)) or not isinstance(node.this, (exp.Column, exp.Pseudocolumn)):
        return False
    limit = {exp.EQ: "1", exp.LT: "2", exp.LTE: "1"}[type(node)]
    return str(node.this.name).lower() == "rownum" and node.expression.sql() == limit


def _column(node: Any) -> str:
    """The name of a column, which may stand in UPPER: all names of the dictionary are in capitals, but for quoted ones."""
    if isinstance(node, exp.Anonymous) and call_name(node) == "upper" and len(node.expressions) == 1:
        node = node.expressions[0]
    return str(node.name).lower() if isinstance(node, exp.Column) and len(node.parts) <= 2 else ""


def is_session_user(node: Any) -> bool:
    """USER, or what SYS_CONTEXT says of the session's schema."""
    if isinstance(node, exp.Column):
        return bool(node.name.lower() == "user") and len(node.parts) == 1
    if not isinstance(node, exp.Anonymous) or call_name(node) != "sys_context" or len(node.expressions) != 2:
        return False
    return node.expressions[1].name.lower() in ("current_schema", "session_user", "current_user")
