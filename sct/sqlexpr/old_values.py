"""RETURNING OLD x, NEW x: what a row held before a statement, beside what it holds afterwards.

A target that gives back only the row as the statement leaves it joins an UPDATE with the rows as they were, which it locks.
They are found again by a key that the statement leaves alone, so that a row another session changed meanwhile is read and
updated in its newest form; without such a key by their address, and that is said.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.flatten import subquery
from sct.sqlexpr.nodes import exp, internal
from sct.sqlexpr.scope import Shape

Node: TypeAlias = exp.Expression
ROW = "row"  # of an item's meta: old | new
CURRENT_OF = "current of"  # of Context.extras: the variable of the cursor that a statement changes the row of
_OLD = "old_row"


def with_old_values(tree: Node, lifter: Any) -> None:
    """Writes OLD and NEW of the returning clause out. Raises Refused."""
    returning = tree.args.get("returning")
    items = returning.expressions if returning is not None else []
    asked = {item._meta[ROW] for item in items if item._meta and ROW in item._meta}
    absent = "old" if isinstance(tree, exp.Insert) else "new" if isinstance(tree, exp.Delete) else ""
    for item in list(items) if absent in asked else []:
        if item._meta and item._meta.get(ROW) == absent:  # no such row: its columns are NULL
            columns = _columns(item, tree, lifter)
            for column in columns:
                column.replace(exp.null()) if column is not item else item.replace(exp.null())
    if "old" in asked and isinstance(tree, exp.Update):
        _joined(tree, lifter)


def _joined(tree: Node, lifter: Any) -> None:
    ctx, table, where = lifter.ctx, tree.this, tree.args.get("where")
    facts = ctx.resolver.facts(tuple(part.name for part in table.parts)) if isinstance(table, exp.Table) else None
    if facts is None or facts.kind != "table" or tree.args.get("from_") is not None or ctx.extras.get(CURRENT_OF):
        raise ctx.refuse("SC1706", "RETURNING OLD of a view, a join or WHERE CURRENT OF", tree)
    if where is not None and any(c.name == "rownum" for c in where.find_all(exp.Column)):
        raise ctx.refuse("SC1706", "RETURNING OLD beside ROWNUM", where)
    alias = table.alias_or_name
    listed: list[Node] = []
    for item in tree.args["returning"].expressions:
        if not item._meta or item._meta.get(ROW) != "old":
            continue
        for column in _columns(item, tree, lifter):
            name = f"old_value{len(listed) + 1}"
            listed.append(exp.alias_(exp.column(column.name, table=alias), name))
            column.replace(exp.column(name, table=_OLD))
    shape = _shape(tree, lifter)
    changed = {c.name for pair in tree.expressions for c in pair.this.find_all(exp.Column, exp.Identifier)}
    whole = tree.expressions[0]._meta and "whole" in tree.expressions[0].meta
    key = next((k for k in facts.keys if not changed & set(k) and all(shape.columns[c].not_null for c in k)), ())
    if key and not whole:
        pairs = [(exp.column(c, table=alias), f"old_key{n}") for n, c in enumerate(key, 1)]
    else:
        ctx.report("SC1728", f"{table.name}: rows are found again by their address", tree)
        pairs = [(internal(exp.column(part, table=alias)), name) for part, name in lifter.address(table)]
    rows = exp.Select(expressions=[*listed, *(exp.alias_(column.copy(), name) for column, name in pairs)])
    rows.set("from_", exp.From(this=table.copy()))
    rows.set("where", where)
    rows.set("locks", [exp.Lock(update=True)])
    same = [exp.EQ(this=column, expression=exp.column(name, table=_OLD)) for column, name in pairs]
    tree.set("from_", exp.From(this=subquery(rows, _OLD)))
    tree.set("where", exp.Where(this=exp.and_(*same, copy=False)))


def _columns(item: Node, tree: Node, lifter: Any) -> list[Node]:
    """The columns of the statement's table in an item."""
    shape, alias = _shape(tree, lifter), _table(tree).alias_or_name
    if shape.open:
        raise lifter.ctx.refuse("SC1706", "OLD and NEW of a table that is not among the input", item)
    return [
        c
        for c in item.find_all(exp.Column)
        if (c.name in shape.columns and not c.table) or (alias and c.table == alias)
    ]


def _shape(tree: Node, lifter: Any) -> Shape:
    found = lifter.ctx.resolver.relation(tuple(part.name for part in _table(tree).parts))
    return found[1] if found is not None else Shape(open=True)


def _table(tree: Node) -> Node:
    return tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
