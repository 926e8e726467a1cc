"""Forms of data statements a target lacks, written by others."""

from __future__ import annotations

from typing import Any

from sct.sqlexpr.lacking_forms import Node, done, rewrites
from sct.sqlexpr.nodes import exp


@rewrites("delete_alias", exp.Delete)
def delete_alias(node: Node, ctx: Any) -> Node:
    """A DELETE whose target has no other name than its own."""
    target = node.this
    if not isinstance(target, exp.Table) or not target.alias:
        return node
    _own_name(node, target, ctx)
    return node


def _own_name(tree: Node, target: Node, ctx: Any) -> None:
    """Takes a target's alias away: what is qualified by it is qualified by the table's name."""
    alias, name = target.alias, target.name
    others = [t for t in tree.find_all(exp.Table) if t is not target and t.alias_or_name == name]
    if others:
        raise ctx.refuse("SC0022", f"{name} under a second name beside itself has no form on the target", others[0])
    for column in tree.find_all(exp.Column):
        if column.table == alias:
            column.set("table", exp.to_identifier(name))
    target.set("alias", None)


@rewrites("free_merge", exp.Merge)
def free_merge(node: Node, ctx: Any) -> Node:
    """MERGE as the statements it is made of, where the target's own takes less: the source a table, the condition of
    equalities, both clauses there and without conditions. The statements behind the first are in its `then`."""
    target, source, on = node.this, node.args["using"], node.args["on"]
    if target.alias:
        _own_name(node, target, ctx)
    whens = list(node.args["whens"].expressions)
    matched = [w for w in whens if w.args.get("matched")]
    others = [w for w in whens if not w.args.get("matched")]
    plain = len(matched) == len(others) == 1 and not any(w.args.get("condition") for w in whens)
    if plain and isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier) and _equalities(on):
        return node
    if any(t.name == target.name for t in source.find_all(exp.Table)):
        raise ctx.refuse("SC2033", f"MERGE into {target.name} of rows that are taken from it", node)
    if len(matched) > 1 and others:
        raise ctx.refuse("SC2033", f"MERGE into {target.name} with DELETE WHERE beside INSERT", node)
    made: list[Node] = []
    for when in matched:
        then, condition = when.args["then"], when.args.get("condition")
        where: Node = (
            exp.and_(_grouped(on.copy()), _grouped(condition.copy()), copy=False)
            if condition is not None
            else on.copy()
        )
        if isinstance(then, exp.Update):
            one: Node = exp.Update(this=target.copy(), expressions=[_bare(e) for e in then.expressions])
            one.set("from_", exp.From(this=source.copy()))
        else:
            one = exp.Delete(this=target.copy(), using=[source.copy()])
        one.set("where", exp.Where(this=where))
        made.append(one)
    for when in others:
        then, condition = when.args["then"], when.args.get("condition")
        there = exp.Select(expressions=[exp.Literal.number(1)])
        there.set("from_", exp.From(this=target.copy()))
        there.set("where", exp.Where(this=on.copy()))
        rows = exp.Select(expressions=[v.copy() for v in then.expression.expressions])
        rows.set("from_", exp.From(this=source.copy()))
        missing: Node = exp.Not(this=exp.Exists(this=there))
        if condition is not None:
            missing = exp.and_(missing, _grouped(condition.copy()), copy=False)
        rows.set("where", exp.Where(this=missing))
        into: Node = target.copy()
        if then.this is not None:
            into = exp.Schema(this=into, expressions=[c.copy() for c in then.this.expressions])
        made.append(exp.Insert(this=into, expression=rows))
    first = done(made[0])
    first.meta["then"] = [done(one) for one in made[1:]]
    ctx.report("SC2034", f"MERGE into {target.name} as {len(made)} statements", node)
    return first


def _equalities(on: Node) -> bool:
    parts = list(on.flatten()) if isinstance(on, exp.And) else [on]
    found = [p.this if isinstance(p, exp.Paren) else p for p in parts]
    return all(isinstance(p, exp.EQ) for p in found)


def _bare(pair: Node) -> Node:
    """`column = value` without a qualifier before the column."""
    made = pair.copy()
    if isinstance(made.this, exp.Column):
        made.set("this", exp.column(made.this.name))
    return made


def _grouped(node: Node) -> Node:
    return exp.Paren(this=node) if isinstance(node, exp.Or) else node


@rewrites("changing_ctes", exp.Insert)
def changing_ctes(node: Node, ctx: Any) -> Node:
    """INSERT into several tables as one INSERT each, over the same query; the statements behind the first are in `then`."""
    clause = node.args.get("with_")
    if clause is None:
        return node
    changing = [cte for cte in clause.expressions if isinstance(cte.this, exp.Insert)]
    if not changing:
        return node
    rows = [cte for cte in clause.expressions if not isinstance(cte.this, exp.Insert)]
    node.set("with_", None)
    every = [*(cte.this for cte in changing), node]
    targets = {t.name for one in every for t in [one.find(exp.Table)] if t is not None}
    if any(t.name in targets for cte in rows for t in cte.find_all(exp.Table)):
        raise ctx.refuse("SC2033", "INSERT of rows that are taken from one of its tables", node)
    for one in every:
        query = one.expression
        if not isinstance(query, exp.Select) or one.args.get("returning") is not None:
            raise ctx.refuse("SC0022", "INSERT into several tables of this form has no form on the target", node)
        ctes = [cte.copy() for cte in rows]
        for cte in ctes:
            cte.set("materialized", None)
        query.set("with_", exp.With(expressions=ctes))
    first = done(every[0])
    first.meta["then"] = [done(one) for one in every[1:]]
    ctx.report("SC2037", f"INSERT into {', '.join(sorted(targets))}", node)
    return first


@rewrites("tuple_assignment", exp.Update)
def tuple_assignment(node: Node, ctx: Any) -> Node:
    """`SET (a, b) = (SELECT x, y …)` as `SET a = (SELECT x …), b = (SELECT y …)`."""
    out: list[Node] = []
    for pair in node.expressions:
        left, right = pair.this, pair.expression
        if not isinstance(left, exp.Tuple):
            out.append(pair)
            continue
        query = right.this if isinstance(right, (exp.Subquery, exp.Paren)) else right
        if isinstance(query, exp.Select) and len(query.expressions) == len(left.expressions):
            for number, name in enumerate(left.expressions):
                one = query.copy()
                one.set("expressions", [one.expressions[number]])
                out.append(exp.EQ(this=name.copy(), expression=exp.Subquery(this=one)))
        elif isinstance(right, exp.Tuple) and len(right.expressions) == len(left.expressions):
            out.extend(
                exp.EQ(this=a.copy(), expression=b.copy())
                for a, b in zip(left.expressions, right.expressions, strict=True)
            )
        else:
            raise ctx.refuse("SC0022", "SET of several columns at once has no form on the target", pair)
    node.set("expressions", out)
    return node
