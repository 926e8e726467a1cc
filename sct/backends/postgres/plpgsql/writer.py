"""Writes one body. Statements are written by functions that other modules register by kind of statement.

A writer raises Refused at the first construct it cannot keep the meaning of; the routine then becomes a stub.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from sct.backends.postgres.names import ident, qualified
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.catalog.program import Program
from sct.catalog.scopes import Item, Names, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, UNKNOWN, Type
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr.lifting import Lifter
from sct.sqlexpr.names import has_long_literal
from sct.sqlexpr.nodes import type_of
from sct.text.span import Span

S = TypeVar("S", bound=s.Statement)


def enclosed(text: str) -> str:
    """An expression that PL/pgSQL reads up to its THEN or WHEN: a CASE outside parentheses would end it at its own."""
    depth, at = 0, 0
    while at < len(text):
        mark = text[at]
        if mark in "'\"":
            at = text.find(mark, at + 1)
            if at < 0:
                return text
        depth += (mark == "(") - (mark == ")")
        starts = mark == "C" and not depth and not (at and (text[at - 1].isalnum() or text[at - 1] in "_.$"))
        if starts and text.startswith(("CASE ", "CASE\n"), at):
            return f"({text})"
        at += 1
    return text


_WRITERS: dict[type, Callable[[Writer, Any], None]] = {}


def writes(kind: type) -> Callable[[Callable[[Writer, Any], None]], Callable[[Writer, Any], None]]:
    """Registers how a kind of statement is written."""

    def register(function: Callable[[Writer, Any], None]) -> Callable[[Writer, Any], None]:
        _WRITERS[kind] = function
        return function

    return register


class Placed(str):
    """A line of a body that remembers the statement it was written for."""

    span: Span | None = None


class Writer:
    """The state of one body while it is written.

    `lines`: the statements so far; `declared`: lines of the outermost DECLARE, temporaries included; `names`: the scope
    the next statement stands in (shared with the resolver); `routine`: None in an anonymous block or a trigger.
    """

    def __init__(
        self, program: Program, translator: Translator, resolver: CodeResolver, bag: Bag, routine: RoutineItem | None
    ) -> None:
        self.program = program
        self.resolver = resolver
        self.translator = replace(translator, resolver=resolver)
        self.bag = bag
        self.routine = routine
        returns = routine.returns if routine is not None else None
        self.returns: Type | None = resolver.types.unsized(returns) if returns is not None else None
        self.lines: list[str] = []
        self.declared: list[str] = []
        self.depth = 1
        self.piece: Sql | None = None  # the piece being written
        self.at: Span | None = None  # the statement being written
        self.facts: dict[str, Any] = {}  # notes the modules keep about this body
        self._numbers: dict[str, int] = {}
        resolver.writer = self

    @property
    def types(self) -> Any:
        return self.resolver.types

    @property
    def names(self) -> Names:
        return self.resolver.names

    # --- text -------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        if text.startswith("CALL "):
            self.facts["calls"] = True
        placed = Placed("  " * self.depth + text)
        placed.span = self.at
        self.lines.append(placed)

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

    @contextmanager
    def noting(self, name: str, value: Any) -> Iterator[None]:
        """A fact about this body that holds while something is written."""
        before = self.facts.get(name)
        self.facts[name] = value
        try:
            yield
        finally:
            self.facts[name] = before

    def unique(self, stem: str) -> str:
        """A name of our own in this body: `sct_stem`, `sct_stem2` …"""
        stem = "".join(c if c.isalnum() else "_" for c in stem).lower()
        number = self._numbers[stem] = self._numbers.get(stem, 0) + 1
        return f"sct_{stem}{number if number > 1 else ''}"

    def temporary(self, stem: str, type_text: str) -> str:
        """A variable of our own, declared in the outermost block."""
        name = self.unique(stem)
        self.declared.append(f"{name} {type_text};")
        return name

    def refuse(self, code: str, message: str, span: Span | None) -> Refused:
        return Refused(code, message, span)

    def use_runtime(self, name: str) -> None:
        """The text written names a function of the runtime library."""
        self.translator.used_runtime.add(name)

    def after_sql(self, one: s.Statement) -> None:
        """What has to be remembered of a SQL statement that was written (SQL%ROWCOUNT …): cursors.py asks for it."""
        from sct.backends.postgres.plpgsql.cursor_attributes import counted

        counted(self, one)

    # --- SQL --------------------------------------------------------------------------------------------------------

    def context(self, sql: Sql) -> Any:
        """What a tree of this piece is printed in."""
        return self.translator.context(sql, self.bag)

    def expression(self, sql: Sql, wanted: Type | None = None) -> str:
        self.piece = sql
        return self.placed(lambda: self.translator.expression(sql, self.bag, None, wanted), sql.span)

    def node(self, sql: Sql, node: Any, wanted: Type | None = None) -> str:
        """A part of a piece (an argument, a subscript) as text."""
        self.piece = sql
        return self.placed(lambda: self.translator.node(sql, node, self.bag, wanted), sql.span)

    def whole(self, sql: Sql, node: Any) -> str:
        """A part of a piece as an integer: a subscript, a count."""
        from sct.backends.postgres.plpgsql.collections import integer_index

        def make() -> str:
            tree, ctx = self.translator.lifted(sql, node, self.bag, INTEGER)
            return self.translator.text(integer_index(self.resolver, tree, None), ctx)

        return str(self.placed(make, sql.span))

    def whole_value(self, sql: Sql, parts: list[Any]) -> str:
        """The value of the first links of a chain."""

        def make() -> str:
            node, ctx = self._chain(sql, parts)
            return self.translator.text(node, ctx)

        return str(self.placed(make, sql.span))

    def whole_type(self, sql: Sql, parts: list[Any]) -> Type:
        """The type of that value; unknown when it has none. Raises Refused."""
        node, _ = self._chain(sql, parts)
        return type_of(node) if node is not None else UNKNOWN

    def _chain(self, sql: Sql, parts: list[Any]) -> tuple[Any, Any]:
        ctx = self.translator.context(sql, self.bag)
        lifter = Lifter(ctx)
        ready = [
            p._replace(args=None if p.args is None else [lifter.expression(a.copy()) for a in p.args]) for p in parts
        ]
        return self.resolver.chain(ready, lifter, None), ctx

    def query(self, sql: Sql) -> str:
        self.piece = sql
        early, self.resolver.early = self.resolver.early, False  # a cursor is opened when the body runs
        text, _ = self.placed(lambda: self.translator.query(sql, self.bag), sql.span)
        self.resolver.early = early
        if len(text) < 90 and not has_long_literal(sql):
            return " ".join(text.split("\n"))
        return self.laid_out(text, sql, 1)

    def laid_out(self, text: str, sql: Sql, deeper: int) -> str:
        """Lines of SQL moved to where the statement stands; never those inside a literal."""
        return text if has_long_literal(sql) else text.replace("\n", "\n" + "  " * (self.depth + deeper))

    def statement_text(self, sql: Sql, wanted: list[Type] | None = None, current_of: str = "") -> str:
        self.piece = sql
        return self.placed(lambda: self.translator.statement(sql, self.bag, wanted, current_of=current_of), sql.span)

    def placed(self, make: Callable[[], Any], span: Span) -> Any:
        """A refusal without a place gets the piece's."""
        try:
            return make()
        except Refused as error:
            raise Refused(error.code, error.message, error.span or span) from None

    # --- statements -------------------------------------------------------------------------------------------------

    def statements(self, several: list[s.Statement]) -> None:
        from sct.backends.postgres.plpgsql.transactions import shaped

        several = shaped(self, several)
        if self.facts.get("steps") is not None:
            from sct.backends.postgres.plpgsql import steps

            steps.write(self, several)
            return
        for one in several:
            self.statement(one)

    def statement(self, one: s.Statement) -> None:
        for text in one.comments:
            self.comment(text)
        if self.facts.get("asked"):
            from sct.backends.postgres.plpgsql.exceptions import leaving

            one = leaving(self, one)
        for give in self.facts.get("before", ()):
            give(self, one)
        handler = _WRITERS.get(type(one))
        if handler is None:
            raise Refused("SC1500", f"{type(one).__name__} is not converted yet", one.span)
        before, self.at = self.at, one.span
        try:
            handler(self, one)
        finally:
            self.at = before

    def comment(self, text: str) -> None:
        for part in text.split("\n"):
            self.line(f"-- {part.strip()}" if part.strip() else "--")

    # --- declarations -----------------------------------------------------------------------------------------------

    def declare(self, declarations: list[Any], names: Names) -> tuple[list[str], list[str | s.Statement]]:
        """DECLARE lines and the statements that must run first. All names are entered before anything is written:
        a nested routine may use a variable declared above it, and a later one calls it."""
        from sct.backends.postgres.plpgsql import declarations as writing

        return writing.declare(self, declarations, names)


def routine_name(item: RoutineItem) -> str:
    return qualified(item.path)


def local(item: Item) -> str:
    """A local value's name as text."""
    return ident(item.target or item.name)


__all__ = ["UNKNOWN", "Writer", "local", "routine_name", "writes"]
