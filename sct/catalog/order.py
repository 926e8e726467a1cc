"""The order of emission: the source's own, except where something must stand before what uses it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import networkx as nx

T = TypeVar("T", bound=Hashable)


def stable_order(items: Sequence[T], needs: Mapping[T, Iterable[T]]) -> tuple[list[T], list[list[T]]]:
    """Items with everything they need before them, source position as tie-break; and the cycles that had to be broken.

    A cycle's items keep their source order among themselves.
    """
    position = {item: index for index, item in enumerate(items)}
    graph = nx.DiGraph()
    graph.add_nodes_from(items)
    for item in items:
        for other in needs.get(item, ()):
            if other in position and other != item:
                graph.add_edge(other, item)
    cycles = [
        sorted(part, key=position.__getitem__) for part in nx.strongly_connected_components(graph) if len(part) > 1
    ]
    member: dict[T, int] = {item: number for number, cycle in enumerate(cycles) for item in cycle}
    if cycles:
        graph.remove_edges_from(
            [(a, b) for a, b in graph.edges if member.get(a, -1) == member.get(b, -2) and position[a] > position[b]]
        )
    return list(nx.lexicographical_topological_sort(graph, key=position.__getitem__)), cycles
