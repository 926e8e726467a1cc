"""What is there at a point of the script, found by name without a walk over everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sct.catalog.uses import words_of
from sct.ir import objects as o

Path = tuple[str, ...]
Key = tuple[str, Path]  # space, path


@dataclass(slots=True)
class Living:
    """An object that is there at this point of the script. `index`: its item; `born`: its place; `piece`: who made it."""

    item: Any
    index: int
    born: int
    piece: str
    stepped: bool = False  # changed in place: its definition is written already
    path: Path = ()  # what it is found under now


class Alive(dict[Key, Living]):
    """The living objects, with what is asked of them for every statement: who bears a name, who owns anything.

    Changed by item, `del` and `pop` alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self._owned: dict[tuple[str, str], dict[Path, None]] = {}  # space, name -> paths with an owner
        self._owners: dict[tuple[str, str], int] = {}  # space, owner -> how many
        self._views: dict[int, Living] = {}  # by their index
        self._unread: list[Living] = []  # views whose words nobody has asked for
        self._naming: dict[str, list[Living]] = {}  # word -> views whose query has it

    def __setitem__(self, key: Key, living: Living) -> None:
        if key in self:
            del self[key]
        super().__setitem__(key, living)
        space, path = key
        living.path = path
        if len(path) == 2:
            self._owned.setdefault((space, path[1]), {})[path] = None
            self._owners[space, path[0]] = self._owners.get((space, path[0]), 0) + 1
        if isinstance(living.item, o.View | o.MaterializedView):
            self._views[living.index] = living
            self._unread.append(living)

    def __delitem__(self, key: Key) -> None:
        self._views.pop(self[key].index, None)
        super().__delitem__(key)
        space, path = key
        if len(path) == 2:
            del self._owned[space, path[1]][path]
            self._owners[space, path[0]] -= 1

    def pop(self, key: Key, default: Any = None) -> Any:
        found = self.get(key)
        if found is None:
            return default
        del self[key]
        return found

    def owned(self, space: str, name: str) -> list[Path]:
        """The paths of that name that are written with an owner."""
        return list(self._owned.get((space, name), ()))

    def owns(self, space: str, owner: str) -> bool:
        """Whether anything there is written with that owner."""
        return self._owners.get((space, owner), 0) > 0

    def views_naming(self, word: str) -> list[Living]:
        """The views whose query has the word, in the order they were made."""
        for view in self._unread:
            for each in words_of(view.item.query.text):
                self._naming.setdefault(each, []).append(view)
        self._unread.clear()
        return [v for v in self._naming.get(word, ()) if self._views.get(v.index) is v]
