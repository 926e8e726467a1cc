"""The order of emission: the source's own, except where something must stand before what uses it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def stable_order(items: Sequence[T], needs: Mapping[T, Iterable[T]]) -> tuple[list[T], list[list[T]]]:
    """Items with everything they need before them, source position as tie-break; and the cycles that had to be broken.

    A cycle's items keep their source order among themselves.
    """
    position = {item: index for index, item in enumerate(items)}
    if not any(position.get(one, -1) > position[item] for item in items for one in needs.get(item, ())):
        return list(items), []  # as most scripts are written
    before = {item: {o for o in needs.get(item, ()) if o in position and o != item} for item in items}
    order = _sorted(items, before, position)
    if len(order) == len(items):
        return order, []
    cycles = _cycles(before, position)
    member: dict[T, int] = {item: number for number, cycle in enumerate(cycles) for item in cycle}
    for item, others in before.items():
        mine = member.get(item, -1)
        before[item] = {o for o in others if member.get(o, -2) != mine or position[o] < position[item]}
    return _sorted(items, before, position), cycles


def _sorted(items: Sequence[T], before: Mapping[T, set[T]], position: Mapping[T, int]) -> list[T]:
    """The items in order, the first of those that are ready next; what stands in or behind a cycle is left out."""
    left = {item: len(others) for item, others in before.items()}
    after: dict[T, list[T]] = {}
    for item, others in before.items():
        for other in others:
            after.setdefault(other, []).append(item)
    ready = [position[item] for item in items if not left[item]]
    heapify(ready)
    out: list[T] = []
    while ready:
        item = items[heappop(ready)]
        out.append(item)
        for next_ in after.get(item, ()):
            left[next_] -= 1
            if not left[next_]:
                heappush(ready, position[next_])
    return out


def _cycles(before: Mapping[T, set[T]], position: Mapping[T, int]) -> list[list[T]]:
    """The groups of items that need each other. Few scripts have any, so the library for it is loaded only here."""
    import networkx as nx

    graph = nx.DiGraph((other, item) for item, others in before.items() for other in others)
    parts = (part for part in nx.strongly_connected_components(graph) if len(part) > 1)
    return [sorted(part, key=position.__getitem__) for part in parts]
