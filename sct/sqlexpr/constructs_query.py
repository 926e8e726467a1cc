"""Constructs of Oracle's queries that reshape a whole SELECT."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.hierarchy import connect_by
from sct.sqlexpr.nodes import call, exp, set_type
from sct.sqlexpr.queries import SELECT_CONSTRUCTS
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def _alias_of(column: Node, scope: Scope) -> str | None:
    if column.table:
        name: str = column.table
        return name
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
        raise ctx.refuse("OR0012", "(+) beside ANSI joins", tree)
    items: dict[str, Node] = {}
    for holder in (start, *joins):
        items[holder.this.alias_or_name] = holder.this
    on: dict[str, list[Node]] = {}
    keep: list[Node] = []
    for part in conjuncts(where.this):
        columns = list(part.find_all(exp.Column))
        marked = {_alias_of(c, scope) for c in columns if c.args.get("join_mark")}
        if not marked:
            keep.append(part)
            continue
        if len(marked) != 1 or None in marked or isinstance(part, exp.Or):
            raise ctx.refuse("OR0012", "this use of (+) is not converted", part)
        optional = marked.pop()
        for column in columns:
            column.set("join_mark", None)
        on.setdefault(str(optional), []).append(part)
    needs = {
        alias: {_alias_of(c, scope) for part in parts for c in part.find_all(exp.Column)} - {alias}
        for alias, parts in on.items()
    }
    order = [alias for alias in items if alias not in on]
    if not order:
        raise ctx.refuse("OR0012", "(+) on every table of the query", tree)
    made: list[Node] = [exp.Join(this=items[alias], kind="CROSS") for alias in order[1:]]
    placed, waiting = set(order), [alias for alias in items if alias in on]
    while waiting:
        ready = next((a for a in waiting if needs[a] <= placed), None)
        if ready is None:
            raise ctx.refuse("OR0012", "(+) in a circle of tables", tree)
        waiting.remove(ready)
        placed.add(ready)
        made.append(exp.Join(this=items[ready], side="LEFT", on=together(on[ready])))
    start.set("this", items[order[0]])
    tree.set("joins", made)
    rest = together(keep)
    tree.set("where", exp.Where(this=rest) if rest is not None else None)
    return tree


def _is_rownum(node: Any, scope: Scope) -> bool:
    return isinstance(node, exp.Column) and node.name == "rownum" and not node.table and scope.column("rownum") is None


def rownum(tree: Node, scope: Scope, lifter: Any) -> Node:
    """WHERE ROWNUM <= n limits before ORDER BY sorts; ROWNUM in the select list numbers the rows as they come."""
    ctx = lifter.ctx
    where = tree.args.get("where")
    limit: Node | None = None
    if where is not None and any(_is_rownum(c, scope) for c in where.find_all(exp.Column)):
        rest = []
        for part in conjuncts(where.this):
            found = _limit(part, scope)
            if found is None:
                if any(_is_rownum(c, scope) for c in part.find_all(exp.Column)):
                    raise ctx.refuse("OR0012", "this condition on ROWNUM is not converted", part)
                rest.append(part)
            elif limit is not None:
                raise ctx.refuse("OR0012", "several conditions on ROWNUM", part)
            else:
                limit = found
        condition = together(rest)
        tree.set("where", exp.Where(this=condition) if condition is not None else None)
    for item in tree.expressions:
        for column in list(item.find_all(exp.Column)):
            if _is_rownum(column, scope):
                numbered = exp.Window(this=call("row_number", at="lifted", type_=t.NUMBER), over="OVER")
                set_type(numbered, t.NUMBER, not_null=True)
                numbered.meta["rownum"] = True
                if column is item:
                    item.replace(exp.alias_(numbered, "rownum"))
                else:
                    column.replace(numbered)
    if limit is None:
        return tree
    grouped = any(tree.args.get(k) for k in ("group", "having", "connect", "limit"))
    aggregated = any(str(c.this).lower() in _AGGREGATES for i in tree.expressions for c in i.find_all(exp.Anonymous))
    if grouped or aggregated or tree.args.get("distinct"):
        start = tree.args["from_"]
        if tree.args.get("joins") or tree.args.get("connect") or not isinstance(start.this, (exp.Table, exp.Subquery)):
            raise ctx.refuse("OR0012", "ROWNUM beside grouping over several tables", tree)
        name = start.this.alias_or_name
        inner = exp.Select(expressions=[exp.Star()], **{"from_": exp.From(this=start.this)})
        inner.set("where", tree.args.get("where"))
        inner.set("limit", exp.Limit(expression=limit))
        tree.set("where", None)
        start.set("this", exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(name))))
        return tree
    if tree.args.get("order") is None:
        tree.set("limit", exp.Limit(expression=limit))
        return tree
    return _sorted_outside(tree, limit, ctx)


_AGGREGATES = frozenset("count sum avg min max listagg stddev variance median".split())


def _sorted_outside(tree: Node, limit: Node, ctx: Any) -> Node:
    """Limit inside, sort outside: the sort keys travel as columns of their own."""
    order = tree.args["order"]
    names = [i.alias_or_name for i in tree.expressions]
    if not all(names) or len(set(names)) != len(names):
        raise ctx.refuse("OR0012", "ROWNUM and ORDER BY in one block whose columns have no names", tree)
    keys = []
    for number, ordered in enumerate(order.expressions, 1):
        key = ordered.this
        if isinstance(key, exp.Literal) or (isinstance(key, exp.Column) and not key.table and key.name in names):
            continue
        alias = f"sort_{number}"
        keys.append(exp.alias_(key.copy(), alias))
        ordered.set("this", exp.column(alias))
    inner = tree.copy()
    inner.set("order", None)
    inner.set("with_", None)
    inner.set("limit", exp.Limit(expression=limit))
    inner.set("expressions", [*inner.expressions, *keys])
    outer = exp.Select(expressions=[exp.column(n) for n in names])
    outer.set("with_", tree.args.get("with_"))
    outer.set("from_", exp.From(this=exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("limited")))))
    outer.set("order", order)
    outer.meta["reshaped"] = True
    return outer


def _limit(part: Node, scope: Scope) -> Node | None:
    """The number of rows a condition on ROWNUM leaves."""
    left, right = part.args.get("this"), part.args.get("expression")
    kind = type(part)
    if _is_rownum(right, scope) and isinstance(part, exp.Binary):
        left, right = right, left
        kind = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}.get(kind, kind)
    if not _is_rownum(left, scope) or not isinstance(right, exp.Expression):
        return None
    if kind is exp.LTE:
        return right
    if kind is exp.LT:
        if isinstance(right, exp.Literal) and right.this.isdigit():
            return exp.Literal.number(max(int(right.this) - 1, 0))
        return exp.Sub(this=right, expression=exp.Literal.number(1))
    if kind is exp.EQ and isinstance(right, exp.Literal) and right.this == "1":
        return exp.Literal.number(1)
    return None


SELECT_CONSTRUCTS["before"].extend([outer_join_mark, connect_by, rownum])
