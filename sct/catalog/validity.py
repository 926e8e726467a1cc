"""Which state of the script stored code means: the one it was created in, or the first later one it is valid in.

A routine may be created before the columns it names are added: it is invalid in the source until then and compiled
anew when it is first used. What it names must still be there.
"""

from __future__ import annotations

from typing import Any

from sct.catalog.catalog import Catalog
from sct.catalog.uses import words_of
from sct.ir import objects as o


class Validity:
    """Of a folded script: all changes are known."""

    def __init__(self, catalog: Catalog) -> None:
        # by the relation's name: (place, names of columns that come with it; None: the relation goes)
        self._changes: dict[str, list[tuple[int, set[str] | None]]] = {}
        self._last = -1
        now = {key: _columns(item) for key, item in catalog.relations.items()}
        for change in catalog.changes:
            if change.space != "relations":
                continue
            columns = _columns(change.item) if change.item is not None else None
            added = None if columns is None else columns - now.get(change.key, set())
            now[change.key] = columns or set()
            if added is None or added:
                self._changes.setdefault(change.key[-1], []).append((change.place, added))
                self._last = max(self._last, change.place)

    def place(self, unit: o.Unit, place: int) -> int:
        """The place of the script whose state the unit is read in."""
        if place >= self._last or unit.kind == "block":
            return place
        words = words_of(unit.text)
        met = [change for name in words & self._changes.keys() for change in self._changes[name]]
        for at, added in sorted(met, key=lambda change: change[0]):
            if at <= place:
                continue
            if added is None:
                break
            if added & words:
                place = at
        return place


def _columns(item: Any) -> set[str]:
    return {column.name for column in item.columns} if isinstance(item, o.Table) else set()
