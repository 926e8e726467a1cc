"""What a target of PostgreSQL's family calls the things that share one name space there: tables, views, sequences,
types, indexes.

Oracle keeps indexes and constraints apart from tables, so an index may be called like a table. A key's constraint
brings an index of its own name along. All names are given out once, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.catalog.steps import Step
from sct.ir import objects as o

Path = tuple[str, ...]
_OWN = (o.Table, o.View, o.MaterializedView, o.Sequence, o.UserType, o.Synonym)


class Naming:
    def __init__(self, catalog: Catalog, folded: Folded, shortened: Callable[[str], str]) -> None:
        self._catalog = catalog
        self._shortened = shortened
        self._taken: dict[Path, set[str]] = {}
        self._indexes: dict[tuple[Path, str], str] = {}
        self._keys: dict[tuple[Path, str], str] = {}
        tables: list[tuple[Path, o.Table]] = []
        indexes: list[tuple[Path, o.Index]] = []
        for place, item in folded.items:
            catalog.at(place)
            if isinstance(item, Step):
                self._claim_own(item.key)
                if isinstance(item.after, o.Table):
                    tables.append((catalog.key(item.after.name), item.after))
            elif isinstance(item, _OWN):
                key = catalog.key(item.name)
                self._claim_own(key)
                if isinstance(item, o.Table):
                    tables.append((key, item))
            elif isinstance(item, o.Index):
                key = catalog._resolve(item.table, catalog.relations) or catalog.key(item.table)
                indexes.append((key, item))
        catalog.at(-1)
        for key, table in tables:
            self._claim_keys(key, table)
        for key, index in indexes:
            self._claim_index(key, index)

    def _claim_own(self, key: Path) -> None:
        self._taken.setdefault(key[:-1], set()).add(self._shortened(key[-1]))

    def _claim_keys(self, key: Path, table: o.Table) -> None:
        for one in table.constraints:
            if one.name and one.kind in ("primary", "unique") and (key[:-1], one.name) not in self._keys:
                suffix = "pk" if one.kind == "primary" else "key"
                self._keys[(key[:-1], one.name)] = self.claim(key[:-1], one.name, suffix)

    def _claim_index(self, key: Path, index: o.Index) -> None:
        name = index.name.name
        ready = self._keys.get((key[:-1], name))
        if ready is not None and index.unique:
            self._indexes[(key[:-1], name)] = ready  # a constraint of this name takes it over
            return
        self._indexes[(key[:-1], name)] = self.claim(key[:-1], name, "index")

    def claim(self, schema: Path, wanted: str, suffix: str) -> str:
        """A free name in a schema: the wanted one, or with a suffix and at last a number."""
        taken = self._taken.setdefault(schema, set())
        made, number = self._shortened(wanted), 1
        while made in taken:
            tail = suffix if number == 1 else f"{suffix}{number}"
            made = self._shortened(f"{wanted}_{tail}")
            number += 1
        taken.add(made)
        return made

    def index(self, table: Path, index: o.Index) -> str:
        return self._indexes.get((table[:-1], index.name.name)) or self._shortened(index.name.name)

    def constraint(self, table: Path, one: Any) -> str | None:
        """The target's name of a constraint; None when it has none."""
        if one.name is None:
            return None
        return self._keys.get((table[:-1], one.name)) or self._shortened(one.name)
