"""What a statement may reach while the script is loaded: through the routines it calls, and through the triggers it fires.

It runs where it stands, so all of that has to stand before it, whichever file of the input it is in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from sct.backends.postgres.plpgsql.trigger_plans import Plan
from sct.catalog.callgraph import Node
from sct.catalog.constants import kept
from sct.catalog.scopes import Item, RoutineItem
from sct.catalog.uses import words_of
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.sqlexpr.names import relation_names

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code

Path = tuple[str, ...]


class Reached(NamedTuple):
    """`ids`: pieces that make code; `keys`: relations and sequences it has the words of; `read`: those of them that its
    statements surely name as tables."""

    ids: tuple[str, ...]
    keys: tuple[Path, ...]
    read: tuple[Path, ...] = ()


class Behind(NamedTuple):
    """Ids of the pieces behind which a statement stands, and of the relations that what it runs reads or writes: it cannot
    run without them."""

    pieces: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


_CALLED = ("procedure", "function", "type_body")
# Code with these, and the word DROP, may take away what it names: its words lead nowhere.
_DYNAMIC = {"immediate", "dbms_sql", "exec_ddl_statement"}


class Reach:
    """Of a program whose units, call graph and triggers are known."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._catalog = code.emitter.catalog
        self._objects: dict[str, list[Path]] = {}  # relations and sequences by their last name
        for key in [*(key for key, _ in self._catalog.every()), *self._catalog.sequences]:
            self._objects.setdefault(key[-1], []).append(key)
        self._triggers: dict[str, list[Plan]] = {}  # by the last name of their table
        for plan in code.triggers.values():
            self._triggers.setdefault(plan.table[-1], []).append(plan)
        self._units: dict[str, list[o.Unit]] = {}  # routines and bodies of types by their last name
        for unit in code.emitter.units:
            if unit.kind in _CALLED:
                self._units.setdefault(unit.name.name, []).append(unit)
        self._above: dict[str, set[str]] = {}  # of types by their last name, what their declarations lead on to
        for key, made in self._catalog.types.items():
            if further := _types_of(made):
                self._above.setdefault(key[-1], set()).update(further)
        schemas = {key[0] for keys in self._objects.values() for key in keys if key[1:]}
        self._telling = {*self._objects, *self._triggers, *self._units, *self._above, *schemas}
        self._places = sorted(plan.place for plan in code.triggers.values())
        self._words: dict[int, set[str]] = {}
        self._tables: dict[int, frozenset[str]] = {}
        self._known: dict[tuple[object, ...], Reached] = {}

    def of_rows(self, place: int, tables: Iterable[str], calls: Iterable[Node]) -> Behind:
        """The pieces behind which a statement stands that changes rows: `tables`, the pieces it needs already."""
        fired = {name for piece in tables if (name := piece.split("#")[0].split(".")[-1]) in self._triggers}
        called = list(calls)
        if not fired and not called:
            return Behind()
        return self._pieces(self._reached(place, called, fired))

    def of_block(self, place: int, unit: o.Unit, calls: Iterable[Node]) -> Behind:
        """Of a block that runs at once: its own statements name tables too, loops and cursors over queries among them."""
        found = self._reached(place, calls, self._telling & _static_words(unit.text))
        own = self._tables_of(unit)
        read = (*found.read, *(key for key in found.keys if key[-1] in own and key not in found.read))
        return self._pieces(found._replace(read=read))

    def behind(self, place: int, first: Iterable[Node], words: set[str]) -> Behind:
        """The pieces that make what a statement reaches: `first`, the routines it calls, `words`, what it names itself."""
        return self._pieces(self._reached(place, first, self._telling & words))

    def _pieces(self, reached: Reached) -> Behind:
        """Ids of pieces; an object's is another one after each change of it."""
        piece = self._catalog.piece
        several = tuple(dict.fromkeys([*reached.ids, *map(piece, reached.keys)]))
        return Behind(several, tuple(piece(key).partition("#")[0] for key in reached.read))

    def _reached(self, place: int, first: Iterable[Node], words: set[str]) -> Reached:
        """What calls and words lead to: very many statements do the same."""
        calls = list(first)
        key = (frozenset(words), frozenset(map(id, calls)), bisect_left(self._places, place), self._catalog.default)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find(place, calls, words)
        return found

    def _find(self, place: int, calls: list[Node], words: set[str]) -> Reached:
        """Of several objects of one name those are meant that stand in a schema where this code does, or in one it
        names."""
        nodes: dict[int, Node] = {}
        near: set[str | None] = {self._catalog.default}
        fired: dict[int, Plan] = {}
        units: dict[str, o.Unit] = {}
        seen: set[str] = set()
        todo = set(words)
        while calls or todo:
            for node in self._code.graph.reached(calls):
                if id(node) not in nodes:
                    nodes[id(node)] = node
                    path = _path_of(node)
                    near.add(path[0] if path[1:] else None)
                    todo |= self._words_of(node)
            seen |= todo
            calls, more = [], set()
            for word in todo:
                more |= self._above.get(word, set())  # its methods may be theirs
                for unit in self._units.get(word, ()):
                    key = self._code.emitter.unit_keys[id(unit)]
                    units[f"{unit.kind}:{'.'.join(key)}"] = unit
                    near.add(key[0] if key[1:] else None)
                    more |= self._words_of(unit)
                for plan in self._triggers.get(word, ()):
                    if plan.place < place and id(plan) not in fired:
                        fired[id(plan)] = plan
                        calls += self._code.graph.of_code([plan.trigger], self._code.program.names)
                        more |= self._words_of(plan.unit)
            todo = more - seen
        ids = dict.fromkeys((*self._code.running(nodes.values()), *units))
        found: dict[Path, None] = {}
        for word in sorted(seen & self._objects.keys()):
            keys = self._objects[word]
            meant = [key for key in keys if not key[1:] or key[0] in near or key[0] in seen] or keys
            found.update(dict.fromkeys(meant))
        running = [*nodes.values(), *(plan.unit for plan in fired.values())]
        tables = frozenset[str]().union(*(self._tables_of(one) for one in running)) if found else frozenset()
        return Reached(tuple(ids), tuple(found), tuple(key for key in found if key[-1] in tables))

    def _tables_of(self, node: Node | o.Unit) -> frozenset[str]:
        """The last names of the tables that the statements of a piece of code name, of those that the program has."""
        known = self._tables.get(id(node))
        if known is None:
            code: list[Any]
            if isinstance(node, (RoutineItem, o.Unit)):
                code = [node.code]
            elif isinstance(node, Item):
                code = [node.decl]
            else:
                code = [*(item.decl for item in kept(node, self._code.program)), node.init]
            pieces = (sql for one in code if one is not None for sql in everything(one) if isinstance(sql, Sql))
            found = (
                path[-1]
                for sql in pieces
                if sql.kind != "expression" and not self._objects.keys().isdisjoint(words_of(sql.text))
                for path in relation_names(sql)
            )
            known = self._tables[id(node)] = frozenset(found)
        return known

    def _words_of(self, node: Node | o.Unit) -> set[str]:
        known = self._words.get(id(node))
        if known is None:
            if isinstance(node, o.Unit):
                spans = [node.origin]
            elif isinstance(node, RoutineItem):
                spans = [node.code.span]
            elif isinstance(node, Item):
                spans = [node.decl.span]
            else:
                spans = [item.decl.span for item in kept(node, self._code.program)]
                spans += [node.init.span] if node.init is not None else []
            texts = (self._code.emitter.texts(span) for span in spans)
            known = self._words[id(node)] = self._telling & set().union(*(_static_words(text) for text in texts))
        return known


def _path_of(node: Node) -> Path:
    if not isinstance(node, Item):
        return node.path
    return node.package.path if node.package is not None else (node.name,)


def _types_of(made: o.UserType) -> set[str]:
    """The last names of the types that one is under and is made of."""
    parts = [made.element, *(one.type for one in made.attributes)]
    named = {part.name.split(".")[-1] for part in parts if part is not None and part.kind == "named" and part.name}
    return named if made.supertype is None else named | {made.supertype.name}


def _static_words(text: str) -> set[str]:
    words = words_of(text)
    return set() if words & _DYNAMIC and "drop" in words else words
