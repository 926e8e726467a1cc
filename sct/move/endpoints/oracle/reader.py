"""Reading Oracle: python-oracledb's Arrow batches in thin mode (fetch_df_batches), at one SCN for all readers.

Not run here: no Oracle server can be had. The statements it sends and what it makes of the driver's answers are
contract-tested (tests/move/test_oracle_contract.py).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import oracledb

from sct.move.address import Address
from sct.move.endpoints.intervals import spelled
from sct.move.endpoints.oracle.types import spelling, type_of
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.errors import Lacking, MoveError, Transient
from sct.move.model import Chunk, ColumnInfo, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.ranges import cut_range
from sct.move.wire import is_whole

if TYPE_CHECKING:
    import pyarrow as pa

# Lost connections, instance down or starting, listener busy; ORA-01555: the snapshot is too old, a later one may do.
TRANSIENT = {1012, 1033, 1034, 1089, 3113, 3114, 12170, 12514, 12528, 12537, 12541, 12547, 1555}
SESSION = (
    "ALTER SESSION SET TIME_ZONE = '+00:00'",
    "ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,'",
    "ALTER SESSION SET NLS_DATE_FORMAT = 'SYYYY-MM-DD HH24:MI:SS'",
    "ALTER SESSION SET NLS_TIMESTAMP_FORMAT = 'SYYYY-MM-DD HH24:MI:SS.FF9'",
)
TABLES = """
SELECT t.owner, t.table_name, t.num_rows FROM all_tables t
WHERE t.owner = NVL(:owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) AND t.temporary = 'N' AND t.nested = 'NO'
  AND t.secondary = 'N' AND t.iot_name IS NULL AND t.table_name NOT LIKE 'BIN$%' ORDER BY t.table_name"""
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, DECODE(c.char_used, 'C', c.char_length, c.data_length), c.data_precision,
       c.data_scale, c.char_used, c.nullable, c.virtual_column, c.identity_column
FROM all_tab_cols c
WHERE c.owner = NVL(:owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) AND c.hidden_column = 'NO'
ORDER BY c.table_name, c.column_id"""
KEYS = """
SELECT k.table_name, c.column_name FROM all_constraints k
JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name
WHERE k.owner = NVL(:owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) AND k.constraint_type = 'P' AND k.status = 'ENABLED'
ORDER BY k.table_name, c.position"""


def open_source(address: Address) -> OracleSource:
    return OracleSource(address)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def named(table: tuple[str, str]) -> str:
    return ".".join(quoted(p) for p in table if p)


class OracleSource:
    """One service; the schema is the user's own, or `?schema=` of the URL."""

    ranges = True
    raw_format = ""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.home = (address.options.get("schema") or address.user).upper()
        self._scn: int | None = None
        self.admin = self._connect()

    def _connect(self) -> Any:
        oracledb.defaults.fetch_lobs = False
        oracledb.defaults.fetch_decimals = True
        try:
            connection = oracledb.connect(
                user=self.address.user,
                password=self.address.password,
                host=self.address.host,
                port=self.address.port or 1521,
                service_name=self.address.database,
            )
            with connection.cursor() as cursor:
                for statement in SESSION:
                    cursor.execute(statement)
            return connection
        except oracledb.Error as error:
            raise self._trouble(error) from None

    def _trouble(self, error: Any) -> MoveError:
        detail = error.args[0] if error.args else error
        code = getattr(detail, "code", 0)
        text = self.address.redact(" ".join(str(detail).split()))
        kind, number = (
            (Transient, "MV0011") if code in TRANSIENT else (MoveError, "MV0010" if code == 1017 else "MV0012")
        )
        return kind(number, f"{self.address.where}: {text}")

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of a small query; CLOBs are texts. Raises MoveError."""
        try:
            with self.admin.cursor() as cursor:
                cursor.execute(query, values)
                return list(cursor.fetchall())
        except oracledb.Error as error:
            raise self._trouble(error) from None

    def run(self, block: str) -> None:
        """A PL/SQL block, which gives no rows."""
        try:
            with self.admin.cursor() as cursor:
                cursor.execute(block)
        except oracledb.Error as error:
            raise self._trouble(error) from None

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        tables = {
            name: TableInfo(owner, name, [], rows=int(rows) if rows is not None else None)
            for owner, name, rows in self.rows(TABLES, owner=self.home)
        }
        for table, name, word, length, precision, scale, used, nullable, virtual, identity in self.rows(
            COLUMNS, owner=self.home
        ):
            if table in tables:
                numbers = [None if n is None else int(n) for n in (length, precision, scale)]
                tables[table].columns.append(
                    ColumnInfo(
                        name,
                        type_of(word, numbers[0], numbers[1], numbers[2], used),
                        spelling(word, numbers[0], numbers[1], numbers[2]),
                        nullable == "Y",
                        virtual == "YES",
                        identity == "YES",
                    )
                )
        for table, column in self.rows(KEYS, owner=self.home):
            if table in tables:
                tables[table].key = (*tables[table].key, column)
        return list(tables.values())

    def sequences(self) -> list[SequenceInfo]:
        rows = self.rows(
            "SELECT sequence_name, last_number FROM all_sequences WHERE sequence_owner = :owner", owner=self.home
        )
        return [SequenceInfo(self.home, name, int(last)) for name, last in rows if not name.startswith("ISEQ$$")]

    def position(self) -> dict[str, Any]:
        ((scn,),) = self.rows("SELECT current_scn FROM v$database")
        return {"scn": int(scn)}

    def log_begin(self) -> dict[str, Any]:
        """The SCN at which the oldest open transaction began: mining from later on would miss what it did before."""
        position = self.position()  # first: what begins after it is behind it
        ((oldest,),) = self.rows("SELECT MIN(start_scn) FROM v$transaction WHERE start_scn > 0")
        return {"scn": min(position["scn"], int(oldest)) if oldest is not None else position["scn"]}

    def log_end(self) -> dict[str, Any]:
        return self.position()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Every reader asks for the rows as of one SCN; without the right to see it each reads its own moment."""
        try:
            self._scn = self.position()["scn"]
        except MoveError:
            self._scn = None
        try:
            yield
        finally:
            self._scn = None

    def moment(self) -> int | None:
        return self._scn

    def see(self, moment: int | None) -> None:
        self._scn = moment

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        column = next((c for c in table.columns if c.source == table.split), None)
        if column is None or not is_whole(column.read_as or column.type):
            return [Chunk(0)]
        where = f" WHERE {table.filter}" if table.filter else ""
        split = quoted(table.split)
        ((low, high),) = self.rows(f"SELECT MIN({split}), MAX({split}) FROM {named(table.source)}{where}")
        if low is None:
            return [Chunk(0)]
        return cut_range(int(low), int(high), -(-(table.rows or rows) // rows))

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        ((found,),) = self.rows(f"SELECT COUNT(*) FROM {named(table)}{' WHERE ' + filter if filter else ''}")
        return int(found)

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        import pyarrow as pa

        connection = self._connect()
        try:
            for frame in connection.fetch_df_batches(
                statement=self.statement(request), parameters=bounds(request), size=request.batch_rows
            ):
                table = _intervals(pa.table(frame), request)
                yield from table.rename_columns([c.name for c in request.columns]).to_batches()
        except oracledb.Error as error:
            raise self._trouble(error) from None
        finally:
            connection.close()

    def statement(self, request: Request) -> str:
        """The SELECT of a chunk; its bounds are bind variables."""
        tests = [f"({request.filter})"] if request.filter else []
        split = quoted(request.split)
        tests += [f"{split} > :low"] if request.chunk.low is not None else []
        tests += [f"{split} <= :high"] if request.chunk.high is not None else []
        where = " WHERE " + " AND ".join(tests) if tests else ""
        moment = f" AS OF SCN {self._scn}" if self._scn is not None else ""
        columns = ", ".join(f"{expression(c)} AS {quoted(f'C{i}')}" for i, c in enumerate(request.columns))
        return f"SELECT {columns} FROM {named(request.table)}{moment}{where}"

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        raise Lacking

    def checks(self, plan: Plan) -> list[PlanFinding]:
        return [PlanFinding("MV0038", "", "the Oracle reader was never run against an Oracle server")]

    def close(self) -> None:
        self.admin.close()


def _intervals(table: pa.Table, request: Request) -> pa.Table:
    """Oracle's spelling puts one sign before the whole; other engines take it for the first part's."""
    import pyarrow as pa

    for i, column in enumerate(request.columns):
        if column.type.kind == "interval":
            texts = [None if v is None else spelled(v, column.type.fields) for v in table.column(i).to_pylist()]
            table = table.set_column(i, table.schema.names[i], pa.array(texts, pa.large_string()))
    return table


def bounds(request: Request) -> dict[str, Any]:
    found = {"low": request.chunk.low, "high": request.chunk.high}
    return {k: v for k, v in found.items() if v is not None}


def expression(column: ReadColumn) -> str:
    """The column, or its exact text where Arrow has no type for it: NUMBER without bounds, moments, intervals, XML.

    Numbers go as text (TM9 keeps every digit) because the driver makes doubles of NUMBER; zoned moments in UTC.
    """
    name, kind = quoted(column.name), column.type.kind
    if kind in ("integer", "decimal"):
        return f"TO_CHAR({name}, 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')"
    if kind in ("timestamp", "datetime"):
        if column.type.zone != "none":
            return f"TO_CHAR(SYS_EXTRACT_UTC({name}), 'SYYYY-MM-DD HH24:MI:SS.FF9') || '+00:00'"
        digits = "" if (column.type.precision or 0) == 0 else ".FF9"
        return f"TO_CHAR({name}, 'SYYYY-MM-DD HH24:MI:SS{digits}')"
    if kind == "interval":
        return f"TO_CHAR({name})"
    if kind == "xml":
        return f"XMLSERIALIZE(DOCUMENT {name} AS CLOB)"
    if kind == "json":
        return f"JSON_SERIALIZE({name} RETURNING CLOB)"
    if kind == "rowid":
        return f"ROWIDTOCHAR({name})"
    return name
