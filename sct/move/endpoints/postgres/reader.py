"""Reading PostgreSQL: typed Arrow batches by ADBC, or the raw binary COPY stream for another PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.endpoints.postgres import places, raw
from sct.move.endpoints.postgres.catalog import read_catalog, read_sequences
from sct.move.endpoints.postgres.changes import PostgresChanges
from sct.move.endpoints.postgres.checks import source_checks
from sct.move.endpoints.postgres.connect import SETTINGS, connect, keywords, named, trouble
from sct.move.endpoints.postgres.keys import PostgresKeys
from sct.move.endpoints.postgres.sums import PostgresSums
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.errors import FastLaneRefused, MoveError, Transient
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.ranges import cut_points, cut_range
from sct.move.wire import is_whole

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_BYTES = 16 << 20
PAGE_CHUNK = "ctid"
# A range of a key is collected from its index, then read page by page: a tenth less work than row by row in the index's
# order where that is the table's too, and a page is read once a range where it is not. (`jit`: the planner takes these
# settings for great costs, and would compile.)
RANGE_SETTINGS = ("enable_indexscan = off", "enable_seqscan = off", "max_parallel_workers_per_gather = 0", "jit = off")
NO_SNAPSHOT = ("22023", "42704")  # "invalid snapshot identifier", from 16 on "snapshot … does not exist"


def open_source(address: Address) -> PostgresSource:
    return PostgresSource(address)


class PostgresSource(PostgresChanges, PostgresSums, PostgresKeys):
    """One address; each thread that reads has connections of its own."""

    home = "public"
    ranges = True
    raw_format = "postgres"

    def __init__(self, address: Address) -> None:
        self.address = address
        self.admin = connect(address, autocommit=True)
        self._snapshot: str | None = None
        self._local = threading.local()
        self._lock = threading.Lock()
        self._holder: Any = None
        self._opened: list[Any] = []
        self._marks: dict[tuple[str, str], dict[str, Any]] = {}  # tables in chunks by pages, of this run
        self._moved: MoveError | None = None
        self._streams: raw.Streams | None = None

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        with self._guard():
            return read_catalog(self.admin, schemas)

    def sequences(self) -> list[SequenceInfo]:
        with self._guard():
            return read_sequences(self.admin)

    def position(self) -> dict[str, Any]:
        with self._guard():
            (lsn,) = self.admin.execute("SELECT pg_current_wal_lsn()::text").fetchone()
            return {"lsn": lsn}

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Driver errors become ours; a connection that was lost is opened again by the next use."""
        if self.admin.closed:
            self.admin = connect(self.address, autocommit=True)
        try:
            yield
        except psycopg.Error as error:
            if self.admin.broken:
                self.admin.close()
            raise trouble(self.address, error) from None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All readers see the moment this transaction began; without the right to export one, each sees its own."""
        self._marks, self._moved = {}, None
        self._export()
        try:
            yield
        finally:
            self._snapshot = None
            if self._holder is not None:
                self._holder.close()

    def _export(self) -> None:
        try:
            self._holder = connect(self.address)
            self._holder.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            (self._snapshot,) = self._holder.execute("SELECT pg_export_snapshot()").fetchone()
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def moment(self) -> str | None:
        """The snapshot's name, good while this process holds it."""
        self._lost(self._snapshot)
        return self._snapshot

    def see(self, moment: str | None) -> None:
        self._snapshot = moment

    def _lost(self, snapshot: str | None) -> None:
        """The connection that held the snapshot was lost: the chunks that are left see a new moment, as after a kill."""
        if self._holder is None:
            return  # another process holds it
        with self._lock:
            if self._moved is not None:
                raise self._moved
            if snapshot is not None and self._snapshot == snapshot and _gone(self._holder):
                self._export()
                for table, mark in self._marks.items():
                    if not self._unmoved(table, mark):
                        message = f"{'.'.join(filter(None, table))}: the run's snapshot was lost, and rows came or moved since"
                        self._moved = MoveError("MV0048", message)
                        raise self._moved

    def places(self, table: TablePlan) -> dict[str, Any] | None:
        if not any(c.part == PAGE_CHUNK for c in table.chunks):
            return None
        try:
            self._marks[table.source] = places.marked(self._holder, table.source)
        except psycopg.Error as error:
            raise trouble(self.address, error) from None
        return self._marks[table.source]

    def unmoved(self, table: TablePlan, mark: dict[str, Any]) -> bool:
        self._marks[table.source] = mark
        return self._unmoved(table.source, mark)

    def _unmoved(self, table: tuple[str, str], mark: dict[str, Any]) -> bool:
        try:
            return places.unmoved(self._holder, table, mark)
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        """Ranges of the split key; a table without one is cut by pages."""
        with self._guard():
            return self._chunks(table, rows)

    def _chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        name = named(*table.source)
        column = next((c for c in table.columns if c.source == table.split), None)
        if column is None:
            return self._page_chunks(table, rows)
        split = sql.Identifier(table.split)
        where = sql.SQL(" WHERE " + table.filter) if table.filter else sql.SQL("")
        if is_whole(column.read_as or column.type):
            query = sql.SQL("SELECT min({0})::bigint, max({0})::bigint FROM {1}{2}").format(split, name, where)
            low, high = self.admin.execute(query).fetchone()
            count = max(1, -(-(table.rows or rows) // rows))
            return cut_range(low, high, count)
        query = sql.SQL(
            "SELECT k::text FROM (SELECT {0} AS k, row_number() OVER (ORDER BY {0}) AS n FROM {1}{2}) s "
            "WHERE n % {3} = 0 ORDER BY n"
        ).format(split, name, where, sql.Literal(rows))
        return cut_points([k for (k,) in self.admin.execute(query)])

    def _page_chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        regular = self.admin.execute(
            "SELECT relkind = 'r' AND NOT relhassubclass FROM pg_class WHERE oid = %s::regclass",
            [named(*table.source).as_string(self.admin)],
        ).fetchone()
        size = "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::bigint"
        (pages,) = self.admin.execute(size, [named(*table.source).as_string(self.admin)]).fetchone()
        count = max(1, -(-(table.rows or rows) // rows))
        if not regular[0] or count == 1 or pages < count:
            return [Chunk(0)]
        step = -(-pages // count)
        starts = list(range(0, pages, step))
        return [
            Chunk(i, start if i else None, start + step if i < len(starts) - 1 else None, PAGE_CHUNK)
            for i, start in enumerate(starts)
        ]

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        where = sql.SQL(" WHERE " + filter) if filter else sql.SQL("")
        with self._guard():
            (found,) = self.admin.execute(sql.SQL("SELECT count(*) FROM {}{}").format(named(*table), where)).fetchone()
            return int(found)

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        import adbc_driver_manager
        import adbc_driver_postgresql.dbapi as adbc

        query = self._query(request, [_expression(c, request.careful) for c in request.columns])
        self._lost(self._snapshot)
        try:
            with adbc.connect(self._uri(), autocommit=False) as connection, connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                if self._snapshot:
                    cursor.execute(f"SET TRANSACTION SNAPSHOT '{self._snapshot}'")
                for setting in (
                    "timezone = 'UTC'",
                    "intervalstyle = 'postgres'",
                    "extra_float_digits = 1",
                    "row_security = off",
                    *_plan_settings(request.chunk),
                ):
                    cursor.execute(f"SET LOCAL {setting}")
                cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
                cursor.execute(query.as_string(None))
                for batch in cursor.fetch_record_batch():
                    if batch.num_rows:
                        yield batch
        except adbc_driver_manager.Error as error:
            state = getattr(error, "sqlstate", None) or ""
            if self._snapshot and state in NO_SNAPSHOT and "snapshot" in str(error):
                raise Transient("MV0011", f"{self.address.where}: the run's snapshot is gone") from None
            if isinstance(error, adbc_driver_manager.OperationalError) and state[:2] in ("", "08", "57"):
                raise trouble(self.address, psycopg.OperationalError(str(error))) from None
            if not request.careful:
                raise FastLaneRefused(self.address.redact(str(error))) from None
            raise trouble(self.address, psycopg.DatabaseError(str(error))) from None

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        """The rows as COPY BINARY sends them."""
        query = self._query(request, [sql.Identifier(c.name) for c in request.columns])
        self._lost(self._snapshot)
        streams = self._raw_streams()
        if streams is not None:
            begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            if self._snapshot:
                begin += f"; SET TRANSACTION SNAPSHOT '{self._snapshot}'"
            settings = "; ".join(f"SET LOCAL {setting}" for setting in (*SETTINGS, *_plan_settings(request.chunk)))
            try:
                yield from streams.pieces(f"{begin}; {settings}", query.as_string(None))
            except psycopg.Error as error:
                raise self._trouble(error) from None
            return
        connection = None
        try:
            connection = self._reader()
            for setting in _plan_settings(request.chunk):
                connection.execute(f"SET LOCAL {setting}")
            with connection.cursor().copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(query)) as copy:
                # The server sends a message a row; handed on one by one they would cost more than they carry.
                held: list[bytes | memoryview] = []
                size = 0
                for piece in copy:
                    held.append(piece)
                    size += len(piece)
                    if size >= raw.PIECE_BYTES:
                        yield b"".join(held)
                        held, size = [], 0
                if held:
                    yield b"".join(held)
            connection.rollback()
        except psycopg.Error as error:
            if connection is not None:
                connection.close()
            raise self._trouble(error) from None
        except BaseException:
            # Left in the middle (the target failed): the stream cannot be taken up again.
            if connection is not None:
                connection.close()
            raise

    def _raw_streams(self) -> raw.Streams | None:
        """asyncpg's connections, where it knows all that the address says."""
        with self._lock:
            if self._streams is None and (given := raw.arguments(keywords(self.address))) is not None:
                self._streams = raw.Streams(given)
            return self._streams

    def _trouble(self, error: psycopg.Error) -> MoveError:
        if self._snapshot and error.sqlstate in NO_SNAPSHOT and "snapshot" in str(error):
            return Transient("MV0011", f"{self.address.where}: the run's snapshot is gone")
        return trouble(self.address, error)

    def _reader(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = connect(self.address)
            self._local.connection = connection
            self._opened.append(connection)
        try:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if self._snapshot:
                connection.execute(f"SET TRANSACTION SNAPSHOT '{self._snapshot}'")
        except psycopg.Error:
            connection.close()
            raise
        return connection

    def _query(self, request: Request, expressions: list[sql.Composable]) -> sql.Composed:
        chunk = request.chunk
        tests: list[sql.Composable] = [sql.SQL("(" + request.filter + ")")] if request.filter else []
        if chunk.part == PAGE_CHUNK:
            if chunk.low is not None:
                tests.append(sql.SQL("ctid >= {}::tid").format(sql.Literal(f"({chunk.low},0)")))
            if chunk.high is not None:
                tests.append(sql.SQL("ctid < {}::tid").format(sql.Literal(f"({chunk.high},0)")))
        else:
            for bound, operator in ((chunk.low, " > "), (chunk.high, " <= ")):
                if bound is not None:
                    tests.append(sql.Identifier(request.split) + sql.SQL(operator) + sql.Literal(bound))
        where = sql.SQL(" WHERE ") + sql.SQL(" AND ").join(tests) if tests else sql.SQL("")
        columns = sql.SQL(", ").join(expressions)
        return sql.SQL("SELECT {} FROM {}{}").format(columns, named(*request.table), where)

    def _uri(self) -> str:
        found = {k: str(v) for k, v in keywords(self.address).items()}
        user = quote(found.pop("user", ""), safe="")
        password = found.pop("password", None)
        login = f"{user}{':' + quote(password, safe='') if password else ''}@" if user else ""
        database = quote(found.pop("dbname"), safe="")
        return f"postgresql://{login}/{database}?{urlencode(found)}"

    def longest(self, table: TablePlan, columns: tuple[str, ...]) -> dict[str, int]:
        kinds = {c.source: (c.read_as or c.type).kind for c in table.columns}
        sizes = sql.SQL(", ").join(
            sql.SQL(
                "max(octet_length({}))" if kinds[c] in ("text", "binary") else "max(octet_length({}::text))"
            ).format(sql.Identifier(c))
            for c in columns
        )
        where = sql.SQL(" WHERE " + table.filter) if table.filter else sql.SQL("")
        with self._guard():
            row = self.admin.execute(
                sql.SQL("SELECT {} FROM {}{}").format(sizes, named(*table.source), where)
            ).fetchone()
        return {c: int(size or 0) for c, size in zip(columns, row, strict=True)}

    def checks(self, plan: Plan) -> list[PlanFinding]:
        with self._guard():
            return source_checks(self.admin, plan)

    def close(self) -> None:
        if self._streams is not None:
            self._streams.close()
        for connection in (self.admin, *self._opened):
            connection.close()


def _plan_settings(chunk: Chunk) -> tuple[str, ...]:
    ranged = chunk.part != PAGE_CHUNK and (chunk.low is not None or chunk.high is not None)
    return RANGE_SETTINGS if ranged else ()


def _gone(holder: Any) -> bool:
    try:
        holder.execute("SELECT 1")
    except psycopg.Error:
        return True
    return False


def _expression(column: ReadColumn, careful: bool) -> sql.Composable:
    """The column, or its text where ADBC has no exact type for it."""
    name = sql.Identifier(column.name)
    kind = column.type.kind
    if kind in ("integer", "float", "boolean", "binary", "date", "time", "timestamp", "datetime") and (
        column.carry == "arrow" and not careful
    ):
        return name
    if kind == "binary" and column.carry == "arrow":
        return name
    if kind == "float":
        return sql.SQL("{}::float8::text").format(name)  # a real's short text is another number of 64 bits
    return sql.SQL("{}::text").format(name)
