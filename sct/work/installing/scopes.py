"""What names hold while an installer's block is run before anything runs, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr import known_values as k
from sct.text.span import Span
from sct.work.installing.routines import Known


class NotKnown(Exception):
    """Something in the block is only known when it runs."""


class Left(Exception):
    """EXIT, CONTINUE or RETURN on its way out."""

    def __init__(self, how: str, label: str | None = None, value: Any = None) -> None:
        super().__init__(how)
        self.how, self.label, self.value = how, label, value


@dataclass(slots=True)
class Run:
    """What a block came to: its statements in order, each with its words and its place. `asked`: it rests on what was there,
    `questioned`: it has questions to the dictionary; `printed`: its output is left out."""

    items: list[tuple[Any, str, Span]] = field(default_factory=list)
    asked: bool = False
    questioned: bool = False
    printed: bool = False


class Scope:
    """Names of a block or routine while it runs."""

    def __init__(self, parent: Scope | None) -> None:
        self.parent = parent
        self.values: dict[str, Any] = {}
        self.declared: dict[str, s.Variable] = {}
        self.errors: dict[str, int | None] = {}
        self.routines: dict[str, list[s.Routine]] = {}
        self.types: set[str] = set()
        self.cursors: dict[str, s.CursorDecl] = {}
        self.fixed: set[str] = set()  # values of a package: nothing here may change them
        self.unit: Known | None = None  # the packaged routine that runs in it

    def holder(self, name: str) -> Scope | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope
            scope = scope.parent
        return None

    def chain(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


class Empty:
    """A collection or record that nothing was put into yet."""


def type_text(decl: s.Variable | None) -> str:
    return decl.type.text if decl is not None else ""


def fitting(value: Any, type_text: str) -> Any:
    """A value as a variable of a type keeps it; UNKNOWN where that is another one."""
    words = type_text.upper().replace("(", " ( ").split()
    first = words[0] if words else ""
    size = next((int(word.rstrip(")")) for word in words if word.rstrip(")").isdigit()), None)
    if isinstance(value, str):
        if first in ("CHAR", "NCHAR") and len(value) != (size or 1):
            return k.UNKNOWN
        if first in ("NUMBER", "PLS_INTEGER", "BINARY_INTEGER", "INTEGER", "DATE", "TIMESTAMP", "BOOLEAN"):
            return k.UNKNOWN
        if size is not None and first in ("VARCHAR2", "VARCHAR", "NVARCHAR2", "CHAR", "NCHAR") and len(value) > size:
            return k.UNKNOWN
    if type(value) is int:
        if first in ("VARCHAR2", "VARCHAR", "NVARCHAR2", "CLOB"):
            return str(value) if size is None or len(str(value)) <= size else k.UNKNOWN
        if first not in ("NUMBER", "PLS_INTEGER", "BINARY_INTEGER", "INTEGER", "INT", "NATURAL", "POSITIVE", ""):
            return value if "%" in type_text else k.UNKNOWN
        if size is not None and len(str(abs(value))) > size:
            return k.UNKNOWN
    return value


def sized(type_: s.TypeRef) -> s.TypeRef:
    """A parameter's type as a variable's, which needs a length."""
    plain = type_.text.strip().upper()
    if plain in ("VARCHAR2", "VARCHAR", "NVARCHAR2", "CHAR"):
        return replace(type_, text="VARCHAR2(32767)", name=("varchar2",), args=("32767",))
    return type_


def with_value(decl: s.Variable, value: Any, dialect: str) -> s.Variable:
    """The declaration with what the variable holds where a statement reads it."""
    if isinstance(value, Empty) or value is k.UNKNOWN or isinstance(value, dict):
        raise NotKnown(decl.name)
    if value is None:
        return replace(decl, default=None, constant=False, not_null=False, comments=())
    if isinstance(value, str):
        text = "'" + value.replace("'", "''") + "'"
    else:
        text = str(value).upper()
    return replace(decl, default=Sql("expression", text, decl.span, dialect), comments=())
