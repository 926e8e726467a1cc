"""PIVOT as aggregates with FILTER, UNPIVOT as a lateral list of rows.

Oracle SQL Language Reference, SELECT: PIVOT groups by every column of its input that it does not name; the new columns
are called alias_aggregate, or after the value as it is written.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.conditions import together
from sct.sqlexpr.flatten import subquery
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.prepare_queries import INCLUDE_NULLS
from sct.sqlexpr.scope import Scope, Shape

Node: TypeAlias = exp.Expression


def pivoted(item: Node, scope: Scope, lifter: Any) -> Node:
    """A query in place of an item of FROM with PIVOT or UNPIVOT clauses."""
    pivots = item.args["pivots"]
    source: Node = item.copy()
    source.set("pivots", None)
    alias = ""
    for number, pivot in enumerate(pivots, 1):
        if not source.alias:
            source.set("alias", exp.TableAlias(this=exp.to_identifier(f"pivoted_{number}")))
        shape = _shape(source, scope, lifter)
        make = _unpivot if pivot.args.get("unpivot") else _pivot
        query = make(pivot, source, shape, lifter.ctx)
        alias = pivot.alias
        source = exp.Subquery(this=query, alias=None)
    if not alias:
        alias = f"pivot_{len(scope.sources) + 1}"
    source.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return source


def _shape(source: Node, scope: Scope, lifter: Any) -> Shape:
    looking = Scope(scope.parent)
    looking.ctes = scope.ctes
    lifter.relation(source.copy(), looking)
    found: Shape = next(iter(looking.sources.values()))
    if found.open:
        raise lifter.ctx.refuse("SC1710", "PIVOT over columns that are not known", source)
    return found


def _columns(node: Node) -> list[Node]:
    """One column, or the columns of a tuple."""
    return list(node.expressions) if isinstance(node, exp.Tuple) else [node]


def _pivot(pivot: Node, source: Node, shape: Shape, ctx: Any) -> Node:
    fields = pivot.args["fields"]
    if len(fields) != 1 or not isinstance(fields[0], exp.In):
        raise ctx.refuse("SC1710", "this form of PIVOT", pivot)
    field = fields[0]
    keys = _columns(field.this)
    used = {c.name for agg in pivot.expressions for c in agg.find_all(exp.Column)} | {c.name for c in keys}
    groups: list[Node] = [exp.column(name, table=source.alias) for name in shape.visible if name not in used]
    listed: list[Node] = [g.copy() for g in groups]
    for value in field.expressions:
        if isinstance(value, (exp.Select, exp.Subquery)) or (isinstance(value, exp.Column) and value.name == "any"):
            raise ctx.refuse("SC1710", "PIVOT over values that are not written out", pivot)
        name, literal = _named(value, ctx)
        tests = [
            exp.EQ(this=exp.column(k.name, table=source.alias), expression=v.copy())
            for k, v in zip(keys, _columns(literal), strict=False)
        ]
        for aggregate in pivot.expressions:
            label = aggregate.alias if isinstance(aggregate, exp.Alias) else ""
            call = (aggregate.this if label else aggregate).copy()
            filtered = exp.Filter(this=call, expression=exp.Where(this=together([t.copy() for t in tests])))
            listed.append(exp.alias_(filtered, _quoted(_with_label(name, aggregate) if label else name)))
    query = exp.Select(expressions=listed)
    query.set("from_", exp.From(this=source))
    if groups:
        query.set("group", exp.Group(expressions=groups))
    return query


def _with_label(name: str, aggregate: Node) -> str:
    """value_LABEL: where that can only be asked for in quotes, the label has the capitals that the source gives it."""
    label = aggregate.args["alias"]
    folded = f"{name}_{label.name}"
    return folded if folded.isidentifier() or label.args.get("quoted") else f"{name}_{label.name.upper()}"


def _quoted(name: str) -> Node:
    return exp.to_identifier(name, quoted=not name.isidentifier())


def _named(value: Node, ctx: Any) -> tuple[str, Node]:
    """The name of a value's columns: its alias, or the value as it is written."""
    if isinstance(value, (exp.PivotAlias, exp.Alias)):
        return value.args["alias"].name, value.this
    if isinstance(value, exp.Literal):
        return f"'{value.this}'" if value.is_string else str(value.this), value
    return ctx.words(value).upper(), value


def _unpivot(pivot: Node, source: Node, shape: Shape, ctx: Any) -> Node:
    field = pivot.args["fields"][0]
    value_names = [c.name for e in pivot.expressions for c in _columns(e)]
    keep_nulls = any(n.endswith(INCLUDE_NULLS) for n in value_names)
    value_names = [n.removesuffix(INCLUDE_NULLS) for n in value_names]
    label_names = [c.name for c in _columns(field.this)]
    used: set[str] = set()
    rows: list[Node] = []
    for entry in field.expressions:
        aliased = isinstance(entry, (exp.PivotAlias, exp.Alias))
        columns = _columns(entry.this if aliased else entry)
        used |= {c.name for c in columns}
        if aliased:
            labels = _columns(entry.args["alias"])
        else:
            labels = [exp.Literal.string("_".join(c.name for c in columns).upper()) for _ in label_names]
        values = [exp.column(c.name, table=source.alias) for c in columns]
        rows.append(exp.Tuple(expressions=[*(label.copy() for label in labels), *values]))
    if any(len(row.expressions) != len(label_names) + len(value_names) for row in rows):
        raise ctx.refuse("SC1710", "this form of UNPIVOT", pivot)
    kept: list[Node] = [exp.column(name, table=source.alias) for name in shape.visible if name not in used]
    made = [exp.column(name, table="unpivoted") for name in (*label_names, *value_names)]
    query = exp.Select(expressions=[*kept, *made])
    query.set("from_", exp.From(this=source))
    lines: Node | None = None
    for row in rows:
        names = (*label_names, *value_names)
        line = exp.Select(expressions=[exp.alias_(v, n) for v, n in zip(row.expressions, names, strict=True)])
        lines = line if lines is None else exp.Union(this=lines, expression=line, distinct=False)
    lateral = exp.Lateral(this=exp.Subquery(this=lines), alias=exp.TableAlias(this=exp.to_identifier("unpivoted")))
    query.set("joins", [exp.Join(this=lateral, kind="CROSS")])
    if not keep_nulls:
        some: Node | None = None
        for name in value_names:
            one = exp.Not(this=exp.Is(this=exp.column(name, table="unpivoted"), expression=exp.Null()))
            some = one if some is None else exp.Or(this=some, expression=one)
        query.set("where", exp.Where(this=some))
    return query


__all__ = ["pivoted", "subquery"]
