"""RESET WHEN: a window's rows fall apart at every row where a condition holds.

The condition is a column of an inner query, the number of rows so far where it held one of a query over that, and
the window is partitioned by that number too (SQL Functions, "Window Specification", RESET WHEN).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.flatten import Carrier, subquery
from sct.sqlexpr.nodes import call, call_name, exp
from sct.sqlexpr.ownership import aggregated, expand_stars, inner_selects, select_parts
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def reset_when(tree: Node, scope: Scope, lifter: Any) -> Node:
    found = [
        (window, mark)
        for part in select_parts(tree)
        for window in part.find_all(exp.Window)
        for mark in window.args.get("partition_by") or ()
        if call_name(mark) == "td_reset" and not any(inner_selects(window, tree))
    ]
    if not found:
        return tree
    ctx = lifter.ctx
    if aggregated(tree) or tree.args.get("from_") is None:
        raise ctx.refuse("TD0407", "RESET WHEN beside GROUP BY", found[0][0])
    if any(item.is_star for item in tree.expressions):
        expand_stars(tree, scope, ctx)
    where = tree.args.get("where")
    tree.set("where", None)
    carrier = Carrier(tree, scope, ctx, "reset_rows")
    carrier.carry(select_parts(tree))
    flags: list[Node] = []
    groups: list[Node] = []
    for number, (window, mark) in enumerate(found, 1):
        keys = [k for k in window.args["partition_by"] if k is not mark]
        order = window.args.get("order")
        if order is None:
            raise ctx.refuse("TD0407", "RESET WHEN without ORDER BY", window)
        one, none = exp.Literal.number(1), exp.Literal.number(0)
        flag = exp.Case(ifs=[exp.If(this=mark.expressions[0].copy(), true=one)], default=none)
        flags.append(exp.alias_(flag, f"reset_{number}_"))
        so_far = exp.Window(
            this=call("sum", exp.column(f"reset_{number}_", table=carrier.row)),
            partition_by=[carrier.bound(k, carrier.row) for k in keys],
            order=carrier.bound(order, carrier.row),
            spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
            over="OVER",
        )
        groups.append(exp.alias_(so_far, f"group_{number}_"))
    inner = exp.Select(expressions=[*carrier.listed(), *flags])
    inner.set("from_", tree.args["from_"].copy())
    inner.set("joins", [j.copy() for j in tree.args.get("joins") or ()])
    inner.set("where", where)
    middle = exp.Select(expressions=[exp.Column(this=exp.Star(), table=exp.to_identifier(carrier.row)), *groups])
    middle.set("from_", exp.From(this=subquery(inner, carrier.row)))
    for number, (window, mark) in enumerate(found, 1):
        made = exp.column(f"group_{number}_", table=carrier.row)
        made.meta["made"] = True
        window.set("partition_by", [made if k is mark else k for k in window.args["partition_by"]])
    carrier.rebind()
    tree.set("joins", None)
    tree.set("from_", exp.From(this=subquery(middle, carrier.row)))
    tree.meta["reshaped"] = True
    return tree
