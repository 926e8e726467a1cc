"""Writing MariaDB: LOAD DATA LOCAL, else multi-row INSERTs, and the ledger entry in one InnoDB transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pymysql

from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.mariadb.catalog import read_catalog
from sct.move.endpoints.mariadb.checks import target_checks
from sct.move.endpoints.mariadb.connect import alive, connect, named, quoted, trouble
from sct.move.endpoints.mariadb.load import NOT_TAKEN, Loading, statement_for, text_of
from sct.move.endpoints.mariadb.repair import MariaRepair
from sct.move.endpoints.mariadb.types import type_of, type_text
from sct.move.endpoints.protocol import DataRefused
from sct.move.endpoints.space import free_here
from sct.move.errors import Lacking, UsageError
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.wire import YEAR

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER = (
    "CREATE TABLE IF NOT EXISTS sct_move_ledger (plan varchar(32), tab varchar(400), chunk bigint, "
    "`rows` bigint, rejected bigint, PRIMARY KEY (plan, tab, chunk)) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    "CREATE TABLE IF NOT EXISTS sct_move_step (plan varchar(32), name varchar(400), PRIMARY KEY (plan, name)) "
    "ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    "CREATE TABLE IF NOT EXISTS sct_move_exceptions (plan varchar(32), tab varchar(400), chunk bigint, "
    "row_data longtext, reason text) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
)
INSERT_BYTES = 4 << 20
# Data errors: bad null, duplicate, out of range, too long, wrong value, truncated, foreign key, check.
VALUE_ERRORS = {1048, 1062, 1264, 1265, 1292, 1366, 1406, 1451, 1452, 3819, 4025, 1300, 1411, 1153, 3988}
EXISTS = {1050, 1061, 1826, 1005}


def open_target(address: Address) -> MariaTarget:
    return MariaTarget(address)


class MariaTarget(MariaRepair):
    """One database; each worker thread keeps a connection."""

    raw_format = ""
    parallel = True
    calendar = True
    one_schema = True

    def __init__(self, address: Address) -> None:
        if not address.database:
            raise UsageError("MV0001", f"{address.where} names no database: mariadb://user@host:3306/database")
        self.address = address
        self.admin = connect(address)
        self._local = threading.local()
        self._opened: list[Any] = []
        self._local_files = True  # until the server says that it takes none

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        try:
            self.admin = alive(self.address, self.admin)
            return read_catalog(self.admin, self.address.database)
        except pymysql.Error as error:
            raise trouble(self.address, error) from None

    def default_schema(self) -> str:
        return self.address.database

    def type_of(self, native: str) -> Type:
        return type_of(native)

    def type_text(self, type_: Type) -> str:
        return type_text(type_)

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Tables with their primary key (InnoDB clusters by it), then indexes and foreign keys."""
        pre, post, last = [], [], []
        targets = {(i.schema, i.name): t for i, t in tables}
        for info, target in tables:
            name = ".".join(target)
            lines = [
                f"{quoted(c.name)} {_key_type(type_text(c.type), c.name in info.key)}"
                f"{'' if c.nullable else ' NOT NULL'}{' AUTO_INCREMENT' if c.identity and c.name in info.key[:1] else ''}"
                for c in info.columns
            ]
            if info.key:
                lines.append(f"PRIMARY KEY ({_names(info.key)})")
            body = ",\n  ".join(lines)
            text = f"CREATE TABLE {named(target)} (\n  {body}\n) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
            pre.append((f"table {name}", text))
            texts = {c.name for c in info.columns if type_text(c.type) in ("longtext", "longblob")}
            for index in info.indexes:
                if not texts & set(index.columns):
                    unique = "UNIQUE " if index.unique else ""
                    create = f"CREATE {unique}INDEX {quoted(index.name)} ON {named(target)} ({_names(index.columns)})"
                    post.append((f"index {name} {index.name}", create))
            for foreign in info.foreign_keys:
                other = targets.get(foreign.table)
                if other is not None:
                    last.append(
                        (
                            f"foreign key {name} {foreign.name}",
                            f"ALTER TABLE {named(target)} ADD CONSTRAINT {quoted(foreign.name)} FOREIGN KEY "
                            f"({_names(foreign.columns)}) REFERENCES {named(other)} ({_names(foreign.ref_columns)})"
                            + (f" ON DELETE {foreign.on_delete.upper()}" if foreign.on_delete else ""),
                        )
                    )
        return pre, post + last

    def prepare(self, plan: Plan) -> None:
        for statement in LEDGER:
            self._run(self.admin, statement)

    def step(self, plan: Plan, name: str, sql: str) -> bool:
        """DDL commits by itself here, so the mark follows it; a step whose object is there was done by a killed run."""
        connection = self._connection()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM sct_move_step WHERE plan = %s AND name = %s", (plan.id, name[:400]))
                if cursor.fetchone():
                    return False
                begun = f"{name[:390]} begun"
                again = cursor.execute("INSERT IGNORE INTO sct_move_step VALUES (%s, %s)", (plan.id, begun)) == 0
                connection.commit()
                try:
                    cursor.execute(sql)
                except pymysql.Error as error:
                    if not (again and error.args[0] in EXISTS):
                        raise
                cursor.execute("INSERT IGNORE INTO sct_move_step VALUES (%s, %s)", (plan.id, name[:400]))
                connection.commit()
        except pymysql.Error as error:
            connection.close()
            raise trouble(self.address, error) from None
        return True

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        query = "SELECT tab, chunk, `rows`, rejected FROM sct_move_ledger WHERE plan = %s"
        return {(t, c): (r, b) for t, c, r, b in self._run(self.admin, query, plan.id)}

    @contextmanager
    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> Iterator[MariaChunk]:
        connection = self._connection()
        try:
            writer = MariaChunk(connection, plan, table, chunk, self._local_files)
            writer.begin()
            yield writer
            connection.commit()
            self._local_files = writer.local_files
        except pymysql.Error as error:
            connection.close()
            raise trouble(self.address, error) from None
        except BaseException:
            with suppress(pymysql.Error):
                connection.rollback()
            raise

    def has_rows(self, table: tuple[str, str]) -> bool:
        return bool(self._run(self.admin, f"SELECT 1 FROM {named(table)} LIMIT 1"))

    def truncate(self, tables: list[tuple[str, str]]) -> None:
        self._run(self.admin, "SET foreign_key_checks = 0")
        for table in tables:
            self._run(self.admin, f"TRUNCATE {named(table)}")
        self._run(self.admin, "SET foreign_key_checks = 1")

    def finish(self, plan: Plan) -> list[str]:
        return []  # AUTO_INCREMENT follows the rows by itself

    def checks(self, plan: Plan) -> list[PlanFinding]:
        return target_checks(alive(self.address, self.admin), plan)

    def bends(self, type_: Type) -> str:
        return "-0.0 becomes 0.0, zero has no sign there" if type_.kind == "float" else ""

    def longest_value(self) -> int | None:
        with self.admin.cursor() as cursor:
            cursor.execute("SELECT @@max_allowed_packet")
            return int(cursor.fetchone()[0]) - 1024  # the statement around the value

    def free_bytes(self) -> int | None:
        with self.admin.cursor() as cursor:
            cursor.execute("SELECT @@datadir")
            return free_here(self.address, str(cursor.fetchone()[0]))

    def close(self) -> None:
        for connection in (self.admin, *self._opened):
            with suppress(pymysql.Error):
                connection.close()

    def _run(self, connection: Any, query: str, *values: Any) -> list[tuple[Any, ...]]:
        if connection is self.admin:
            connection = self.admin = alive(self.address, connection)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return list(cursor.fetchall())
        except pymysql.Error as error:
            raise trouble(self.address, error) from None

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None or not connection.open:
            connection = connect(self.address, autocommit=False, kind=Loading)
            self._local.connection = connection
            self._opened.append(connection)
        return connection


class MariaChunk:
    """One chunk; its ledger entry comes first, so that a second runner waits and then finds it done."""

    def __init__(self, connection: Any, plan: Plan, table: TablePlan, chunk: Chunk, local_files: bool) -> None:
        self.connection, self.plan, self.table, self.id = connection, plan, table, chunk.id
        self.local_files = local_files
        self.already = False
        self._years = frozenset(c.target for c in table.columns if c.type.name == YEAR)
        columns = ", ".join(quoted(c.target) for c in table.columns)
        marks = ", ".join(["%s"] * len(table.columns))
        self._insert = f"INSERT INTO {named(table.target)} ({columns}) VALUES ({marks})"

    def begin(self) -> None:
        with self.connection.cursor() as cursor:
            entry = (self.plan.id, self.table.id, self.id)
            self.already = cursor.execute("INSERT IGNORE INTO sct_move_ledger VALUES (%s, %s, %s, 0, 0)", entry) == 0

    def write(self, batch: pa.RecordBatch) -> None:
        if not self.local_files:
            self._insert_rows(batch)
            return
        try:
            rows, warnings = self.connection.load(statement_for(self.table, batch.schema), text_of(batch, self._years))
        except pymysql.Error as error:
            if error.args and error.args[0] in NOT_TAKEN:
                self.local_files = False
                self._insert_rows(batch)
                return
            raise _refused(error) from None
        if warnings or rows != batch.num_rows:
            # With LOCAL the server bends or skips what INSERT refuses, and warns: nothing of it is kept.
            why = f"{rows} of {batch.num_rows} rows were taken, with {warnings} warnings"
            raise DataRefused(why)

    def _insert_rows(self, batch: pa.RecordBatch) -> None:
        rows = list(zip(*(_values(column) for column in batch.columns), strict=True))
        try:
            with self.connection.cursor() as cursor:
                cursor.max_stmt_length = INSERT_BYTES
                cursor.executemany(self._insert, rows)
        except pymysql.Error as error:
            raise _refused(error) from None

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int:
        raise Lacking

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        with self.connection.cursor() as cursor:
            cursor.execute("SAVEPOINT sct_rows")
            try:
                self._insert_rows(batch)  # its errors name the value
            except DataRefused as error:
                cursor.execute("ROLLBACK TO SAVEPOINT sct_rows")
                return str(error)
            cursor.execute("RELEASE SAVEPOINT sct_rows")
        return None

    def reject(self, rows: list[tuple[str, str]]) -> None:
        with self.connection.cursor() as cursor:
            entry = "INSERT INTO sct_move_exceptions VALUES (%s, %s, %s, %s, %s)"
            cursor.executemany(entry, [(self.plan.id, self.table.id, self.id, row, why) for row, why in rows])

    def finish(self, rows: int, rejected: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sct_move_ledger SET `rows` = %s, rejected = %s WHERE plan = %s AND tab = %s AND chunk = %s",
                (rows, rejected, self.plan.id, self.table.id, self.id),
            )


def _refused(error: pymysql.Error) -> Exception:
    number = error.args[0] if error.args else 0
    # The driver itself refuses infinities and NaN, which the server has not: an error without a number.
    of_driver = isinstance(error, pymysql.ProgrammingError) and not isinstance(number, int)
    return DataRefused(str(error.args[-1])) if of_driver or number in VALUE_ERRORS else error


def _values(column: Any) -> list[Any]:
    """Python values the driver prints exactly: moments without their zone (they are in UTC), floats in full."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        column = column.cast(pa.timestamp("us"))
    return list(column.to_pylist())


def _key_type(text: str, in_key: bool) -> str:
    if not in_key:
        return text
    return {"longtext": "varchar(700)", "longblob": "varbinary(700)"}.get(text, text)


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(quoted(c) for c in columns)
