"""MERGE into a view of one table: the statement on the table below, its rows those the view shows.

`MERGE INTO v USING s ON (c)` is `MERGE INTO t USING s ON (c AND the view's WHERE)`, with the view's columns as what they are of the
table: a row that the view does not show is not matched, in the source neither.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir.types import UNKNOWN
from sct.sqlexpr import build
from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.inline_targets import Inlined, is_one_table, opened
from sct.sqlexpr.nodes import exp, internal
from sct.sqlexpr.ownership import own_columns
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.scope import ColumnInfo, Scope, SessionRows, Shape

Node: TypeAlias = exp.Expression


def into_table(tree: Node, lifter: Any) -> bool:
    """Makes the statement one on the table below its view; whether it could."""
    target = tree.this
    facts = getattr(lifter.ctx.resolver, "facts", None)
    known = facts(tuple(p.name for p in target.parts)) if facts and isinstance(target, exp.Table) else None
    if known is None or known.kind != "view" or known.query is None or known.instead_of or known.checked:
        return False
    try:
        query = tree_of(known.query).copy()
    except SqlError:
        return False
    if not isinstance(query, exp.Select) or query.args.get("joins"):
        return False
    inlined = opened(query, target.alias_or_name, known.columns, lifter)
    if not is_one_table(inlined):
        return False
    _replace(tree, inlined, lifter)
    return True


def into_session_rows(tree: Node, own: SessionRows) -> None:
    """Makes a statement whose parts are lifted one on the table that holds the rows of every session, and its rows those of
    this one: the target takes MERGE into no view."""
    table, alias = tree.this, tree.this.alias_or_name
    table.set("this", exp.to_identifier(own.path[-1]))
    table.set("db", exp.to_identifier(own.path[-2]) if len(own.path) > 1 else None)
    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    whose = build.runtime(own.function, build.boolean(own.argument))
    mine = exp.EQ(this=internal(exp.column(own.column, table=alias)), expression=whose)
    tree.set("on", exp.And(this=exp.Paren(this=tree.args["on"]), expression=mine))


def _replace(tree: Node, inlined: Inlined, lifter: Any) -> None:
    """The view's columns and name by the table's: assigned ones first, since they stand without their value."""
    table = inlined.query.args["from_"].this
    below, alias = table.alias_or_name, inlined.alias
    where = inlined.query.args.get("where")
    for column, _ in own_columns([where] if where is not None else [], inlined.query, inlined.scope, lifter.ctx):
        column.set("table", exp.to_identifier(below))
    for part in [*inlined.columns.values(), *([where] if where is not None else [])]:
        for column in part.find_all(exp.Column):
            if column.table == below:
                column.set("table", exp.to_identifier(alias))
    assigned: set[int] = set()
    for when in tree.args["whens"].expressions:
        then = when.args["then"]
        if isinstance(then, exp.Insert):
            names = [c.name for c in then.this.expressions] if then.this is not None else list(inlined.columns)
            then.set("this", exp.Tuple(expressions=[exp.column(_stored(n, inlined, tree, lifter)) for n in names]))
            assigned.update(id(c) for c in then.this.expressions)
        elif isinstance(then, exp.Update):
            for pair in then.expressions:
                for column in [pair.this] if isinstance(pair.this, exp.Column) else pair.this.expressions:
                    column.set("this", exp.to_identifier(_stored(column.name, inlined, tree, lifter)))
                    assigned.add(id(column))
    scope = Scope()
    scope.sources[alias] = Shape({name: ColumnInfo(UNKNOWN) for name in inlined.columns})
    parts = [tree.args["on"], *tree.args["whens"].expressions]
    for column, _ in own_columns(parts, tree, scope, lifter.ctx):
        if id(column) in assigned or column.name not in inlined.columns:
            continue
        value = inlined.columns[column.name].copy()
        column.replace(exp.Paren(this=value) if isinstance(value, exp.Binary) else value)
    if where is not None:
        tree.set("on", exp.Paren(this=together([tree.args["on"], *conjuncts(where.this)])))
    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    tree.set("this", table)


def _stored(name: str, inlined: Inlined, tree: Node, lifter: Any) -> str:
    column = inlined.columns.get(name)
    if not isinstance(column, exp.Column):
        raise lifter.ctx.refuse("SC1706", f"{name} is no column of the table below", tree.this)
    return str(column.name)
