"""Reading MariaDB: rows as the server sends them, decoded by column (rows.py); doubtful ones again as text by PyMySQL."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pymysql

from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.mariadb.catalog import read_catalog, read_sequences
from sct.move.endpoints.mariadb.changes import MariaChanges
from sct.move.endpoints.mariadb.checks import source_checks
from sct.move.endpoints.mariadb.connect import alive, connect, named, quoted, trouble
from sct.move.endpoints.mariadb.keys import MariaKeys
from sct.move.endpoints.mariadb.rows import batches
from sct.move.endpoints.mariadb.sums import MariaSums
from sct.move.endpoints.mariadb.types import BLOBS
from sct.move.endpoints.protocol import Request
from sct.move.errors import Lacking, MoveError, UsageError
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.ranges import cut_range
from sct.move.wire import is_whole

if TYPE_CHECKING:
    import pyarrow as pa

CAREFUL_ROWS = 2000
CAREFUL_BYTES = 32 << 20


def open_source(address: Address) -> MariaSource:
    return MariaSource(address)


class MariaSource(MariaChanges, MariaSums, MariaKeys):
    """One database of one server."""

    ranges = True
    raw_format = ""

    def __init__(self, address: Address) -> None:
        self.home = address.database
        if not address.database:
            raise UsageError("MV0001", f"{address.where} names no database: mariadb://user@host:3306/database")
        self.address = address
        self.admin = connect(address)
        self._idle: list[Any] = []

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        with self._asked() as admin:
            return read_catalog(admin, self.address.database)

    def sequences(self) -> list[SequenceInfo]:
        with self._asked() as admin:
            return read_sequences(admin, self.address.database)

    def position(self) -> dict[str, Any]:
        row = self._one("SHOW MASTER STATUS")
        if row is None:
            raise Lacking
        return {"file": row[0], "pos": row[1]}

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        yield  # each chunk has a connection of its own: MV0036 says so

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        column = next((c for c in table.columns if c.source == table.split), None)
        if column is None or not is_whole(column.read_as or column.type):
            return [Chunk(0)]
        where = f" WHERE {table.filter}" if table.filter else ""
        low, high = self._one(
            f"SELECT MIN({quoted(table.split)}), MAX({quoted(table.split)}) FROM {named(table.source)}{where}"
        )
        if low is None:
            return [Chunk(0)]
        return cut_range(int(low), int(high), -(-(table.rows or rows) // rows))

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        return int(self._one(f"SELECT COUNT(*) FROM {named(table)}{' WHERE ' + filter if filter else ''}")[0])

    def _one(self, query: str) -> Any:
        with self._asked() as admin, admin.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """The connection for questions, opened again where it was lost; the driver's errors become ours."""
        self.admin = alive(self.address, self.admin)
        try:
            yield self.admin
        except pymysql.Error as error:
            raise trouble(self.address, error) from None

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        yield from self._plain(request) if request.careful else self._columnar(request)

    def _columnar(self, request: Request) -> Iterator[pa.RecordBatch]:
        query = self._query(request, [_fast(c.name, c.type, c.native) for c in request.columns])
        octets = [
            c.type.kind == "binary" or _base(c.native) in (*BLOBS, "binary", "varbinary") for c in request.columns
        ]
        connection, whole = self._rested(), False
        try:
            yield from batches(connection, query, [c.name for c in request.columns], octets, request.batch_rows)
            whole = True
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        finally:
            if whole:
                self._idle.append(connection)
            else:
                connection._force_close()  # close() would drain what was not read

    def _rested(self) -> Any:
        """A connection whose last chunk was read to its end, or a new one: making one costs as much as 50,000 rows."""
        while self._idle:
            try:
                connection = self._idle.pop()
                connection.ping(reconnect=False)
                return connection
            except IndexError:
                break  # another worker was quicker
            except pymysql.Error:
                connection._force_close()
        return connect(self.address)

    def _plain(self, request: Request) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        query = self._query(request, [careful(c.name, c.type, c.native) for c in request.columns])
        connection = connect(self.address, streaming=True)
        names = [c.name for c in request.columns]
        kinds = [pa.large_binary() if c.type.kind == "binary" else pa.large_string() for c in request.columns]
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                held: list[tuple[Any, ...]] = []
                size = 0
                for row in cursor:
                    held.append(row)
                    size += sum(len(v) for v in row if isinstance(v, (str, bytes)))
                    if len(held) >= CAREFUL_ROWS or size > CAREFUL_BYTES:
                        yield _batch(held, names, kinds)
                        held, size = [], 0
                if held:
                    yield _batch(held, names, kinds)
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        except UnicodeDecodeError as error:
            raise MoveError(
                "MV0012", f"{named(request.table)}: text that is not in its character set: {error}"
            ) from None
        finally:
            # A streaming cursor that is left early would be drained by close().
            connection._force_close()

    def _query(self, request: Request, expressions: list[str], *more: str) -> str:
        tests = [*more, *([f"({request.filter})"] if request.filter else [])]
        for bound, operator in ((request.chunk.low, ">"), (request.chunk.high, "<=")):
            if bound is not None:
                tests.append(f"{quoted(request.split)} {operator} {int(bound)}")
        where = " WHERE " + " AND ".join(tests) if tests else ""
        columns = ", ".join(f"{e} AS {quoted(f'c{i}')}" for i, e in enumerate(expressions))
        return f"SELECT {columns} FROM {named(request.table)}{where}"

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        raise Lacking

    def longest(self, table: TablePlan, columns: tuple[str, ...]) -> dict[str, int]:
        sizes = ", ".join(f"max(octet_length({quoted(c)}))" for c in columns)
        where = f" WHERE {table.filter}" if table.filter else ""
        row = self._one(f"SELECT {sizes} FROM {named(table.source)}{where}")
        return {c: int(size or 0) for c, size in zip(columns, row, strict=True)}

    def checks(self, plan: Plan) -> list[PlanFinding]:
        with self._asked() as admin:
            return source_checks(admin, plan)

    def close(self) -> None:
        for connection in (self.admin, *self._idle):
            with suppress(pymysql.Error):  # one that was lost
                connection.close()


def _batch(rows: list[tuple[Any, ...]], names: list[str], kinds: list[Any]) -> pa.RecordBatch:
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    arrays = [
        pa.array([v.decode("utf-8") if isinstance(v, bytes) and pa.types.is_large_string(k) else v for v in values], k)
        for values, k in zip(columns, kinds, strict=True)
    ]
    return pa.record_batch(arrays, names=names)


def _base(native: str) -> str:
    return native.lower().split("(")[0].split(" ")[0]


def _fast(column: str, type_: Type, native: str) -> str:
    """The column for the columnar reader: cast where the protocol's form is not what is wanted."""
    name, base = quoted(column), _base(native)
    if base == "bit":
        return f"CAST({name} + 0 AS UNSIGNED)"
    if type_.name == "wkb":
        return f"ST_AsWKB({name})"
    if base == "time":
        return f"CAST({name} AS CHAR)"
    return name


def careful(column: str, type_: Type, native: str) -> str:
    """The column as text whose reading back is exact; bytes stay bytes."""
    name, base = quoted(column), _base(native)
    if base == "bit":
        return f"CAST({name} + 0 AS CHAR)"
    if type_.name == "wkb":
        return f"ST_AsWKB({name})"
    if type_.kind == "binary":
        return name
    if base == "float":
        # As text a FLOAT has six digits only.
        return f"CAST(CAST({name} AS DOUBLE) AS CHAR)"
    return f"CAST({name} AS CHAR)"
