"""What names mean inside a query: relations in FROM, their columns, and what surrounds the query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from sct.ir.types import UNKNOWN, Type


class ColumnInfo(NamedTuple):
    type: Type
    not_null: bool = False
    hidden: bool = False  # invisible column: not in `*`


@dataclass(slots=True)
class Shape:
    """The columns of a relation in order; `open` = it may have others that are not known.

    `table`: the path on the target of the one table whose rows these are and whose rows have addresses; empty for
    views, queries and tables of several partitions. `object`: the object type its rows are values of; `tells` = with what
    tells the types under it apart (`Resolver.row_object`); `whole`: the object itself is the column `sct_object`.
    """

    columns: dict[str, ColumnInfo] = field(default_factory=dict)
    open: bool = False
    table: tuple[str, ...] = ()
    object: Type | None = None
    tells: bool = False
    whole: bool = False
    reordered: bool = False  # the target has the columns in another order
    relation: str = ""  # the name of a relation whose rows are objects, as references to them have it
    optional: bool = False  # of the side of an outer join that may have no row
    identity: tuple[str, ...] = ()  # the columns that tell these objects apart: one that is a reference, or a key

    def __deepcopy__(self, memo: dict[int, Any]) -> Shape:
        return replace(self, columns=dict(self.columns))

    @property
    def written_out(self) -> bool:
        """Whether `*`, and an INSERT without names, mean other columns on the target than here."""
        return self.reordered or any(info.hidden for info in self.columns.values())

    @property
    def visible(self) -> dict[str, ColumnInfo]:
        return {name: info for name, info in self.columns.items() if not info.hidden}


class Symbol(NamedTuple):
    """What a name outside any query means: a variable, parameter, constant, package item …

    `build` makes the target-side expression (None: the name as it stands).
    """

    type: Type
    not_null: bool = False
    build: Callable[[], Any] | None = None
    kind: str = "variable"


class RoutineInfo(NamedTuple):
    """A routine as callers see it. `target` is its dotted name on the target; `parameters` (name, mode, type, default)."""

    kind: str  # function | procedure | type (constructor) | aggregate
    target: tuple[str, ...]
    returns: Type
    parameters: tuple[tuple[str, str, Type, bool], ...] = ()
    build: Callable[[list[Any]], Any] | None = None


class SessionRows(NamedTuple):
    """What holds the rows of every session of a table: its path, the column that says whose a row is, and the runtime
    function, with its argument, that says whose the session's are."""

    path: tuple[str, ...]
    column: str
    function: str
    argument: bool


class RelationFacts(NamedTuple):
    """What else statements must know of a relation. `query`: a view's definition (ir.sql.Sql)."""

    kind: str  # table | view | materialized view
    partitioned: bool = False
    keys: tuple[tuple[str, ...], ...] = ()
    query: Any = None
    columns: tuple[str, ...] = ()  # the names a view gives its columns, when it says them
    row_set: bool = False  # a row that is there already is not stored again, and loads are to be written so
    instead_of: bool = False  # an INSTEAD OF trigger takes what is done to it
    update_triggers: bool = False  # a trigger fires on UPDATE
    checked: bool = False  # a view takes no row that it would not show
    own_rows: SessionRows | None = None  # a session sees its own rows alone, through a view
    # columns whose default is a sequence's value: (column, path of the sequence, "nextval" or "currval")
    draws: tuple[tuple[str, tuple[str, ...], str], ...] = ()


class Resolver(Protocol):
    """What the catalog (and the surrounding code) answers about names. Paths are folded.

    Optional: `facts(path) -> RelationFacts | None`, and `looking()`, inside which nothing that is asked is noted as a need.
    """

    def relation(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], Shape] | None:
        """The target path and the columns of a table or view."""

    def partition(self, path: tuple[str, ...], name: str) -> tuple[str, ...] | None:
        """The target path of what holds one partition of a table."""

    def sequence(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        """The target path of a sequence."""

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        """A variable, constant, or record field of the surrounding code."""

    def routine(self, path: tuple[str, ...], args: list[Any]) -> RoutineInfo | None:
        """The routine (overload) a call means; `args` are lifted, typed trees."""

    @property
    def in_code(self) -> bool:
        """Whether what is asked about stands in a routine."""

    def declares(self, name: str) -> bool:
        """Whether the code around, or its package, declares a routine of this name."""

    def has_routine(self, name: str) -> bool:
        """Whether a routine that stands alone and has no owner has this name."""

    def type_of_text(self, text: str) -> Type:
        """The neutral type a source type text means (inside CAST, RETURNING …)."""


class Scope:
    """The sources one SELECT (or DML statement) sees, inside what encloses it."""

    __slots__ = ("aliases", "around", "ctes", "parent", "sources")

    def __init__(self, parent: Scope | None = None, around: Scope | None = None) -> None:
        self.parent = parent
        self.around = around  # of a query opened from its text: the scope it stands in, whose columns are handed to it
        self.sources: dict[str, Shape] = {}
        self.ctes: dict[str, Shape] = {}
        self.aliases: dict[str, ColumnInfo] = {}  # select-list aliases, visible in ORDER BY

    def cte(self, name: str) -> Shape | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.ctes:
                return scope.ctes[name]
            scope = scope.parent
        return None

    def source(self, alias: str) -> Shape | None:
        scope: Scope | None = self
        while scope is not None:
            if alias in scope.sources:
                return scope.sources[alias]
            scope = scope.parent
        return None

    def handing(self) -> Scope | None:
        """The scope that hands its columns to the text this one belongs to."""
        scope: Scope | None = self
        while scope is not None and scope.around is None:
            scope = scope.parent
        return scope.around if scope is not None else None

    def column(self, name: str) -> ColumnInfo | None:
        """An unqualified column, innermost query first; an open source makes any name possible there."""
        scope: Scope | None = self
        while scope is not None:
            maybe = False
            for shape in scope.sources.values():
                if name in shape.columns:
                    return shape.columns[name]
                maybe = maybe or shape.open
            if maybe:
                return ColumnInfo(UNKNOWN)
            scope = scope.parent
        return None


# --- rows of nested tables of views -------------------------------------------------------------------------------------

ELEMENT = "column_value"  # the only column of elements that are no objects


def rows_of(view: str, column: str) -> str:
    """The view of a nested table's rows, where triggers stand on them."""
    return f"{view}${column}"


def of_parent(column: str) -> str:
    """There: a column of the row that holds the nested table."""
    return f"parent${column}"
