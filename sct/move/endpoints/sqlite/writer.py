"""Writing SQLite: one file, one writer, the ledger in the same file and transaction."""

from __future__ import annotations

import datetime
import decimal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.protocol import DataRefused
from sct.move.endpoints.space import free_here
from sct.move.endpoints.sqlite.reader import catalog_of, quoted
from sct.move.endpoints.sqlite.repair import SqliteRepair
from sct.move.endpoints.sqlite.types import type_of, type_text
from sct.move.errors import Lacking, MoveError, Transient
from sct.move.long_values import long_values
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER = """
CREATE TABLE IF NOT EXISTS sct_move_ledger (
  plan TEXT, tab TEXT, chunk INTEGER, rows INTEGER, rejected INTEGER, PRIMARY KEY (plan, tab, chunk));
CREATE TABLE IF NOT EXISTS sct_move_step (plan TEXT, name TEXT, PRIMARY KEY (plan, name));
CREATE TABLE IF NOT EXISTS sct_move_exceptions (plan TEXT, tab TEXT, chunk INTEGER, row_data TEXT, reason TEXT);
"""


def open_target(address: Address) -> SqliteTarget:
    return SqliteTarget(address)


class SqliteTarget(SqliteRepair):
    """One connection for everything: SQLite has one writer at a time anyway."""

    raw_format = ""
    parallel = False
    calendar = True
    one_schema = True

    def __init__(self, address: Address) -> None:
        self.address = address
        try:
            self.db = sqlite3.connect(address.path, isolation_level=None, check_same_thread=False, timeout=30)
            self.db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise MoveError("MV0010", f"{address.path}: {error}") from None

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return [t for t in catalog_of(self.db) if not t.name.startswith("sct_move_")]

    def default_schema(self) -> str:
        return ""

    def type_of(self, native: str) -> Type:
        return type_of(native)

    def type_text(self, type_: Type) -> str:
        return type_text(type_)

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Foreign keys are part of CREATE TABLE here; they are checked only where the application asks for it."""
        pre, post = [], []
        names = {(i.schema, i.name): t[1] for i, t in tables}
        for info, (_, name) in tables:
            lines = [f"{quoted(c.name)} {type_text(c.type)}{'' if c.nullable else ' NOT NULL'}" for c in info.columns]
            if info.key:
                lines.append(f"PRIMARY KEY ({_names(info.key)})")
            for foreign in info.foreign_keys:
                if foreign.table in names:
                    action = f" ON DELETE {foreign.on_delete.upper()}" if foreign.on_delete else ""
                    lines.append(
                        f"FOREIGN KEY ({_names(foreign.columns)}) REFERENCES {quoted(names[foreign.table])} "
                        f"({_names(foreign.ref_columns)}){action}"
                    )
            body = ",\n  ".join(lines)
            pre.append((f"table {name}", f"CREATE TABLE {quoted(name)} (\n  {body}\n)"))
            for index in info.indexes:
                unique = "UNIQUE " if index.unique else ""
                create = f"CREATE {unique}INDEX {quoted(name + '_' + index.name)} ON {quoted(name)} ({_names(index.columns)})"
                post.append((f"index {name} {index.name}", create))
        return pre, post

    def prepare(self, plan: Plan) -> None:
        with self._guard():
            self.db.executescript(LEDGER)

    def step(self, plan: Plan, name: str, sql: str) -> bool:
        with self._guard(), self._transaction():
            if self.db.execute("INSERT OR IGNORE INTO sct_move_step VALUES (?, ?)", (plan.id, name)).rowcount == 0:
                return False
            self.db.execute(sql)
            return True

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        query = "SELECT tab, chunk, rows, rejected FROM sct_move_ledger WHERE plan = ?"
        with self._guard():
            return {(t, c): (r, b) for t, c, r, b in self.db.execute(query, (plan.id,))}

    @contextmanager
    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> Iterator[SqliteChunk]:
        with self._guard(), self._transaction():
            writer = SqliteChunk(self.db, plan, table, chunk)
            yield writer

    def has_rows(self, table: tuple[str, str]) -> bool:
        with self._guard():
            return bool(self.db.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table[1])})").fetchone()[0])

    def truncate(self, tables: list[tuple[str, str]]) -> None:
        with self._guard(), self._transaction():
            for _, name in tables:
                self.db.execute(f"DELETE FROM {quoted(name)}")

    def finish(self, plan: Plan) -> list[str]:
        with self._guard():
            self.db.execute("ANALYZE")
        return []

    def checks(self, plan: Plan) -> list[PlanFinding]:
        return []

    def bends(self, type_: Type) -> str:
        return "-0.0 becomes 0.0, zero has no sign there" if type_.kind == "float" else ""

    def longest_value(self) -> int | None:
        return 1_000_000_000  # SQLITE_MAX_LENGTH, bytes of a value or a row

    def free_bytes(self) -> int | None:
        return free_here(self.address, str(Path(self.address.path).resolve().parent))

    def stored_rows(self, batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
        try:
            return _rows(batch)
        except DataRefused as error:
            raise MoveError("MV0047", f"{self.address.path}: {error}") from None

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error) or "busy" in str(error)
            kind, code = (Transient, "MV0011") if busy else (MoveError, "MV0012")
            raise kind(code, f"{self.address.path}: {error}") from None
        except sqlite3.Error as error:
            raise MoveError("MV0012", f"{self.address.path}: {error}") from None


class SqliteChunk:
    """One chunk and its ledger entry."""

    def __init__(self, db: sqlite3.Connection, plan: Plan, table: TablePlan, chunk: Chunk) -> None:
        self.db, self.plan, self.table, self.id = db, plan, table, chunk.id
        entry = (plan.id, table.id, chunk.id)
        self.already = db.execute("INSERT OR IGNORE INTO sct_move_ledger VALUES (?, ?, ?, 0, 0)", entry).rowcount == 0
        names = ", ".join(quoted(c.target) for c in table.columns)
        marks = ", ".join("?" * len(table.columns))
        self._insert = f"INSERT INTO {quoted(table.target[1])} ({names}) VALUES ({marks})"
        self._numbers = frozenset(c.target for c in table.columns if c.type.kind == "decimal")

    def write(self, batch: pa.RecordBatch) -> None:
        try:
            self.db.executemany(self._insert, _rows(batch, self._numbers))
        except (sqlite3.IntegrityError, sqlite3.DataError) as error:
            raise DataRefused(str(error)) from None

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int:
        raise Lacking

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        self.db.execute("SAVEPOINT sct_rows")
        try:
            self.write(batch)
        except DataRefused as error:
            self.db.execute("ROLLBACK TO sct_rows")
            self.db.execute("RELEASE sct_rows")
            return str(error)
        self.db.execute("RELEASE sct_rows")
        return None

    def reject(self, rows: list[tuple[str, str]]) -> None:
        entry = "INSERT INTO sct_move_exceptions VALUES (?, ?, ?, ?, ?)"
        self.db.executemany(entry, [(self.plan.id, self.table.id, self.id, row, why) for row, why in rows])

    def finish(self, rows: int, rejected: int) -> None:
        self.db.execute(
            "UPDATE sct_move_ledger SET rows = ?, rejected = ? WHERE plan = ? AND tab = ? AND chunk = ?",
            (rows, rejected, self.plan.id, self.table.id, self.id),
        )


def _is_bytes(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_large_binary(kind))


def _rows(batch: pa.RecordBatch, numbers: frozenset[str] = frozenset()) -> list[tuple[Any, ...]]:
    """Rows as their values are kept. `numbers`: columns declared as decimals, which are binary here, as those of Arrow's are.

    Raises DataRefused for a value that SQLite would make another one of.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    long = long_values(batch)
    columns: list[list[Any]] = []
    for i, (name, column) in enumerate(zip(batch.schema.names, batch.columns, strict=True)):
        if pa.types.is_floating(column.type) and pc.any(pc.is_nan(column)).as_py():
            raise DataRefused(f"{name}: SQLite has no NaN, it would be NULL")
        if i in long and _is_bytes(column.type):
            columns.append([long[i]])
            continue
        values = [_stored(v) for v in column.to_pylist()]
        if name in numbers or pa.types.is_decimal(column.type):
            values = [None if v is None else _binary(v, name) for v in values]
        columns.append(values)
    return list(zip(*columns, strict=True))


def _stored(value: Any) -> Any:
    """A value in a storage class that keeps it: decimals and moments as ISO text."""
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value


def _binary(number: str, column: str) -> int | float:
    """What a column of NUMERIC affinity makes of a number, when it is that number ("Datatypes In SQLite", 3.1).

    Raises DataRefused for the others; SQLite would round them.
    """
    exact = decimal.Decimal(number)
    if exact.is_finite():
        if exact == exact.to_integral_value() and -(1 << 63) <= exact < 1 << 63:
            return int(exact)
        real = float(exact)
        if decimal.Decimal(repr(real)) == exact:
            return real
    raise DataRefused(f"{column}: {number} has more digits than a number of SQLite")


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(quoted(c) for c in columns)
