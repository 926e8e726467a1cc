"""TABLE(collection): the elements of a collection as rows."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir.types import Type
from sct.sqlexpr.nodes import call, exp, type_of
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.table_functions import table_function

Node: TypeAlias = exp.Expression


@table_function("table")
@table_function("the")
def table_of(item: Node, source: Node, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """TABLE(x): scalars give the column COLUMN_VALUE, objects and records a column an attribute."""
    value = source.expressions[0]
    if isinstance(value, (exp.Select, exp.SetOperation)):
        value = exp.Subquery(this=value)
    return rows_of(lifter.visit(value, scope), item, lifter)


@table_function("table_outer")
def table_outer(item: Node, source: Node, scope: Scope, lifter: Any) -> tuple[Node, Shape]:
    """TABLE(x)(+): a row of NULLs where the collection is empty."""
    made, shape = table_of(item, source, scope, lifter)
    made.meta["outer"] = True
    return made, Shape({n: ColumnInfo(i.type) for n, i in shape.columns.items()}, shape.open)


def rows_of(value: Node, item: Node, lifter: Any) -> tuple[Node, Shape]:
    ctx = lifter.ctx
    type_ = type_of(value)
    if type_.kind == "named":
        type_ = ctx.resolver.type_of_text(type_.name)
    element = _resolved(type_.element, ctx) if type_.kind == "collection" else None
    plain = getattr(ctx.resolver, "plain_array", None)
    if element is None or type_.key is not None or element.kind == "collection" or (plain and not plain(type_)):
        raise ctx.refuse("OR0718", f"TABLE of {ctx.words(item)}", item)
    whole = bool(value._meta and value._meta.get("rows"))  # a function that gives rows by itself
    made = exp.Table(this=value if whole else call("unnest", value, at="lowered"))
    if element.members:
        return made, Shape({name: ColumnInfo(member) for name, member in element.members})
    made.meta["columns_of_alias"] = ["column_value"]
    return made, Shape({"column_value": ColumnInfo(element)})


def _resolved(type_: Type | None, ctx: Any) -> Type | None:
    if type_ is not None and type_.kind == "named" and not type_.members:
        found: Type = ctx.resolver.type_of_text(type_.name)
        return found
    return type_
