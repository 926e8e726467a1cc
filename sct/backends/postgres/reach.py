"""What a statement may reach while the script is loaded: by its words, and by those of the routines they lead to."""

from __future__ import annotations

from collections.abc import Iterable

from sct.catalog.catalog import Catalog
from sct.catalog.uses import words_of
from sct.ir import objects as o

Path = tuple[str, ...]


class Reach:
    """Made before the units are known: `units` and `keys` (by id of a unit) fill up behind it; the index is made at the
    first question."""

    def __init__(self, catalog: Catalog, units: list[o.Unit], keys: dict[int, Path]) -> None:
        self.catalog = catalog
        self._units = units
        self._keys = keys
        self._objects: dict[str, list[Path]] | None = None  # relations and sequences
        self._named_units: dict[str, list[o.Unit]] = {}

    def of_unit(self, block: o.Unit) -> list[str]:
        """Ids of the pieces a block may need before it."""
        return self._reached(_static_words(block), {self.catalog.default})

    def of_routines(self, paths: Iterable[Path]) -> list[str]:
        """Ids of the pieces that routines a statement calls may need before it."""
        words = {word for path in paths for word in path}
        return self._reached(words, {self.catalog.default})

    def _reached(self, todo: set[str], near: set[str | None]) -> list[str]:
        """Code with dynamic SQL may just as well drop what it names, so its words lead nowhere. Of the objects of one
        name those are meant that stand in a schema where this code does, or in one it names."""
        objects = self._index()
        found: dict[str, None] = {}
        seen: set[str] = set()
        while todo:
            word = todo.pop()
            if word in seen:
                continue
            seen.add(word)
            for one in self._named_units.get(word, ()):
                key = self._keys[id(one)]
                near.add(key[0] if key[1:] else None)
                found[f"{one.kind}:{'.'.join(key)}"] = None
                todo |= _static_words(one) - seen
        for word in sorted(seen):
            keys = objects.get(word, [])
            meant = [key for key in keys if not key[1:] or key[0] in near or key[0] in seen] or keys
            found.update((self.catalog.piece(key), None) for key in meant)
        return list(found)

    def _index(self) -> dict[str, list[Path]]:
        if self._objects is None:
            self._objects = {}
            for key in [*(key for key, _ in self.catalog.every()), *self.catalog.sequences]:
                self._objects.setdefault(key[-1], []).append(key)
            for one in self._units:
                if one.kind != "block":
                    self._named_units.setdefault(one.name.name, []).append(one)
        return self._objects


def _static_words(unit: o.Unit) -> set[str]:
    words = words_of(unit.text)
    return set() if words & {"immediate", "dbms_sql", "exec_ddl_statement"} else words
