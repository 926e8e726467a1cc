"""What the runner asks of an engine. A folder that answers these is an endpoint."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from sct.ir.types import Type
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column to read. `type` and `carry` say what is wanted (wire.py); the reader gives what it can of that."""

    name: str
    type: Type
    carry: str
    native: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Rows to read: a chunk of a table. `careful` = every doubtful column is cast to text by the source."""

    table: tuple[str, str]
    columns: tuple[ReadColumn, ...]
    chunk: Chunk
    split: str = ""
    filter: str = ""
    careful: bool = False
    batch_rows: int = 20_000
    options: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class Measured(Protocol):
    """A source that can say how long its longest values are."""

    def longest(self, table: TablePlan, columns: tuple[str, ...]) -> dict[str, int]:
        """Bytes of the longest value of each column, by a pass over the table that does not move the values."""


@runtime_checkable
class Bounded(Protocol):
    """A target that knows its limits. `longest_value`: most bytes of one value, None = no limit worth a word."""

    def longest_value(self) -> int | None: ...

    def free_bytes(self) -> int | None:
        """Free space where the target keeps its rows; None where the server does not tell."""


@runtime_checkable
class Folding(Protocol):
    """A target that does not keep the case of names, quoted or not."""

    def folded(self, name: str) -> str: ...


@runtime_checkable
class Bending(Protocol):
    """A target that takes some values as other ones, which mean the same there."""

    def bends(self, type_: Type) -> str:
        """What becomes of values of `type_`, for people; "" when every one is kept as it is."""


class Source(Protocol):
    """The reading side. Every method may raise Transient, MoveError; `read` also FastLaneRefused."""

    home: str  # the schema that stands for the target's default one
    ranges: bool  # whether rows of a key range can be asked for
    raw_format: str  # "" or the name of a stream both sides of the same engine understand

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]: ...

    def sequences(self) -> list[SequenceInfo]: ...

    def position(self) -> dict[str, Any]:
        """Where the source's log stands now: what a capture started later must begin with."""

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]: ...

    def count(self, table: tuple[str, str], filter: str = "") -> int: ...

    def read(self, request: Request) -> Generator[pa.RecordBatch]: ...

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]: ...

    def checks(self, plan: Plan) -> list[PlanFinding]: ...

    def snapshot(self) -> AbstractContextManager[None]:
        """While it is held, every reader of this source sees one moment, where the engine can do that."""

    def close(self) -> None: ...


@runtime_checkable
class Configurable(Protocol):
    """A source that must know the form of its files before it can name its columns."""

    def configure(self, csv: dict[str, Any]) -> None: ...


@runtime_checkable
class Shared(Protocol):
    """A source that other processes can read as this one sees it."""

    def moment(self) -> Any:
        """What `see` needs there, as plain values; None when each reader has a moment of its own anyway."""

    def see(self, moment: Any) -> None:
        """Read from now on what the process that gave `moment` reads.

        Raises MoveError when this process sees something else; reading raises Transient when the moment is over.
        """


@runtime_checkable
class Placed(Protocol):
    """A source whose chunks may be places of rows, which fit together only while the rows stay there."""

    def places(self, table: TablePlan) -> dict[str, Any] | None:
        """Inside `snapshot`: what `unmoved` needs of this moment, as plain values; None where the chunks are no places."""

    def unmoved(self, table: TablePlan, mark: dict[str, Any]) -> bool:
        """Inside `snapshot`: whether chunks read now go with those read when `mark` was made."""


@runtime_checkable
class Restarting(Protocol):
    """A target that can forget the rows of a table and their ledger entries in one transaction."""

    def restart(self, plan: Plan, table: TablePlan) -> None: ...


class DataRefused(Exception):
    """The target refused values: not a connection's fault, so the rows are looked at one by one."""


@runtime_checkable
class Probing(Protocol):
    """A writer that can try rows without keeping them."""

    def fits(self, batch: pa.RecordBatch) -> str | None:
        """None when the target would take all these rows, else why not; nothing of them stays."""


class ChunkWriter(Protocol):
    """One chunk in one target transaction. `already` = the ledger has it: nothing is to be written."""

    already: bool

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows. Raises DataRefused when the target refuses their values; the transaction is then void."""

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int: ...

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        """Append rows inside a savepoint; None when they are in, else why not (and nothing of them is)."""

    def reject(self, rows: list[tuple[str, str]]) -> None:
        """Put (row as JSON, reason) into the exceptions table."""

    def finish(self, rows: int, rejected: int) -> None:
        """Complete the ledger entry; the context manager commits."""


def key_text(value: Any) -> str:
    """A key's value in a spelling that all engines read; moments are in UTC."""
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        zoned = value.tzinfo is not None
        return (value.astimezone(datetime.UTC).replace(tzinfo=None) if zoned else value).isoformat(" ")
    return str(value)


KnownDifference = tuple[
    str, str, str, str, str
]  # kind, key, columns, the source's row, the target's: as `State` has them


@runtime_checkable
class KeepsDifferences(Protocol):
    """A target in which the list of what differs is kept beside the ledger."""

    def keep_differences(self, plan: Plan, found: dict[str, list[KnownDifference]]) -> str:
        """What is known of these tables takes the place of what was known before; the name of the table it is in."""


@runtime_checkable
class Target(Protocol):
    """The writing side."""

    raw_format: str
    parallel: bool
    calendar: bool  # only moments of the years 1 to 9999 are written; others are bad rows
    one_schema: bool  # a database is a schema there, so all tables go into the default one

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]: ...

    def default_schema(self) -> str: ...

    def type_of(self, native: str) -> Type: ...

    def type_text(self, type_: Type) -> str: ...

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """DDL before and after the rows for tables that a live source has and the target has not; `own` = equal engines.

        (name, SQL) each. Neighbours named `key …` or `index …` are run side by side where the target is `parallel`: they
        may need their table and its rows, and no step of these names beside them.
        """

    def prepare(self, plan: Plan) -> None:
        """Make the ledger, idempotently."""

    def step(self, plan: Plan, name: str, sql: str) -> bool:
        """Run a DDL step once: it and its mark commit together. False when it was done before. From several threads."""

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        """(table id, chunk id) -> (rows, rejected) of the ledger."""

    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> AbstractContextManager[ChunkWriter]: ...

    def has_rows(self, table: tuple[str, str]) -> bool: ...

    def truncate(self, tables: list[tuple[str, str]]) -> None: ...

    def finish(self, plan: Plan) -> list[str]:
        """After the rows: identities and sequences go on after them …; what was done, for people."""

    def checks(self, plan: Plan) -> list[PlanFinding]: ...

    def close(self) -> None: ...
