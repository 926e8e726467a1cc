"""What sources read through a plain DB-API driver (PEP 249) have in common: a chunk's SELECT, and rows to Arrow batches.

An engine says how each of its types is asked for (`Reading`): as a value its driver gives exactly, else as exact text.
"""

from __future__ import annotations

import datetime
import decimal
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sct.move.address import Address
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.errors import Lacking, MoveError, Transient
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.ranges import cut_range
from sct.move.wire import is_whole

if TYPE_CHECKING:
    import pyarrow as pa

Form = Literal["text", "bytes", "integer", "decimal", "float", "boolean", "date", "time", "moment", "instant"]
BATCH_BYTES = 32 << 20  # a batch of long values ends here, whatever its number of rows
LONG_ROWS = 16  # rows asked for at once where a value may be megabytes


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is asked for: the SQL, what the driver gives for it, and whether a value may be megabytes."""

    sql: str
    form: Form = "text"
    long: bool = False
    spell: Callable[[str], str] | None = None  # a text's own spelling as the one that goes on


class RowSource(ABC):
    """One database. Subclasses say how to connect, what the catalog holds, and how each type is read."""

    ranges = True
    raw_format = ""
    name = ""  # of the engine, for people

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = threading.RLock()
        self._admin: Any = None
        self.home = address.options.get("schema", "")
        self.rows("SELECT 1" + self.nowhere())  # a wrong address or password shows here

    # --- what an engine says -----------------------------------------------------------------------------------------

    @abstractmethod
    def connect(self) -> Any:
        """A connection of the driver, set up; the driver's errors are let through."""

    @abstractmethod
    def errors(self) -> type[BaseException]:
        """The class of all errors of the driver."""

    @abstractmethod
    def transient(self, error: BaseException) -> bool:
        """Whether trying again may help: a lost connection, a deadlock, a server that is starting."""

    @abstractmethod
    def login_refused(self, error: BaseException) -> bool: ...

    @abstractmethod
    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]: ...

    @abstractmethod
    def reading(self, column: ReadColumn) -> Reading: ...

    @abstractmethod
    def own_checks(self, plan: Plan) -> list[PlanFinding]: ...

    def quoted(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    def nowhere(self) -> str:
        """What a SELECT without a table needs after it."""
        return ""

    def counting(self) -> str:
        return "COUNT(*)"

    def told(self, error: BaseException) -> str:
        """The driver's words for people."""
        return str(error)

    def before(self) -> str:
        """What stands before the SELECT of a chunk."""
        return ""

    def after(self) -> str:
        """What stands after the SELECT of a chunk."""
        return ""

    # --- the same for all --------------------------------------------------------------------------------------------

    def trouble(self, error: BaseException) -> MoveError:
        """A driver's error as ours, with no password in it."""
        text = self.address.redact(" ".join(self.told(error).split()))
        message = f"{self.address.where}: {text}"
        if self.login_refused(error):
            return MoveError("MV0010", message)
        return Transient("MV0011", message) if self.transient(error) else MoveError("MV0012", message)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a small query; a lost connection is opened anew by the next one."""
        with self._lock:
            try:
                if self._admin is None:
                    self._admin = self.connect()
                cursor = self._admin.cursor()
                try:
                    cursor.execute(query, tuple(values)) if values else cursor.execute(query)
                    return [tuple(row) for row in cursor.fetchall()]
                finally:
                    cursor.close()
            except self.errors() as error:
                self._drop()
                raise self.trouble(error) from None

    def _drop(self) -> None:
        if self._admin is not None:
            with suppress(self.errors()):
                self._admin.close()
            self._admin = None

    def named(self, table: tuple[str, str]) -> str:
        return ".".join(self.quoted(part) for part in table if part)

    def sequences(self) -> list[SequenceInfo]:
        return []

    def position(self) -> dict[str, Any]:
        raise Lacking

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Each chunk is read at its own moment; `checks` says so."""
        yield

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        column = next((c for c in table.columns if c.source == table.split), None)
        if column is None or not is_whole(column.read_as or column.type):
            return [Chunk(0)]
        where = f" WHERE {table.filter}" if table.filter else ""
        split = self.quoted(table.split)
        query = f"SELECT MIN({split}), MAX({split}), {self.counting()} FROM {self.named(table.source)}{where}"
        ((low, high, found),) = self.rows(query)
        if low is None:
            return [Chunk(0)]
        return cut_range(int(low), int(high), -(-int(found) // rows))

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        where = f" WHERE {filter}" if filter else ""
        ((found,),) = self.rows(f"SELECT {self.counting()} FROM {self.named(table)}{where}")
        return int(found)

    def statement(self, request: Request) -> str:
        """The SELECT of a chunk. Its bounds are whole numbers of the plan, so they are written out."""
        split = self.quoted(request.split) if request.split else ""
        tests = [f"({request.filter})"] if request.filter else []
        bounds = [(">", request.chunk.low), ("<=", request.chunk.high)]
        tests += [f"{split} {sign} {int(bound)}" for sign, bound in bounds if bound is not None]
        where = " WHERE " + " AND ".join(tests) if tests else ""
        unread = [c.name for c in request.columns if c.type.kind == "unknown"]
        if unread:
            raise MoveError("MV0063", f"{self.named(request.table)}: {', '.join(unread)} cannot be read")
        columns = ", ".join(f"{self.reading(c).sql} AS {self.quoted(f'C{i}')}" for i, c in enumerate(request.columns))
        return f"{self.before()}SELECT {columns} FROM {self.named(request.table)}{where}{self.after()}"

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        statement = self.statement(request)
        connection: Any = None
        try:
            connection = self.connect()
            cursor = connection.cursor()
            cursor.execute(statement)
            yield from self.batches(cursor, request)
        except self.errors() as error:
            raise self.trouble(error) from None
        finally:
            if connection is not None:
                with suppress(self.errors()):
                    connection.close()

    def batches(self, cursor: Any, request: Request) -> Iterator[pa.RecordBatch]:
        """The rows of an open cursor. Memory is bounded by rows, and by bytes where values are long."""
        readings = [self.reading(c) for c in request.columns]
        names = [c.name for c in request.columns]
        asked = request.batch_rows
        if any(r.long for r in readings):
            asked = min(asked, LONG_ROWS)
        kept: list[Sequence[Any]] = []
        size = 0
        while rows := cursor.fetchmany(asked):
            kept += rows
            if asked < request.batch_rows:
                size += sum(len(v) for row in rows for v in row if isinstance(v, (str, bytes, bytearray)))
                if size < BATCH_BYTES and len(kept) < request.batch_rows:
                    continue
            yield batch_of(kept, readings, names)
            kept, size = [], 0
        if kept:
            yield batch_of(kept, readings, names)

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        raise Lacking

    def checks(self, plan: Plan) -> list[PlanFinding]:
        not_run = PlanFinding("MV0038", "", f"the {self.name} reader was never run against a server")
        return [not_run, *unread(plan), *_as_text(plan), *fine_fractions(plan), *self.own_checks(plan)]

    def unreadable(self, plan: Plan) -> list[PlanFinding]:
        """Tables that the user may not SELECT from."""
        found = []
        for table in plan.tables:
            try:
                self.rows(f"SELECT {self.counting()} FROM {self.named(table.source)} WHERE 1 = 0")
            except Transient:
                raise
            except MoveError as error:
                found.append(PlanFinding("MV0030", table.id, str(error.args[0])))
        return found

    def close(self) -> None:
        with self._lock:
            self._drop()


def _as_text(plan: Plan) -> list[PlanFinding]:
    """Types that no other engine has."""
    return [
        PlanFinding("MV0062", t.id, f"column {c.source}: {c.source_type} travels as text, {c.read_as.name}")
        for t in plan.tables
        for c in t.columns
        if c.read_as is not None and c.read_as.kind == "text" and c.read_as.name
    ]


def unread(plan: Plan) -> list[PlanFinding]:
    """Types whose values cannot be had exactly."""
    return [
        PlanFinding("MV0063", t.id, f"column {c.source}: {c.source_type} cannot be read; leave it out by rules")
        for t in plan.tables
        for c in t.columns
        if c.read_as is not None and c.read_as.kind == "unknown"
    ]


def fine_fractions(plan: Plan) -> list[PlanFinding]:
    """Columns with more digits of a second than the target keeps."""
    found = []
    for table in plan.tables:
        for column in table.columns:
            have = column.read_as
            if (
                have is not None
                and have.kind in ("timestamp", "time")
                and column.convert != "truncate_fraction"
                and (have.precision or 0) > 6
                and column.type.kind in ("timestamp", "datetime", "time")
                and (column.type.precision is None or column.type.precision <= 6)
            ):
                message = f"column {column.source}: {column.source_type} has more digits than {column.target_type} keeps; a row that uses them is bad"
                found.append(PlanFinding("MV0064", table.id, message))
    return found


def batch_of(rows: Sequence[Sequence[Any]], readings: list[Reading], names: list[str]) -> pa.RecordBatch:
    """Rows of a driver as an Arrow batch. A value of another Python type than the driver documents raises MoveError."""
    import pyarrow as pa

    arrays = []
    for i, reading in enumerate(readings):
        try:
            values = [plain(row[i], reading.form) for row in rows]
            if reading.spell is not None:
                values = [None if v is None else reading.spell(v) for v in values]
            arrays.append(pa.array(values, arrow_of(reading.form)))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, ValueError) as error:
            raise MoveError("MV0065", f"column {names[i]}: {error}") from None
    return pa.record_batch(arrays, names=names)


def arrow_of(form: Form) -> Any:
    """The Arrow type of a form; exact numbers go as text, which has room for every digit."""
    import pyarrow as pa

    return {
        "text": pa.large_string(),
        "decimal": pa.large_string(),
        "bytes": pa.large_binary(),
        "integer": pa.int64(),
        "float": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "time": pa.time64("us"),
        "moment": pa.timestamp("us"),
        "instant": pa.timestamp("us", "UTC"),
    }[form]


def plain(value: Any, form: Form) -> Any:
    """A driver's value as Arrow takes it; what it would round or guess is refused."""
    if value is None:
        return None
    if form == "decimal":
        if isinstance(value, float):
            raise MoveError("MV0065", "the driver gave a float for an exact number")
        return format(value, "f") if isinstance(value, decimal.Decimal) and value.is_finite() else str(value).strip()
    if form == "integer" and isinstance(value, decimal.Decimal):
        return int(value)
    if form == "bytes" and isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if form == "instant":
        if not isinstance(value, datetime.datetime) or value.tzinfo is None:
            raise MoveError("MV0065", "the driver gave no zone with a moment that has one")
        return value.astimezone(datetime.UTC)
    if form == "text" and isinstance(value, (datetime.date, datetime.time)):
        return str(value)
    if form == "boolean" and value in (0, 1):
        return bool(value)
    return value
