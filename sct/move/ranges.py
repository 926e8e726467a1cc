"""Cutting a key into ranges."""

from __future__ import annotations

import itertools
from typing import Any

from sct.move.model import Chunk


def cut_range(low: int | None, high: int | None, count: int) -> list[Chunk]:
    """`count` ranges between two whole numbers; the first and last are open, so nothing is outside."""
    if low is None or high is None or count <= 1 or high <= low:
        return [Chunk(0)]
    step = max(1, -(-(high - low + 1) // count))
    return cut_points(list(range(low + step - 1, high, step)))


def cut_points(points: list[Any]) -> list[Chunk]:
    """Ranges between ascending points, the first and the last open."""
    unique = list(dict.fromkeys(points))
    edges = [None, *unique, None]
    return [Chunk(i, low, high) for i, (low, high) in enumerate(itertools.pairwise(edges))]
