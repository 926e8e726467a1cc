"""Columns of set operations whose queries give values of several types: padded and other strings, objects of a hierarchy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import exp, type_of
from sct.sqlexpr.null_columns import leaves
from sct.sqlexpr.scope import Shape

Node: TypeAlias = exp.Expression


class UnitedColumns:
    """Mixed into `Values`."""

    ctx: Context

    if TYPE_CHECKING:

        def coerce(self, node: Node, wanted: str | Type) -> Node: ...

        def unpadded(self, node: Node) -> Node: ...

    def columns_alike(self, left: Node, shape: Shape, right: Node, other: Shape) -> None:
        """Columns of a set operation: a blank-padded string beside another kind of string keeps its blanks."""
        names = list(shape.columns)
        for position, (mine, theirs) in enumerate(zip(shape.columns.values(), other.columns.values(), strict=False)):
            a, b = mine.type, theirs.type
            if "rowid" in (a.kind, b.kind) and (a.is_text or b.is_text):
                raise self.ctx.refuse("SC1724", "a ROWID and a text in one column of a set operation", left)
            if a.kind == b.kind == "named" and a.name != b.name and a.members and b.members:
                shape.columns[names[position]] = mine._replace(type=self._one_type([left, right], position, a, b))
                continue
            if (
                not (a.is_text and b.is_text)
                or "char" not in (a.kind, b.kind)
                or (a.kind, a.length) == (b.kind, b.length)
                or _of_one_length([*leaves(left), *leaves(right)], position)
            ):
                continue
            for query in (left, right):
                while isinstance(query, (exp.Subquery, exp.SetOperation)):
                    query = query.this
                if isinstance(query, exp.Select) and position < len(query.expressions):
                    self._unpad_item(query, position)
            shape.columns[names[position]] = mine._replace(type=t.VARCHAR)

    def _one_type(self, queries: list[Node], position: int, a: Type, b: Type) -> Type:
        """A column of objects of two types as one of the type that the other is under."""
        ask = getattr(self.ctx.resolver, "highest", None)
        highest: Type | None = ask([a, b]) if ask is not None else None
        what = f"objects of {a.name} and {b.name} in one column of a set operation"
        if highest is None:
            raise self.ctx.refuse("SC1577", what, queries[0])
        for select in [one for query in queries for one in leaves(query)]:
            item = select.expressions[position] if position < len(select.expressions) else exp.Star()
            if item.is_star or any(one.is_star for one in select.expressions[:position]):
                raise self.ctx.refuse("SC1577", what, select)
            value = item.this if isinstance(item, exp.Alias) else item
            made = self.coerce(value, highest)
            if made is not value:
                items = list(select.expressions)
                items[position] = exp.alias_(made, item.alias_or_name or f"column_{position + 1}")
                select.set("expressions", items)
        return highest

    def _unpad_item(self, query: Node, position: int) -> None:
        item = query.expressions[position]
        if isinstance(item, exp.Alias):
            item.set("this", self.unpadded(item.this))
        elif not item.is_star:
            made = self.unpadded(item)
            if made is not item:
                query.expressions[position] = exp.alias_(made, item.alias_or_name or f"column_{position + 1}")
                query.set("expressions", query.expressions)


def string_kind(node: Node) -> tuple[str, int | None]:
    """What a string is by its type; a literal without a blank at its end fills a CHAR of its length."""
    if isinstance(node, exp.Literal) and node.is_string and not str(node.this).endswith(" "):
        return "char", len(str(node.this))
    return type_of(node).kind, type_of(node).length


def _of_one_length(selects: list[Node], position: int) -> bool:
    """Whether all that is selected at a position are blank-padded texts of one length, constants among them."""
    items = [one.expressions[position] if position < len(one.expressions) else exp.Star() for one in selects]
    if any(one.is_star for one in selects):
        return False
    kinds = {string_kind(item.unalias()) for item in items if not isinstance(item.unalias(), exp.Null)}
    return len(kinds) == 1 and next(iter(kinds))[0] == "char"
