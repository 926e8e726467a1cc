"""DROP: of what nobody met, as if it had never been; of what rows met, where the script drops it. And files that take
the schema down again, which nobody converts it for.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from sct.catalog.catalog import Change
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.catalog.catalog import Catalog
    from sct.catalog.fold import Folded
    from sct.catalog.living import Alive, Living
    from sct.catalog.steps import Step
    from sct.catalog.uses import Used, Uses

Path = tuple[str, ...]
RELATIONS = (o.Table, o.View, o.MaterializedView)
SPACES = {
    "table": "relations",
    "view": "relations",
    "materialized view": "relations",
    "index": "indexes",
    "sequence": "sequences",
}
_UNITS = frozenset(("procedure", "function", "package", "package body", "trigger", "type body", "library"))


class Drops:
    """Mixed into the fold."""

    statements: list[Any]
    catalog: Catalog
    uses: Uses | Used
    out: Folded
    alive: Alive
    referring: dict[str, list[Living]]
    ever: set[tuple[str, Path]]
    gone: dict[tuple[str, Path], str]
    takedowns: dict[int, list[o.Drop]]
    _unheeded: set[str]
    _place: int
    _made: dict[str, list[int]] | None = None  # name -> places of statements that make a relation of it

    if TYPE_CHECKING:

        def say(self, code: str, message: str, item: Any, owner: str | None = None) -> None: ...

        def find(self, space: str, name: o.QName) -> tuple[Path, Living] | None: ...

        def keep(self, place: int, item: Any) -> int: ...

        def forget(self, space: str, key: Path, living: Living) -> None: ...

        def step(
            self, action: str, kind: str, key: Path, living: Living, after: Any, payload: Any, item: Any
        ) -> Step: ...

        def views_on(self, key: Path) -> list[Any]: ...

        def once_more(self, place: int, view: Any) -> None: ...

        def withdraw(self, living: Living, one: o.Constraint) -> None: ...

        def _still_written(self, key: Path, living: Living, one: o.Constraint) -> None: ...

    def _takedown(self, place: int) -> None:
        """A file that only drops, and drops most of what is there, is the script that takes the schema down again: it
        stands beside the others in the folder, and nobody converts a schema to have it dropped."""
        wanted = self.takedowns[place]
        met = sum(self.find(SPACES.get(d.kind, f"{d.kind}s"), d.name) is not None for d in wanted)
        there = sum(space in ("relations", "sequences") for space, _ in self.alive)
        if met >= 3 and met * 2 >= there:
            self._unheeded.add(wanted[0].origin.file)

    def _fired(self, living: Living, place: int) -> bool:
        on = getattr(living.item.code, "on", None)
        return not isinstance(on, o.QName) or self.uses.ran(on.name, living.born, place)

    def _drop_unit(self, place: int, item: o.Drop) -> None:
        """DROP of code: it is gone; what ran before may have used it, then it goes where the script drops it."""
        key = self.catalog.key(item.name)
        spaces = [unit_space(item.kind.replace(" ", "_")), *(["package_bodies"] if item.kind == "package" else [])]
        found = False
        for space in spaces:
            living = self.alive.pop((space, key), None)
            if living is None:
                continue
            found = True
            used = self._fired(living, place) if space == "triggers" else self.uses.ran(key[-1], living.born, place)
            if used:
                self.keep(place, item)
            else:
                self.out.items[living.index] = (living.born, None)
        if not found:
            self.say("SC1607", f"DROP {item.kind.upper()} {item.name}", item)

    def drop(self, place: int, item: o.Drop) -> None:
        if item.kind in _UNITS:
            self._drop_unit(place, item)
            return
        space = SPACES.get(item.kind, f"{item.kind}s")
        found = self.find(space, item.name)
        if found is None:
            self.say("SC1607", f"DROP {item.kind.upper()} {item.name}", item)
            return
        key, living = found
        if space == "relations" and isinstance(living.item, o.Table):
            self._unreferenced(key, living, place)
        if space == "synonyms" and self.uses.mentioned(key[-1], living.born + 1, place):
            del self.alive[(space, key)]  # what names it in between is written with what it stood for
        elif self._met(space, key, living, place):
            self._dropped(item.kind, space, key, living, item)
            self._again(key, place)
        else:
            self.forget(space, key, living)

    def _met(self, space: str, key: Path, living: Living, place: int) -> bool:
        """May a statement that has run have used the object?"""
        if living.stepped:
            return True
        return space in ("relations", "sequences") and self.uses.ran(key[-1], living.born, place)

    def _dropped(self, kind: str, space: str, key: Path, living: Living, item: Any) -> None:
        """The object goes where the script drops it."""
        made = self.step("drop", kind, key, living, None, None, item)
        self.gone[space, key] = made.name
        self.catalog.changes.append(Change(self._place, space, key, None, made.name))
        self.ever.add((space, key))
        del self.alive[(space, key)]

    def _again(self, key: Path, place: int) -> None:
        """Views on a dropped table go with it on the target; where the table is made again, they are too."""
        if self._made is None:
            self._made = {}
            for at, one in enumerate(self.statements):
                if isinstance(one, RELATIONS):
                    self._made.setdefault(one.name.name, []).append(at)
        made = self._made.get(key[-1], [])
        later = next(
            (at for at in made[bisect_right(made, place) :] if self.catalog.key(self.statements[at].name) == key), None
        )
        if later is None:
            return
        for view in self.views_on(key):
            self.once_more(later, view)

    def _unreferenced(self, key: Path, living: Living, place: int) -> None:
        """DROP TABLE … CASCADE CONSTRAINTS: foreign keys on the table are gone."""
        for other in self.referring.get(key[-1], ()):
            if other is living or self.alive.get(("relations", other.path)) is not other:
                continue
            gone = [
                c for c in other.item.constraints if c.references is not None and self.catalog.key(c.references) == key
            ]
            if not gone:
                continue
            met = living.stepped or self.uses.ran(key[-1], living.born, place)
            for one in gone:
                if met:
                    self._still_written(other.path, other, one)
                else:
                    self.withdraw(other, one)


def files_that_only_drop(statements: list[Any]) -> dict[int, list[o.Drop]]:
    """Place of the first statement -> the drops of a file that holds little else: words to the client or server, and
    blocks that guard a drop or report it."""
    files: dict[str, list[tuple[int, Any]]] = {}
    for place, item in enumerate(statements):
        files.setdefault(item.origin.file, []).append((place, item))
    out: dict[int, list[o.Drop]] = {}
    for several in files.values() if len(files) > 1 else ():
        drops = [i for _, i in several if isinstance(i, o.Drop)]
        blocks = [i for _, i in several if isinstance(i, o.Unit) and i.kind == "block"]
        rest = len(several) - len(drops) - len(blocks)
        if (
            drops
            and len(blocks) < len(drops)
            and rest == sum(isinstance(i, o.Accounted) or _is_end(i) for _, i in several)
        ):
            out[several[0][0]] = drops
    return out


def _is_end(item: Any) -> bool:
    return isinstance(item, o.Dml) and item.verb in ("commit", "rollback")


def unit_space(kind: str) -> str:
    """Procedures and functions share their names."""
    if kind in ("procedure", "function"):
        return "routines"
    return kind.replace("body", "bodies") if kind.endswith("body") else f"{kind}s"
