"""A SELECT's sources put into a subquery of their own: FROM and part of WHERE inside, everything else over its rows.

`Carrier` keeps which columns must travel out and under which names, and points the outer query's names at them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.ownership import merged_names, own_columns, owner, select_parts
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def table(name: str, alias: str = "") -> Node:
    made = exp.Table(this=exp.to_identifier(name))
    if alias and alias != name:
        made.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return made


def from_table(name: str, alias: str = "") -> Node:
    return exp.From(this=table(name, alias))


def subquery(inner: Node, alias: str) -> Node:
    return exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def replace_item(node: Node, by: Node, name: str) -> None:
    """In the tree; a bare item of a select list keeps the name it had."""
    if isinstance(node.parent, exp.Select) and node.arg_key == "expressions":
        by = exp.alias_(by, name)
    node.replace(by)


class Carrier:
    """The columns of a SELECT's own sources that the rows of one relation shall carry."""

    def __init__(self, tree: Node, scope: Scope, ctx: Any, spare: str) -> None:
        self.tree, self.scope, self.ctx = tree, scope, ctx
        # one source keeps its name, so that whatever names it goes on doing so
        names = list(scope.sources)
        self.row = names[0] if len(names) == 1 and names[0] != "dual" else spare
        self.columns: dict[tuple[str, str], str] = {}  # (alias, column) -> its name in the carrying relation

    def own(self, parts: list[Node]) -> list[tuple[Node, str]]:
        return own_columns(parts, self.tree, self.scope, self.ctx)

    def carry(self, parts: list[Node]) -> None:
        used = set(self.columns.values())
        for column, alias in self.own(parts):
            key = (alias, column.name)
            if key not in self.columns:
                name = column.name if column.name not in used else f"{alias}_{column.name}"
                while name in used:
                    name += "_"
                used.add(name)
                self.columns[key] = name

    def listed(self) -> list[Node]:
        """The select list of the inner query."""
        merged = merged_names(self.tree, self.scope)
        out: list[Node] = []
        for (alias, name), to in self.columns.items():
            column = exp.column(name, table=None if name in merged else alias)
            out.append(column if to == name else exp.alias_(column, to))
        return out

    def bound(self, part: Node, alias: str) -> Node:
        """A copy of an expression over the sources as one over a row of the carrying relation."""
        copy = part.copy()
        # ownership is looked up in the original, which stands in its query
        for old, new in zip(part.find_all(exp.Column), copy.find_all(exp.Column), strict=True):
            if isinstance(old.this, exp.Star):
                continue
            source = owner(old, self.tree, self.scope, self.ctx)
            if source is not None:
                new.set("this", exp.to_identifier(self.columns[(source, old.name)]))
                new.set("table", exp.to_identifier(alias))
        return copy

    def rebind(self) -> None:
        """Points the outer query at the carrying relation `row`."""
        for part in select_parts(self.tree):
            for column, alias in self.own([part]):
                name = self.columns[(alias, column.name)]
                made = exp.column(name, table=self.row)
                made.meta["made"] = True
                replace_item(column, made, column.name) if name != column.name else column.replace(made)
