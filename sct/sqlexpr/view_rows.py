"""Statements on the rows of a nested table of a view, where triggers take their place.

They become statements on the view of those rows (catalog/nested_views.py), whose triggers do the work:

    UPDATE TABLE(SELECT v.c FROM v WHERE p) h SET h.a = x WHERE q
    UPDATE v$c h SET a = x WHERE p AND q                            with the columns of v as h.parent$…
    INSERT INTO TABLE(SELECT v.c FROM v WHERE p) VALUES (x)
    INSERT INTO v$c (parent$…, a) SELECT v.…, x FROM v WHERE p

As for tables, the query must find one row, and its nested table must not be NULL (`nested_table_given`).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir.types import BOOLEAN
from sct.sqlexpr import scope as scopes
from sct.sqlexpr.nodes import call, call_name, exp

Node: TypeAlias = exp.Expression
NEW = "sct_new"


def view_rows(tree: Node, query: exp.Select, table: exp.Table, lifter: Any) -> Node:
    """The statement on the view of the rows. Raises Refused where no trigger takes the statement."""
    ctx = lifter.ctx
    column = query.expressions[0].unalias()
    path = tuple(part.name for part in table.parts)
    target = (*path[:-1], scopes.rows_of(path[-1], column.name))
    rows, held = ctx.resolver.relation(target), ctx.resolver.relation(path)
    if rows is None or held is None:
        what = f"rows of {column.name}, a nested table of the view {table.name}, which has no trigger on it"
        raise ctx.refuse("SC1706", what, tree)
    made = _View(query, table, column.name, target, rows[1], held[1], lifter)
    return made.insert(tree) if isinstance(tree, exp.Insert) else made.change(tree)


class _View:
    def __init__(
        self,
        query: exp.Select,
        table: exp.Table,
        column: str,
        target: tuple[str, ...],
        rows: scopes.Shape,
        held: scopes.Shape,
        lifter: Any,
    ) -> None:
        self.query, self.table, self.column, self.target, self.lifter = query, table, column, target, lifter
        self.held = list(held.columns)
        parents = {scopes.of_parent(one) for one in self.held}
        self.elements = [one for one in rows.columns if one not in parents]

    def guard(self) -> Node:
        """There is one row, and its nested table is not NULL."""
        there = self.lifter.query(self.query.copy())[0]
        return call("nested_table_given", exp.Subquery(this=there), at="lifted", type_=BOOLEAN)

    def relation(self, alias: str = "") -> exp.Table:
        made = exp.Table(this=exp.to_identifier(self.target[-1], quoted=True))
        if len(self.target) > 1:
            made.set("db", exp.to_identifier(self.target[-2], quoted=True))
        if alias:
            made.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        return made

    def change(self, tree: Node) -> Node:
        """UPDATE and DELETE."""
        alias = tree.this.alias or self.target[-1]
        conditions = [self.guard()]
        where = self.query.args.get("where")
        if where is not None:
            conditions.insert(0, exp.Paren(this=self._of_rows(where.this.copy(), alias)))
        if tree.args.get("where") is not None:
            conditions.append(exp.Paren(this=tree.args["where"].this.copy()))
        both = conditions[0]
        for one in conditions[1:]:
            both = exp.And(this=both, expression=one)
        made = tree.copy()
        made.set("this", self.relation(tree.this.alias))
        made.set("where", exp.Where(this=both))
        return made

    def _of_rows(self, condition: Node, alias: str) -> Node:
        """The query's condition with the view's columns as the rows have them."""
        own = self.table.alias_or_name
        holder = exp.Paren(this=condition)
        for column in list(holder.find_all(exp.Column)):
            parts = [part.name for part in column.parts]
            if parts[0] == own and len(parts) > 1:
                parts = parts[1:]
            elif column.find_ancestor(exp.Select) is not None and parts[0] in self.held:
                raise self.lifter.ctx.refuse("SC1706", f"{parts[0]} without its table in a condition's query", column)
            if parts[0] not in self.held:
                continue
            new = [alias, scopes.of_parent(parts[0]), *parts[1:]]
            above = dict(zip(("table", "db", "catalog"), reversed(new[:-1]), strict=False))
            column.replace(exp.column(new[-1], **above, quoted=True))
        made: Node = holder.this
        return made

    def insert(self, tree: Node) -> Node:
        names = [c.name for c in tree.this.expressions] if isinstance(tree.this, exp.Schema) else []
        given = [*(scopes.of_parent(one) for one in self.held), *(names or self.elements)]
        alias = self.table.alias_or_name
        parents: list[Node] = [exp.column(one, table=alias, quoted=True) for one in self.held]
        source = tree.expression
        select = exp.Select(from_=exp.From(this=self.table.copy()))
        if isinstance(source, exp.Values):
            if len(source.expressions) != 1:
                raise self.lifter.ctx.refuse("SC1706", "several rows in VALUES for a nested table of a view", tree)
            values = self._attributes(list(source.expressions[0].expressions), names)
        else:
            values = self._of_query(source, select, names or self.elements, tree)
        if len(values) != len(names or self.elements):
            raise self.lifter.ctx.refuse("SC1008", f"{len(values)} values for a row of {self.column}", tree)
        select.set("expressions", [*parents, *values])
        where = self.query.args.get("where")
        condition = self.guard()
        if where is not None:
            condition = exp.And(this=exp.Paren(this=where.this.copy()), expression=condition)
        select.set("where", exp.Where(this=condition))
        columns = [exp.to_identifier(one, quoted=True) for one in given]
        return exp.Insert(this=exp.Schema(this=self.relation(), expressions=columns), expression=select)

    def _attributes(self, values: list[Node], names: list[str]) -> list[Node]:
        """The values of a row; those of an object that is written as its constructor are its attributes."""
        if names or self.elements == [scopes.ELEMENT] or len(values) != 1:
            return [value.copy() for value in values]
        only = values[0]
        type_ = self.lifter.ctx.resolver.type_of_text(call_name(only)) if isinstance(only, exp.Anonymous) else None
        made = type_ is not None and [name for name, _ in type_.members] == self.elements
        if made and len(only.expressions) == len(self.elements) and not only.find(exp.Kwarg):
            return [value.copy() for value in only.expressions]
        if len(self.elements) == 1 and (type_ is None or not type_.members):
            return [only.copy()]
        raise self.lifter.ctx.refuse(
            "SC1706", "an object that is no constructor's as a row of a view's nested table", only
        )

    def _of_query(self, source: Node, select: exp.Select, names: list[str], tree: Node) -> list[Node]:
        """The columns of a query beside the row that holds the nested table."""
        if any(item.is_star for one in source.find_all(exp.Select) for item in one.expressions):
            raise self.lifter.ctx.refuse("SC1706", "rows of a query of * for a nested table", tree)
        alias = exp.TableAlias(
            this=exp.to_identifier(NEW), columns=[exp.to_identifier(one, quoted=True) for one in names]
        )
        inner = exp.Subquery(this=source.copy(), alias=alias)
        select.append("joins", exp.Join(this=inner, kind="CROSS"))
        return [exp.column(one, table=NEW, quoted=True) for one in names]
