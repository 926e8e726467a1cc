"""Which object types stand UNDER which: a value's declared type says at least what it is, its own type exactly.

Types are named by their dotted keys in the catalog. A type is *open* when another type of the input is under it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sct.catalog.catalog import Catalog


class Hierarchies:
    """The object types of the input as trees; made once the catalog has them all."""

    def __init__(self, catalog: Catalog) -> None:
        self.above: dict[str, str] = {}
        self.below: dict[str, list[str]] = {}
        for key, item in catalog.types.items():
            over = catalog._resolve(item.supertype, catalog.types) if item.supertype is not None else None
            if over is not None:
                self.above[".".join(key)] = ".".join(over)
                self.below.setdefault(".".join(over), []).append(".".join(key))

    def is_open(self, name: str) -> bool:
        return name in self.below

    def __contains__(self, name: str) -> bool:
        return name in self.above or name in self.below

    def upwards(self, name: str) -> Iterator[str]:
        """The type and those it is under, nearest first."""
        seen: set[str] = set()
        one: str | None = name
        while one is not None and one not in seen:
            seen.add(one)
            yield one
            one = self.above.get(one)

    def downwards(self, name: str) -> Iterator[str]:
        """The type and those under it, in the order of the input, every type behind the one it is under."""
        todo, seen = [name], set()
        while todo:
            one = todo.pop(0)
            if one not in seen:
                seen.add(one)
                yield one
                todo.extend(self.below.get(one, ()))

    def distance(self, name: str, over: str) -> int | None:
        """How many steps a type is under another one; 0 = the same; None when it is not under it."""
        return next((steps for steps, one in enumerate(self.upwards(name)) if one == over), None)

    def related(self, one: str, other: str) -> bool:
        return self.distance(one, other) is not None or self.distance(other, one) is not None
