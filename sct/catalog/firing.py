"""In what order the triggers of one table fire: FOLLOWS, PRECEDES and ORDER first, else as they were created."""

from __future__ import annotations

from sct.catalog.order import stable_order
from sct.ir import statements as s


def firing_order(triggers: list[s.Trigger]) -> list[s.Trigger]:
    """`triggers` of one table in order of creation; a name in FOLLOWS that is none of them says nothing."""
    triggers = sorted(triggers, key=lambda one: one.order)
    by_name = {one.name.name: number for number, one in enumerate(triggers)}
    needs: dict[int, list[int]] = {number: [] for number in range(len(triggers))}
    for number, one in enumerate(triggers):
        for before in one.follows:
            if before.name in by_name:
                needs[number].append(by_name[before.name])
        for after in one.precedes:
            if after.name in by_name:
                needs[by_name[after.name]].append(number)
    order, _ = stable_order(list(range(len(triggers))), needs)
    return [triggers[number] for number in order]


def timing_points(trigger: s.Trigger) -> set[str]:
    """`before each row`, `after statement` … : where it fires."""
    if trigger.compound:
        return {part.timing for part in trigger.parts}
    level = "each row" if trigger.row or trigger.timing == "instead of" else "statement"
    return {f"{trigger.timing} {level}"}
