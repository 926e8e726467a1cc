"""Views while a script is folded: which ones stand on what, and which have to be made again where that changes."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from sct.catalog.order import stable_order
from sct.catalog.steps import Step
from sct.catalog.uses import words_of
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.catalog.catalog import Catalog
    from sct.catalog.fold import Folded
    from sct.catalog.living import Alive, Living

Path = tuple[str, ...]


class Views:
    """Mixed into the fold."""

    catalog: Catalog
    out: Folded
    alive: Alive
    types: dict[str, o.UserType]
    leaning: dict[Path, list[int]]
    again: list[tuple[int, int]]
    replaced: dict[int, Any]

    if TYPE_CHECKING:

        def find(self, space: str, name: o.QName) -> tuple[Path, Living] | None: ...

        def keep(self, place: int, item: Any) -> int: ...

        def create(self, space: str, name: o.QName, place: int, item: Any) -> None: ...

        def attributes(self, type_: o.UserType, depth: int = 0) -> list[o.Column]: ...

    def view(self, place: int, item: Any) -> None:
        self.catalog.places[id(item)] = place
        if isinstance(item, o.View) and item.of_type is not None and not item.columns:
            type_ = self.types.get(item.of_type.name)
            if type_ is not None:  # an object view's columns are its type's attributes, whatever its query calls them
                item.columns = tuple(c.name for c in self.attributes(type_))
        self.create("relations", item.name, place, item)

    def views_on(self, key: Path) -> list[Any]:
        """The living views that lead to a relation, directly or through others; each behind those it names, otherwise
        in order of creation."""
        found: dict[int, Living] = {}
        todo = [key[-1]]
        while todo:
            for view in self.alive.views_naming(todo.pop()):
                if view.index not in found:
                    found[view.index] = view
                    todo.append(view.item.name.name)
        by_name = {v.item.name.name: i for i, v in found.items()}
        words = {i: words_of(v.item.query.text) for i, v in found.items()}
        before = {i: [by_name[w] for w in words[i] & by_name.keys() if by_name[w] != i] for i in found}
        order, _ = stable_order(sorted(found, key=lambda i: found[i].born), before)
        return [found[i].item for i in order]

    def once_more(self, place: int, view: Any) -> None:
        """A view that went with what it is made of is made again, with its triggers and privileges."""
        found = self.find("relations", view.name)
        if found is None:
            return
        for index in (found[1].index, *self.leaning.get(found[0], ())):
            self.again.append((index, self.keep(place, self.out.items[index][1])))

    def _changed_since(self, place: int, view: Any) -> bool:
        """Whether what a view's query names was changed in place behind `place`: the query may need it as it is now."""
        first = bisect_right(self.catalog.changes, place, key=lambda change: change.place)
        changed = {change.key[-1].lower() for change in self.catalog.changes[first:]}
        return bool(changed) and not changed.isdisjoint(words_of(view.query.text))

    def _views_around_changes(self) -> None:
        """A change in place takes down and makes again the views that are written; some were replaced or dropped since."""
        steps = [item for _, item in self.out.items if isinstance(item, Step) and item.views]
        if not steps:
            return
        written = {id(item) for _, item in self.out.items}
        for step in steps:
            step.views = [view for one in step.views if id(view := self._latest(one)) in written]

    def _latest(self, item: Any) -> Any:
        while id(item) in self.replaced:
            item = self.replaced[id(item)]
        return item
