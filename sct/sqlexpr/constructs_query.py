"""Constructs of Oracle's queries that reshape a whole SELECT."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.hierarchy import connect_by
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.partitioned_joins import partitioned_join
from sct.sqlexpr.restacking import fetch, group_id, has_aggregate, keep_apart, nested_aggregates
from sct.sqlexpr.rownum import rownum
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def _alias_of(column: Node, scope: Scope) -> str | None:
    if column.table:
        # `c.address.country_id` is an attribute of a column of c
        names: list[str] = [part.name for part in column.parts[:-1]]
        known = next((name for name in names if name in scope.sources), None)
        return known or names[-1]
    owners = [alias for alias, shape in scope.sources.items() if column.name in shape.columns]
    return owners[0] if len(owners) == 1 else None


def outer_join_mark(tree: Node, scope: Scope, lifter: Any) -> Node:
    """`a.x = b.x(+)`: b is joined LEFT, with every marked condition in ON.

    Oracle SQL Language Reference, Joins: a condition with (+) belongs to the join, one without filters its result.
    """
    where = tree.args.get("where")
    if where is None or not any(c.args.get("join_mark") for c in where.find_all(exp.Column)):
        return tree
    ctx = lifter.ctx
    start, joins = tree.args.get("from_"), tree.args.get("joins") or []
    if any(j.args.get("on") or j.args.get("using") or j.args.get("side") for j in joins):
        raise ctx.refuse("SC1012", "(+) beside ANSI joins", tree)
    if start is None:
        raise ctx.refuse("SC1012", "(+) without FROM", tree)
    items: dict[str, Node] = {}
    for holder in (start, *joins):
        items[holder.this.alias_or_name] = holder.this
    if len(items) == 1:  # nothing to be joined to: the mark says nothing
        for column in where.find_all(exp.Column):
            column.set("join_mark", None)
        return tree
    on: dict[str, list[Node]] = {}
    keep: list[Node] = []
    for part in conjuncts(where.this):
        columns = list(part.find_all(exp.Column))
        marked = {_alias_of(c, scope) for c in columns if c.args.get("join_mark")}
        if not marked:
            keep.append(part)
            continue
        if len(marked) != 1 or None in marked or isinstance(part, exp.Or):
            raise ctx.refuse("SC1012", "this use of (+) is not converted", part)
        optional = marked.pop()
        for column in columns:
            column.set("join_mark", None)
        on.setdefault(str(optional), []).append(part)
    needs = {
        # what is no column of these tables (a function without parentheses, a variable) needs none of them
        alias: {_alias_of(c, scope) for part in parts for c in part.find_all(exp.Column)} - {alias, None}
        for alias, parts in on.items()
    }
    order = [alias for alias in items if alias not in on]
    if not order:
        raise ctx.refuse("SC1012", "(+) on every table of the query", tree)
    made: list[Node] = [exp.Join(this=items[alias], kind="CROSS") for alias in order[1:]]
    placed, waiting = set(order), [alias for alias in items if alias in on]
    while waiting:
        ready = next((a for a in waiting if needs[a] <= placed), None)
        if ready is None:
            raise ctx.refuse("SC1012", "(+) in a circle of tables", tree)
        waiting.remove(ready)
        placed.add(ready)
        made.append(exp.Join(this=items[ready], side="LEFT", on=together(on[ready])))
    start.set("this", items[order[0]])
    tree.set("joins", made)
    rest = together(keep)
    tree.set("where", exp.Where(this=rest) if rest is not None else None)
    return tree


def group_by_all(tree: Node, scope: Scope, lifter: Any) -> Node:
    """GROUP BY ALL: by every item of the select list that has no aggregate in it."""
    group = tree.args.get("group")
    if group is None or not group.args.get("all"):
        return tree
    keys = [item.unalias().copy() for item in tree.expressions if not has_aggregate(item, tree)]
    if any(isinstance(key, exp.Star) or isinstance(key.this, exp.Star) for key in keys):
        raise lifter.ctx.refuse("SC1716", "GROUP BY ALL over *", tree)
    constants = (exp.Literal, exp.Null, exp.Boolean)
    group = exp.Group(expressions=[key for key in keys if not isinstance(key, constants)])
    tree.set("group", group if group.expressions else None)
    return tree


ORACLE = (
    outer_join_mark,
    partitioned_join,
    connect_by,
    rownum,
    group_by_all,
    group_id,
    nested_aggregates,
    keep_apart,
    fetch,
)
