"""EXPAND ON: a row for every step of a period of days (SQL Data Manipulation Language, SELECT, "EXPAND ON Clause").

The rows of FROM and WHERE begin a recursive query, which goes a step further while the period goes on; the alias of the
clause stands for the period from one step to the next, the last one ending where the whole period ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from sct.sqlexpr.flatten import Carrier, from_table
from sct.sqlexpr.nodes import call, call_name, exp
from sct.sqlexpr.ownership import aggregated, expand_stars, inner_selects, select_parts
from sct.sqlexpr.scope import Scope
from sct.sqlexpr.sources.teradata.periods import period_columns

Node: TypeAlias = exp.Expression
_ROWS = "expanded"
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(slots=True)
class _Clause:
    """`path`: the name of the period; so many `days` or `months` a step; `between`: FOR PERIOD (date, date)."""

    path: list[str]
    alias: str
    days: int = 1
    months: int = 0
    between: tuple[str, str] | None = None


def _read(text: str) -> _Clause | None:
    """`p AS e BY INTERVAL '1' MONTH FOR PERIOD (DATE 'a', DATE 'b')` in words; None for a form without a conversion."""
    words = text.split()
    path = words[:1]
    at = 1
    while words[at : at + 1] == ["."]:
        path += words[at + 1 : at + 2]
        at += 2
    at += words[at : at + 1] == ["as"]
    if at >= len(words):
        return None
    made = _Clause(path, words[at])
    at += 1
    if words[at : at + 2] == ["by", "interval"]:
        number, unit = "".join(words[at + 2 : at + 3]).strip("'"), "".join(words[at + 3 : at + 4])
        if not number.isdigit() or not int(number) or unit not in (*_DAYS, *_MONTHS):
            return None
        made.days, made.months = int(number) * _DAYS.get(unit, 0), int(number) * _MONTHS.get(unit, 0)
        at += 4
    elif words[at : at + 3] == ["by", "anchor", "day"]:
        at += 3
    if words[at : at + 4] == ["for", "period", "(", "date"] and words[at + 5 : at + 7] == [",", "date"]:
        if made.days != 1:
            return None  # where the steps begin then is not said here
        made.between = (words[at + 4].strip("'"), words[at + 7].strip("'"))
        at += 9
    return made if at == len(words) else None


def expand_on(tree: Node, scope: Scope, lifter: Any) -> Node:
    """The query over its rows expanded. Raises Refused for other steps than days, weeks, months and years, and for
    periods of timestamps."""
    mark = next((item for item in tree.expressions if call_name(item) == "td_expand"), None)
    if mark is None:
        return tree
    ctx = lifter.ctx
    text = mark.expressions[0].name.removeprefix("on ")
    tree.set("expressions", [item for item in tree.expressions if item is not mark])
    clause = _read(text)
    if clause is None or tree.args.get("with_") is not None:
        raise ctx.refuse("TD0405", f"EXPAND ON {text}", tree)
    if _counts_rows(tree):
        raise ctx.refuse("TD0405", f"EXPAND ON {text} beside what counts or orders rows", tree)
    ends = _ends(clause, scope)
    if ends is None:
        raise ctx.refuse("TD0405", f"EXPAND ON {text}: no period of days of FROM has this name", tree)
    ctx.report("TD0413", f"EXPAND ON {text}", tree)
    if any(item.is_star for item in tree.expressions):
        expand_stars(tree, scope, ctx)
    where = tree.args.get("where")
    tree.set("where", None)
    carrier = Carrier(tree, scope, ctx, _ROWS)
    carrier.carry([*select_parts(tree), *ends])
    recursion = _recursion(tree, carrier, clause, ends, where)
    carrier.rebind()
    period = call("period", _made("step_", carrier.row), _until(clause, carrier.row))
    for part in select_parts(tree):
        for column in list(part.find_all(exp.Column)):
            if column.table or column.name != clause.alias or any(inner_selects(column, tree)):
                continue
            column.replace(exp.alias_(period.copy(), column.name) if column.parent is tree else period.copy())
    period_columns(tree, scope, lifter)
    tree.set("joins", None)
    tree.set("from_", from_table(_ROWS, carrier.row))
    cte = exp.CTE(this=recursion, alias=exp.TableAlias(this=exp.to_identifier(_ROWS)))
    tree.set("with_", exp.With(expressions=[cte], recursive=True))
    tree.meta["reshaped"] = True
    return tree


def _counts_rows(tree: Node) -> bool:
    """Whether it matters here if rows are expanded before or after something else: aggregates, windows, TOP, SAMPLE."""
    marks = any(call_name(item) in ("td_sample", "td_normalize") for item in tree.expressions)
    windows = any(part.find(exp.Window) for part in select_parts(tree))
    return marks or windows or aggregated(tree) or tree.args.get("limit") is not None


def _ends(clause: _Clause, scope: Scope) -> tuple[Node, Node] | None:
    """The columns of the period's beginning and end."""
    *tables, name = clause.path
    for alias, shape in scope.sources.items():
        begin, end = (shape.columns.get(f"{name}_{which}") for which in ("begin", "end"))
        if (tables and tables[-1] != alias) or begin is None or end is None:
            continue
        if begin.type.kind != "date" or end.type.kind != "date":
            return None
        return exp.column(f"{name}_begin", table=alias), exp.column(f"{name}_end", table=alias)
    return None


def _recursion(tree: Node, carrier: Carrier, clause: _Clause, ends: tuple[Node, Node], where: Node | None) -> Node:
    """The steps of every row: where they begin, where they end, and which one it is."""
    begin, end = (one.copy() for one in ends)
    conditions = [where.this] if where is not None else []
    if clause.between is not None:
        low, high = (call("date_literal", exp.Literal.string(day)) for day in clause.between)
        conditions += [
            exp.LT(this=begin.copy(), expression=high.copy()),
            exp.GT(this=end.copy(), expression=low.copy()),
        ]
        begin = _chosen(exp.LT(this=begin.copy(), expression=low.copy()), low, begin)
        end = _chosen(exp.GT(this=end.copy(), expression=high.copy()), high, end)
    conditions.append(exp.LT(this=ends[0].copy(), expression=ends[1].copy()))  # a period that is NULL has no step
    seed = exp.Select(
        expressions=[
            *carrier.listed(),
            exp.alias_(begin.copy(), "first_"),
            exp.alias_(begin, "step_"),
            exp.alias_(end, "until_"),
            exp.alias_(exp.Literal.number(0), "turn_"),
        ]
    )
    seed.set("from_", tree.args["from_"].copy())
    seed.set("joins", [join.copy() for join in tree.args.get("joins") or ()])
    seed.set("where", exp.Where(this=exp.and_(*(exp.Paren(this=one.copy()) for one in conditions))))
    kept = [exp.column(name, table=_ROWS) for name in carrier.columns.values()]
    turn = exp.Add(this=exp.column("turn_", table=_ROWS), expression=exp.Literal.number(1))
    following = _next(clause, _ROWS)
    again = exp.Select(
        expressions=[
            *kept,
            exp.column("first_", table=_ROWS),
            exp.alias_(following, "step_"),
            exp.column("until_", table=_ROWS),
            exp.alias_(turn, "turn_"),
        ]
    )
    again.set("from_", from_table(_ROWS))
    again.set("where", exp.Where(this=exp.LT(this=following.copy(), expression=exp.column("until_", table=_ROWS))))
    return exp.Union(this=seed, expression=again, distinct=False)


def _next(clause: _Clause, row: str) -> Node:
    """Where the following step of a row begins; months are counted from the first one, whose day they keep."""
    if clause.months:
        turns = exp.Paren(this=exp.Add(this=_made("turn_", row), expression=exp.Literal.number(1)))
        months = exp.Mul(this=turns, expression=exp.Literal.number(clause.months))
        return call("add_months", _made("first_", row), months)
    return exp.Add(this=_made("step_", row), expression=exp.Literal.number(clause.days))


def _until(clause: _Clause, row: str) -> Node:
    """Where a step ends: where the following one begins, at the latest where the period ends."""
    following = _next(clause, row)
    return _chosen(exp.LT(this=following.copy(), expression=_made("until_", row)), following, _made("until_", row))


def _chosen(condition: Node, then: Node, otherwise: Node) -> Node:
    return exp.Case(ifs=[exp.If(this=condition, true=then.copy())], default=otherwise.copy())


def _made(name: str, row: str) -> Node:
    column = exp.column(name, table=row)
    column.meta["made"] = True
    return column
