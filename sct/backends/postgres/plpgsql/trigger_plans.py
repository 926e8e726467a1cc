"""What every trigger of the script is called here, before any is written: the names carry Oracle's order of firing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.backends.postgres.names import rows_name, shortened
from sct.catalog.catalog import Catalog
from sct.catalog.firing import firing_order, timing_points
from sct.ir import objects as o
from sct.ir import statements as s

Path = tuple[str, ...]


@dataclass(slots=True)
class Point:
    """One trigger on the target. `timing`: BEFORE | AFTER | INSTEAD OF; `gives`: what its function returns."""

    timing: str
    row: bool
    name: str
    source: str  # before each row …
    gives: str
    function: Path = ()  # a compound trigger has one a point
    moved: bool = False  # after each row in the source, here the last before the row (row_order.py)


@dataclass(slots=True)
class Plan:
    unit: o.Unit
    trigger: s.Trigger
    place: int
    key: Path  # of the trigger
    table: Path
    relation: Any  # o.Table | o.View
    name: str = ""
    renamed: bool = False
    points: list[Point] = field(default_factory=list)
    package: Any = None  # the PackageItem that holds a compound trigger's declarations
    comes_later: bool = False  # it fires for all rows at the end of the statement, which shows
    stand_in: Any = None  # the RoutineItem that is the parent of routines a simple trigger declares

    @property
    def is_view(self) -> bool:
        return not isinstance(self.relation, o.Table)

    @property
    def target(self) -> Path:
        """The relation the trigger stands on: of a global temporary table, the table behind its view."""
        one = self.relation
        if isinstance(one, o.Table) and one.temporary and not one.private_temporary and one.query is None:
            return (*self.table[:-1], rows_name(self.table[-1]))
        return self.table

    @property
    def function(self) -> Path:
        return (*self.table[:-1], shortened(f"{self.key[-1]}_trigger"))

    @property
    def columns(self) -> list[str]:
        if isinstance(self.relation, o.Table):
            return [c.name for c in self.relation.columns]
        return list(self.relation.columns)

    @property
    def generated(self) -> set[str]:
        if not isinstance(self.relation, o.Table):
            return set()
        return {c.name for c in self.relation.columns if c.generated is not None}


def planned(items: list[tuple[int, Any]], catalog: Catalog) -> dict[int, Plan]:
    """id(unit) -> plan, of every trigger on a table or view of the input."""
    plans: dict[int, Plan] = {}
    tables: dict[Path, list[Plan]] = {}
    for place, unit in items:
        trigger = unit.code if isinstance(unit, o.Unit) else None
        if not isinstance(trigger, s.Trigger) or trigger.on is None:
            continue
        catalog.at(place)
        table = catalog._resolve(trigger.on, catalog.relations)
        if table is None or not set(trigger.events) <= {"insert", "update", "delete"}:
            continue
        plan = Plan(unit, trigger, place, catalog.key(unit.name), table, catalog.relations[table])
        plans[id(unit)] = plan
        tables.setdefault(table, []).append(plan)
    catalog.at(-1)
    for several in tables.values():
        _name(several)
    return plans


def stand_in_front(several: list[Plan]) -> None:
    """Makes AFTER EACH ROW of one table's triggers the last that fires before the row."""
    functions = {(id(plan), point.source): point.function for plan in several for point in plan.points}
    _name(several, numbered=True)
    for plan in several:
        for point in plan.points:
            point.function = functions[id(plan), point.source]
            if point.row and point.timing == "AFTER":
                point.timing, point.moved = "BEFORE", True
                point.gives = _gives("BEFORE", True, plan.trigger.events)
                point.name = shortened(f"_99{point.name}")  # behind every number in front of the others
                plan.name = plan.name if plan.trigger.compound else point.name


def _name(several: list[Plan], numbered: bool = False) -> None:
    """Names for the triggers of one table: their own where the alphabet gives the order wanted, else numbered."""
    by_key: dict[Path, list[Plan]] = {}
    for plan in several:
        by_key.setdefault(plan.key, []).append(plan)
    by_trigger = {id(versions[-1].trigger): versions for versions in by_key.values()}
    order = [by_trigger[id(t)] for t in firing_order([versions[-1].trigger for versions in by_key.values()])]
    natural = not numbered and all(_in_order(a[-1], b[-1]) for at, a in enumerate(order) for b in order[at + 1 :])
    for number, versions in enumerate(order, 1):
        for plan in versions:
            own = plan.key[-1]
            plan.renamed = not natural
            # "_" sorts before letters, and behind no number
            plan.name = shortened(own if natural else f"_{number:02}_{own}")
            plan.points = _points(plan)


def _in_order(first: Plan, second: Plan) -> bool:
    together = timing_points(first.trigger) & timing_points(second.trigger)
    if not together or not set(first.trigger.events) & set(second.trigger.events):
        return True
    return first.key[-1].encode() < second.key[-1].encode()


def _points(plan: Plan) -> list[Point]:
    out = []
    for words in sorted(timing_points(plan.trigger), key=_ORDER.index):
        row = words.endswith("each row")
        timing = words.removesuffix(" each row").removesuffix(" statement").upper()
        name = plan.name
        out.append(Point(timing, row, name, words, _gives(timing, row, plan.trigger.events)))
    if plan.trigger.compound:
        for point in out:
            point.name = shortened(f"{plan.name}_{point.source.replace(' ', '_')}")
    return out


_ORDER = ["before statement", "before each row", "instead of each row", "after each row", "after statement"]


def _gives(timing: str, row: bool, events: tuple[str, ...]) -> str:
    if not row or timing == "AFTER":
        return "NULL"
    if "delete" not in events:
        return "new"
    if set(events) == {"delete"}:
        return "old"
    return "CASE WHEN tg_op = 'DELETE' THEN old ELSE new END"
