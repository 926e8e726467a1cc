"""Writing DuckDB: Arrow batches go in as they are; one writer; the ledger in the same file and transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.duckdb.reader import database, forget, quoted, read_catalog, room
from sct.move.endpoints.duckdb.repair import DuckRepair
from sct.move.endpoints.duckdb.types import type_of, type_text
from sct.move.endpoints.protocol import DataRefused
from sct.move.endpoints.space import free_here
from sct.move.errors import Lacking, MoveError
from sct.move.model import Chunk, ColumnPlan, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.wire import TEXT_KINDS

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER = """
CREATE SCHEMA IF NOT EXISTS sct_move;
CREATE TABLE IF NOT EXISTS sct_move.ledger (
  plan VARCHAR, tab VARCHAR, chunk BIGINT, rows BIGINT, rejected BIGINT, PRIMARY KEY (plan, tab, chunk));
CREATE TABLE IF NOT EXISTS sct_move.step (plan VARCHAR, name VARCHAR, PRIMARY KEY (plan, name));
CREATE TABLE IF NOT EXISTS sct_move.exceptions (plan VARCHAR, tab VARCHAR, chunk BIGINT, row_data VARCHAR, reason VARCHAR);
"""


def open_target(address: Address) -> DuckTarget:
    return DuckTarget(address)


class DuckTarget(DuckRepair):
    """One file."""

    raw_format = ""
    parallel = False
    calendar = True
    one_schema = False

    def __init__(self, address: Address) -> None:
        self.address = address
        self.base = database(address, read_only=False)

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return read_catalog(self.base.cursor(), schemas)

    def default_schema(self) -> str:
        return "main"

    def type_of(self, native: str) -> Type:
        return type_of(native)

    def type_text(self, type_: Type) -> str:
        return type_text(type_)

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Keys are part of CREATE TABLE here. Foreign keys are left out: DuckDB cannot add them after the rows."""
        pre = [
            (f"schema {s}", f"CREATE SCHEMA IF NOT EXISTS {quoted(s)}")
            for s in sorted({t[0] for _, t in tables} - {"main"})
        ]
        for info, target in tables:
            lines = [f"{quoted(c.name)} {type_text(c.type)}{'' if c.nullable else ' NOT NULL'}" for c in info.columns]
            if info.key:
                lines.append(f"PRIMARY KEY ({', '.join(quoted(k) for k in info.key)})")
            body = ",\n  ".join(lines)
            pre.append((f"table {'.'.join(target)}", f"CREATE TABLE {_named(target)} (\n  {body}\n)"))
        return pre, []

    def prepare(self, plan: Plan) -> None:
        self._run(LEDGER)

    def step(self, plan: Plan, name: str, sql: str) -> bool:
        cursor = self.base.cursor()
        with self._transaction(cursor):
            mark = "INSERT INTO sct_move.step VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1"
            if not cursor.execute(mark, [plan.id, name]).fetchall():
                return False
            cursor.execute(sql)
        return True

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        rows = self._run("SELECT tab, chunk, rows, rejected FROM sct_move.ledger WHERE plan = ?", plan.id)
        return {(t, c): (r, b) for t, c, r, b in rows}

    @contextmanager
    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> Iterator[DuckChunk]:
        cursor = self.base.cursor()
        with self._transaction(cursor):
            yield DuckChunk(cursor, plan, table, chunk)

    def has_rows(self, table: tuple[str, str]) -> bool:
        return bool(self._run(f"SELECT 1 FROM {_named(table)} LIMIT 1"))

    def truncate(self, tables: list[tuple[str, str]]) -> None:
        for table in tables:
            self._run(f"DELETE FROM {_named(table)}")

    def finish(self, plan: Plan) -> list[str]:
        self._run("CHECKPOINT")
        return []

    def checks(self, plan: Plan) -> list[PlanFinding]:
        return []

    def longest_value(self) -> int | None:
        return (1 << 32) - 1  # of a string or blob

    def free_bytes(self) -> int | None:
        return free_here(self.address, str(Path(self.address.path).resolve().parent))

    def close(self) -> None:
        forget(self.address)

    def _run(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return list(self.base.cursor().execute(query, list(values) or None).fetchall())
        except duckdb.Error as error:
            raise MoveError("MV0012", f"{self.address.path}: {error}") from None

    @contextmanager
    def _transaction(self, cursor: Any) -> Iterator[None]:
        try:
            cursor.execute("BEGIN")
            yield
            cursor.execute("COMMIT")
        except BaseException as error:
            with suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            if isinstance(error, duckdb.Error):
                raise MoveError("MV0012", f"{self.address.path}: {error}") from None
            raise
        finally:
            cursor.close()


class DuckChunk:
    """One chunk and its ledger entry."""

    def __init__(self, cursor: Any, plan: Plan, table: TablePlan, chunk: Chunk) -> None:
        self.cursor, self.plan, self.table, self.id = cursor, plan, table, chunk.id
        entry = "INSERT INTO sct_move.ledger VALUES (?, ?, ?, 0, 0) ON CONFLICT DO NOTHING RETURNING 1"
        self.already = not cursor.execute(entry, [plan.id, table.id, chunk.id]).fetchall()
        self._bytes = 0
        # Columns that travel as text and are more than text there: UUID, JSON.
        self._read = [(c.target, c.target_type) for c in table.columns if _is_read(c)]

    def write(self, batch: pa.RecordBatch) -> None:
        import pyarrow as pa

        self._bytes += batch.nbytes
        # Long values of a transaction stay in memory until it ends.
        room(self.cursor, 2 * self._bytes + 4 * batch.nbytes)
        names = ", ".join(quoted(c.target) for c in self.table.columns)
        self.cursor.register("sct_batch", pa.Table.from_batches([batch]))
        try:
            why = self._unfit()
            if why is not None:
                raise DataRefused(why)
            self.cursor.execute(f"INSERT INTO {_named(self.table.target)} ({names}) SELECT * FROM sct_batch")
        except (duckdb.ConstraintException, duckdb.ConversionException, duckdb.InvalidInputException) as error:
            raise DataRefused(str(error)) from None
        finally:
            self.cursor.unregister("sct_batch")

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int:
        raise Lacking

    def _unfit(self) -> str | None:
        """A text that its column does not take, before DuckDB is asked to take it: an error would void the chunk."""
        for name, kind in self._read:
            text = quoted(name)
            query = (
                f"SELECT {text} FROM sct_batch WHERE TRY_CAST({text} AS {kind}) IS NULL AND {text} IS NOT NULL LIMIT 1"
            )
            found = self.cursor.execute(query).fetchone()
            if found is not None:
                return f"{name}: {str(found[0])[:60]!r} is no {kind}"
        return None

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        """DuckDB has no savepoints: an error voids the chunk, so a row that its constraints refuse ends the run."""
        import pyarrow as pa

        self.cursor.register("sct_batch", pa.Table.from_batches([batch]))
        why = self._unfit()
        self.cursor.unregister("sct_batch")
        if why is not None:
            return why
        try:
            self.write(batch)
        except DataRefused as error:
            raise MoveError("MV0046", f"{self.table.id}, chunk {self.id}: {error}") from None
        return None

    def reject(self, rows: list[tuple[str, str]]) -> None:
        entry = "INSERT INTO sct_move.exceptions VALUES (?, ?, ?, ?, ?)"
        self.cursor.executemany(entry, [[self.plan.id, self.table.id, self.id, row, why] for row, why in rows])

    def finish(self, rows: int, rejected: int) -> None:
        self.cursor.execute(
            "UPDATE sct_move.ledger SET rows = ?, rejected = ? WHERE plan = ? AND tab = ? AND chunk = ?",
            [rows, rejected, self.plan.id, self.table.id, self.id],
        )


def _is_read(column: ColumnPlan) -> bool:
    """Whether DuckDB makes the column's values out of text."""
    as_text = column.carry == "text" or column.type.kind in TEXT_KINDS
    return as_text and column.target_type.upper() not in ("VARCHAR", "TEXT", "STRING")


def _named(table: tuple[str, str]) -> str:
    return ".".join(quoted(part) for part in table if part)
