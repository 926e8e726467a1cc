"""Writing PostgreSQL: COPY BINARY where pgpq can say every column, COPY CSV else; the ledger in the same transaction."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from sct.backends.postgres.types import map_type
from sct.check.statements import split_statements
from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.postgres.apply import PostgresApply, as_jsonb
from sct.move.endpoints.postgres.catalog import read_catalog
from sct.move.endpoints.postgres.checks import target_checks
from sct.move.endpoints.postgres.connect import connect, named, trouble
from sct.move.endpoints.postgres.ddl import create_statements
from sct.move.endpoints.postgres.encode import CsvEncoder, encoder_for
from sct.move.endpoints.postgres.sequences import finish
from sct.move.endpoints.postgres.types import type_of
from sct.move.endpoints.protocol import DataRefused
from sct.move.endpoints.space import free_here
from sct.move.errors import MoveError
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER = """
CREATE SCHEMA IF NOT EXISTS sct_move;
CREATE TABLE IF NOT EXISTS sct_move.ledger (
  plan text NOT NULL, tab text NOT NULL, chunk bigint NOT NULL, rows bigint NOT NULL, rejected bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (plan, tab, chunk));
CREATE TABLE IF NOT EXISTS sct_move.step (plan text NOT NULL, name text NOT NULL, PRIMARY KEY (plan, name));
CREATE TABLE IF NOT EXISTS sct_move.exceptions (
  plan text NOT NULL, tab text NOT NULL, chunk bigint NOT NULL, row_data jsonb NOT NULL, reason text NOT NULL);
CREATE TABLE IF NOT EXISTS sct_move.position (plan text PRIMARY KEY, position jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now());
"""
# Errors that speak of the values, not of the server: class 22 data, 23 constraints, P0001 and 44 raised by the schema.
VALUE_CLASSES = ("22", "23", "44", "P0")


def open_target(address: Address) -> PostgresTarget:
    return PostgresTarget(address)


class PostgresTarget(PostgresApply):
    """One address; each worker thread keeps a connection."""

    raw_format = "postgres"
    parallel = True
    calendar = False
    one_schema = False

    def __init__(self, address: Address) -> None:
        self.address = address
        self.admin = connect(address, autocommit=True)
        self._local = threading.local()
        self._opened: list[Any] = []

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        with self._guard(self.admin):
            return read_catalog(self.admin, schemas)

    def default_schema(self) -> str:
        return str(self.admin.execute("SELECT COALESCE(current_schema(), 'public')").fetchone()[0])

    def type_of(self, native: str) -> Type:
        return type_of(native)

    def type_text(self, type_: Type) -> str:
        if type_.kind == "named":
            return "text"  # another engine's own type, whatever it is called there
        return map_type(type_, native=True).text

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        return create_statements(tables, sequences, self.type_text, own)

    def prepare(self, plan: Plan) -> None:
        with self._guard(self.admin):
            self.admin.execute("SET client_min_messages = warning")
            # CREATE … IF NOT EXISTS of two sessions at once can collide.
            self.admin.execute("SELECT pg_advisory_lock(717276)")
            try:
                self.admin.execute(LEDGER)
            finally:
                self.admin.execute("SELECT pg_advisory_unlock(717276)")
            # Chunks that a killed run left to the server are in the ledger after this, or will never be.
            self.admin.execute("SELECT pg_advisory_lock(717277, hashtext(%s))", [plan.id])
            self.admin.execute("SELECT pg_advisory_unlock(717277, hashtext(%s))", [plan.id])

    def step(self, plan: Plan, name: str, text: str) -> bool:
        connection = self._connection()
        with self._guard(connection):
            with connection.transaction():
                mark = "INSERT INTO sct_move.step VALUES (%s, %s) ON CONFLICT DO NOTHING"
                if connection.execute(mark, [plan.id, name]).rowcount == 0:
                    return False
                for statement in split_statements(text):
                    # The simple protocol: no statement is planned apart, and psycopg reads no placeholder.
                    connection.execute(statement.text.encode("utf-8"))
            connection.execute("RESET ALL")
            self._settings(connection)
            return True

    def _settings(self, connection: Any) -> None:
        for setting in ("timezone = 'UTC'", "datestyle = 'ISO'", "client_encoding = 'UTF8'"):
            connection.execute(f"SET {setting}")
        connection.commit()

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        query = "SELECT tab, chunk, rows, rejected FROM sct_move.ledger WHERE plan = %s"
        with self._guard(self.admin):
            return {(tab, chunk): (rows, bad) for tab, chunk, rows, bad in self.admin.execute(query, [plan.id])}

    @contextmanager
    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> Iterator[PostgresChunk]:
        connection = self._connection()
        with self._guard(connection):
            writer = PostgresChunk(connection, plan, table, chunk)
            try:
                writer.begin()
                yield writer
            except BaseException as error:
                if not connection.closed:
                    try:
                        writer.abort(error)
                        connection.rollback()
                    except psycopg.Error:
                        connection.close()
                raise
            connection.commit()

    def has_rows(self, table: tuple[str, str]) -> bool:
        query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(named(*table))
        with self._guard(self.admin):
            return bool(self.admin.execute(query).fetchone()[0])

    def truncate(self, tables: list[tuple[str, str]]) -> None:
        names = sql.SQL(", ").join(named(*t) for t in tables)
        with self._guard(self.admin):
            self.admin.execute(sql.SQL("TRUNCATE {}").format(names))

    def restart(self, plan: Plan, table: TablePlan) -> None:
        with self._guard(self.admin), self.admin.transaction():
            self.admin.execute(sql.SQL("TRUNCATE {}").format(named(*table.target)))
            for kept in ("ledger", "exceptions"):
                entries = sql.SQL("DELETE FROM sct_move.{} WHERE plan = %s AND tab = %s").format(sql.Identifier(kept))
                self.admin.execute(entries, [plan.id, table.id])

    def finish(self, plan: Plan) -> list[str]:
        with self._guard(self.admin):
            return finish(self.admin, plan)

    def checks(self, plan: Plan) -> list[PlanFinding]:
        with self._guard(self.admin):
            return target_checks(self.admin, plan)

    def longest_value(self) -> int | None:
        return (1 << 30) - 1  # PostgreSQL documentation, Appendix K (limits): one field

    def free_bytes(self) -> int | None:
        with self._guard(self.admin):
            told = self.admin.execute(
                "SELECT current_setting('data_directory') WHERE pg_has_role('pg_read_all_settings', 'USAGE')"
            ).fetchone()
        return free_here(self.address, told[0]) if told else None

    def close(self) -> None:
        for connection in (self.admin, self._applier, *self._opened):
            if connection is not None:
                connection.close()

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = connect(self.address)
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    @contextmanager
    def _guard(self, connection: Any) -> Iterator[None]:
        """Driver errors become ours; a broken connection is closed so that the next try opens a new one."""
        try:
            yield
        except psycopg.Error as error:
            found = trouble(self.address, error)
            if connection.broken or found.code == "MV0011":
                connection.close()
                if connection is self.admin:
                    self._reopen()
            raise found from None

    def _reopen(self) -> None:
        try:
            self.admin = connect(self.address, autocommit=True)
        except MoveError:
            return  # still away: the caller's back-off comes here again


class PostgresChunk:
    """One chunk: its ledger entry first, so that a second runner waits and then finds it done."""

    def __init__(self, connection: Any, plan: Plan, table: TablePlan, chunk: Chunk) -> None:
        self.connection, self.plan, self.table, self.id = connection, plan, table, chunk.id
        self.already = False
        self._copy: Any = None
        self._encoder: Any = None
        self._context: Any = None

    def begin(self) -> None:
        self.connection.execute("SELECT pg_advisory_xact_lock_shared(717277, hashtext(%s))", [self.plan.id])
        entry = "INSERT INTO sct_move.ledger VALUES (%s, %s, %s, 0, 0) ON CONFLICT DO NOTHING"
        self.already = self.connection.execute(entry, [self.plan.id, self.table.id, self.id]).rowcount == 0

    def write(self, batch: pa.RecordBatch) -> None:
        try:
            if self._copy is None:
                self._encoder = encoder_for(self.table, batch.schema)
                self._context = self.connection.cursor().copy(self._statement(self._encoder.format))
                self._copy = self._context.__enter__()
            for piece in self._encoded(batch):
                self._copy.write(piece)
        except psycopg.Error as error:
            raise _refused(error) from None

    def _encoded(self, batch: pa.RecordBatch) -> Iterator[bytes]:
        try:
            yield from self._encoder.encode(batch)
        except ValueError as error:  # a moment that PostgreSQL's epoch does not reach
            raise DataRefused(str(error)) from None

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int:
        cursor = self.connection.cursor()
        try:
            with cursor.copy(self._statement("binary")) as copy:
                for piece in pieces:
                    copy.write(piece)
                    del piece
        except psycopg.Error as error:
            raise _refused(error) from None
        return int(cursor.rowcount)

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        return self._tried(batch, keep=True)

    def fits(self, batch: pa.RecordBatch) -> str | None:
        return self._tried(batch, keep=False)

    def _tried(self, batch: pa.RecordBatch, *, keep: bool) -> str | None:
        self.connection.execute("SAVEPOINT sct_rows")
        # Text, so that the message names the value, and NUL characters are refused here and not by an encoder.
        encoder = CsvEncoder(self.table, batch.schema)
        why = None
        try:
            with self.connection.cursor().copy(self._statement("csv")) as copy:
                for piece in encoder.encode(batch):
                    copy.write(piece)
                copy.write(encoder.end())
        except psycopg.Error as error:
            refused = _refused(error)
            if not isinstance(refused, DataRefused):
                raise refused from None
            why = str(refused)
        if why is not None or not keep:
            self.connection.execute("ROLLBACK TO SAVEPOINT sct_rows")
        # Also after going back to it: savepoints that stay would lie in each other, each with a lock of its own.
        self.connection.execute("RELEASE SAVEPOINT sct_rows")
        return why

    def abort(self, error: BaseException) -> None:
        """Leave a COPY that is under way, so that the connection can be used again."""
        if self._copy is None:
            return
        self._copy = None
        # psycopg raises the given error again when it has told the server.
        with contextlib.suppress(psycopg.Error, type(error)):
            self._context.__exit__(type(error), error, error.__traceback__)

    def _end_copy(self) -> None:
        if self._copy is None:
            return
        try:
            self._copy.write(self._encoder.end())
            self._context.__exit__(None, None, None)
        except psycopg.Error as error:
            raise _refused(error) from None
        self._copy = None

    def reject(self, rows: list[tuple[str, str]]) -> None:
        self._end_copy()
        entry = "INSERT INTO sct_move.exceptions VALUES (%s, %s, %s, %s, %s)"
        with self.connection.cursor() as cursor:
            values = [
                (self.plan.id, self.table.id, self.id, as_jsonb(row), why.replace("\0", "\\0")) for row, why in rows
            ]
            cursor.executemany(entry, values)

    def finish(self, rows: int, rejected: int) -> None:
        self._end_copy()
        self.connection.execute(
            "UPDATE sct_move.ledger SET rows = %s, rejected = %s, at = clock_timestamp() "
            "WHERE plan = %s AND tab = %s AND chunk = %s",
            [rows, rejected, self.plan.id, self.table.id, self.id],
        )

    def _statement(self, form: str) -> sql.Composed:
        columns = sql.SQL(", ").join(sql.Identifier(c.target) for c in self.table.columns)
        return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT {})").format(named(*self.table.target), columns, sql.SQL(form))


def _refused(error: psycopg.Error) -> Exception:
    """DataRefused for troubles with values; the error itself for everything else."""
    state = error.sqlstate or ""
    if state[:2] in VALUE_CLASSES:
        detail = error.diag.message_detail
        column = f" ({error.diag.column_name})" if error.diag.column_name else ""
        context = (error.diag.context or "").split(": ", 1)[0].rpartition("column ")[2] if error.diag.context else ""
        place = f" (column {context})" if context and "COPY" not in context else column
        return DataRefused(f"{error.diag.message_primary}{place}{': ' + detail if detail else ''}")
    return error
