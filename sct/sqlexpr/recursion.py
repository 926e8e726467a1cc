"""Recursive WITH: both halves given one type a column, SEARCH and CYCLE.

PostgreSQL refuses a recursive query whose halves differ in type; Oracle takes the first half's family. SEARCH's column
is a number that counts the rows there: here it numbers what PostgreSQL's own SEARCH sorts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import family
from sct.sqlexpr.flatten import from_table
from sct.sqlexpr.nodes import call, exp, set_type, type_of
from sct.sqlexpr.prepare_queries import CYCLE, SEARCH
from sct.sqlexpr.scope import ColumnInfo, Shape
from sct.sqlexpr.sources import source

Node: TypeAlias = exp.Expression


@dataclass(slots=True)
class Extras:
    """What SEARCH and CYCLE say of a named query (as the queries `prepare_queries` makes of them)."""

    search: Node | None = None
    cycle: Node | None = None


def take_extras(clause: Node) -> dict[str, Extras]:
    found: dict[str, Extras] = {}
    kept: list[Node] = []
    for cte in clause.expressions:
        name = cte.alias
        if name.endswith(SEARCH):
            found.setdefault(name.removesuffix(SEARCH), Extras()).search = cte.this
        elif name.endswith(CYCLE):
            found.setdefault(name.removesuffix(CYCLE), Extras()).cycle = cte.this
        else:
            kept.append(cte)
    if found:
        clause.set("expressions", kept)
    return found


def halves(body: Node) -> tuple[Node, Node] | None:
    """The first and the recursive SELECT of a recursive query; None for other forms."""
    if isinstance(body, exp.Union):
        left, right = body.this, body.expression
        if isinstance(left, exp.Select) and isinstance(right, exp.Select):
            return left, right
    return None


def seeded(engine: str) -> bool:
    """Whether the first half of a recursive query alone decides its columns' types."""
    return bool(getattr(source(engine), "SEED_TYPES", False))


def guessed(shape: Shape, engine: str) -> Shape:
    """The columns as far as the first half says: a whole number there need not stay one."""
    if seeded(engine):
        return shape
    made = {n: ColumnInfo(t.NUMBER if i.type.kind == "integer" else i.type) for n, i in shape.columns.items()}
    return Shape(made, shape.open)


def one_type(body: Node, name: str, names: list[str], engine: str) -> None:
    """Casts both halves of a recursive query where their types may differ."""
    both = halves(body)
    if both is None or body.meta.get("typed"):
        return
    body.meta["typed"] = True
    for i, (first, again) in enumerate(zip(both[0].expressions, both[1].expressions, strict=False)):
        a, b = _value(first), _value(again)
        column = names[i] if i < len(names) else first.alias_or_name
        if isinstance(b, exp.Column) and ((b.name == column and b.table == name) or a == b):
            continue
        if isinstance(a, exp.Column) and isinstance(b, exp.Column) and type_of(a) == type_of(b) and a.name == b.name:
            continue
        kinds = {family(type_of(a)), family(type_of(b))} - {"null", "unknown"}
        wanted = (
            {"text": t.TEXT, "number": t.NUMBER, "datetime": t.DATETIME}.get(next(iter(kinds), ""))
            if len(kinds) == 1
            else None
        )
        if wanted is not None and seeded(engine) and type_of(a).kind in ("integer", "decimal", "date", "timestamp"):
            wanted = type_of(a)
        if wanted is not None:
            _cast(first, both[0], i, wanted)
            _cast(again, both[1], i, wanted)


def _value(item: Node) -> Node:
    found: Node = item.this if isinstance(item, exp.Alias) else item
    return found


def _cast(item: Node, select: Node, i: int, type_: Type) -> None:
    value = _value(item)
    to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="")
    to.meta["t"] = type_
    made = set_type(exp.Cast(this=value.copy(), to=to), type_)
    if isinstance(item, exp.Alias):
        item.set("this", made)
    else:
        items = list(select.expressions)
        items[i] = made if not isinstance(item, exp.Column) else exp.alias_(made, item.name)
        select.set("expressions", items)


def with_extras(cte: Node, names: list[str], shape: Shape, extras: Extras, ctx: Any) -> Shape:
    """The named query as one that holds the recursive one with PostgreSQL's SEARCH and CYCLE."""
    body, name = cte.this, cte.alias
    both = halves(body)
    if both is None:
        raise ctx.refuse("SC1712", "SEARCH or CYCLE of this form of recursive query", body)
    names = names or list(shape.columns)
    columns = list(names)
    search = cycle = None
    out = Shape(dict(shape.columns))
    listed: list[Node] = [exp.column(n, table=name) for n in names]
    order: Node | None = None
    if extras.search is not None:
        kind, label = extras.search.expressions[0].this.this, extras.search.expressions[0].alias
        key = _key(extras.search.args["order"].expressions, "search_key", columns, names, both, ctx)
        search = exp.RecursiveWithSearch(
            kind=kind.upper(), this=exp.to_identifier(key), expression=exp.to_identifier(f"{label}_path")
        )
        order = exp.Order(expressions=[exp.Ordered(this=exp.column(f"{label}_path", table=name))])
        number = exp.Window(this=call("row_number", at="lowered"), order=order.copy(), over="OVER")
        listed.append(exp.alias_(number, label))
        out.columns[label] = ColumnInfo(t.NUMBER, True)
    if extras.cycle is not None:
        mark, other = extras.cycle.expressions
        key = _key(extras.cycle.args["order"].expressions, "cycle_key", columns, names, both, ctx)
        cycle = exp.RecursiveWithSearch(
            kind="CYCLE",
            this=exp.to_identifier(key),
            expression=exp.to_identifier(mark.alias),
            to=mark.this,
            default=other.this,
            using=exp.to_identifier(f"{mark.alias}_path"),
        )
        listed.append(exp.column(mark.alias, table=name))
        out.columns[mark.alias] = ColumnInfo(t.VARCHAR, True)
    inner = exp.CTE(
        this=body,
        alias=exp.TableAlias(this=exp.to_identifier(name), columns=[exp.to_identifier(c) for c in columns]),
    )
    outer = exp.Select(expressions=listed)
    outer.set("with_", exp.With(expressions=[inner], recursive=True, search=search, cycle=cycle))
    outer.set("from_", from_table(name))
    outer.set("order", order)
    outer.meta["columns"] = out
    cte.set("this", outer)
    cte.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    return out


def _key(keys: list[Node], spare: str, columns: list[str], names: list[str], both: tuple[Node, Node], ctx: Any) -> str:
    """The one column to sort or compare by: the named one, or one made of several."""
    plain = len(keys) == 1 and not keys[0].args.get("desc")
    for key in keys:
        ascending = not key.args.get("desc")
        if not isinstance(key.this, exp.Column) or key.this.name not in names:
            raise ctx.refuse("SC1712", "SEARCH or CYCLE by something else than a column", key)
        if bool(key.args.get("nulls_first")) == ascending:
            raise ctx.refuse("SC1712", "SEARCH with NULLS FIRST or LAST", key)
    if plain:
        found: str = keys[0].this.name
        return found
    for select in both:
        parts: list[Node] = []
        for key in keys:
            value = _value(select.expressions[names.index(key.this.name)]).copy()
            if key.args.get("desc"):
                if family(type_of(value)) != "number":
                    raise ctx.refuse("SC1712", "SEARCH in descending order of something else than numbers", key)
                value = exp.Neg(this=exp.Paren(this=value))
            parts.append(value)
        item = exp.Tuple(expressions=parts) if len(parts) > 1 else parts[0]
        select.append("expressions", exp.alias_(item, spare))
    columns.append(spare)
    return spare
