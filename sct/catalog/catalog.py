"""The objects of a script by name, at any moment of it, and the answers the walk over SQL asks for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sct.catalog.references import identity_of
from sct.catalog.statistics import Statistics
from sct.ir import objects as o
from sct.ir.types import VARCHAR, Type
from sct.sqlexpr.places import parts_of
from sct.sqlexpr.scope import ColumnInfo, RelationFacts, RoutineInfo, SessionRows, Shape, Symbol

Path = tuple[str, ...]


@dataclass(slots=True)
class Change:
    """From statement `place` on, `key` in `space` (relations, sequences) means `item`; None: nothing any more.

    `piece`: id of the piece of the target's script that brings it about.
    """

    place: int
    space: str
    key: Path
    item: Any
    piece: str


class Catalog:
    """Before any change, every name means the first object of that name, wherever in the script it is made: a script
    of several files need not be in order. `at` moves to the state a statement sees.

    `default` is the schema the script's session stands in there: `default.x` and `x` are one object.
    """

    def __init__(self, default: str | None = None) -> None:
        self.default = default
        self.relations: dict[Path, Any] = {}
        self.sequences: dict[Path, o.Sequence] = {}
        self.types: dict[Path, o.UserType] = {}
        self.synonyms: dict[Path, o.Synonym] = {}
        self.routines: dict[Path, list[RoutineInfo]] = {}
        self.shapes: dict[int, Shape] = {}
        self.moved: dict[Path, list[tuple[int, o.Synonym]]] = {}  # what each synonym stood for, from which statement on
        self.instead_of: set[Path] = set()  # views with an INSTEAD OF trigger
        self.update_triggers: set[Path] = set()  # tables with a trigger on UPDATE
        # tables that the target shows each session its rows of -> what holds them all (filled by the target)
        self.session_rows: dict[Path, SessionRows] = {}
        self.delete_triggers: set[Path] = set()  # tables with a trigger on DELETE
        self.infer: Callable[[Any], Shape] | None = None  # columns of a view, filled in by the pipeline
        self.partition_of: Callable[[Path, Any, str], Path | None] = lambda key, table, name: None
        self.changes: list[Change] = []
        self.schemas: list[tuple[int, str]] = []  # ALTER SESSION SET CURRENT_SCHEMA: (place, schema)
        self.session_tables: set[str] = set()  # tables that live in a session and stand in no schema
        self.unread: set[Path] = set()  # routines and relations of the input that could not be read
        self.reference_words: set[str] = set()  # by which the input refers to rows of its object tables
        self.row_sets = False  # INSERT of a query keeps tables that hold no two equal rows so
        self.stats: Statistics | None = None  # row counts the user gave
        self.follows: dict[str, str] = {}  # piece of an object made again -> the piece that took it away before
        self.places: dict[int, int] = {}  # id of what a query makes, or of code -> place of its statement
        self.now = -1  # the statement whose state this is; -1: what the script leaves behind
        self._first: dict[str, dict[Path, Any]] | None = None
        self._done = 0
        # what each change that is done found: item and piece
        self._before: list[tuple[dict[Path, Any], Path, Any, str | None]] = []
        self._pieces: dict[Path, str] = {}
        self._referring: dict[str, dict[Path, None]] | None = None  # name -> tables that ever have a foreign key to it
        self._owned: dict[int, tuple[int, dict[str, list[Path]], frozenset[str]]] = {}

    # --- time -------------------------------------------------------------------------------------------------------

    def stand(self, place: int) -> None:
        """The schema the session stands in at this statement."""
        if self.schemas:
            found = bisect_right(self.schemas, place, key=lambda s: s[0])
            self.default = self.schemas[found - 1][1] if found else None

    def at(self, place: int) -> None:
        """The state that the statement with this number makes or finds."""
        self.now = place
        self.stand(place)
        if not self.changes:
            return
        if self._first is None:
            self._first = {"relations": dict(self.relations), "sequences": dict(self.sequences)}
        wanted = bisect_right(self.changes, place, key=lambda c: c.place)
        self._back(wanted)
        for change in self.changes[self._done : wanted]:
            where = self._space(change.space)
            self._before.append((where, change.key, where.pop(change.key, None), self._pieces.get(change.key)))
            if change.item is not None:
                where[change.key] = change.item
            self._pieces[change.key] = change.piece
        self._done = wanted

    def follow(self, place: int | None) -> None:
        """Synonyms as the statement with this number finds them; None: as they are in the end, which is what views and
        routines come to mean."""
        for key, several in self.moved.items():
            if len(several) > 1:
                known = [item for at, item in several if place is None or at <= place]
                self.synonyms[key] = known[-1] if known else several[0][1]

    def complete(self) -> None:
        """All statements are in it: what was asked before saw only a part."""
        self._back(0)
        self._first = None

    def _back(self, wanted: int) -> None:
        """Takes changes back until only the first `wanted` are done."""
        while self._done > wanted:
            self._done -= 1
            where, key, item, piece = self._before.pop()
            where.pop(key, None)
            if item is not None:
                where[key] = item
            if piece is None:
                self._pieces.pop(key, None)
            else:
                self._pieces[key] = piece

    def forget_changes(self, item: Any) -> None:
        """The item was never there."""
        self._back(0)
        self.changes = [c for c in self.changes if c.item is not item]

    def replace_changes(self, old: Any, new: Any) -> None:
        """The item was the other one all along."""
        self._back(0)
        for change in self.changes:
            if change.item is old:
                change.item = new

    def _space(self, name: str) -> dict[Path, Any]:
        found: dict[Path, Any] = self.relations if name == "relations" else self.sequences
        return found

    def piece(self, key: Path) -> str:
        """The id of the piece of the script after which `key` is what it is now."""
        return self._pieces.get(key) or ".".join(key)

    def every(self) -> Iterator[tuple[Path, Any]]:
        """Every relation there ever is, each of its forms once."""
        first = self._first["relations"] if self._first is not None else self.relations
        yield from first.items()
        yield from ((c.key, c.item) for c in self.changes if c.space == "relations" and c.item is not None)

    def _owners(self, name: str, where: dict[Path, Any]) -> list[Path]:
        """Paths with an owner and this name; the index is made again when the dictionary has grown or shrunk."""
        size, index, _ = self._owned.get(id(where), (-1, {}, frozenset()))
        if size != len(where):
            index = {}
            for key in where:
                if len(key) == 2:
                    index.setdefault(key[1], []).append(key)
            self._owned[id(where)] = (len(where), index, frozenset(key[0] for key in where if len(key) == 2))
        return [k for k in index.get(name, ()) if k in where]

    def _is_own(self, schema: str, where: dict[Path, Any]) -> bool:
        """A schema of which the script makes nothing by that name, and that is not the server's: the script's own."""
        self._owners("", where)
        return schema not in self._owned[id(where)][2] and schema not in ("sys", "system", "public")

    # --- names ------------------------------------------------------------------------------------------------------

    def resolved(self, type_: Type, depth: int = 0) -> Type:
        """A named type as what it is: an object with its attributes, a collection of its elements."""
        if type_.kind == "ref":
            over = self._resolve(tuple(type_.name.split(".")), self.types)
            return replace(type_, name=".".join(over)) if over is not None else type_
        if type_.kind == "json" and (own := self._resolve(("json",), self.types)) is not None:
            # a type of the script's own, of before the engine had one of that name
            type_ = Type("named", name=".".join(own), raw=type_.raw)
        if type_.kind != "named" or type_.members or depth > 12:
            return type_
        key = self._resolve(tuple(type_.name.split(".")), self.types)
        if key is None:
            return type_
        item = self.types[key]
        if item.form == "object":
            members = tuple((c.name, self.resolved(c.type, depth + 1)) for c in self.attributes_of(item))
            return Type("named", name=".".join(key), members=members, raw=type_.raw)
        if item.element is not None:
            return Type(
                "collection",
                name=".".join(key),
                element=self.resolved(item.element, depth + 1),
                length=item.limit,
                raw=type_.raw,
            )
        return type_

    def attributes_of(self, item: o.UserType) -> list[o.Column]:
        """An object type's attributes, those it inherits first."""
        out = list(item.attributes)
        for _ in range(30):
            key = self._resolve(item.supertype, self.types) if item.supertype is not None else None
            if key is None:
                break
            item = self.types[key]
            out = [*item.attributes, *out]
        return out

    def later(self, name: str) -> frozenset[str]:
        """The attributes that an object type only gets behind the statement whose state this is."""
        key = self._resolve(tuple(name.split(".")), self.types) if self.now >= 0 else None
        if key is None:
            return frozenset()
        return frozenset(c.name for c in self.attributes_of(self.types[key]) if c.added > self.now)

    def deletes_to_empty(self, key: Path) -> bool:
        """Whether DELETE does what TRUNCATE does and other tables' foreign keys keep the target from: theirs are empty by
        then, and no trigger would fire."""
        if key in self.delete_triggers:
            return False
        if self._referring is None:  # asked when all tables are known
            self._referring = {}
            for other, table in self.every():
                for one in table.constraints if isinstance(table, o.Table) else ():
                    if one.references is not None:
                        self._referring.setdefault(one.references.name, {})[other] = None
        return any(
            one.kind == "foreign" and one.enabled and one.references is not None and self.key(one.references) == key
            for other in self._referring.get(key[-1], ())
            if other != key and isinstance(table := self.relations.get(other), o.Table)
            for one in table.constraints
        )

    def key(self, path: Path | o.QName) -> Path:
        """The full path of a name where the script stands; a schema the session stands in all the time is left out."""
        # most names have no owner
        parts = (path[1],) if len(path) == 2 and not path[0] and path[1] else tuple([p for p in path if p])
        if self.session_tables and parts and parts[-1] in self.session_tables:
            return parts[-1:]
        if self.schemas:
            return parts if len(parts) != 1 or self.default is None else (self.default, *parts)
        if len(parts) == 2 and parts[0] == self.default:
            return parts[1:]
        return parts

    def _resolve(self, path: Path | o.QName, where: dict[Path, Any], depth: int = 0) -> Path | None:
        if not where:
            return None
        key = self.key(path)
        if key in where:
            return key
        given = tuple([p for p in path if p])
        if given in where:
            return given
        if len(given) == 1 and depth == 0:
            # written without its owner, and only one owner of the input has it
            owners = self._owners(given[0], where)
            if len(owners) == 1 and key not in self.synonyms and given not in self.synonyms:
                return owners[0]
        if len(given) == 2 and given[1:] in where and self._is_own(given[0], where):
            return given[1:]
        synonym = self.synonyms.get(key) or self.synonyms.get(given)
        if synonym is not None and depth < 8 and not synonym.link:
            return self._resolve(synonym.target, where, depth + 1)
        return None

    def shape_of(self, key: Path) -> Shape:
        item = self.relations[key]
        found = self.shapes.get(id(item))
        if found is None:
            self.shapes[id(item)] = Shape(open=True)  # while it is being found: a view that names itself
            if isinstance(item, o.Table) and not (item.query is not None and not _typed(item)):
                found = Shape(
                    {
                        c.name: ColumnInfo(stored(self.resolved(c.type)), not c.nullable, c.invisible)
                        for c in item.columns
                    },
                    table=key if item.partitioning is None else (),
                    object=self._object(item.of_type),
                    tells=any(c.role == "own type" for c in item.columns),
                    relation=".".join(key) if item.of_type is not None else "",
                    identity=identity_of(item),
                    reordered=item.reordered,
                )
                for constraint in item.constraints:
                    if constraint.kind == "primary":
                        for name in constraint.columns:
                            if name in found.columns:
                                found.columns[name] = found.columns[name]._replace(not_null=True)
            elif self.infer is not None:
                found = self._inferred(item)
                if isinstance(item, o.View) and item.of_type is not None:
                    of = self._object(item.of_type)
                    found = replace(found, object=of, relation=".".join(key), identity=identity_of(item))
            else:
                found = Shape(open=True)
            self.shapes[id(item)] = found
        return found

    def _object(self, name: o.QName | None) -> Type | None:
        """The object type an object table is made of."""
        key = self._resolve(name, self.types) if name is not None else None
        return self.resolved(Type("named", name=".".join(key))) if key is not None else None

    def columns_then(self, item: Any, place: int) -> Shape | None:
        """The columns of what a query makes, as that was at `place`. For while the script is being folded: what later
        statements make is not there yet, so nothing is remembered."""
        if self.infer is None:
            return None
        known, self.shapes = self.shapes, {}
        try:
            return self._inferred(item, place)
        finally:
            self.shapes = known

    def _inferred(self, item: Any, made: int | None = None) -> Shape:
        """A view, or a table made by a query, has the columns the query gave when it was made."""
        assert self.infer is not None
        made = self.places.get(id(item)) if made is None else made
        if made is None or not (self.changes or self.schemas):
            return self.infer(item)
        now, default = self._done, self.default
        self.at(made)
        shape = self.infer(item)
        self.at(self.changes[now - 1].place if now else -1)
        self.default = default
        return shape


def stored(type_: Type) -> Type:
    """A column's type as queries see it: addresses of rows are kept in columns as text."""
    return VARCHAR if type_.kind == "rowid" else type_


def _typed(table: o.Table) -> bool:
    return bool(table.columns) and all(c.type.kind != "unknown" for c in table.columns)


def draws(table: o.Table) -> Iterator[tuple[str, Path, str]]:
    """Columns whose default is a sequence's value: (column, path of the sequence, "nextval" or "currval")."""
    for column in table.columns:
        if column.default is None or column.default_on_null or not column.default.text.lower().rstrip().endswith("val"):
            continue
        path = tuple(part.name for part in parts_of(column.default) or ())
        if len(path) > 1 and path[-1] in ("nextval", "currval"):
            yield column.name, path[:-1], path[-1]


class CatalogResolver:
    """The catalog as `sqlexpr.scope.Resolver`, for SQL outside procedural code."""

    def __init__(self, catalog: Catalog, type_of_text: Callable[[str], Type]) -> None:
        self.catalog = catalog
        self._type_of_text = type_of_text
        self.drawn: dict[Path, None] = {}  # sequences that were asked for: what is written needs them before it

    def notes(self) -> list[Any]:
        """Where it is noted what the piece that is being written needs."""
        return [self.drawn]

    @contextmanager
    def looking(self) -> Iterator[None]:
        """What another object asks for in the meantime is no need of the piece that is being written."""
        before = [(one, one.copy()) for one in self.notes()]
        try:
            yield
        finally:
            for one, copy in before:
                one.clear()
                one.extend(copy) if isinstance(one, list) else one.update(copy)

    def relation(self, path: Path) -> tuple[Path, Shape] | None:
        key = self.catalog._resolve(path, self.catalog.relations)
        return (key, self.catalog.shape_of(key)) if key is not None else None

    def partition(self, path: Path, name: str) -> Path | None:
        """The relation that holds one partition of a table."""
        key = self.catalog._resolve(path, self.catalog.relations)
        if key is None or not isinstance(self.catalog.relations[key], o.Table):
            return None
        return self.catalog.partition_of(key, self.catalog.relations[key], name)

    def facts(self, path: Path) -> RelationFacts | None:
        key = self.catalog._resolve(path, self.catalog.relations)
        if key is None:
            return None
        item = self.catalog.relations[key]
        if isinstance(item, o.Table):
            keys = tuple(tuple(c.columns) for c in item.constraints if c.kind in ("primary", "unique"))
            row_set = self.catalog.row_sets and item.duplicates == "removed" and not keys
            fires = key in self.catalog.update_triggers
            partitioned = item.partitioning is not None
            return RelationFacts(
                "table",
                partitioned,
                keys,
                row_set=row_set,
                update_triggers=fires,
                draws=tuple(draws(item)),
                own_rows=self.catalog.session_rows.get(key) if item.temporary else None,
            )
        if isinstance(item, o.View):
            return RelationFacts(
                "view",
                query=item.query,
                columns=tuple(item.columns),
                instead_of=key in self.catalog.instead_of,
                checked=item.check_option or item.read_only,
            )
        return RelationFacts("materialized view")

    def has_longer_text(self, length: int) -> bool:
        """Whether a column of a table is declared as a text of more characters or bytes."""
        tables = (item for item in self.catalog.relations.values() if isinstance(item, o.Table))
        return any(c.type.kind == "varchar" and (c.type.length or 0) > length for item in tables for c in item.columns)

    def sequence(self, path: Path) -> Path | None:
        key = self.catalog._resolve(path, self.catalog.sequences)
        if key is not None:
            self.drawn[key] = None
        return key

    def symbol(self, path: Path) -> Symbol | None:
        return None

    def routine(self, path: Path, args: list[Any]) -> RoutineInfo | None:
        key = self.catalog._resolve(path, self.catalog.routines)
        if key is None:
            return None
        several = self.catalog.routines[key]
        for one in several:
            if len(one.parameters) == len(args):
                return one
        for one in several:
            required = sum(1 for p in one.parameters if not p[3])
            if required <= len(args) <= len(one.parameters):
                return one
        return None

    @property
    def in_code(self) -> bool:
        """Whether what is asked about stands in a routine."""
        return False

    def declares(self, name: str) -> bool:
        """Whether the surrounding code declares a routine of this name, or the package around it does."""
        return False

    def has_routine(self, name: str) -> bool:
        """Whether a routine without an owner has this name."""
        return (name,) in self.catalog.routines

    def unread(self, path: Path) -> bool:
        """Whether a routine or relation of this name is in the input, but could not be read."""
        return bool(self.catalog.unread) and self.catalog.key(path) in self.catalog.unread

    def type_of_text(self, text: str) -> Type:
        return self.catalog.resolved(self._type_of_text(text))
