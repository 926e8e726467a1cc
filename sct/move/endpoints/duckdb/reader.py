"""Reading DuckDB: it speaks Arrow itself."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from sct.move.address import Address, missing_file
from sct.move.endpoints.duckdb.sums import DuckSums
from sct.move.endpoints.duckdb.types import type_of
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.endpoints.rows import fine_fractions
from sct.move.errors import FastLaneRefused, Lacking, MoveError, Transient
from sct.move.model import Chunk, ColumnInfo, IndexInfo, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.ranges import cut_range
from sct.move.wire import is_whole

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY, MOST_MEMORY = 256 << 20, 16 << 30  # bytes
_open: dict[str, Any] = {}
_lock = threading.Lock()


def open_source(address: Address) -> DuckSource:
    if not Path(address.path).is_file():
        raise missing_file(address)
    return DuckSource(address)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def database(address: Address, read_only: bool) -> Any:
    """One database object a file and process: DuckDB allows no second one of another kind."""
    path = str(Path(address.path).resolve())
    with _lock:
        if path not in _open:
            try:
                _open[path] = duckdb.connect(path, read_only=read_only)
            except duckdb.Error as error:
                raise MoveError("MV0010", f"{address.path}: {error}") from None
            _open[path].execute("SET TimeZone = 'UTC'; SET threads = 2")
            room(_open[path], 0)
        return _open[path]


def room(base: Any, more: int) -> None:
    """Let DuckDB take `more` bytes than what rows of a usual size need. It is a limit, and is filled with what was read."""
    base.execute(f"SET memory_limit = '{(MEMORY + more) >> 20}MiB'")


def forget(address: Address) -> None:
    with _lock:
        found = _open.pop(str(Path(address.path).resolve()), None)
        if found is not None:
            found.close()


class DuckSource(DuckSums):
    """One file; every reader is a cursor of the one database."""

    home = "main"
    ranges = True
    raw_format = ""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.base = database(address, read_only=True)

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return read_catalog(self.base.cursor(), schemas)

    def sequences(self) -> list[SequenceInfo]:
        rows = self.base.cursor().execute(
            "SELECT schema_name, sequence_name, coalesce(last_value + increment_by, start_value) FROM duckdb_sequences()"
        )
        return [SequenceInfo(*row) for row in rows.fetchall()]

    def position(self) -> dict[str, Any]:
        raise Lacking

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        yield

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        column = next((c for c in table.columns if c.source == table.split), None)
        if column is None or not is_whole(column.read_as or column.type):
            return [Chunk(0)]
        where = f" WHERE {table.filter}" if table.filter else ""
        name = quoted(table.split)
        query = f"SELECT min({name})::BIGINT, max({name})::BIGINT FROM {_name(table.source)}{where}"
        low, high = self.base.cursor().execute(query).fetchone()
        return cut_range(low, high, -(-(table.rows or rows) // rows))

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        where = f" WHERE {filter}" if filter else ""
        return int(self.base.cursor().execute(f"SELECT count(*) FROM {_name(table)}{where}").fetchone()[0])

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        tests, values = ([f"({request.filter})"] if request.filter else []), []
        for bound, operator in ((request.chunk.low, ">"), (request.chunk.high, "<=")):
            if bound is not None:
                tests.append(f"{quoted(request.split)} {operator} ?")
                values.append(bound)
        where = " WHERE " + " AND ".join(tests) if tests else ""
        columns = ", ".join(_expression(c, request.careful) for c in request.columns)
        query = f"SELECT {columns} FROM {_name(request.table)}{where}"
        more = 0
        while True:
            given = False
            cursor = self.base.cursor()
            try:
                for batch in cursor.execute(query, values).to_arrow_reader(request.batch_rows):
                    if not request.careful and _infinite(batch):
                        raise FastLaneRefused("an infinite date or moment")
                    if batch.num_rows:
                        given = True
                        yield batch
                return
            except duckdb.OutOfMemoryException as error:
                # How long the values are shows only now. What was given cannot be taken back: the chunk begins anew.
                more = max(MEMORY, 2 * more)
                if more > MOST_MEMORY:
                    raise MoveError("MV0012", f"{self.address.path}: {error}") from None
                room(self.base, more)
                if given:
                    raise Transient("MV0011", f"{self.address.path}: its values take more memory") from None
            except duckdb.Error as error:
                raise MoveError("MV0012", f"{self.address.path}: {error}") from None
            finally:
                cursor.close()

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        raise Lacking

    def checks(self, plan: Plan) -> list[PlanFinding]:
        return fine_fractions(plan)

    def close(self) -> None:
        forget(self.address)


def _infinite(batch: pa.RecordBatch) -> bool:
    """DuckDB's infinities are its last numbers, which are moments of far years to anybody else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column in batch.columns:
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            most = (1 << (column.type.bit_width - 1)) - 1
            ticks = column.cast(pa.int32() if column.type.bit_width == 32 else pa.int64())
            if pc.any(pc.is_in(ticks, value_set=pa.array([most, -most], ticks.type))).as_py():
                return True
    return False


def _name(table: tuple[str, str]) -> str:
    return ".".join(quoted(part) for part in table if part)


def _expression(column: ReadColumn, careful: bool) -> str:
    name = quoted(column.name)
    native = column.type.kind in ("boolean", "integer", "float", "binary", "date", "time", "timestamp", "text")
    if column.type.kind == "decimal" and (column.type.precision or 99) <= 38:
        native = True
    if column.type.kind == "timestamp" and (column.type.precision or 6) > 6:
        native = False
    if native and (not careful or column.type.kind == "binary"):
        return name
    if column.type.kind == "float":
        return f"CAST(CAST({name} AS DOUBLE) AS VARCHAR)"  # a FLOAT's short text is another number of 64 bits
    return f"CAST({name} AS VARCHAR)"


def read_catalog(cursor: Any, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
    """Tables, their keys and indexes, by DuckDB's own catalog functions."""
    tables: dict[tuple[str, str], TableInfo] = {}
    for schema, name, rows in cursor.execute(
        "SELECT schema_name, table_name, estimated_size FROM duckdb_tables() "
        "WHERE NOT internal AND NOT temporary AND schema_name <> 'sct_move' ORDER BY ALL"
    ).fetchall():
        if not schemas or schema in schemas:
            tables[schema, name] = TableInfo(schema, name, [], rows=rows)
    for schema, table, name, native, nullable in cursor.execute(
        "SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY schema_name, table_name, column_index"
    ).fetchall():
        if (schema, table) in tables:
            tables[schema, table].columns.append(ColumnInfo(name, type_of(native), native, nullable))
    for schema, table, kind, columns in cursor.execute(
        "SELECT schema_name, table_name, constraint_type, constraint_column_names FROM duckdb_constraints()"
    ).fetchall():
        info = tables.get((schema, table))
        if info is not None and kind == "PRIMARY KEY":
            info.key = tuple(columns)
        elif info is not None and kind == "UNIQUE":
            info.indexes.append(IndexInfo("_".join(columns), tuple(columns), True))
    return list(tables.values())
