"""Which groups a GROUP BY makes: ROLLUP, CUBE and GROUPING SETS written out as sets of keys."""

from __future__ import annotations

from itertools import combinations, product
from typing import TypeAlias

from sct.sqlexpr.nodes import exp

Node: TypeAlias = exp.Expression
Sets: TypeAlias = list[frozenset[str]]

_SEVERAL = (exp.Rollup, exp.Cube, exp.GroupingSets)
_MOST = 1000  # sets: more of them nobody writes


def items(group: Node | None) -> list[Node]:
    """What stands between the commas of GROUP BY."""
    if group is None:
        return []
    return [*group.expressions, *(g for k in ("grouping_sets", "cube", "rollup") for g in group.args.get(k) or ())]


def makes_several(group: Node | None) -> bool:
    return any(isinstance(item, _SEVERAL) for item in items(group))


def sets_of(group: Node | None) -> Sets | None:
    """The sets of keys rows are grouped by, one as often as it is made; None when they are too many to look at."""
    found: Sets = [frozenset()]
    for item in items(group):
        made = _made(item)
        if made is None or len(found) * len(made) > _MOST:
            return None
        found = [a | b for a, b in product(found, made)]
    return found


def _made(item: Node) -> Sets | None:
    if not isinstance(item, _SEVERAL):
        return [_keys(item)]
    if isinstance(item, exp.GroupingSets):
        inner = [_made(e) for e in item.expressions]
        return None if any(i is None for i in inner) else [s for i in inner for s in i or ()]
    keys = [_keys(e) for e in item.expressions]
    if isinstance(item, exp.Rollup):
        return [frozenset().union(*keys[:n]) for n in range(len(keys), -1, -1)]
    if 2 ** len(keys) > _MOST:
        return None
    return [frozenset().union(*some) for n in range(len(keys) + 1) for some in combinations(keys, n)]


def _keys(item: Node) -> frozenset[str]:
    if isinstance(item, exp.Tuple):
        return frozenset(e.sql() for e in item.expressions)
    return frozenset((item.unnest().sql(),))
