"""Overloads Oracle tells apart and PostgreSQL cannot: the later one gets a number, and its callers follow.

NUMBER and PLS_INTEGER, VARCHAR2 and CLOB become one type here, and a procedure's OUT parameters do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sct.backends.postgres.names import shortened
from sct.catalog.program import Item, PackageItem, RoutineItem

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.types import Types


def tell_apart(packages: list[PackageItem], methods: Mapping[tuple[str, str], list[RoutineItem]], types: Types) -> None:
    """New names for routines and methods of object types whose call would be another one's."""
    for package in packages:
        taken = set(package.names.items)
        for item in package.names.items.values():
            if item.kind == "routines" and len(item.routines) > 1:
                _rename(item.name, item.routines, types, taken)
    for several in methods.values():
        if len(several) > 1:
            _rename(several[0].path[-1], several, types, {one.path[-1] for one in several})


def _rename(own: str, routines: list[RoutineItem], types: Types, taken: set[str]) -> None:
    seen: set[tuple[str, ...]] = set()
    kept: list[RoutineItem] = []
    number = 1
    for one in routines:
        key = _signature(one, types)
        if key not in seen and not any(_either(one, other, types) for other in kept):
            seen.add(key)
            kept.append(one)
            continue
        number += 1
        while f"{own}_{number}" in taken:
            number += 1
        name = f"{own}_{number}"
        taken.add(name)
        one.facts["renamed"] = own
        one.path = (*one.path[:-1], shortened(name))
        one.number = 1


def _either(one: RoutineItem, other: RoutineItem, types: Types) -> bool:
    """Whether a call may be one of a procedure as well as of a function: defaults fill what is missing."""
    if one.kind == other.kind:
        return False
    mine, theirs = _signature(one, types), _signature(other, types)
    most = min(len(mine), len(theirs))
    least = max(
        len(s) - sum(p.optional for p in r.params if p.mode != "out") for s, r in ((mine, one), (theirs, other))
    )
    return any(mine[:n] == theirs[:n] for n in range(least, most + 1))


def _signature(one: RoutineItem, types: Types) -> tuple[str, ...]:
    return tuple(types.argument(p.type) for p in one.params if p.mode != "out")


def ambiguous(item: Item, chosen: RoutineItem, given: int, types: Types) -> bool:
    """Whether PostgreSQL could take a call with so many positional arguments for another overload as well: its defaults
    would fill what is missing there."""
    mine = _signature(chosen, types)
    for other in item.routines:
        if other is chosen or other.path != chosen.path:
            continue
        theirs = _signature(other, types)
        needed = sum(1 for p in other.params if p.mode != "out" and not p.optional)
        if needed <= given <= len(theirs) and theirs[:given] == mine[:given]:
            return True
    return False
