"""The state of one body while it is written; statements are written by functions registered by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sct.backends.redshift.names import ident
from sct.backends.redshift.routines.resolver import CodeResolver
from sct.backends.redshift.types import type_text
from sct.catalog.scopes import Item, Names, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr.places import parts_of
from sct.text.span import Span

_WRITERS: dict[type, Callable[[Writer, Any], None]] = {}


def writes(kind: type) -> Callable[[Callable[[Writer, Any], None]], Callable[[Writer, Any], None]]:
    """Registers how a kind of statement is written."""

    def register(function: Callable[[Writer, Any], None]) -> Callable[[Writer, Any], None]:
        _WRITERS[kind] = function
        return function

    return register


class Writer:
    """`lines`: the statements so far; `declared`: lines of the one DECLARE a procedure has."""

    def __init__(self, translator: Translator, resolver: CodeResolver, bag: Bag, routine: RoutineItem | None) -> None:
        self.resolver = resolver
        self.translator = replace(translator, resolver=resolver)
        self.bag = bag
        self.routine = routine
        self.lines: list[tuple[str, Span | None]] = []
        self.declared: list[str] = []
        self.depth = 1
        self.at: Span | None = None
        self.handlers = False  # the body catches errors
        self.worded: set[str] = set()  # exceptions raised with another text than their own
        self.usage: set[str] = set()  # attributes of SQL% the code asks for
        self.taken: set[str] = set()  # names of variables: a procedure has one DECLARE
        self._names: dict[str, int] = {}

    # --- text -------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        for part in text.split("\n"):
            self.lines.append(("  " * self.depth + part, self.at))

    @contextmanager
    def indent(self) -> Iterator[None]:
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def scope(self, names: Names) -> Iterator[None]:
        before = self.resolver.names
        self.resolver.names = names
        try:
            yield
        finally:
            self.resolver.names = before

    def temporary(self, stem: str, type_text_: str) -> str:
        number = self._names[stem] = self._names.get(stem, 0) + 1
        name = f"sct_{stem}{number if number > 1 else ''}"
        self.declared.append(f"{name} {type_text_};")
        return name

    def keep(self, name: str, type_text_: str) -> None:
        """Declares a variable of our own once."""
        line = f"{name} {type_text_};"
        if line not in self.declared:
            self.declared.append(line)

    # --- SQL --------------------------------------------------------------------------------------------------------

    def placed(self, make: Callable[[], Any], span: Span) -> Any:
        """A refusal without a place gets this one."""
        try:
            return make()
        except Refused as error:
            if error.span is None:
                error.span = span
            raise

    def expression(self, sql: Sql, wanted: Type | None = None) -> str:
        return str(self.placed(lambda: self.translator.expression(sql, self.bag, None, wanted), sql.span))

    def argument(self, sql: Sql, node: Any, wanted: Type) -> str:
        """A part of a piece as text."""
        return str(self.placed(lambda: self.translator.node(sql, node, self.bag, wanted), sql.span))

    def query(self, sql: Sql) -> tuple[str, Any]:
        found: tuple[str, Any] = self.placed(lambda: self.translator.query(sql, self.bag), sql.span)
        return found

    def statement_text(self, sql: Sql) -> str:
        return str(self.placed(lambda: self.translator.statement(sql, self.bag), sql.span))

    def variable(self, sql: Sql) -> tuple[str, Type, Item]:
        """The variable (or field of a row) a target names: text, type, item. Raises Refused."""
        parts = parts_of(sql)
        found = self.resolver.program.find(tuple(p.name for p in parts), self.resolver.names) if parts else None
        if found is None or parts is None or any(p.args is not None for p in parts):
            raise Refused("SC1515", f"{sql.text.strip()} cannot be assigned to", sql.span)
        item = found.item
        if item.package is not None:
            raise Refused("RS0160", f"{sql.text.strip()}: a variable of a package", sql.span)
        if not item.is_value and item.kind != "cursor":
            raise Refused("SC1515", f"{sql.text.strip()} cannot be assigned to", sql.span)
        type_ = self.resolver.program.type_of_item(item)
        text = ident(self.resolver.target(item))
        for name in found.rest:
            type_ = dict(type_.members).get(name, Type("unknown"))
            text += f".{ident(name)}"
        return text, type_, item

    # --- statements -------------------------------------------------------------------------------------------------

    def statements(self, several: list[s.Statement]) -> None:
        if not several:
            self.line("NULL;")
        for one in several:
            self.statement(one)

    def statement(self, one: s.Statement) -> None:
        for text in one.comments:
            for part in text.split("\n"):
                self.line(f"-- {part.strip()}")
        handler = _WRITERS.get(type(one))
        if handler is None:
            raise Refused("RS0163", f"{type(one).__name__}", one.span)
        before, self.at = self.at, one.span
        try:
            handler(self, one)
        finally:
            self.at = before

    def declare(self, declarations: list[Any], names: Names) -> list[str]:
        """Declares a block's variables in the procedure's one DECLARE; gives the assignments of their first values,
        which a block that runs again needs again."""
        program = self.resolver.program
        items = [(decl, program.declare(decl, names)) for decl in declarations]
        first: list[str] = []
        for decl, item in items:
            if isinstance(decl, s.OpaqueDeclaration):
                raise Refused(decl.code, decl.reason, decl.at or decl.span)
            if isinstance(decl, (s.ExceptionDecl, s.Pragma, s.RefCursorType, s.Subtype)):
                continue
            if isinstance(decl, s.CursorDecl) and item is not None:
                self._cursor(decl, item, names)
                continue
            if not isinstance(decl, s.Variable) or item is None:
                raise Refused("RS0164", f"declaration of {getattr(decl, 'name', 'a type')}", decl.span)
            type_ = program.type_of_item(item)
            name = ident(self.resolver.target(item))
            if name in self.taken:
                raise Refused("RS0164", f"two variables {item.name} in nested blocks", decl.span)
            self.taken.add(name)
            self.declared.append(f"{name} {self._type(type_, decl)};")
            if decl.default is not None:
                with self.scope(names):
                    first.append(f"{name} := {self.expression(decl.default, type_)};")
            elif names.kind == "block" and self.depth > 1:
                first.append(f"{name} := NULL;")
        return first

    def _type(self, type_: Type, decl: s.Variable) -> str:
        if type_.kind == "record":
            return "RECORD"
        if type_.kind in ("unknown", "collection", "named"):
            raise Refused("RS0164", f"variable {decl.name} of type {decl.type.text}", decl.span)
        return type_text(type_)

    def _cursor(self, decl: s.CursorDecl, item: Item, names: Names) -> None:
        if decl.query is None:
            raise Refused("SC1527", f"cursor {decl.name} has no query", decl.span)
        inner = self.resolver.program.cursor_names(item)
        params = ", ".join(
            f"{ident(self.resolver.target(p))} {type_text(self.resolver.program.type_of_item(p))}"
            for p in inner.items.values()
        )
        with self.scope(inner):
            text, _ = self.query(decl.query)
        head = f" ({params})" if params else ""
        self.declared.append(f"{ident(self.resolver.target(item))} CURSOR{head} FOR\n{text};")
