"""What row triggers have in common with the statement that fires them, with the routines they call, and with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sct.backends.postgres.plpgsql.trigger_plans import Plan, Point
from sct.catalog.effects import chains, is_autonomous
from sct.catalog.program import Names, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything, parts
from sct.sqlexpr.names import relation_names

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code
    from sct.backends.postgres.plpgsql.writer import Writer


def reads_behind(w: Writer, plan: Plan, point: Point, one: s.Statement) -> None:
    """Says where a statement of a row trigger calls a routine that has a statement on the trigger's own table."""
    if point.timing == "BEFORE" and plan.trigger.events == ("insert",):
        return
    graph = w.facts.get("graph")
    pieces = [p for p in parts(one) if isinstance(p, Sql)]
    if graph is None or not pieces:
        return
    for node in graph.reached(graph.of_code(pieces, w.names)):
        if isinstance(node, RoutineItem) and not is_autonomous(node.code) and plan.table in _relations(w, node):
            name = ".".join(plan.table)
            w.bag.add("SC1909", f"trigger {plan.unit.name}: {node.code.name} has a statement on {name}", one.span)
            return


def _relations(w: Writer, item: RoutineItem) -> set[tuple[str, ...]]:
    """The relations the statements of a routine name; found once."""
    known: set[tuple[str, ...]] | None = item.facts.get("relations")
    if known is None:
        catalog = w.program.catalog
        named = [
            n for p in everything(item.code) if isinstance(p, Sql) and p.kind != "expression" for n in relation_names(p)
        ]
        found = (catalog._resolve(n, catalog.relations) for n in named)
        known = item.facts["relations"] = {key for key in found if key is not None}
    return known


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
