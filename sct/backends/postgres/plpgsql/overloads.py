"""Overloads Oracle tells apart and PostgreSQL cannot: the later one gets a number, and its callers follow.

NUMBER and PLS_INTEGER, VARCHAR2 and CLOB become one type here, and a procedure's OUT parameters do not count. A
parameter behind one with a default has to have a default as well, so a call may fit a routine that Oracle would not
consider; and PostgreSQL looks for functions and procedures in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sct.backends.postgres.names import shortened
from sct.catalog.scopes import Item, PackageItem, RoutineItem

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


def tell_nested_apart(routines: Iterable[RoutineItem]) -> None:
    """New names for nested routines that would have another one's: overloads, two blocks' routines of one name, and those
    inside two overloads of one routine. Nobody outside calls them."""
    by_path: dict[tuple[str, ...], list[RoutineItem]] = {}
    todo = list(routines)
    while todo:
        nested = todo.pop(0).nested
        todo.extend(nested)
        for one in nested:
            by_path.setdefault(one.path, []).append(one)
    for path, several in list(by_path.items()):
        number = 2
        for one in several[1:]:
            while (new := (*path[:-1], shortened(f"{path[-1]}_{number}"))) in by_path:
                number += 1
            by_path[new] = [one]
            one.path, one.number = new, 1


def _rename(own: str, routines: list[RoutineItem], types: Types, taken: set[str]) -> None:
    seen: set[tuple[str, ...]] = set()
    kept: list[RoutineItem] = []
    number = 1
    # What callers outside may use keeps its name where one of two must give it up.
    # One whose types are not known is refused, and must not stand in the way of others.
    for one in sorted(routines, key=lambda one: (_is_vague(one), not one.public)):
        key = _signature(one, types)
        if (
            not (_is_vague(one) and kept)
            and key not in seen
            and not any(_takes_calls_of(one, k, types) or _takes_calls_of(k, one, types) for k in kept)
        ):
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


def _is_vague(one: RoutineItem) -> bool:
    return any(p.type.kind == "unknown" for p in one.params)


def _signature(one: RoutineItem, types: Types) -> tuple[str, ...]:
    return tuple(types.argument(p.type) for p in one.params if p.mode != "out")


def _takes_calls_of(other: RoutineItem, one: RoutineItem, types: Types) -> bool:
    """Whether PostgreSQL would take a call that is `one`'s for `other`'s as well, with every argument named: `other` has
    what `one` needs, under the same names and types, and defaults for the rest. Oracle refuses such a call itself where
    both are of one kind and `other` can do without the rest there too, which an OUT parameter that only it has forbids:
    then nobody makes it."""
    given = {p.name: types.argument(p.type) for p in one.params if p.mode != "out" and not p.optional}
    takes = [p for p in other.params if p.mode != "out"]
    if not all(any(p.name == name and types.argument(p.type) == t for p in takes) for name, t in given.items()):
        return False
    rest = [(at, p) for at, p in enumerate(takes) if p.name not in given]
    defaults = next((at for at, p in enumerate(takes) if p.optional), len(takes))
    if any(at < defaults for at, _ in rest):
        return False
    gives = {p.name for p in one.params if p.mode == "out"}
    wants_more = any(p.mode == "out" and p.name not in gives for p in other.params)
    return one.kind != other.kind or wants_more or any(not p.optional for _, p in rest)


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
