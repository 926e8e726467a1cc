"""INSERT ALL and INSERT FIRST: one statement whose WITH runs the query once and inserts from it many times."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.flatten import from_table, subquery
from sct.sqlexpr.nodes import call, exp
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression
ROWS = "source_rows"
COUNTED = "counted"  # of a translation: what the statement gives is the number of rows, of all tables


def multi_insert(tree: Node, lifter: Any) -> Node:
    ctx = lifter.ctx
    branches = list(tree.expressions)
    source = tree.args["source"]
    first = str(tree.args.get("kind") or "").upper() == "FIRST"
    whole = _one_table(branches, source, lifter)
    if whole is not None:
        return whole
    _name_values(source)
    drawn = _sequences(branches, lifter)
    if drawn:
        inner = exp.Select(expressions=[exp.Star(), *drawn])
        inner.set("from_", exp.From(this=subquery(source, "q_1")))
        source = inner
    query, shape = lifter.query(source)
    names = list(shape.columns)[: -len(drawn) or None]
    scope = Scope()
    scope.ctes[ROWS] = shape
    ctes = [exp.CTE(this=query, alias=exp.TableAlias(this=exp.to_identifier(ROWS)), materialized=True)]
    statements: list[Node] = []
    seen: list[Node] = []  # conditions of the branches before, in order
    taken: Node | None = None
    previous: Node | None = None
    for branch in branches:
        insert, when, otherwise = branch.this, branch.args.get("expression"), bool(branch.args.get("else_"))
        if when is not None:
            previous = _taken(when, seen) if first else when
            seen.append(when)
        elif otherwise:
            previous = _none_of(seen)
        taken = previous
        statements.append(_branch(insert, taken, names, scope, lifter))
    counted = bool(ctx.extras.get(COUNTED))
    for number, statement in enumerate(statements if counted else statements[:-1], 1):
        if counted:
            statement.set("returning", exp.Returning(expressions=[exp.Literal.number(1)]))
        ctes.append(exp.CTE(this=statement, alias=exp.TableAlias(this=exp.to_identifier(f"insert_{number}"))))
    if counted:
        return _sum(ctes, len(statements))
    if len(statements) > 1:
        ctx.report("SC1719", "the rows counted are those of the last INTO", tree)
    last = statements[-1]
    last.set("with_", exp.With(expressions=ctes))
    if not statements:
        raise ctx.refuse("SC1014", "INSERT ALL without INTO", tree)
    return last


def _sum(ctes: list[Node], number: int) -> Node:
    """The number of rows that all of them inserted."""
    made: Node | None = None
    for at in range(1, number + 1):
        rows = exp.Select(expressions=[call("count", exp.Star(), at="lowered")])
        rows.set("from_", from_table(f"insert_{at}"))
        one = exp.Subquery(this=rows)
        made = one if made is None else exp.Add(this=made, expression=one)
    select = exp.Select(expressions=[made])
    select.set("with_", exp.With(expressions=ctes))
    return select


def _name_values(source: Node) -> None:
    """Expressions of the query without a name get one: INTO without VALUES takes every column, and has to say which."""
    select = source
    while isinstance(select, (exp.SetOperation, exp.Subquery)):
        select = select.this
    taken = {name.lower() for name in select.named_selects}
    for position, item in enumerate(select.expressions, 1):
        if isinstance(item, (exp.Alias, exp.Column)) or item.is_star:
            continue
        name = f"value_{position}"
        while name in taken:
            name += "_"
        item.replace(exp.alias_(item.copy(), name))


def _taken(when: Node, before: list[Node]) -> Node:
    """The condition holds and none of those before did."""
    parts = [exp.Paren(this=when.copy())]
    return exp.And(this=parts[0], expression=_none_of(before)) if before else parts[0]


def _none_of(conditions: list[Node]) -> Node:
    """None of them is true; one that is NULL is not."""
    made: Node | None = None
    for one in conditions:
        test = exp.Case(ifs=[exp.If(this=one.copy(), true=exp.Literal.number(1))], default=exp.Literal.number(0))
        fails = exp.EQ(this=test, expression=exp.Literal.number(0))
        made = fails if made is None else exp.And(this=made, expression=fails)
    assert made is not None
    return made


def _branch(insert: Node, when: Node | None, names: list[str], scope: Scope, lifter: Any) -> Node:
    values = insert.args.get("expression")
    query = exp.Select(expressions=[exp.column(name) for name in names])
    if values is not None:
        row = values.expressions[0] if isinstance(values, exp.Values) else values
        query.set("expressions", list(row.expressions) if isinstance(row, exp.Tuple) else [row])
    query.set("from_", from_table(ROWS))
    if when is not None:
        query.set("where", exp.Where(this=when.copy()))
    made = exp.Insert(this=insert.this, expression=query)
    _defaults(made, lifter)
    found: Node = lifter.insert(made, scope)
    return found


def _defaults(insert: Node, lifter: Any) -> None:
    """A column whose value is DEFAULT is left out of the list: a query cannot say DEFAULT."""
    items = insert.expression.expressions
    marked = [
        i for i, v in enumerate(items) if isinstance(v, exp.Var) or (isinstance(v, exp.Column) and v.name == "default")
    ]
    if not marked:
        return
    target = insert.this
    if not isinstance(target, exp.Schema):
        known = lifter.ctx.resolver.relation(tuple(p.name for p in target.parts))
        if known is None:
            return
        target = exp.Schema(this=target, expressions=[exp.to_identifier(n) for n in known[1].visible])
        insert.set("this", target)
    target.set("expressions", [c for i, c in enumerate(target.expressions) if i not in marked])
    insert.expression.set("expressions", [v for i, v in enumerate(items) if i not in marked])


def _sequences(branches: list[Node], lifter: Any) -> list[Node]:
    """NEXTVAL and CURRVAL in the branches: drawn once for every row of the query, whoever uses it."""
    drawn: list[Node] = []
    names: dict[tuple[str, ...], str] = {}
    for branch in branches:
        for column in list(branch.find_all(exp.Column)):
            path = tuple(p.name for p in column.parts)
            if path[-1] not in ("nextval", "currval") or len(path) < 2:
                continue
            if lifter.ctx.resolver.sequence(path[:-1]) is None:
                continue
            key = path[:-1]
            if key not in names:
                names[key] = f"drawn_{len(names) + 1}"
                drawn.append(exp.alias_(exp.column("nextval", *reversed(key)), names[key]))
            column.replace(exp.column(names[key], table=ROWS))
    return drawn


def _one_table(branches: list[Node], source: Node, lifter: Any) -> Node | None:
    """Rows for one table out of nothing (… SELECT * FROM dual) are one INSERT … VALUES."""
    start = source.args.get("from_") if isinstance(source, exp.Select) else None
    if start is None or not isinstance(start.this, exp.Table) or start.this.name != "dual":
        return None
    if any(source.args.get(k) for k in ("joins", "where", "connect", "with_")):
        return None
    heads = set()
    for branch in branches:
        if branch.args.get("expression") is not None or branch.args.get("else_"):
            return None
        insert = branch.this
        values = insert.args.get("expression")
        if not isinstance(values, exp.Values) or any(
            c.name in source.named_selects or c.name in ("nextval", "currval") for c in values.find_all(exp.Column)
        ):
            return None
        heads.add(insert.this.sql())
    if len(heads) != 1:
        return None
    rows = [row for branch in branches for row in branch.this.expression.expressions]
    whole = exp.Insert(this=branches[0].this.this, expression=exp.Values(expressions=rows))
    found: Node = lifter.insert(whole, Scope())
    return found
