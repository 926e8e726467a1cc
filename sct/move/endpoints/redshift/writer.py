"""Writing Redshift: a chunk is staged on S3, then COPY, rows and ledger entry are one short transaction.

Not run against a Redshift here; the ledger, the order of statements and the files were, on a PostgreSQL and an S3 stand-in
(tests/move/test_redshift.py).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sct.backends.redshift.types import type_text
from sct.check.statements import split_statements
from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.protocol import DataRefused
from sct.move.endpoints.redshift.catalog import read_catalog
from sct.move.endpoints.redshift.connect import connect, is_transient, run, state_and_message, trouble
from sct.move.endpoints.redshift.copying import STAGE, copy, create_stage, insert
from sct.move.endpoints.redshift.ddl import create_statements, named
from sct.move.endpoints.redshift.staging import Attempt, Stage
from sct.move.endpoints.redshift.types import type_of
from sct.move.errors import Lacking, MoveError
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER = (
    "CREATE SCHEMA IF NOT EXISTS sct_move",
    'CREATE TABLE IF NOT EXISTS sct_move.ledger ("plan" varchar(64) NOT NULL, "tab" varchar(1024) NOT NULL, '
    '"chunk" bigint NOT NULL, "rows" bigint NOT NULL, "rejected" bigint NOT NULL)',
    'CREATE TABLE IF NOT EXISTS sct_move.step ("plan" varchar(64) NOT NULL, "name" varchar(1024) NOT NULL)',
    'CREATE TABLE IF NOT EXISTS sct_move.exceptions ("plan" varchar(64) NOT NULL, "tab" varchar(1024) NOT NULL, '
    '"chunk" bigint NOT NULL, "row_data" varchar(65535) NOT NULL, "reason" varchar(65535) NOT NULL)',
)
DONE = 'SELECT "tab", "chunk", "rows", "rejected" FROM sct_move.ledger WHERE "plan" = %s'
ENTRY = 'SELECT COUNT(*) FROM sct_move.ledger WHERE "plan" = %s AND "tab" = %s AND "chunk" = %s'
# What COPY and INSERT say of values; access to S3 fails with the same state and other words.
OF_VALUES = (
    "exceeds ddl length",
    "length exceeds",
    "value too long",
    "out of range",
    "overflow",
    "multibyte",
    "not-null",
    "not null",
    "null into",
    "invalid input",
    "invalid json",
    "invalid digit",
    "load_error",
    "incompatible",
)
LIMIT = 65535


def open_target(address: Address) -> RedshiftTarget:
    return RedshiftTarget(address)


class RedshiftTarget:
    """One database; each worker thread keeps a connection. Rows wait on S3 (`?stage=`)."""

    raw_format = ""
    parallel = True
    calendar = True
    one_schema = False

    def __init__(self, address: Address) -> None:
        self.address = address
        self.stage = Stage(address)
        self._lock = threading.RLock()
        self._local = threading.local()
        self._opened: list[Any] = []
        self._admin: Any = connect(address)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._admin is None:
                self._admin = connect(self.address)
            try:
                return [tuple(row) for row in run(self._admin, query, *values).fetchall()]
            except self._errors() as error:
                self._closed(self._admin)
                self._admin = None
                raise trouble(self.address, error) from None

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return read_catalog(self.rows, schemas)

    def default_schema(self) -> str:
        return str(self.rows("SELECT COALESCE(current_schema(), 'public')")[0][0])

    def type_of(self, native: str) -> Type:
        return type_of(native)

    def type_text(self, type_: Type) -> str:
        return type_text(type_)

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        return create_statements(tables)

    def prepare(self, plan: Plan) -> None:
        for statement in LEDGER:
            self._once(statement)

    def step(self, plan: Plan, name: str, sql: str) -> bool:
        with self._transaction() as connection:
            # No keys are enforced: whoever holds the lock is the only one to look and to write.
            run(connection, "LOCK sct_move.step")
            found = run(
                connection, 'SELECT COUNT(*) FROM sct_move.step WHERE "plan" = %s AND "name" = %s', plan.id, name
            )
            if found.fetchone()[0]:
                return False
            for statement in split_statements(sql):
                run(connection, statement.text)
            run(connection, "INSERT INTO sct_move.step VALUES (%s, %s)", plan.id, name)
        return True

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        return {(tab, int(c)): (int(rows), int(bad)) for tab, c, rows, bad in self.rows(DONE, plan.id)}

    @contextmanager
    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> Iterator[RedshiftChunk]:
        writer = RedshiftChunk(self, plan, table, chunk)
        try:
            yield writer
        finally:
            writer.attempt.remove()

    def has_rows(self, table: tuple[str, str]) -> bool:
        return bool(self.rows(f"SELECT 1 FROM {named(table)} LIMIT 1"))

    def truncate(self, tables: list[tuple[str, str]]) -> None:
        for table in tables:  # each commits at once, by Redshift's rule; nothing was loaded yet
            self._once(f"TRUNCATE {named(table)}")

    def finish(self, plan: Plan) -> list[str]:
        return self.stage.sweep(plan)

    def folded(self, name: str) -> str:
        return name.lower()  # quoted or not, unless enable_case_sensitive_identifier is set

    def longest_value(self) -> int | None:
        return 4 << 20  # of a whole row of COPY; texts end at 65,535 bytes and are bad rows beyond

    def free_bytes(self) -> int | None:
        return None

    def checks(self, plan: Plan) -> list[PlanFinding]:
        self.stage.credentials()  # raises now, not after the first chunk was staged
        found = [PlanFinding("MV0038", "", "the Redshift writer was never run against a Redshift")]
        identities = {(t.schema, t.name): {c.name for c in t.columns if c.identity} for t in self.catalog()}
        for table in plan.tables:
            names = identities.get(table.target, set()) & {c.target for c in table.columns}
            if names:
                message = f"{', '.join(sorted(names))}: Redshift cannot set where an identity goes on; new rows may repeat values"
                found.append(PlanFinding("MV0069", table.id, message))
        return found

    def close(self) -> None:
        for connection in (self._admin, *self._opened):
            self._closed(connection)
        self._admin = None

    def _errors(self) -> type[BaseException]:
        import redshift_connector

        found: type[BaseException] = redshift_connector.Error
        return found

    def _closed(self, connection: Any) -> None:
        if connection is not None:
            with contextlib.suppress(self._errors()):
                connection.close()

    def _once(self, statement: str) -> None:
        with self._lock:
            if self._admin is None:
                self._admin = connect(self.address)
            try:
                run(self._admin, statement)
            except self._errors() as error:
                self._closed(self._admin)
                self._admin = None
                raise trouble(self.address, error) from None

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.address)
            self._local.connection = connection
            with self._lock:
                self._opened.append(connection)
        return connection

    @contextmanager
    def _transaction(self, *, keep: bool = True) -> Iterator[Any]:
        """A transaction of this thread's connection; `keep` False undoes it at the end. Lost connections are left."""
        connection = self._connection()
        try:
            run(connection, "BEGIN")
            yield connection
            run(connection, "COMMIT" if keep else "ROLLBACK")
        except BaseException as error:
            lost = isinstance(error, self._errors()) and is_transient(error)
            if not lost:
                try:
                    run(connection, "ROLLBACK")
                except self._errors():
                    lost = True
            if lost:
                self._closed(connection)
                self._local.connection = None
            if isinstance(error, self._errors()):
                raise self._translated(error) from None
            raise

    def _translated(self, error: BaseException) -> Exception:
        state, message = state_and_message(error)
        if not is_transient(error) and (
            state[:2] in ("22", "23") or any(words in message.lower() for words in OF_VALUES)
        ):
            return DataRefused(self.stage.redact(" ".join(message.split())))
        found = trouble(self.address, error)
        return type(found)(found.code, self.stage.redact(str(found.args[0])))


class RedshiftChunk:
    """One chunk. Nothing is open in Redshift while its rows come; `finish` is the whole transaction.

    It alone sees whether the ledger has the chunk: the table is locked while another chunk is copied, so `already` is
    never known before the rows were staged.
    """

    def __init__(self, target: RedshiftTarget, plan: Plan, table: TablePlan, chunk: Chunk) -> None:
        self.target, self.plan, self.table, self.id = target, plan, table, chunk.id
        self.already = False
        self.attempt: Attempt = target.stage.attempt(plan)
        self._rejected: list[tuple[str, str]] = []

    def write(self, batch: pa.RecordBatch) -> None:
        self.attempt.write(self._as_staged(batch))

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int:
        raise Lacking

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        """Redshift has no savepoints: the rows are tried in a transaction that is undone, and staged when they fit."""
        try:
            path = self.attempt.alone(self._as_staged(batch))
            with self.target._transaction(keep=False) as connection:
                self._take(connection, self.attempt.manifest([path]), batch.num_rows)
        except DataRefused as refused:
            return str(refused)
        self.attempt.keep(path, batch.num_rows)
        return None

    def reject(self, rows: list[tuple[str, str]]) -> None:
        self._rejected += rows

    def finish(self, rows: int, rejected: int) -> None:
        self.attempt.close()
        manifest = self.attempt.manifest() if self.attempt.names else ""
        with self.target._transaction() as connection:
            # Before anything is read, so that what is read is what the last holder committed. One chunk at a time:
            # two that read and write the ledger side by side would be a serializable isolation violation (1023).
            run(connection, "LOCK sct_move.ledger")
            key = (self.plan.id, self.table.id, self.id)
            if run(connection, ENTRY, *key).fetchone()[0]:
                return  # another worker was faster with the same chunk
            if manifest:
                self._take(connection, manifest, self.attempt.rows)
            for row, reason in self._rejected:
                values = (*key, _cut(row), _cut(reason))
                run(connection, "INSERT INTO sct_move.exceptions VALUES (%s, %s, %s, %s, %s)", *values)
            run(connection, "INSERT INTO sct_move.ledger VALUES (%s, %s, %s, %s, %s)", *key, rows, rejected)

    def _take(self, connection: Any, manifest: str, rows: int) -> None:
        run(connection, f"DROP TABLE IF EXISTS {STAGE}")
        run(connection, create_stage(self.table))
        run(connection, copy(manifest, self.target.stage.credentials()))
        arrived = run(connection, insert(self.table)).rowcount
        if arrived != rows:
            raise MoveError("MV0059", f"{self.table.id}, chunk {self.id}: {rows} rows were staged, {arrived} arrived")

    def _as_staged(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Column names of the stage; moments as text, which is cast there. Raises DataRefused for text with a NUL."""
        import pyarrow as pa
        import pyarrow.compute as pc

        arrays = []
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_large_string(array.type) and pc.any(pc.match_substring(array, "\0")).as_py():
                raise DataRefused(f"{name}: a text of Redshift holds no NUL character")
            if pa.types.is_timestamp(array.type):
                zone = "+00:00" if array.type.tz else ""
                plain = array.cast(pa.timestamp("us")) if not array.type.tz else array
                text = pc.strftime(plain, format="%Y-%m-%d %H:%M:%S")
                array = pc.binary_join_element_wise(text, zone, "") if zone else text
            elif pa.types.is_time(array.type):
                array = array.cast(pa.string())
            arrays.append(array)
        return pa.record_batch(arrays, names=[f"c{i}" for i in range(len(arrays))])


def _cut(text: str) -> str:
    """As much as the exceptions table holds; the whole row is in the plan's own state."""
    return text.replace("\0", "\\0").encode()[:LIMIT].decode("utf-8", "ignore")
