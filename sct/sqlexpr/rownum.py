"""ROWNUM: the number a row gets when it has passed WHERE, before anything sorts, groups or makes rows distinct."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.flatten import Carrier, replace_item, subquery
from sct.sqlexpr.nodes import call, exp, set_type
from sct.sqlexpr.ownership import aggregated, expand_stars, inner_selects, own_columns, select_parts
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression

NAME = "row_number_"
_FLIPPED = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}


def is_rownum(node: Any, scope: Scope) -> bool:
    if not (isinstance(node, exp.Column) and node.name == "rownum" and not node.table):
        return False
    column = scope.column("rownum")  # of a relation whose columns are not known, nothing is: the word is reserved
    return column is None or column.type.kind == "unknown"


def counters(parts: list[Node], top: Node, scope: Scope) -> list[Node]:
    """The ROWNUMs of this query itself."""
    return [
        c
        for part in parts
        for c in part.find_all(exp.Column)
        if is_rownum(c, scope) and not any(True for _ in inner_selects(c, top))
    ]


def rownum(tree: Node, scope: Scope, lifter: Any) -> Node:
    if not counters(select_parts(tree), tree, scope):
        return tree
    ctx = lifter.ctx
    where = tree.args.get("where")
    rest, limit = split_limit(where.this, tree, scope, ctx) if where is not None else (None, None)
    tree.set("where", exp.Where(this=rest) if rest is not None else None)
    others = [p for p in select_parts(tree) if p is not tree.args.get("where")]
    numbered = counters(others, tree, scope)
    windows = any(p.find(exp.Window) is not None for p in others)
    simple = not (tree.args.get("order") or tree.args.get("distinct") or tree.args.get("limit") or windows)
    simple = simple and not aggregated(tree) and not tree.args.get("offset")
    simple = simple and not (numbered and tree.args.get("locks"))
    if simple and all(_in_select_list(c, tree) for c in numbered):
        for column in numbered:
            replace_item(column, _number(), "rownum")
        if limit is not None:
            tree.set("limit", exp.Limit(expression=limit))
        return tree
    return _inside(tree, scope, ctx, limit, numbered)


def _in_select_list(column: Node, tree: Node) -> bool:
    at = column
    while at.parent is not tree and at.parent is not None:
        at = at.parent
    return at.arg_key == "expressions"


def _number() -> Node:
    made = exp.Window(this=call("row_number", at="lowered", type_=t.NUMBER), over="OVER")
    return set_type(made, t.NUMBER, not_null=True)


def _inside(tree: Node, scope: Scope, ctx: Any, limit: Node | None, numbered: list[Node]) -> Node:
    """Numbered and cut inside, the rest of the query over it. Rows that are locked are numbered over what locks them: no
    query may do both."""
    locks = tree.args.get("locks") if numbered else None
    only = len(scope.sources) == 1 and not numbered
    if not only or not _all_columns(tree):
        expand_stars(tree, scope, ctx)
    carrier = Carrier(tree, scope, ctx, "numbered_rows")
    where = tree.args.get("where")
    tree.set("where", None)
    carrier.carry(select_parts(tree))
    listed: list[Node] = carrier.listed()
    if _all_columns(tree):
        listed = [exp.Star()]
    if numbered and not locks:
        listed.append(exp.alias_(_number(), NAME))
    inner = exp.Select(expressions=listed or [exp.alias_(exp.Literal.number(1), NAME)])
    inner.set("from_", tree.args["from_"].copy())
    inner.set("joins", [j.copy() for j in tree.args.get("joins") or ()])
    inner.set("where", where)
    inner.set("limit", exp.Limit(expression=limit) if limit is not None else None)
    if locks:
        inner.set("locks", locks)
        tree.set("locks", None)
    carrier.rebind()
    for column in numbered:
        made = _number() if locks else exp.column(NAME, table=carrier.row)
        replace_item(column, made, "rownum")
    tree.set("joins", None)
    tree.set("from_", exp.From(this=subquery(inner, carrier.row)))
    tree.meta["reshaped"] = True
    return tree


def _all_columns(tree: Node) -> bool:
    return any(isinstance(i, exp.Star) or (isinstance(i, exp.Column) and i.is_star) for i in tree.expressions)


# --- conditions -------------------------------------------------------------------------------------------------------


def split_limit(condition: Node, tree: Node, scope: Scope, ctx: Any) -> tuple[Node | None, Node | None]:
    """A WHERE condition as what rows must satisfy and how many of them are taken (None: all)."""
    rest: list[Node] = []
    limits: list[Node] = []
    for part in conjuncts(condition):
        mine = counters([part], tree, scope)
        if not mine:
            rest.append(part)
            continue
        found = _limit(part, scope)
        if found and own_columns([part], tree, scope, ctx):
            found = None  # a limit that differs from row to row
        if found is None:
            raise ctx.refuse("SC1704", f"this condition on ROWNUM: {ctx.words(part)}", part)
        limits.extend(found)
    return together(rest), _least(limits)


def _least(limits: list[Node]) -> Node | None:
    if not limits:
        return None
    fixed = [int(n.this) for n in limits if isinstance(n, exp.Literal)]
    others = [n for n in limits if not isinstance(n, exp.Literal)]
    if not others:
        return exp.Literal.number(min(fixed))
    values = others + ([exp.Literal.number(min(fixed))] if fixed else [])
    return values[0] if len(values) == 1 else call("least", *values, at="lowered", type_=t.NUMBER)


def _limit(part: Node, scope: Scope) -> list[Node] | None:
    """How many rows a condition on ROWNUM alone lets through: rows are numbered as they pass, so the first number
    that fails is the end. [] when it is always true, None when it cannot be said."""
    if isinstance(part, exp.Paren):
        return _limit(part.this, scope)
    if isinstance(part, exp.Between) and is_rownum(part.this, scope):
        low = _limit(exp.GTE(this=part.this, expression=part.args["low"]), scope)
        high = _limit(exp.LTE(this=part.this, expression=part.args["high"]), scope)
        return None if low is None or high is None else low + high
    if isinstance(part, exp.In) and is_rownum(part.this, scope) and all(_whole(v) for v in part.expressions):
        numbers = {int(v.this) for v in part.expressions}
        last = 0
        while last + 1 in numbers:
            last += 1
        return [exp.Literal.number(last)]
    if not isinstance(part, (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.EQ, exp.NEQ)):
        return None
    left, right, kind = part.this, part.expression, type(part)
    if is_rownum(right, scope):
        left, right, kind = right, left, _FLIPPED.get(kind, kind)
    if not is_rownum(left, scope) or any(is_rownum(c, scope) for c in right.find_all(exp.Column)):
        return None
    if _whole(right):
        return _fixed(kind, int(right.this))
    if isinstance(right, exp.Column) and right.table and right.table in scope.sources:
        return None
    return _computed(kind, right)


def _whole(node: Node) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit()


def _fixed(kind: type, n: int) -> list[Node]:
    if kind is exp.LTE:
        return [exp.Literal.number(n)]
    if kind in (exp.LT, exp.NEQ):
        return [exp.Literal.number(max(n - 1, 0))] if n > 0 or kind is exp.LT else []
    if kind is exp.EQ:
        return [exp.Literal.number(int(n == 1))]
    passes = n < 1 if kind is exp.GT else n <= 1
    return [] if passes else [exp.Literal.number(0)]


def _computed(kind: type, value: Node) -> list[Node] | None:
    """LIMIT knows neither fractions, nor negative numbers, nor that NULL lets nothing pass."""
    zero, one = exp.Literal.number(0), exp.Literal.number(1)
    value = exp.Paren(this=value.copy()) if isinstance(value, exp.Binary) else value.copy()
    if kind is exp.LTE:
        return [call("greatest", call("floor", value, at="lowered"), zero, at="lowered", type_=t.NUMBER)]
    if kind is exp.LT:
        below = exp.Sub(this=call("ceil", value, at="lowered", type_=t.NUMBER), expression=one)
        return [call("greatest", below, zero, at="lowered", type_=t.NUMBER)]
    if kind is exp.EQ:
        test = exp.EQ(this=value, expression=one)
        return [exp.Case(ifs=[exp.If(this=test, true=one.copy())], default=zero)]
    if kind in (exp.GT, exp.GTE):
        reaches = (exp.LT if kind is exp.GT else exp.LTE)(this=value, expression=one)
        return [exp.Case(ifs=[exp.If(this=reaches, true=exp.Null())], default=zero)]
    return None
