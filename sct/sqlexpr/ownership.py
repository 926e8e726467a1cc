"""Which source of a SELECT a column of it belongs to, before anything is lifted; subqueries looked into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.scope import Scope, Shape

Node: TypeAlias = exp.Expression

AGGREGATES = frozenset(
    """count sum avg min max listagg stddev stddev_pop stddev_samp variance var_pop var_samp median corr covar_pop
    covar_samp collect xmlagg json_arrayagg json_objectagg json_arrayagg_of json_objectagg_of any_value stats_mode percentile_cont percentile_disc
    regr_slope regr_intercept regr_count regr_r2 regr_avgx regr_avgy regr_sxx regr_syy regr_sxy group_id grouping
    boolean_and_agg boolean_or_agg every bit_and_agg bit_or_agg bit_xor_agg wm_concat approx_count_distinct""".split()
)


def inner_selects(node: Node, top: Node) -> Iterator[Node]:
    """The SELECTs between a node and `top`, innermost first, `top` left out."""
    at = node.parent
    while at is not None and at is not top:
        if isinstance(at, exp.Select):
            yield at
        at = at.parent


def items(select: Node) -> Iterator[Node]:
    """The relations of a SELECT's FROM clause."""
    start = select.args.get("from_")
    if start is not None:
        yield start.this
        yield from (j.this for j in start.this.args.get("joins") or ())
    for join in select.args.get("joins") or ():
        yield join.this
    yield from select.args.get("laterals") or ()


def _has(select: Node, name: str, scope: Scope, ctx: Any) -> bool:
    """Whether one of a subquery's own sources has a column of that name."""
    for item in items(select):
        if isinstance(item, exp.Table):
            path = tuple(p.name for p in item.parts)
            cte = scope.cte(path[0]) if len(path) == 1 else None
            found = (path, cte) if cte is not None else ctx.resolver.relation(path)
            if found is not None and (name in found[1].columns or found[1].open):
                return True
        elif isinstance(item, exp.Subquery) and name in item.this.named_selects:
            return True
    return False


def owner(column: Node, top: Node, scope: Scope, ctx: Any) -> str | None:
    """The alias of `top`'s source the column belongs to; None when it is another query's, or no column."""
    table, name = column.table, column.name
    if column.args.get("db") or (column._meta and "made" in column._meta):
        return None
    for select in inner_selects(column, top):
        if table:
            if any(item.alias_or_name == table for item in items(select)):
                return None
        elif _has(select, name, scope, ctx):
            return None
    if table:
        return table if table in scope.sources else None
    owners = [alias for alias, shape in scope.sources.items() if name in shape.columns]
    if owners:
        return owners[0]
    if len(scope.sources) == 1:
        alias, shape = next(iter(scope.sources.items()))
        if shape.open and name not in PSEUDO and ctx.resolver.symbol((name,)) is None:
            return alias
    return None


PSEUDO = frozenset(
    "level rownum rowid sysdate systimestamp user uid connect_by_isleaf connect_by_iscycle current_date "
    "current_timestamp localtimestamp".split()
)


def own_columns(parts: list[Node], top: Node, scope: Scope, ctx: Any) -> list[tuple[Node, str]]:
    """(column, alias) of every column below `parts` that belongs to `top`'s own sources."""
    found = []
    for part in parts:
        for column in part.find_all(exp.Column):
            if isinstance(column.this, exp.Star):
                continue
            alias = owner(column, top, scope, ctx)
            if alias is not None:
                found.append((column, alias))
    return found


SPREAD = "spread"  # of a query: its stars are written out


def expand_stars(tree: Node, scope: Scope, ctx: Any) -> None:
    """`*` and `t.*` of the select list written out; every source must be known."""
    made: list[Node] = []
    for item in tree.expressions:
        star = isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star))
        if not star:
            made.append(item)
            continue
        sources: dict[str, Shape | None] = (
            {item.table: scope.source(item.table)} if isinstance(item, exp.Column) else dict(scope.sources)
        )
        for alias, shape in sources.items():
            if shape is None or shape.open:
                raise ctx.refuse("SC1012", f"* over {alias}, whose columns are not known", item)
        if isinstance(item, exp.Column):
            made.extend(exp.column(name, table=a) for a, shape in sources.items() if shape for name in shape.visible)
        else:
            made.extend(exp.column(name, table=alias) for name, alias in _joined(tree, scope))
    tree.set("expressions", made)


def merged_names(tree: Node, scope: Scope) -> set[str]:
    """Columns that USING or NATURAL makes one column of several sources."""
    return {name for name, alias in _joined(tree, scope) if alias is None}


def _joined(tree: Node, scope: Scope) -> list[tuple[str, str | None]]:
    """The columns of the FROM clause in order, with their source; none for what USING and NATURAL merge."""
    joins = {j.this.alias_or_name: j for j in tree.args.get("joins") or ()}
    found: list[tuple[str, str | None]] = []
    for alias, shape in scope.sources.items():
        join = joins.get(alias)
        common: list[str] = []
        if join is not None and join.args.get("using"):
            common = [c.name for c in join.args["using"]]
        elif join is not None and str(join.args.get("method") or "").upper() == "NATURAL":
            here = {name for name, _ in found}
            common = [name for name in shape.visible if name in here]
        rest = [pair for pair in found if pair[0] not in common]
        found = [*((name, None) for name in common), *rest]
        found += [(name, alias) for name in shape.visible if name not in common]
    return found


def aggregated(tree: Node) -> bool:
    """Whether the select list or HAVING holds an aggregate of this query itself."""
    if tree.args.get("group") is not None or tree.args.get("having") is not None:
        return True
    for item in tree.expressions:
        for node in item.find_all(exp.Anonymous, exp.WithinGroup):
            name = str(node.this).lower() if isinstance(node, exp.Anonymous) else ""
            if name not in AGGREGATES or any(True for _ in inner_selects(node, tree)):
                continue
            if not _windowed(node):
                return True
    return False


def _windowed(node: Node) -> bool:
    """Whether the call is computed over a window (through WITHIN GROUP, KEEP …)."""
    at = node
    while isinstance(at.parent, (exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls, exp.Filter, exp.Window)):
        parent = at.parent
        if isinstance(parent, exp.Window) and parent.this is at and str(parent.args.get("over") or "OVER") == "OVER":
            return True
        at = parent
    return False


def select_parts(tree: Node, *, without: tuple[str, ...] = ()) -> list[Node]:
    """Everything a SELECT says beside its FROM clause and its WITH."""
    out: list[Node] = []
    for key, value in tree.args.items():
        if key in ("from_", "joins", "with_", "laterals", *without):
            continue
        if isinstance(value, exp.Expression):
            out.append(value)
        elif isinstance(value, list):
            out.extend(v for v in value if isinstance(v, exp.Expression))
    return out
