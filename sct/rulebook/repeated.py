"""Expressions that come again: a schema says DEFAULT SYSDATE in a thousand tables.

What an expression becomes hangs on its text, on what is asked of it, and on what the names in it mean where it stands.
Those are asked for while it is converted, of the resolver and of the columns in scope; the questions are noted, and
what was made is used again only where every one of them is answered as it was. An expression that asks anything else
(what a routine is, which relations there are, all of the columns) is converted each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sct.diagnostics.finding import Bag, Finding
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.sqlexpr.scope import ColumnInfo, Resolver, Shape
from sct.text.span import Span

_LONGEST = 200  # characters
_MOST = 2_000
Key = tuple[Any, ...]


class Asked:
    """A resolver that notes what it is asked. `known` is false once it was asked what cannot be asked again."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.nothing: list[tuple[str, tuple[str, ...]]] = []  # names that mean nothing, and the question
        self.known = True

    def symbol(self, path: tuple[str, ...]) -> Any:
        return self._noted("symbol", path)

    def knows(self, path: tuple[str, ...]) -> Any:
        return self._noted("knows", path)

    def _noted(self, question: str, path: tuple[str, ...]) -> Any:
        found = getattr(self._resolver, question)(path)
        if found:
            self.known = False
        else:
            self.nothing.append((question, path))
        return found

    def __getattr__(self, name: str) -> Any:
        answer = getattr(self._resolver, name)
        if not callable(answer):
            self.known = False
            return answer

        def asked(*args: Any, **named: Any) -> Any:
            self.known = False
            return answer(*args, **named)

        return asked


class AskedColumns(dict[str, ColumnInfo]):
    """Columns that note which of them are asked for by name; asked in any other way, they are not `known`."""

    def __init__(self, columns: dict[str, ColumnInfo]) -> None:
        super().__init__(columns)
        self.noted: dict[str, ColumnInfo | None] = {}
        self.known = True

    def __contains__(self, name: object) -> bool:
        return self.get(name) is not None

    def __getitem__(self, name: str) -> ColumnInfo:
        self.get(name)
        return super().__getitem__(name)

    def get(self, name: Any, default: Any = None) -> Any:
        found = self.noted[name] = super().get(name)
        return default if found is None else found

    def _all(self, how: Callable[[], Any]) -> Any:
        self.known = False
        return how()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all(super().__iter__))

    def __len__(self) -> int:
        return int(self._all(super().__len__))

    def keys(self) -> Any:
        return self._all(super().keys)

    def values(self) -> Any:
        return self._all(super().values)

    def items(self) -> Any:
        return self._all(super().items)

    def copy(self) -> Any:
        return self._all(super().copy)

    def __eq__(self, other: object) -> bool:
        return bool(self._all(lambda: dict.__eq__(self, other)))


@dataclass(slots=True)
class _Made:
    text: str
    runtime: frozenset[str]
    findings: tuple[Finding, ...]
    start: int  # of the piece they were said of
    nothing: tuple[tuple[str, tuple[str, ...]], ...]
    columns: tuple[tuple[str, ColumnInfo | None], ...]

    def holds(self, resolver: Any, shape: Shape | None) -> bool:
        for name, info in self.columns:
            if shape is None or shape.columns.get(name) != info:
                return False
        return not any(getattr(resolver, question)(path) for question, path in self.nothing)


class Repeated:
    """What was made of expressions, by their text and what was asked of them."""

    def __init__(self) -> None:
        self._made: dict[Key, list[_Made]] = {}
        self._kept = 0

    @staticmethod
    def key(sql: Sql, shape: Shape | None, wanted: Type | None, immutable: bool, operand: bool) -> Key | None:
        """None where it is not worth keeping, or where places in the piece are no places in its file."""
        span = sql.span
        if len(sql.text) > _LONGEST or span.end - span.start != len(sql.text):
            return None
        of = (
            None if shape is None else (shape.open, shape.table, shape.object, shape.tells, shape.whole, shape.identity)
        )
        return sql.text, sql.dialect, wanted, immutable, operand, of

    def find(self, key: Key, sql: Sql, shape: Shape | None, resolver: Resolver, bag: Bag, runtime: set[str]) -> str:
        """The text, with what has to be said of it and the functions it calls; "" when it is to be made."""
        for made in self._made.get(key, ()):
            if made.holds(resolver, shape):
                shift = sql.span.start - made.start
                for one in made.findings:
                    bag.add(one.code, one.message, _moved(one.span, sql.span, shift), one.check)
                runtime |= made.runtime
                return made.text
        return ""

    def keep(self, key: Key, sql: Sql, text: str, said: Bag, runtime: set[str], asked: Asked, shape: Any) -> None:
        columns = shape.columns if shape is not None else None
        if self._kept >= _MOST or not asked.known or (columns is not None and not columns.known):
            return
        if any(not _inside(one.span, sql.span) for one in said):
            return
        noted = tuple(columns.noted.items()) if columns is not None else ()
        nothing = tuple(dict.fromkeys(asked.nothing))
        made = _Made(text, frozenset(runtime), tuple(said), sql.span.start, nothing, noted)
        self._made.setdefault(key, []).append(made)
        self._kept += 1


def _inside(span: Span | None, whole: Span) -> bool:
    return span is None or (span.file == whole.file and whole.start <= span.start <= span.end <= whole.end)


def _moved(span: Span | None, whole: Span, shift: int) -> Span | None:
    return Span(whole.file, span.start + shift, span.end + shift) if span is not None else None


def noting(shape: Shape | None) -> Shape | None:
    """The shape, noting which columns it is asked for."""
    if shape is None:
        return None
    columns = AskedColumns(shape.columns)
    return replace(shape, columns=columns)
