"""A walk over every body of a program, with its scopes: what must be known of all code before any is written.

Finds the routines declared inside others, what they use and change of their surroundings (directly, and through the
routines they call), and the collection types whose elements are deleted one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sct.catalog.pieces import chains, tokens_of
from sct.catalog.program import LAZY, Program
from sct.catalog.scopes import Item, Names, PackageItem, Path, RoutineItem
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, UNKNOWN, Type
from sct.ir.walking import CLOSED, parts
from sct.sqlexpr.places import Part, argument_name, own_parts, parts_of
from sct.sqlexpr.tokens import TokenType

_STRINGS = (TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING)
_CHANGING = ("extend", "trim", "delete")


class Bodies:
    """`sparse`: names of collection types some element of which is deleted.

    A nested routine's facts: `captured` (items of its surroundings, by name), `written` (ids of the declarations of
    those it changes).
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.sparse: set[str] = set()
        self._nested: list[RoutineItem] = []

    def run(self) -> None:
        for item in list(self.program.routines):
            self._routine(item)
        for package in self.program.packages.values():
            self._package(package)
        self._spread()

    def block(self, item: RoutineItem) -> None:
        """An anonymous block or a trigger's body, which `item` stands for."""
        known = len(self._nested)
        self._routine(item)
        if len(self._nested) > known:
            self._spread()

    def part(self, declarations: Iterable[Any], block: s.Block, names: Names) -> None:
        """A body that is written in a scope of its own: a trigger's."""
        self._declare(declarations, names)
        self._statements(block.body, names)
        for handler in block.handlers:
            self._statements(handler.body, names)

    # --- scopes -------------------------------------------------------------------------------------------------------

    def _package(self, package: PackageItem) -> None:
        if package.init is not None:
            self._block(package.init, package.names)

    def _routine(self, item: RoutineItem) -> None:
        self.program.settle(item)
        if item.parent is not None:
            item.facts.update(captured=[], written=set(), calls=[])
            self._nested.append(item)
        code = item.code
        for p in code.parameters:
            self._pieces(p, item.names)
        body = code.body
        self._declare([*code.declarations, *(body.declarations if body is not None else ())], item.names)
        if body is not None:
            self._statements(body.body, item.names)
            for handler in body.handlers:
                self._statements(handler.body, item.names)

    def _declare(self, declarations: Iterable[Any], names: Names) -> None:
        owner = names.routine()
        several = list(declarations)
        inner: dict[int, RoutineItem] = {}
        for decl in several:
            if isinstance(decl, s.Routine):
                if owner is not None:
                    made = self.program.nest(decl, owner, names)
                    inner[id(made)] = made
            else:
                self.program.declare(decl, names)
        for decl in several:
            if isinstance(decl, s.CursorDecl):
                item = names.items.get(decl.name)
                self._pieces(decl, self.program.cursor_names(item) if item is not None else names)
            elif not isinstance(decl, s.Routine):
                self._pieces(decl, names)
        for made in inner.values():
            self._routine(made)

    def _statements(self, several: Iterable[s.Statement], names: Names) -> None:
        for one in several:
            self._statement(one, names)

    def _block(self, one: s.Block, names: Names) -> None:
        inner = self.program.inner(one, names)
        self._declare(one.declarations, inner)
        self._statements(one.body, inner)
        for handler in one.handlers:
            self._statements(handler.body, inner)

    def _statement(self, one: s.Statement, names: Names) -> None:
        if isinstance(one, s.Block):
            self._block(one, names)
            return
        if type(one) in CLOSED and not _is_nested(names):
            self._targets(one, names)  # whose pieces change no surroundings
            return
        inner = names
        if isinstance(one, (s.Loop, s.While, s.ForRange, s.ForQuery, s.ForCursor, s.ForIterator, s.ForAll)):
            inner = self.program.inner(one, names)
            for name, kind, type_ in _indexes(one):
                inner.add(Item(kind, name, inner, one, type_))
        self._targets(one, names)
        for part in parts(one):
            if isinstance(part, Sql):
                self._piece(part, names)
            elif isinstance(part, s.Statement):
                self._statement(part, inner)
            else:
                self._pieces(part, inner)

    def _pieces(self, node: Any, names: Names) -> None:
        for part in parts(node):
            if isinstance(part, Sql):
                self._piece(part, names)
            elif isinstance(part, s.Statement):
                self._statement(part, names)
            else:
                self._pieces(part, names)

    # --- names --------------------------------------------------------------------------------------------------------

    def _piece(self, sql: Sql, names: Names) -> None:
        routine = names.routine()
        if routine is None or routine.parent is None:
            return
        chains = list(_chains(sql))
        outs = False
        for path in chains:
            found = names.find(path)
            if found is None:
                outs = outs or path[-1] in self.program.changing_methods  # of an element: `list(i).pop()`
                continue
            if found.item.kind == "routines":
                nested = [r for r in found.item.routines if r.parent is not None]
                routine.facts["calls"].extend(nested)
                outs = outs or any(r.outs for r in found.item.routines if r.names is not None)
            else:
                self._uses(routine, found.item)
                outs = outs or (bool(found.rest) and path[-1] in self.program.changing_methods)
        if outs and sql.kind == "expression":
            for path in chains:
                self._writes(path, names)

    def _uses(self, routine: RoutineItem, item: Item) -> None:
        """`item` is used in `routine`, and in those around it that do not declare it."""
        if not (item.is_value or item.kind == "cursor") or item.home.kind not in ("block", "routine"):
            return
        one: RoutineItem | None = routine
        while one is not None and one.parent is not None and not _inside(item.home, one):
            captured = one.facts["captured"]
            if not any(c.decl is item.decl for c in captured):
                captured.append(item)
            one = one.parent

    def _writes(self, path: Path, names: Names) -> None:
        routine = names.routine()
        found = names.find(path)
        if routine is None or found is None or not found.item.is_value:
            return
        one: RoutineItem | None = routine
        while one is not None and one.parent is not None and not _inside(found.item.home, one):
            one.facts["written"].add(id(found.item.decl))
            one = one.parent

    def _targets(self, one: s.Statement, names: Names) -> None:
        if not _is_nested(names):
            # Nobody's surroundings are changed here, so no tree is needed: reading one belongs to emission, which the
            # workers share.
            if isinstance(one, s.Call):
                self._plain_call(one.call, names)
            return
        targets: list[Sql] = []
        if isinstance(one, s.Assign):
            targets.append(one.target)
        for name in ("into", "returning"):
            targets.extend(getattr(one, name, ()))
        if isinstance(one, s.ExecuteDynamic):
            targets.extend(value for mode, value in one.using if mode != "in")
        for sql in targets:
            self._written_by(parts_of(sql), names)
        if isinstance(one, s.Call):
            self._call(one.call, names)

    def _written_by(self, parts: list[Part] | None, names: Names) -> None:
        if parts:
            self._writes(_path(parts), names)

    def _plain_call(self, sql: Sql, names: Names) -> None:
        """As `_call`, by names alone, where it is not asked what the call changes."""
        paths = list(chains(sql))
        if any(path[-1] == "delete" for path in paths):
            self._call(sql, names)
            return
        found = self.program.find(paths[0], names) if paths and ("(" in sql.text or "." in sql.text) else None
        for one in found.item.routines if found is not None else ():
            self.program.settle(one)

    def _call(self, sql: Sql, names: Names) -> None:
        if "(" not in sql.text and "." not in sql.text:
            return
        parts = parts_of(sql)
        if not parts:
            return
        if len(parts) > 1 and parts[-1].name in _CHANGING:
            if parts[-1].name == "delete" and parts[-1].args:
                type_ = self._type_of(parts[:-1], names)
                if type_.kind == "collection" and type_.key is None and type_.length is None:
                    self.sparse.add(type_.name)
            self._written_by(parts[:-1], names)
            return
        found = self.program.find(_path(parts), names)
        routines = found.item.routines if found is not None else []
        for one in routines:
            self.program.settle(one)
        if len(parts) > 1 and found is not None and found.item.is_value:
            self._written_by(parts[:-1], names)  # a method changes its object
        for position, arg in enumerate(parts[-1].args or ()):
            named = argument_name(arg)
            modes = {
                p.mode
                for r in routines
                for i, p in enumerate(r.params)
                if (p.name == named[0] if named else i == position)
            }
            if modes - {"in"} or not routines:
                self._written_by(own_parts(named[1] if named else arg), names)

    def _type_of(self, parts: list[Part], names: Names) -> Type:
        """The type of `a.b(i).c`."""
        found = self.program.find(_path(parts), names)
        if found is None or not found.item.is_value:
            return UNKNOWN
        type_ = self.program.type_of_item(found.item)
        at = len(_path(parts)) - len(found.rest)
        if parts[at - 1].args is not None:
            type_ = type_.element or UNKNOWN
        for part in parts[at:]:
            if part.name:
                members = type_.members or self.program.resolver.type_of_text(type_.name).members
                type_ = dict(members).get(part.name, UNKNOWN)
            if part.args is not None:
                type_ = type_.element or UNKNOWN
        if type_.kind == "named":
            type_ = self.program.resolver.type_of_text(type_.name)
        return type_

    # --- through calls ------------------------------------------------------------------------------------------------

    def _spread(self) -> None:
        """A routine that calls another one needs what that one needs, unless it declares it itself."""
        changed = True
        while changed:
            changed = False
            for one in self._nested:
                captured, written = one.facts["captured"], one.facts["written"]
                before = len(captured) + len(written)
                known = {id(c.decl) for c in captured}
                for other in one.facts["calls"]:
                    for item in other.facts.get("captured", ()):
                        if not _inside(item.home, one):
                            if id(item.decl) not in known:
                                captured.append(item)
                                known.add(id(item.decl))
                            if id(item.decl) in other.facts["written"]:
                                written.add(id(item.decl))
                changed = changed or len(captured) + len(written) > before
        for one in self._nested:
            one.facts["captured"].sort(key=lambda item: item.name)


def _is_nested(names: Names) -> bool:
    routine = names.routine()
    return routine is not None and routine.parent is not None


def _inside(names: Names, routine: RoutineItem) -> bool:
    return any(scope is routine.names for scope in names.chain())


def _path(parts: list[Part]) -> Path:
    """The names up to the first arguments."""
    out: list[str] = []
    for part in parts:
        out.append(part.name)
        if part.args is not None:
            break
    return tuple(p for p in out if p)


def _indexes(one: Any) -> Iterator[tuple[str, Any, Type]]:
    if isinstance(one, (s.ForRange, s.ForAll)):
        yield one.index, "loop", INTEGER
    elif isinstance(one, (s.ForQuery, s.ForCursor)):
        yield one.index, "row", LAZY
    elif isinstance(one, s.ForIterator):
        for name, _, _ in one.indexes:
            yield name, "loop", UNKNOWN


def _chains(sql: Sql) -> Iterator[Path]:
    """The dotted names of a piece."""
    tokens = tokens_of(sql)
    path: list[str] = []
    dotted = False
    bound = ""
    for token in tokens:
        kind, text = token.token_type, token.text
        if text == ":":
            bound = ":"
            continue
        if kind is TokenType.DOT:
            dotted = True
            continue
        if text and (text[0].isalpha() or kind is TokenType.IDENTIFIER) and kind not in _STRINGS:
            name = bound + (text if kind is TokenType.IDENTIFIER and text != text.upper() else text.lower())
            if dotted and path:
                path.append(name)
            else:
                if path:
                    yield tuple(path)
                path = [name]
        else:
            if path:
                yield tuple(path)
            path = []
        dotted = False
        bound = ""
    if path:
        yield tuple(path)
