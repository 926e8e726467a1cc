"""INSERT INTO, UPDATE and DELETE FROM TABLE(SELECT nested …): rows of a nested table become another value of its column.

Oracle keeps the rows of a nested table in a table of their own and lets statements change them there (Object-Relational
Developer's Guide, "Collection Unnesting"). The target has the whole collection in the row, so that row is updated:

    DELETE FROM TABLE(SELECT t.c FROM t WHERE p) h WHERE q
    UPDATE t SET c = CAST(MULTISET(SELECT VALUE(h) FROM TABLE(t.c) h WHERE NOT (q)) AS type) WHERE p

The query must find one collection that is not NULL; a condition of the statement sees to that.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from sct.ir.sql import Sql
from sct.ir.types import BOOLEAN, Type
from sct.sqlexpr.nodes import call, call_name, exp, type_of
from sct.sqlexpr.parse import tree_of
from sct.sqlexpr.view_rows import view_rows

Node: TypeAlias = exp.Expression
ROWS = "nested_row"
_NAMES = ("table", "the")
_PLAIN = re.compile(r"[a-z][a-z0-9_$#]*")
_NOT_HERE = ("joins", "group", "having", "distinct", "connect", "limit", "with_", "order")


def nested_rows(tree: Node, lifter: Any) -> Node | None:
    """The UPDATE of the table that holds the collection; None when the statement's target is no collection."""
    query = _query(tree)
    if query is None:
        return None
    ctx = lifter.ctx
    if tree.args.get("returning") is not None:
        raise ctx.refuse("SC1706", "RETURNING of rows of a nested table", tree)
    start = query.args.get("from_")
    table = start.this if start is not None else None
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier) or len(query.expressions) != 1:
        raise ctx.refuse("SC1706", "TABLE of a query that is no collection of one table", tree)
    if any(query.args.get(key) for key in _NOT_HERE) or any(c.name == "rownum" for c in query.find_all(exp.Column)):
        raise ctx.refuse("SC1706", "TABLE of a query that is more than a column and a condition", tree)
    facts = lifter.ctx.resolver.facts(tuple(part.name for part in table.parts))
    if facts is not None and facts.kind == "view" and isinstance(query.expressions[0].unalias(), exp.Column):
        return view_rows(tree, query, table, lifter)
    if facts is None or facts.kind != "table":
        raise ctx.refuse("SC1706", f"rows of a nested table of {table.name}, which is no table of the input", tree)
    if facts.update_triggers:
        raise ctx.refuse("SC1706", f"rows of a nested table of {table.name}, whose UPDATE triggers would fire", tree)
    column = query.expressions[0].unalias()
    alias = table.alias_or_name
    if not isinstance(column, exp.Column) or len(column.parts) > 2:
        raise ctx.refuse("SC1706", "TABLE of a query that is no column of its table", tree)
    scope = lifter.sources(query.copy())
    type_ = type_of(lifter.visit(column.copy(), scope))
    type_ = ctx.resolver.type_of_text(type_.name) if type_.kind == "named" else type_
    if type_.kind != "collection" or not type_.name or type_.element is None:
        raise ctx.refuse("SC1706", f"{column.name} is no nested table", tree)
    place = f"{_quoted(alias)}.{_quoted(column.name)}"
    made = _Collection(place, type_, lifter).after(tree)
    there = query.copy()
    guard = call("nested_table_given", exp.Subquery(this=lifter.query(there)[0]), at="lifted", type_=BOOLEAN)
    where = query.args.get("where")
    condition = exp.And(this=exp.Paren(this=where.this.copy()), expression=guard) if where is not None else guard
    ctx.report("SC1726", f"rows of {column.name} change with their row of {table.name}", tree)
    target = table.copy()
    return exp.Update(
        this=target,
        expressions=[exp.EQ(this=exp.column(column.name), expression=made)],
        where=exp.Where(this=condition),
    )


def _query(tree: Node) -> exp.Select | None:
    """The query between the parentheses of TABLE( )."""
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    if not isinstance(target, exp.Table) or not isinstance(target.this, exp.Anonymous):
        return None
    if call_name(target.this) not in _NAMES or len(target.this.expressions) != 1:
        return None
    only = target.this.expressions[0]
    only = only.this if isinstance(only, (exp.Subquery, exp.Paren)) else only
    return only if isinstance(only, exp.Select) else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _type_name(path: str) -> str:
    return ".".join(part if _PLAIN.fullmatch(part) else _quoted(part) for part in path.split("."))


class _Collection:
    """The value a collection has after a statement on its rows, in the source's language."""

    def __init__(self, place: str, type_: Type, lifter: Any) -> None:
        self.place, self.lifter = place, lifter
        self.type = _type_name(type_.name)
        assert type_.element is not None
        element = type_.element
        self.members = lifter._members(element)
        self.element = _type_name(element.name) if self.members else ""

    def after(self, tree: Node) -> Node:
        if isinstance(tree, exp.Insert):
            return self._more(tree)
        alias = tree.this.alias or ROWS
        where = tree.args.get("where")
        whole = f"VALUE({_quoted(alias)})" if self.members else f"{_quoted(alias)}.COLUMN_VALUE"
        made = self._read(
            f"CAST(MULTISET(SELECT {whole} FROM TABLE({self.place}) {_quoted(alias)}) AS {self.type})", tree
        )
        select = made.find(exp.Select)
        assert select is not None
        if isinstance(tree, exp.Delete):
            wanted: Node = call("lnnvl", where.this.copy()) if where is not None else exp.false()
            select.set("where", exp.Where(this=wanted))
            return made
        new = self._changed(tree, alias)
        kept = select.expressions[0]
        if where is not None:
            new = exp.Case(ifs=[exp.If(this=where.this.copy(), true=new)], default=kept.copy())
        select.set("expressions", [new])
        return made

    def _changed(self, tree: Node, alias: str) -> Node:
        """A row's value after SET."""
        values: dict[str, Node] = {}
        for pair in tree.expressions:
            left = pair.this
            if isinstance(left, exp.Anonymous) and call_name(left) == "value" and len(tree.expressions) == 1:
                return pair.expression.copy()
            if not isinstance(left, exp.Column) or len(left.parts) > 2:
                raise self.lifter.ctx.refuse("SC1706", "SET of a part of a nested table's row", pair)
            values[left.name] = pair.expression.copy()
        if not self.members:
            if list(values) != ["column_value"]:
                raise self.lifter.ctx.refuse("SC1007", f"a row of {self.place} is COLUMN_VALUE only", tree)
            return values["column_value"]
        known = [name for name, _ in self.members]
        for name in values:
            if name not in known:
                raise self.lifter.ctx.refuse("SC1007", f"{self.element} has no attribute {name}", tree)
        return self._object([values.get(name) or exp.column(name, table=alias) for name in known], tree)

    def _object(self, values: list[Node], tree: Node) -> Node:
        """An object of its attributes' values."""
        made = self._read(f"{self.element}({', '.join('NULL' for _ in values)})", tree)
        inner = made.find(exp.Anonymous)
        assert inner is not None
        inner.set("expressions", values)
        return made

    def _more(self, tree: Node) -> Node:
        """The collection and the rows inserted."""
        names = [c.name for c in tree.this.expressions] if isinstance(tree.this, exp.Schema) else []
        source = tree.expression
        if isinstance(source, exp.Values):
            items = [self._row(list(row.expressions), names, tree) for row in source.expressions]
            made = self._read(f"{self.place} MULTISET UNION ALL {self.type}({', '.join('NULL' for _ in items)})", tree)
            inner = [c for c in made.find_all(exp.Anonymous) if len(c.expressions) == len(items)][-1]
            inner.set("expressions", items)
            return made
        if not isinstance(source, exp.Select) or any(item.is_star for item in source.expressions):
            raise self.lifter.ctx.refuse(
                "SC1706", "rows of a query of several queries, or of *, for a nested table", tree
            )
        select = source.copy()
        select.set("expressions", [self._row([item.unalias() for item in select.expressions], names, tree)])
        made = self._read(f"{self.place} MULTISET UNION ALL CAST(MULTISET(SELECT NULL FROM dual) AS {self.type})", tree)
        inner_select = made.find(exp.Select)
        assert inner_select is not None
        inner_select.replace(select)
        return made

    def _row(self, values: list[Node], names: list[str], tree: Node) -> Node:
        """One row: the object or scalar given, or the object of the attributes given."""
        if any(value.name == "default" for value in values if isinstance(value, (exp.Var, exp.Column))):
            raise self.lifter.ctx.refuse("SC1706", "DEFAULT for a row of a nested table", tree)
        if not self.members:
            if len(values) != 1:
                raise self.lifter.ctx.refuse("SC1008", f"{len(values)} values for a row of {self.type}", tree)
            return values[0].copy()
        if not names and len(values) == 1 and (len(self.members) != 1 or not self._is_scalar(values[0])):
            return values[0].copy()
        known = [name for name, _ in self.members]
        given = dict(zip(names or known, values, strict=False))
        if len(values) != len(names or known) or set(given) - set(known):
            raise self.lifter.ctx.refuse("SC1008", f"{len(values)} values for a row of {self.element}", tree)
        return self._object([given[n].copy() if n in given else exp.null() for n in known], tree)

    @staticmethod
    def _is_scalar(value: Node) -> bool:
        return isinstance(value, (exp.Literal, exp.Null, exp.Neg, exp.Binary))

    def _read(self, text: str, tree: Node) -> Node:
        where = self.lifter.ctx.sql
        return tree_of(Sql("expression", text, where.span, where.dialect)).copy()
