"""What the keys of all tables decide together: machine integers, and which keys are checked per statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.catalog.steps import Step
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.walking import outline
from sct.sqlexpr.names import assigned_columns, blank_ended

Path = tuple[str, ...]
KeyColumn = tuple[Path, str]


class Keys:
    def __init__(self, catalog: Catalog, folded: Folded) -> None:
        self._catalog = catalog
        self._relations = dict(catalog.every())  # under every path a relation ever has
        self.referenced: set[tuple[Path, frozenset[str]]] = set()
        self._born = _names_at_birth(folded)
        self.native, self.widened = self._machine_integers()
        writing = [(place, sql) for place, item in folded.items for sql in _writing(item)]
        self._assigned = self._assigned_columns(writing)
        self.blank_ended = self._blank_ended(writing)
        self.handling: set[str] = set()  # "code" when there is any that could handle errors

    # --- types ------------------------------------------------------------------------------------------------------

    def _machine_integers(self) -> tuple[set[KeyColumn], set[KeyColumn]]:
        """Columns that are keys or refer to keys, and whose whole group can be machine integers.

        A foreign key and what it refers to must have types the target can compare with an index, so they are
        decided together: one member that cannot be native keeps the whole group numeric.
        """
        parent: dict[KeyColumn, KeyColumn] = {}

        def root(x: KeyColumn) -> KeyColumn:
            while (above := parent.get(x, x)) != x:
                parent[x] = above = parent.get(above, above)
                x = above
            return x

        native: dict[KeyColumn, bool] = {}
        keys: set[KeyColumn] = set()
        identities: set[KeyColumn] = set()
        owners: dict[int, Path] = {}  # of a constraint: a renamed table keeps its own, and their types
        for key, table in self._catalog.every():
            if not isinstance(table, o.Table):
                continue
            for column in table.columns:
                kind = column.type
                whole = kind.kind == "decimal" and kind.precision is not None and not kind.scale
                fits = whole and kind.precision is not None and kind.precision <= 18
                native[(key, column.name)] = fits and native.get((key, column.name), True)
                if column.identity is not None:
                    keys.add((key, column.name))
                    identities.add((key, column.name))
            for constraint in table.constraints:
                if constraint.kind in ("primary", "unique"):
                    keys.update((key, c) for c in constraint.columns)
                    before = owners.setdefault(id(constraint), key)
                    for name in constraint.columns if before != key else ():
                        parent[root((key, name))] = root((before, name))
                elif constraint.kind == "foreign" and constraint.references is not None:
                    near = (*key[:-1], constraint.references.name)
                    other: Path | None = near
                    if constraint.references.schema is not None or near not in self._relations:
                        other = self._catalog._resolve(constraint.references, self._relations)
                    if other is None:
                        continue
                    refs = constraint.ref_columns or self.primary(other)
                    if constraint.enabled:
                        self.referenced.add((self._born.get(other, other), frozenset(refs)))
                    for mine, theirs in zip(constraint.columns, refs, strict=False):
                        parent[root((key, mine))] = root((other, theirs))
                        keys.update({(key, mine), (other, theirs)})
        # an identity is a machine integer, and draws whatever refers to it along
        roots = {k: root(k) for k in keys}
        foreign = [k for k in keys if not native.get(k, False)]
        drawn = {roots[k] for k in identities}
        bad = {roots[k] for k in foreign} - drawn
        widened = {k for k in foreign if roots[k] in drawn}
        return {k for k, of in roots.items() if of not in bad}, widened

    def primary(self, key: Path) -> tuple[str, ...]:
        for table in (self._catalog.relations.get(key), self._relations.get(key)):
            for constraint in table.constraints if isinstance(table, o.Table) else ():
                if constraint.kind == "primary":
                    return constraint.columns
        return ()

    # --- keys that are rewritten ------------------------------------------------------------------------------------

    def _assigned_columns(self, writing: list[tuple[int, Sql]]) -> dict[Path, set[str]]:
        """Columns that an UPDATE or MERGE of the input gives a new value, by table."""
        out: dict[Path, set[str]] = {}
        for place, sql in writing:
            if not sql.text.lstrip()[:6].lower().startswith(("update", "merge", "/*", "--")):
                continue
            found = assigned_columns(sql)
            if found is None:
                continue
            self._catalog.at(place)
            key = self._catalog._resolve(found[0], self._catalog.relations)
            if key is not None:
                out.setdefault(self._born.get(key, key), set()).update(found[1])
        self._catalog.at(-1)
        return out

    def _blank_ended(self, writing: list[tuple[int, Sql]]) -> set[KeyColumn]:
        """Columns in which the input itself stores texts that end with blanks: there blanks say something."""
        out: set[KeyColumn] = set()
        for place, sql in writing:
            found = blank_ended(sql)
            if found is None:
                continue
            self._catalog.at(place)
            key = self._catalog._resolve(found[0], self._catalog.relations)
            table = self._catalog.relations[key] if key is not None else None
            if key is None or not isinstance(table, o.Table):
                continue
            visible = [c.name for c in table.columns if not c.invisible]
            for one in found[1]:
                if isinstance(one, str) or one < len(visible):
                    out.add((key, one if isinstance(one, str) else visible[one]))
        self._catalog.at(-1)
        return out

    def rewritten(self, key: Path, columns: tuple[str, ...]) -> bool:
        """Is a key's value changed by a statement of the input? Then two rows may meet in the middle of it."""
        return bool(self._assigned.get(self._born.get(key, key), set()) & set(columns))

    def is_referenced(self, key: Path, columns: tuple[str, ...]) -> bool:
        return (self._born.get(key, key), frozenset(columns)) in self.referenced


def _names_at_birth(folded: Folded) -> dict[Path, Path]:
    """What a table is called later -> what it was made as: a key is written with the table, and used by its later name."""
    found: dict[Path, Path] = {}
    for _, item in folded.items:
        if isinstance(item, Step) and item.action == "rename" and isinstance(item.after, o.Table):
            found[(*item.key[:-1], item.payload)] = found.get(item.key, item.key)
    return found


_HEADS = ("insert", "update", "merge", "with", "/*", "--")  # of what changes rows; a comment may stand before it


def _writing(item: Any) -> Iterator[Sql]:
    """The statements of an item that may write values into a table, in their order."""
    if isinstance(item, o.Dml):
        found: Iterable[Any] = (item.sql,)
    elif isinstance(item, o.Unit) and item.code is not None:
        found = outline(item.code)
    else:
        return
    for one in found:
        if isinstance(one, Sql) and one.kind == "statement" and one.text.lstrip()[:6].lower().startswith(_HEADS):
            yield one
