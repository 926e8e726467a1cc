"""MERGE … UPDATE … DELETE WHERE into a table whose triggers fire on UPDATE.

The source updates the rows it then deletes, and both kinds of triggers see them. So the rows are found first and locked,
MERGE updates them with the others, and a DELETE behind it takes them by the address they have by then.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.addresses import ROWID, now
from sct.sqlexpr.nodes import call, exp, internal, ready, set_type
from sct.sqlexpr.ownership import own_columns
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression
KEPT = "kept rows"  # of Context.extras: the variable that holds addresses between the statements
LATER = "later statements"  # of the first one's meta


def only_of_target(condition: Node, alias: str, both: Scope, ctx: Any) -> bool:
    """Whether DELETE WHERE reads the target's row alone."""
    holder = exp.Where(this=condition.copy())
    return all(owner == alias for _, owner in own_columns([holder], holder, both, ctx))


def in_steps(tree: Node, doomed: Node | None, left: Node | None, table: tuple[str, ...], kept: str) -> Node:
    """The addresses of the rows that are deleted, followed by MERGE (its branch that deletes is taken out before) and
    DELETE. `doomed`: which rows are taken by their address; `left`: what they have to fulfil once they are updated."""
    alias = tree.this.alias_or_name
    found = exp.Select(expressions=[_address(alias)])
    found.set("from_", exp.From(this=tree.this.copy()))
    found.set("joins", [exp.Join(this=tree.args["using"].copy(), on=tree.args["on"].copy(), kind="INNER")])
    found.set("where", exp.Where(this=doomed.copy()) if doomed is not None else None)
    found.set("locks", [exp.Lock(update=True, expressions=[exp.to_table(alias)])])
    addresses = exp.Select(expressions=[now(_column("address", "kept"), table, lambda value, _: value)])
    rows = exp.TableAlias(this=exp.to_identifier("kept"), columns=[exp.to_identifier("address")])
    addresses.set("from_", exp.From(this=exp.Table(this=call("unnest", _column(kept), at="lowered"), alias=rows)))
    condition: Node = exp.In(this=_address(alias), query=exp.Subquery(this=addresses))
    if left is not None:
        condition = exp.And(this=condition, expression=exp.Paren(this=left))
    target = tree.this.copy()
    delete = exp.Delete(this=target, where=exp.Where(this=ready(condition)))
    found.meta[LATER] = [tree, delete]
    return found


def _address(alias: str) -> Node:
    address = internal(exp.column("rowid", table=alias))
    address.meta["pseudo"] = "row_address"
    return set_type(address, ROWID)


def _column(name: str, table: str | None = None) -> Node:
    return set_type(ready(exp.column(name, table=table)), ROWID)
