"""One source into one target: every declared type is moved, and each value read in the target by that engine's client."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sct.move.codes import codes
from sct.move.errors import MoveError
from sct.move.model import Plan
from tests.move.conftest import Mover
from tests.move.extremes.clients import Client
from tests.move.extremes.meaning import same
from tests.move.extremes.model import Cell, Named

OF_COLUMN = re.compile(r"\bv\b")
RULES = "on_bad_row: exceptions\nretries: 0\nworkers: 1\n"


def moved(source: Client, target: Client, url: str, tables: list[Named], folder: Path) -> dict[str, Cell]:
    """Cells by table. `url`: where the source's tables are."""
    cells = {t.table: Cell() for t in tables}
    _move(source, target, url, tables, folder, cells)
    return cells


def _move(source: Client, target: Client, url: str, tables: list[Named], folder: Path, cells: dict[str, Cell]) -> None:
    """What fails as a whole is cut in two, until the type is found that cannot be moved."""
    place = target.empty()
    mover = Mover(folder)
    names = json.dumps([t.table for t in tables])
    try:
        plan = mover.plan(url, place, f"{RULES}include: {names}\n{source.rules}")
        refused = {f.table: f.code for f in plan.findings if f.table and codes()[f.code].severity == "error"}
        if refused:
            stopped = [t for t in tables if _id(plan, t) in refused]
            for table in stopped:
                cells[table.table].refused = refused[_id(plan, table)]
            if len(stopped) < len(tables):
                _move(source, target, url, [t for t in tables if t not in stopped], folder / "rest", cells)
            return
        for found in plan.findings:
            name = found.table.rpartition(".")[2]
            if name in cells and OF_COLUMN.search(found.message):
                cells[name].codes.add(found.code)
        mover.run()
    except MoveError as error:
        if len(tables) == 1:
            cells[tables[0].table].refused = f"{error.code} {error.args[0]}"
            return
        half = len(tables) // 2
        _move(source, target, url, tables[:half], folder / "a", cells)
        _move(source, target, url, tables[half:], folder / "b", cells)
        return
    bad = mover.rejected()
    mover.validate()
    doubted = mover.doubted()
    mover.validate(sums=True)
    summed = mover.doubted()
    for item in plan.tables:
        name = item.source[1]
        cell = cells[name]
        meaning = next(t.extreme.meaning for t in tables if t.table == name)
        if "MV0102" in cell.codes and meaning in ("text", "stored"):
            meaning = "json"  # what the plan said: the value is kept
        _, given = source.read(url, item.source if item.source[0] else ("", name))
        cell.becomes, there = target.read(place, item.target)
        cell.bad = bad.get(item.id, {})
        for number, value in given.items():
            if number in cell.bad and number not in there:
                continue
            if number in there and number not in cell.bad and same(value, there[number], meaning):
                cell.exact += 1
            elif number in there and "MV0103" in cell.codes and _zeros(value, there[number]):
                cell.bent.append(number)
            else:
                cell.silent.append((number, value, there.get(number, "(missing)")))
        for number in there.keys() - given.keys():
            cell.silent.append((number, "(nothing)", there[number]))
        # The proof finds what was set aside, and nothing else.
        for number in doubted.get(item.id, set()) ^ cell.bad.keys():
            cell.silent.append((number, given.get(number), "the proof says otherwise"))
        for number in doubted.get(item.id, set()) ^ summed.get(item.id, set()):
            cell.silent.append((number, given.get(number), "the proof by sums says otherwise"))


def _zeros(value: Any, found: Any) -> bool:
    return float(value) == float(found) == 0.0


def _id(plan: Plan, table: Named) -> str:
    return next(t.id for t in plan.tables if t.source[1] == table.table)
