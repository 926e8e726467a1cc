"""What row triggers have in common with the statement that fires them, with the routines they call, and with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sct.backends.postgres.plpgsql.trigger_plans import Plan
from sct.catalog.effects import chains
from sct.catalog.scopes import Names, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir.sql import Sql
from sct.ir.walking import everything

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code


def order(code: Code, plan: Plan, bag: Bag) -> None:
    """Says where two row triggers of a table, one before and one after the row, use the same package variables."""
    mine = _points(plan)
    if not mine:
        return
    for other in code.triggers.values():
        if other is plan or other.table != plan.table or other.place > plan.place or other.key == plan.key:
            continue
        if not set(other.trigger.events) & set(plan.trigger.events) or len(mine | _points(other)) < 2:
            continue
        if _state(code, plan) & _state(code, other):
            bag.add("SC1904", f"triggers {other.unit.name} and {plan.unit.name} share variables", plan.unit.origin)
            return


def _points(plan: Plan) -> set[str]:
    return {p.timing for p in plan.points if p.row and p.timing in ("BEFORE", "AFTER")}


def _state(code: Code, plan: Plan) -> set[int]:
    """The package variables a trigger uses, itself or through what it calls."""
    names = code.program.names
    found = set(_variables(code, [plan.trigger], names))
    for node in code.graph.reached(code.graph.of_code([plan.trigger], names)):
        if isinstance(node, RoutineItem):
            found.update(_variables(code, [node.code], node.names or node.outer))
    return found


def _variables(code: Code, roots: Iterable[Any], names: Names) -> Iterator[int]:
    for root in roots:
        for piece in everything(root):
            if not isinstance(piece, Sql):
                continue
            for path in chains(piece):
                found = code.program.find(path, names)
                if found is not None and found.item.kind == "variable" and found.item.package is not None:
                    yield id(found.item)
