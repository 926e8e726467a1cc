"""FOR UPDATE: what it names are columns there and tables here; it waits for ever, not at all, or skips what is locked."""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.queries import SELECT_CONSTRUCTS
from sct.sqlexpr.scope import Scope

Node: TypeAlias = exp.Expression


def locks(tree: Node, scope: Scope, lifter: Any) -> Node:
    for lock in tree.args.get("locks") or ():
        names: list[str] = []
        for item in lock.args.get("expressions") or ():
            path = [p.name for p in item.parts]
            owner = path[-2] if len(path) > 1 else path[-1] if path[-1] in scope.sources else ""
            if not owner:
                owner = next((alias for alias, shape in scope.sources.items() if path[-1] in shape.columns), "")
            if not owner or owner not in scope.sources:
                raise lifter.ctx.refuse("SC1006", f"FOR UPDATE OF {'.'.join(path)}: no column of this query", tree)
            if owner not in names:
                names.append(owner)
        if names:
            lock.set("expressions", [exp.Table(this=exp.to_identifier(n)) for n in names])
        wait = lock.args.get("wait")
        if isinstance(wait, exp.Expression):
            lifter.ctx.report("SC1529", f"FOR UPDATE WAIT {wait.sql()}", tree)
            lock.set("wait", None)
    return tree


SELECT_CONSTRUCTS.append(locks)
