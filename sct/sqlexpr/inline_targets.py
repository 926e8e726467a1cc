"""Statements whose target is a query or a join view: turned into the statement on the table below.

Oracle lets a statement change the key-preserved table of a join; each of its rows appears at most once, so the rows are
found by the query and touched by their address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from sct.ir.types import UNKNOWN
from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.flatten import replace_item, subquery
from sct.sqlexpr.nodes import exp, internal
from sct.sqlexpr.ownership import expand_stars, own_columns, owner
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape

Node: TypeAlias = exp.Expression
TARGET = "target_row"


@dataclass(slots=True)
class Inlined:
    """The query a statement's target stands for: its name there, the columns it gives, what it reads from."""

    query: Node
    alias: str
    columns: dict[str, Node]  # name -> expression over the query's own sources
    scope: Scope


def inline_target(tree: Node, lifter: Any) -> Node | None:
    """The statement on the table below its target; None when the target is a table, or a view that takes it."""
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    found = _query_of(target, lifter)
    if found is None:
        return None
    query, alias, names = found
    inlined = opened(query, alias, names, lifter)
    if isinstance(tree, exp.Insert):
        return _insert(tree, inlined, lifter)
    if is_one_table(inlined):
        return _direct(tree, inlined, lifter)
    return _by_address(tree, inlined, lifter)


def _query_of(target: Node, lifter: Any) -> tuple[Node, str, tuple[str, ...]] | None:
    if isinstance(target, exp.Subquery):
        query = target.this
        if isinstance(query, exp.Table):
            return None
        if not isinstance(query, exp.Select):
            raise lifter.ctx.refuse("SC1706", "a statement on a set operation", target)
        return query, target.alias or TARGET + "s", ()
    if not isinstance(target, exp.Table):
        return None
    facts = getattr(lifter.ctx.resolver, "facts", None)
    known = facts(tuple(p.name for p in target.parts)) if facts else None
    if known is None or known.kind != "view" or known.query is None or known.instead_of:
        return None
    try:
        query = tree_of(known.query).copy()
    except SqlError:
        return None
    if not isinstance(query, exp.Select) or not query.args.get("joins"):
        return None  # the target's own rules for views decide
    return query, target.alias_or_name, known.columns


def opened(query: Node, alias: str, names: tuple[str, ...], lifter: Any) -> Inlined:
    """A target's query with what its columns are, each with the name of its source."""
    scope = lifter.sources(query)
    expand_stars(query, scope, lifter.ctx)
    columns: dict[str, Node] = {}
    for i, item in enumerate(query.expressions):
        value = item.this if isinstance(item, exp.Alias) else item
        name = names[i] if i < len(names) else item.alias_or_name
        columns[name] = value
        for column, source in own_columns([item], query, scope, lifter.ctx):
            column.set("table", exp.to_identifier(source))
    if names:
        query.set(
            "expressions",
            [
                exp.alias_(i.this if isinstance(i, exp.Alias) else i, n)
                for i, n in zip(query.expressions, names, strict=False)
            ],
        )
    return Inlined(query, alias, columns, scope)


def is_one_table(inlined: Inlined) -> bool:
    """Whether its rows are those of one table, some of them at most."""
    query = inlined.query
    plain = not any(query.args.get(k) for k in ("joins", "group", "having", "distinct", "connect", "limit", "with_"))
    counts = any(c.name in ("rownum", "level") for c in query.find_all(exp.Column))
    start = query.args.get("from_")
    return plain and not counts and start is not None and isinstance(start.this, exp.Table)


def _outer_columns(tree: Node, inlined: Inlined, ctx: Any, parts: list[Node]) -> list[tuple[Node, str]]:
    scope = Scope()
    scope.sources[inlined.alias] = Shape({n: ColumnInfo(UNKNOWN) for n in inlined.columns})
    return [(column, column.name) for column, _ in own_columns(parts, tree, scope, ctx)]


def _parts(tree: Node) -> list[Node]:
    """Where the statement names columns of its target."""
    found = [tree.args[k] for k in ("where", "returning") if tree.args.get(k) is not None]
    return [*found, *tree.args.get("expressions", [])]


def _direct(tree: Node, inlined: Inlined, lifter: Any) -> Node:
    """UPDATE (SELECT … FROM t WHERE c) SET … WHERE d is UPDATE t SET … WHERE c AND d."""
    table = inlined.query.args["from_"].this
    for pair in tree.args.get("expressions", []):
        for column in [pair.this] if isinstance(pair.this, exp.Column) else pair.this.expressions:
            if not isinstance(inlined.columns.get(column.name), exp.Column):
                raise lifter.ctx.refuse("SC1706", f"{column.name} is no column of the table below", column)
    for column, name in _outer_columns(tree, inlined, lifter.ctx, _parts(tree)):
        if name not in inlined.columns:
            raise lifter.ctx.refuse("SC1706", f"{name} is no column of the query that is changed", column)
        value = inlined.columns[name].copy()
        column.replace(exp.Paren(this=value) if isinstance(value, exp.Binary) else value)
    conditions = [p for q in (inlined.query, tree) if q.args.get("where") for p in conjuncts(q.args["where"].this)]
    where = together(conditions)
    tree.set("this", table)
    tree.set("where", exp.Where(this=where) if where is not None else None)
    return tree


def _by_address(tree: Node, inlined: Inlined, lifter: Any) -> Node:
    base = _base(tree, inlined, lifter)
    table = _item(inlined.query, base)
    if not isinstance(table, exp.Table):
        raise lifter.ctx.refuse("SC1706", "a statement on a query over a query", tree.this)
    address = lifter.address(table)
    inlined.query.set(
        "expressions",
        [
            *(
                exp.alias_(i.this if isinstance(i, exp.Alias) else i, n)
                for i, n in zip(inlined.query.expressions, inlined.columns, strict=True)
            ),
            *(exp.alias_(internal(exp.column(part, table=base)), name) for part, name in address),
        ],
    )
    source = inlined.alias if inlined.alias != TARGET else TARGET + "s"
    bases = {n: c.name for n, c in inlined.columns.items() if isinstance(c, exp.Column) and c.table == base}
    for pair in tree.args.get("expressions", []):
        for column in [pair.this] if isinstance(pair.this, exp.Column) else pair.this.expressions:
            column.set("this", exp.to_identifier(bases[column.name]))
            column.set("table", None)
    returning = tree.args.get("returning")
    where = tree.args.get("where")
    values = [p.expression for p in tree.args.get("expressions", [])]
    for column, name in _outer_columns(tree, inlined, lifter.ctx, [p for p in (where, *values) if p is not None]):
        replace_item(column, exp.column(name, table=source), name)
    for column, name in _outer_columns(tree, inlined, lifter.ctx, [returning] if returning is not None else []):
        made = exp.column(bases[name], table=TARGET) if name in bases else exp.column(name, table=source)
        replace_item(column, made, name)
    target = table.copy()
    target.set("alias", exp.TableAlias(this=exp.to_identifier(TARGET)))
    rows = subquery(inlined.query, source)
    if isinstance(tree, exp.Update):
        same = lifter.same_row(target, source)
        parts = [same, *(conjuncts(where.this) if where is not None else [])]
        tree.set("this", target)
        tree.set("from_", exp.From(this=rows))
        tree.set("where", exp.Where(this=together(parts)))
        return tree
    if returning is not None:
        raise lifter.ctx.refuse("SC1706", "DELETE … RETURNING on a join", tree.this)
    wanted = exp.Select(expressions=[exp.column(name, table=source) for _, name in address])
    wanted.set("from_", exp.From(this=rows))
    wanted.set("where", where)
    tree.set("this", target)
    tree.set("where", exp.Where(this=lifter.among(target, wanted)))
    return tree


def _base(tree: Node, inlined: Inlined, lifter: Any) -> str:
    """The alias, inside the query, of the table the statement changes."""
    if isinstance(tree, exp.Delete):
        return _key_preserved(inlined, lifter)
    found: set[str] = set()
    for pair in tree.expressions:
        for column in [pair.this] if isinstance(pair.this, exp.Column) else pair.this.expressions:
            below = inlined.columns.get(column.name)
            if not isinstance(below, exp.Column) or not below.table:
                raise lifter.ctx.refuse("SC1706", f"{column.name} is no column of a table below", column)
            found.add(below.table)
    if len(found) != 1:
        raise lifter.ctx.refuse("SC1706", "a statement on columns of several tables of a join", tree.this)
    return found.pop()


def _key_preserved(inlined: Inlined, lifter: Any) -> str:
    """The first table of the join whose rows cannot be repeated by it: all others are found by a key of theirs."""
    query, ctx = inlined.query, lifter.ctx
    conditions = [p for j in query.args.get("joins") or () if j.args.get("on") for p in conjuncts(j.args["on"])]
    if query.args.get("where") is not None:
        conditions += conjuncts(query.args["where"].this)
    fixed: dict[str, set[str]] = {}  # alias -> its columns that equal a column of another source
    for part in conditions:
        if isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and isinstance(part.expression, exp.Column):
            sides = [(owner(c, query, inlined.scope, ctx), c.name) for c in (part.this, part.expression)]
            if sides[0][0] != sides[1][0]:
                for alias, name in sides:
                    if alias:
                        fixed.setdefault(alias, set()).add(name)
    for alias in inlined.scope.sources:
        others = [a for a in inlined.scope.sources if a != alias]
        if all(any(set(key) <= fixed.get(a, set()) for key in _keys(query, a, lifter)) for a in others):
            return alias
    raise ctx.refuse("SC1706", "no table of the join is known to keep its key", query)


def _item(query: Node, alias: str) -> Node | None:
    for holder in (query.args["from_"], *(query.args.get("joins") or ())):
        if holder.this.alias_or_name == alias:
            found: Node = holder.this
            return found
    return None


def _keys(query: Node, alias: str, lifter: Any) -> list[tuple[str, ...]]:
    item = _item(query, alias)
    facts = getattr(lifter.ctx.resolver, "facts", None)
    if facts is None or not isinstance(item, exp.Table):
        return []
    found = facts(tuple(p.name for p in item.parts))
    return list(found.keys) if found is not None else []


def _insert(tree: Node, inlined: Inlined, lifter: Any) -> Node:
    names = [c.name for c in tree.this.expressions] if isinstance(tree.this, exp.Schema) else list(inlined.columns)
    below: list[Node] = []
    for name in names:
        column = inlined.columns.get(name)
        if not isinstance(column, exp.Column) or not column.table:
            raise lifter.ctx.refuse("SC1706", f"{name} is no column of a table below", tree.this)
        below.append(column)
    tables = {c.table for c in below}
    if len(tables) != 1:
        raise lifter.ctx.refuse("SC1706", "INSERT into columns of several tables of a join", tree.this)
    table = _item(inlined.query, tables.pop())
    if not isinstance(table, exp.Table):
        raise lifter.ctx.refuse("SC1706", "INSERT into a query over a query", tree.this)
    target = table.copy()
    target.set("alias", None)
    tree.set("this", exp.Schema(this=target, expressions=[exp.to_identifier(c.name) for c in below]))
    return tree
