"""ORA-04091: statements on the table whose row trigger is at work, in the trigger itself and in the routines it calls.

In the trigger the error is raised where the statement stands. A routine may be called by others too, so it asks the call stack
in front of such a statement (`sct.not_mutating`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sct.backends.postgres.names import qualified, string
from sct.backends.postgres.plpgsql.trigger_plans import Path, Plan, Point
from sct.catalog.effects import is_autonomous
from sct.catalog.program import Program
from sct.catalog.scopes import Names, RoutineItem
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything, parts
from sct.sqlexpr.names import relation_names
from sct.sqlexpr.places import parts_of

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code
    from sct.backends.postgres.plpgsql.writer import Writer

# table -> (functions of its row triggers, those of them that may see it while a row is inserted)
Watched = dict[Path, tuple[list[Path], list[Path]]]


def watched(code: Code) -> dict[int, Watched]:
    """id of a routine's code -> the tables it has statements on and whose row triggers lead to it."""
    found: dict[int, Watched] = {}
    names = code.program.names
    for plan in code.triggers.values():
        points = [p for p in plan.points if p.row and not _exempt(plan, p)]
        if not points or plan.is_view or plan.trigger.sees_table:
            continue
        for node in code.graph.reached(code.graph.of_code([plan.trigger], names)):
            if not isinstance(node, RoutineItem) or is_autonomous(node.code):
                continue
            if plan.table not in _of_routine(code.program, node):
                continue
            functions, inserting = found.setdefault(id(node.code), {}).setdefault(plan.table, ([], []))
            for point in points:
                function = point.function or plan.function
                to = inserting if sees_inserts(plan, point) else functions
                if function not in to:
                    to.append(function)
    return found


def leads_to_watched(code: Code, plan: Plan) -> bool:
    """Whether a routine has to know what the trigger fires for."""
    return any(
        plan.function in inserting or any(p.function in inserting for p in plan.points)
        for tables in code.mutating.values()
        for _, inserting in tables.values()
    )


def _exempt(plan: Plan, point: Point) -> bool:
    return sees_inserts(plan, point) and plan.trigger.events == ("insert",)


def sees_inserts(plan: Plan, point: Point) -> bool:
    return point.timing == "BEFORE" and not point.moved and "insert" in plan.trigger.events


def in_trigger(w: Writer, plan: Plan, point: Point, one: s.Statement) -> None:
    """A statement of a row trigger on its own table: Oracle raises ORA-04091, but for BEFORE INSERT of a single row."""
    _said(w, plan, point, one)
    if plan.table not in set(_resolved(w.program, _relations(w.program, w.names, one))):
        return
    if _exempt(plan, point):
        w.bag.add("SC1905", f"trigger {plan.unit.name} reads {'.'.join(plan.table)}", one.span)
        return
    name = ".".join(plan.table).upper()
    message = string(f"ORA-04091: table {name} is mutating, trigger/function may not see it")
    raising = f"RAISE EXCEPTION USING ERRCODE = 'O035N', MESSAGE = {message};"
    w.bag.add("SC1905", f"trigger {plan.unit.name} uses {'.'.join(plan.table)}", one.span)
    if sees_inserts(plan, point):
        w.line("IF tg_op <> 'INSERT' THEN")
        w.line(f"  {raising}")
        w.line("END IF;")
    else:
        w.line(raising)


def _said(w: Writer, plan: Plan, point: Point, one: s.Statement) -> None:
    """Says where a statement of a row trigger calls a routine that has a statement on the trigger's own table."""
    graph = w.facts.get("graph")
    pieces = [p for p in parts(one) if isinstance(p, Sql)]
    if graph is None or not pieces or _exempt(plan, point):
        return
    for node in graph.reached(graph.of_code(pieces, w.names)):
        if not isinstance(node, RoutineItem) or is_autonomous(node.code):
            continue
        if plan.table in _of_routine(w.program, node):
            name = ".".join(plan.table)
            w.bag.add("SC1909", f"trigger {plan.unit.name}: {node.code.name} has a statement on {name}", one.span)
            return


def in_routine(w: Writer, tables: Watched, one: s.Statement) -> None:
    """A statement of a routine that a row trigger may have called."""
    for table in _resolved(w.program, _relations(w.program, w.names, one)):
        if table not in tables:
            continue
        functions, inserting = tables[table]
        w.use_runtime("not_mutating")
        given = [string(".".join(table).upper()), _array(functions)]
        if inserting:
            given.append(_array(inserting))
        w.line(f"PERFORM sct.not_mutating({', '.join(given)});")


def fired(plan: Plan, point: Point) -> str:
    """What a trigger notes of itself for the routines it calls: that it fires for an INSERT, whose table may be seen."""
    return f"PERFORM set_config({string(setting(point.function or plan.function))}, tg_op, true);"


def setting(function: Path) -> str:
    return f"sct.firing_{hashlib.md5(qualified(function).encode(), usedforsecurity=False).hexdigest()}"


def _array(functions: list[Path]) -> str:
    return f"ARRAY[{', '.join(string(qualified(f)) for f in functions)}]::text[]"


def named_tables(program: Program, names: Names, one: s.Statement) -> Iterator[Path]:
    """The relations of the input that a statement names."""
    return _resolved(program, _relations(program, names, one))


def _relations(program: Program, names: Names, one: s.Statement) -> Iterator[Path]:
    """The relations a statement names itself, or by the cursor it opens."""
    for piece in parts(one):
        if isinstance(piece, Sql) and piece.kind != "expression":
            yield from relation_names(piece)
    if isinstance(one, (s.OpenCursor, s.ForCursor)):
        chain = parts_of(one.cursor) or []
        found = program.find(tuple(p.name for p in chain), names) if chain else None
        query = getattr(found.item.decl, "query", None) if found is not None and found.item.kind == "cursor" else None
        if query is not None:
            yield from relation_names(query)


def _resolved(program: Program, names: Iterable[Path]) -> Iterator[Path]:
    catalog = program.catalog
    seen: set[Path] = set()
    for name in names:
        key = catalog._resolve(name, catalog.relations)
        if key is not None and key not in seen:
            seen.add(key)
            yield key


def _of_routine(program: Program, item: RoutineItem) -> set[Path]:
    """The relations the statements of a routine name; found once."""
    known: set[Path] | None = item.facts.get("relations")
    if known is None:
        names = item.names or item.outer
        named = [
            name
            for one in everything(item.code)
            if isinstance(one, s.Statement)
            for name in _relations(program, names, one)
        ]
        known = item.facts["relations"] = set(_resolved(program, named))
    return known
