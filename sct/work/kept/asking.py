"""The emitter, the catalog and the resolver under watch: the questions of a conversion, and the same asked again."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any

from sct.catalog.catalog import Catalog, CatalogResolver
from sct.ir import objects as o
from sct.text.span import Span
from sct.work.kept.values import Unkeepable, digest, digest_of_plain
from sct.work.kept.watching import Notes, Question, Watch, WatchedDict, WatchedSet

# Anything else (an id) is another thing in the next run.
_STABLE = (str, tuple, NoneType, o.QName)
_NOWHERE = Span("", 0, 0)
_YES, _NO, _ABSENT = b"yes", b"no", b"-"

# What an emitter may be asked freely: what it is made of, what it fills for each object, and what is in every key.
_EMITTER = frozenset(
    (
        "options",
        "catalog",
        "translator",
        "naming",
        "keys",
        "out",
        "bags",
        "rows",
        "schemas",
        "code",
        "texts",
        "_written",
    )
)
# `default` and whether there are `schemas` are in every object's key, `row_sets` is an option, `partition_of` asks on.
# `moved` says which synonym stands now, and what it stands for is asked.
_CATALOG = frozenset(("default", "schemas", "row_sets", "partition_of", "stats", "moved"))
_SPACES = ("relations", "sequences", "types", "synonyms", "routines")
_SETS = ("instead_of", "update_triggers", "delete_triggers", "session_tables", "unread")


class Asking:
    """`answer` asks a question (again). `watch` has them noted from then on, until `end`."""

    def __init__(self, emitter: Any, places: dict[int, bytes]) -> None:
        """`places`: digests of the items, by their id."""
        self.emitter = emitter
        self.catalog: Catalog = emitter.catalog
        self.resolver = emitter.translator.resolver
        self.notes = Notes()
        self.digests = places
        self._watches: list[Watch] = []
        self._dicts: dict[str, dict[Any, Any]] = {}
        self._sets: dict[str, set[Any]] = {}
        catalog = self.catalog.__dict__
        for name in _SPACES:
            self._dicts[name] = catalog[name]
        self._dicts["_pieces"] = catalog["_pieces"]
        for name in _SETS:
            self._sets[name] = catalog[name]
        for owner in ("naming", "keys"):
            for name, held in getattr(emitter, owner).__dict__.items():
                if type(held) is dict:
                    self._dicts[f"{owner}.{name}"] = held
                elif type(held) is set:
                    self._sets[f"{owner}.{name}"] = held
        for name in ("indexes", "_unique"):
            self._dicts[f"emitter.{name}"] = emitter.__dict__.get(name, {})

    # --- answers ----------------------------------------------------------------------------------------------------

    def answer(self, question: Question) -> bytes:
        """Raises Unkeepable."""
        what: Any
        where, how, what = question
        if type(what) not in _STABLE:
            raise Unkeepable(f"asked by {type(what).__name__}")
        if how == "in":
            there = self._dicts.get(where)
            held = dict.__contains__(there, what) if there is not None else what in self._sets[where]
            return _YES if held else _NO
        if how == "get":
            return self._of_value(dict.get(self._dicts[where], what))
        if how == "some":
            there = self._dicts.get(where)
            return _YES if (dict.__len__(there) if there is not None else self._sets[where]) else _NO
        if how == "shape":
            return self._of_shape(what)
        if how == "owners":
            return digest_of_plain(tuple(Catalog._owners(self.catalog, what, self._dicts[where])))
        if how == "is own":
            return _YES if Catalog._is_own(self.catalog, what, self._dicts[where]) else _NO
        if how == "nothing":
            return _NO if getattr(self.resolver, where)(what) else _YES
        raise KeyError(how)

    def _of_value(self, value: Any) -> bytes:
        if value is None:
            return _ABSENT
        found = self.digests.get(id(value))
        return found if found is not None else digest(value, getattr(value, "origin", _NOWHERE))

    def _of_shape(self, key: Any) -> bytes:
        item = dict.get(self._dicts["relations"], key)
        if item is None:
            return _ABSENT
        if isinstance(item, o.Table) and item.query is None and item.of_type is None and _plain_types(item):
            return self._of_value(item)  # its columns are in it
        return digest(self.catalog.shape_of(key), _NOWHERE)

    # --- under watch ------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        notes, emitter, catalog = self.notes, self.emitter, self.catalog
        dicts = {name: WatchedDict(name, there, notes) for name, there in self._dicts.items()}
        sets = {name: WatchedSet(name, there, notes) for name, there in self._sets.items()}

        def of(prefix: str) -> dict[str, Any]:
            both: dict[str, Any] = {**dicts, **sets}
            return {name.removeprefix(prefix): one for name, one in both.items() if name.startswith(prefix)}

        mine = {name: dicts[name] for name in (*_SPACES, "_pieces")} | {name: sets[name] for name in _SETS}
        self._watches = [
            Watch(catalog, notes, _CATALOG, mine, _catalog_methods(notes, catalog)),
            Watch(emitter.naming, notes, frozenset(("_catalog", "_shortened")), of("naming.")),
            Watch(emitter.keys, notes, frozenset(("_catalog",)), of("keys.")),
        ]
        exchanged = of("emitter.") | {"texts": self._texts(emitter.texts)}
        if "code" in emitter.__dict__:
            exchanged["code"] = _WatchedCode(emitter.code, notes)
        self._watches.append(Watch(emitter, notes, _EMITTER, exchanged))
        self._dicts = dict(dicts)
        self._watched_resolver = _WatchedResolver(self.resolver, notes)

    def begin(self, place: int, item: Any, *, heard: bool) -> None:
        """Before an object is converted; one that is not `heard` has the resolver as it is."""
        self.notes.begin(place, item.origin)
        self.emitter.translator.resolver = self._watched_resolver if heard else self.resolver
        for watch in self._watches:
            watch.sort_out()

    def end(self) -> None:
        for watch in reversed(self._watches):
            watch.end()
        self._watches = []
        self.emitter.translator.resolver = self.resolver

    def _texts(self, inner: Callable[[Span], str]) -> Callable[[Span], str]:
        notes = self.notes

        def text(span: Span) -> str:
            home = notes.home
            if span.file != home.file or not home.start <= span.start <= span.end <= home.end:
                notes.lose("text of another statement")
            return inner(span)

        return text


def _plain_types(table: o.Table) -> bool:
    return all(column.type.kind != "named" for column in table.columns)


def _catalog_methods(notes: Notes, catalog: Catalog) -> dict[str, Any]:
    """What the catalog finds out by looking through all it has is one question, with one answer."""
    always = not (catalog.changes or catalog.schemas)  # every moment of the script is the same
    shapes = catalog.shapes
    relations = catalog.relations

    def at(this: Any, place: int) -> None:
        if always:
            return

        def go() -> None:
            if place != notes.place and (this.changes or this.schemas):
                moved.append(place)
            Catalog.at(this, place)

        moved: list[int] = []
        notes.unheard(go)
        if moved:
            notes.lose("another moment of the script")

    def shape_of(this: Any, key: Any) -> Any:
        made = shapes.get(id(relations.get(key)))
        if made is None or not always:
            made = notes.unheard(lambda: Catalog.shape_of(this, key))
        notes.questions[("relations", "shape", key)] = None
        return made

    def ask_again(where: Any, how: str, what: str) -> None:
        if isinstance(where, WatchedDict):
            notes.questions[(where.name, how, what)] = None
        else:
            notes.lose("names of the program")

    def owners(this: Any, name: str, where: Any) -> Any:
        made = notes.unheard(lambda: Catalog._owners(this, name, where))
        ask_again(where, "owners", name)
        return made

    def is_own(this: Any, schema: str, where: Any) -> Any:
        made = notes.unheard(lambda: Catalog._is_own(this, schema, where))
        ask_again(where, "is own", schema)
        return made

    return {"at": at, "shape_of": shape_of, "_owners": owners, "_is_own": is_own}


class _WatchedCode:
    """The program behind the script: an object that needs nothing of it may be kept."""

    def __init__(self, code: Any, notes: Notes) -> None:
        self._code, self._notes = code, notes
        self.resolver = code.resolver  # its `calls`: a routine that was found has lost the object already
        self.start = code.start

    def before(self, piece: Any) -> None:
        if any(need.startswith("type:") for need in piece.needs):
            self._notes.lose("a composite type")
        self._code.before(piece)

    def running(self, first: Any) -> Any:
        if first:
            self._notes.lose("what routines call")
        return self._code.running(first)

    def __getattr__(self, name: str) -> Any:
        self._notes.lose(f"code.{name}")
        return getattr(self._code, name)


class _WatchedResolver:
    """The resolver of SQL outside code. What it finds in the catalog is noted there; that a name is nothing of the
    program is an answer too; whatever else it says loses the object."""

    def __init__(self, resolver: Any, notes: Notes) -> None:
        self._resolver, self._notes = resolver, notes
        self.looking = resolver.looking
        self.relation = resolver.relation
        self.partition = resolver.partition
        self.facts = resolver.facts
        self.sequence = resolver.sequence
        self.unread = resolver.unread

    def symbol(self, path: Any) -> Any:
        return self._nothing("symbol", path)

    def knows(self, path: Any) -> Any:
        return self._nothing("knows", path)

    def routine(self, path: Any, args: Any) -> Any:
        self._nothing("lookup", path)
        if not args and len(path) > 1:
            self._nothing("symbol", path)
        catalog = self._resolver.catalog
        catalog._resolve(path, catalog.routines)
        found = self._notes.unheard(lambda: self._resolver.routine(path, args))
        if found:
            self._notes.lose("a routine")
        return found

    in_code = False

    def declares(self, name: str) -> bool:
        return False

    def has_routine(self, name: str) -> bool:
        found = self._nothing("lookup", (name,))
        return found is not None and bool(self._resolver.has_routine(name))

    def type_of_text(self, text: str) -> Any:
        if self._nothing("lookup", tuple(text.lower().split("."))):
            return self._resolver.type_of_text(text)
        return CatalogResolver.type_of_text(self._resolver, text)

    def _nothing(self, how: str, path: Any) -> Any:
        """What the program says of a name: that it is nothing can be asked again."""
        ask = getattr(self._resolver, how)
        found = self._notes.unheard(lambda: ask(path))
        if found:
            self._notes.lose(f"{how} of {'.'.join(map(str, path))}")
        self._notes.questions[(how, "nothing", path)] = None
        return found

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._resolver, name)
        if not callable(found):
            self._notes.lose(f"resolver.{name}")
            return found

        def asked(*args: Any, **named: Any) -> Any:
            self._notes.lose(f"resolver.{name}")
            return found(*args, **named)

        return asked
