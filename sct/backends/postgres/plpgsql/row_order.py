"""AFTER EACH ROW right behind each row, as in Oracle, where a table's BEFORE EACH ROW triggers work on the same things.

PostgreSQL runs AFTER EACH ROW for all rows at the end of the statement. Where BEFORE and AFTER EACH ROW of one table share
variables, a sequence or a table, the difference shows as soon as a statement has several rows; such AFTER triggers become the
last BEFORE triggers of their row. That needs a trigger which cannot tell whether the row is stored yet: its own table it may not
see in Oracle either (ORA-04091), and here it may not touch a table tied to it by a foreign key, run text, or log on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sct.backends.postgres.plpgsql import mutating
from sct.backends.postgres.plpgsql.trigger_plans import Path, Plan, Point, stand_in_front
from sct.catalog.effects import chains, is_autonomous
from sct.catalog.scopes import Names, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code

_CHANGES = ("insert", "update", "delete", "merge")


class Use(NamedTuple):
    """What a row trigger has to do with. `shared`: its variables and sequences; `tied`: it must stay where it is."""

    shared: set[object]
    tables: set[Path]
    changed: set[Path]
    tied: bool


def arrange(code: Code) -> None:
    """Moves the AFTER EACH ROW triggers of the tables where that shows, and can be done."""
    tables: dict[Path, list[Plan]] = {}
    for plan in code.triggers.values():
        tables.setdefault(plan.table, []).append(plan)
    for table, plans in tables.items():
        before = [(plan, _use(code, plan, p)) for plan, p in _rows(plans, "BEFORE")]
        after = [(plan, _use(code, plan, p)) for plan, p in _rows(plans, "AFTER")]
        if not any(_together(b, a) for b in before for a in after):
            continue
        if _is_plain(plans[0]) and not any(use.tied or _is_bound(code, table, use) for _, use in after):
            stand_in_front(plans)
        else:
            for plan in {id(plan): plan for plan, _ in after}.values():
                plan.comes_later = True


def said(plan: Plan, bag: Bag) -> None:
    """What there is to say of a trigger's place among the rows."""
    name = plan.unit.name
    if any(point.moved for point in plan.points):
        bag.add("SC1914", f"trigger {name} fires in front of the row, behind the BEFORE triggers", plan.unit.origin)
    elif plan.comes_later:
        bag.add("SC1904", f"trigger {name} shares something with what fires before each row", plan.unit.origin)


def _rows(plans: list[Plan], timing: str) -> Iterator[tuple[Plan, Point]]:
    return ((plan, point) for plan in plans for point in plan.points if point.row and point.timing == timing)


def _together(before: tuple[Plan, Use], after: tuple[Plan, Use]) -> bool:
    """Whether the order of the two shows: both fire for one statement, and have something in common that changes."""
    first, second = before[1], after[1]
    if not set(before[0].trigger.events) & set(after[0].trigger.events):
        return False
    return bool(first.shared & second.shared or first.changed & second.tables or second.changed & first.tables)


def _is_plain(plan: Plan) -> bool:
    """Whether a trigger in front of the row sees all of it, and the row is stored where the trigger stands."""
    one = plan.relation
    return isinstance(one, o.Table) and one.partitioning is None and not one.temporary and not plan.generated


def _is_bound(code: Code, table: Path, use: Use) -> bool:
    """Whether a foreign key ties what the trigger touches to its own table."""
    catalog = code.emitter.catalog
    for path in {table, *use.tables}:
        relation = catalog.relations.get(path)
        for one in relation.constraints if isinstance(relation, o.Table) else ():
            if one.kind == "foreign" and one.references is not None:
                other = catalog._resolve(one.references, catalog.relations)
                if other is not None and {path, other} <= {table, *use.tables} and table in (path, other):
                    return True
    return False


def _use(code: Code, plan: Plan, point: Point) -> Use:
    trigger = plan.trigger
    names = plan.package.names if plan.package is not None else code.program.names
    parts: list[Any] = [trigger]
    if trigger.compound:
        parts = [part.body for part in trigger.parts if part.timing == point.source]
    found = Use(set(), set(), set(), False)
    tied = is_autonomous(trigger) or trigger.sees_table
    tied = _look(code, parts, names, found) or tied
    for node in code.graph.reached(code.graph.of_code(parts, names)):
        if isinstance(node, RoutineItem):
            tied = is_autonomous(node.code) or tied
            tied = _look(code, [node.code], node.names or node.outer, found) or tied
    return found._replace(tied=tied)


def _look(code: Code, roots: Iterable[Any], names: Names, use: Use) -> bool:
    """Notes what a piece of code has to do with; whether it runs text, which may do anything."""
    runs_text = False
    for root in roots:
        for one in everything(root):
            if isinstance(one, s.ExecuteDynamic):
                runs_text = True
            elif isinstance(one, s.Statement):
                tables = list(mutating.named_tables(code.program, names, one))
                use.tables.update(tables)
                if isinstance(one, s.SqlStatement) and one.verb.lower() in _CHANGES:
                    use.changed.update(tables)
            elif isinstance(one, Sql):
                for path in chains(one):
                    if path[-1] in ("nextval", "currval"):
                        use.shared.add(path[-2:-1])
                    found = code.program.find(path, names)
                    if found is not None and found.item.kind == "variable" and found.item.package is not None:
                        use.shared.add(id(found.item))
    return runs_text
