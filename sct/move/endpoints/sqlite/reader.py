"""Reading SQLite with Python's own driver. Its columns hold any type, so every value is given as it is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sct.ir.types import Type
from sct.move.address import Address, missing_file
from sct.move.endpoints.protocol import Request
from sct.move.endpoints.sqlite.types import type_of
from sct.move.errors import FastLaneRefused, Lacking, MoveError, Transient
from sct.move.long_values import BATCH_BYTES
from sct.move.model import (
    Chunk,
    ColumnInfo,
    ForeignKeyInfo,
    IndexInfo,
    Plan,
    PlanFinding,
    SequenceInfo,
    TableInfo,
    TablePlan,
)
from sct.move.ranges import cut_range

if TYPE_CHECKING:
    import pyarrow as pa


def open_source(address: Address) -> SqliteSource:
    return SqliteSource(address)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class SqliteSource:
    """One file, opened for reading only."""

    home = ""
    ranges = True
    raw_format = ""

    def __init__(self, address: Address) -> None:
        self.address = address
        if not Path(address.path).is_file():
            raise missing_file(address)
        self.admin = self._connect()

    def _connect(self) -> sqlite3.Connection:
        try:
            found = sqlite3.connect(
                f"{Path(self.address.path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=30
            )
            found.execute("SELECT count(*) FROM sqlite_schema")
            return found
        except sqlite3.Error as error:
            raise MoveError("MV0010", f"{self.address.path}: {error}") from None

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return [t for t in catalog_of(self.admin) if not t.name.startswith("sct_move_")]

    def sequences(self) -> list[SequenceInfo]:
        return []

    def position(self) -> dict[str, Any]:
        raise Lacking

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        yield

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        split = quoted(table.split) if table.split else "rowid"
        where = f" WHERE {table.filter}" if table.filter else ""
        try:
            query = f"SELECT min({split}), max({split}) FROM {quoted(table.source[1])}{where}"
            low, high = self.admin.execute(query).fetchone()
        except sqlite3.OperationalError:
            return [Chunk(0)]  # WITHOUT ROWID and no whole key
        if not isinstance(low, int) or not isinstance(high, int):
            return [Chunk(0)]
        return cut_range(low, high, -(-(table.rows or rows) // rows))

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        where = f" WHERE {filter}" if filter else ""
        return int(self.admin.execute(f"SELECT count(*) FROM {quoted(table[1])}{where}").fetchone()[0])

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        import pyarrow as pa

        split = quoted(request.split) if request.split else "rowid"
        tests, values = ([f"({request.filter})"] if request.filter else []), []
        for bound, operator in ((request.chunk.low, ">"), (request.chunk.high, "<=")):
            if bound is not None:
                tests.append(f"{split} {operator} ?")
                values.append(bound)
        where = " WHERE " + " AND ".join(tests) if tests else ""
        columns = ", ".join(quoted(c.name) for c in request.columns)
        connection = self._connect()
        try:
            cursor = connection.execute(f"SELECT {columns} FROM {quoted(request.table[1])}{where}", values)
            for rows in _groups(cursor, request.batch_rows):
                arrays = []
                for i, column in enumerate(request.columns):
                    arrays.append(_array([row[i] for row in rows], column.type, request.careful))
                rows.clear()
                batch = pa.record_batch(arrays, names=[c.name for c in request.columns])
                del arrays
                yield batch
                del batch
        except sqlite3.OperationalError as error:
            if "decode" in str(error):
                raise MoveError(
                    "MV0012", f"{self.address.path}, {request.table[1]}: text that is no UTF-8: {error}"
                ) from None
            raise Transient("MV0011", f"{self.address.path}: {error}") from None
        except sqlite3.Error as error:
            raise MoveError("MV0012", f"{self.address.path}: {error}") from None
        finally:
            connection.close()

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        raise Lacking

    def checks(self, plan: Plan) -> list[PlanFinding]:
        words = "no type is declared; whole numbers and fractions travel as text, bytes are bad rows"
        return [
            PlanFinding("MV0062", table.id, f"column {column.source}: {words}")
            for table in plan.tables
            for column in table.columns
            if not column.source_type
        ]

    def close(self) -> None:
        self.admin.close()


def _groups(cursor: sqlite3.Cursor, most: int) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in lists of `most`, or of fewer where their texts and bytes are long."""
    held: list[tuple[Any, ...]] = []
    size = 0
    for row in cursor:
        held.append(row)
        for value in row:
            if value.__class__ is str or value.__class__ is bytes:
                size += len(value)
        row = value = None  # what is given away is not kept here
        if size >= BATCH_BYTES or len(held) >= most:
            yield held
            held, size = [], 0
    if held:
        yield held


def _array(values: list[Any], type_: Type, careful: bool) -> Any:
    """A typed array when every value is of the class declared; in the careful lane a union that keeps each one's class."""
    import pyarrow as pa

    expected: dict[str, Any] = {"integer": pa.int64(), "float": pa.float64(), "binary": pa.large_binary()}
    if type_.kind == "boolean" and all(v is None or v in (0, 1) for v in values):
        return pa.array([None if v is None else bool(v) for v in values], pa.bool_())
    wanted = expected.get(type_.kind, pa.large_string())
    try:
        if wanted == pa.large_binary() and any(isinstance(v, str) for v in values):
            raise pa.ArrowInvalid("text among bytes")
        if wanted == pa.large_string() and any(isinstance(v, bytes) for v in values):
            raise pa.ArrowInvalid("bytes among text")
        if wanted == pa.float64() and any(isinstance(v, (int, str)) for v in values):
            raise pa.ArrowInvalid("not only floats")
        return pa.array(values, wanted)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        if not careful:
            raise FastLaneRefused("values of several classes in a column") from None
        return _mixed(values)


CLASSES = (int, float, str, bytes)


def _mixed(values: list[Any]) -> Any:
    """A dense union of SQLite's storage classes; NULLs are among the first's."""
    import pyarrow as pa

    kinds = (pa.int64(), pa.float64(), pa.large_string(), pa.large_binary())
    children: list[list[Any]] = [[] for _ in kinds]
    which, where = [], []
    for value in values:
        of = 0 if value is None else CLASSES.index(type(value))
        which.append(of)
        where.append(len(children[of]))
        children[of].append(value)
    arrays = [pa.array(c, k) for c, k in zip(children, kinds, strict=True)]
    return pa.UnionArray.from_dense(pa.array(which, pa.int8()), pa.array(where, pa.int32()), arrays)


def catalog_of(db: sqlite3.Connection) -> list[TableInfo]:
    """The tables of a file."""
    rows = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return [_table(db, name) for (name,) in rows]


def _table(db: sqlite3.Connection, name: str) -> TableInfo:
    key: list[tuple[int, str]] = []
    columns = []
    for _, column, native, notnull, default, pk, hidden in db.execute(f"PRAGMA table_xinfo({quoted(name)})"):
        columns.append(ColumnInfo(column, type_of(native), native, not notnull, hidden in (2, 3), False, default))
        if pk:
            key.append((pk, column))
    info = TableInfo("", name, columns, tuple(c for _, c in sorted(key)))
    for _, index, unique, origin, partial in db.execute(f"PRAGMA index_list({quoted(name)})").fetchall():
        parts = [c for _, _, c in db.execute(f"PRAGMA index_info({quoted(index)})")]
        if origin == "pk":
            continue
        if partial or None in parts:
            info.notes.append(f"index {index} has expressions or a condition")
        else:
            info.indexes.append(IndexInfo(index, tuple(parts), bool(unique)))
    foreign: dict[int, list[tuple[Any, ...]]] = {}
    for row in db.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall():
        foreign.setdefault(row[0], []).append(row)
    for number, rows in sorted(foreign.items()):
        if any(r[4] is None for r in rows):
            info.notes.append(f"foreign key to {rows[0][2]} names no columns")
            continue
        action = {"CASCADE": "cascade", "SET NULL": "set null", "SET DEFAULT": "set default"}
        info.foreign_keys.append(
            ForeignKeyInfo(
                f"{name}_fk{number}", tuple(r[3] for r in rows), ("", rows[0][2]), tuple(r[4] for r in rows),
                action.get(rows[0][6], ""), action.get(rows[0][5], ""),
            )
        )  # fmt: skip
    (info.rows,) = db.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
    return info
