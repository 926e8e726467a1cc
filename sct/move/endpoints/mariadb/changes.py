"""MariaDB's and MySQL's changes from the row binlog, by mysql-replication; its values put right where it loses form.

The library needs binlog_row_metadata=FULL for column names, and is told is_mariadb=False: with True it does not begin
at the position it is given.
"""

from __future__ import annotations

import datetime
import ipaddress
import random
import uuid
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

import pymysql

from sct.move.address import Address
from sct.move.capture import Added, Altered, Change, Pause, Transaction
from sct.move.endpoints.mariadb.added import new_columns
from sct.move.endpoints.mariadb.catalog import read_catalog
from sct.move.endpoints.mariadb.connect import connect, login, trouble
from sct.move.endpoints.mariadb.types import labels
from sct.move.errors import MoveError
from sct.move.model import ColumnPlan, Plan, TablePlan

SETTINGS = {"log_bin": "1", "binlog_format": "ROW", "binlog_row_image": "FULL", "binlog_row_metadata": "FULL"}
# Statements that change what a row means; the log has them as text, in a transaction of their own.
SHAPES = ("ALTER", "DROP", "RENAME")


class MariaChanges:
    """The binlog of one server, the tables of one database."""

    address: Address

    def capture_begin(self, plan: Plan) -> dict[str, Any]:
        keyless = [t.id for t in plan.tables if not t.key]
        if keyless:
            raise MoveError("MV0050", f"{', '.join(keyless[:5])}: changes are applied by key and there is none")
        try:
            connection = connect(self.address)
            with connection, connection.cursor() as cursor:
                cursor.execute("SELECT " + ", ".join(f"@@{name}" for name in SETTINGS))
                have = [str(v) for v in cursor.fetchone()]
                wrong = [f"{n}={h}" for (n, w), h in zip(SETTINGS.items(), have, strict=True) if h != w]
                if wrong:
                    wanted = ", ".join(f"{n}={w}" for n, w in SETTINGS.items())
                    raise MoveError("MV0015", f"the source has {', '.join(wrong)}; following needs {wanted}")
                cursor.execute("SHOW MASTER STATUS")
                file, at = cursor.fetchone()[:2]
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        return {"file": file, "pos": at}

    def transactions(self, plan: Plan, position: dict[str, Any]) -> Generator[Transaction | Altered | Pause]:
        tables = {t.source: t for t in plan.tables}
        while True:
            before = position
            for transaction in self._read(plan, tables, position):
                if isinstance(transaction, Transaction):
                    position = transaction.position
                yield transaction
            yield Pause.MORE if position != before else Pause.IDLE

    def _read(
        self, plan: Plan, tables: dict[tuple[str, str], TablePlan], position: dict[str, Any]
    ) -> Iterator[Transaction | Altered]:
        """What the log has behind `position` now."""
        from pymysqlreplication import BinLogStreamReader
        from pymysqlreplication.event import QueryEvent, XidEvent
        from pymysqlreplication.row_event import DeleteRowsEvent, UpdateRowsEvent, WriteRowsEvent

        try:
            stream = BinLogStreamReader(
                connection_settings=login(self.address),
                server_id=random.randrange(2**20, 2**31),
                log_file=position["file"],
                log_pos=position["pos"],
                resume_stream=True,
                blocking=False,
                is_mariadb=False,
                only_events=[QueryEvent, XidEvent, DeleteRowsEvent, UpdateRowsEvent, WriteRowsEvent],
            )
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        changes: list[Change] = []
        try:
            for event in stream:
                if isinstance(event, QueryEvent):
                    said = self._statement(plan, event, tables)
                    if isinstance(said, Altered):
                        yield said
                    else:
                        changes += said
                    words = event.query.split(None, 1)
                    if words and words[0].upper() != "BEGIN":
                        yield Transaction(_place(stream), changes, float(event.timestamp))
                        changes = []
                elif isinstance(event, XidEvent):
                    yield Transaction(_place(stream), changes, float(event.timestamp))
                    changes = []
                else:
                    table = tables.get((event.schema, event.table))
                    if table is not None:
                        changes += _rows(event, table)
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        finally:
            with suppress(pymysql.Error):
                stream.close()

    def _statement(self, plan: Plan, event: Any, tables: dict[tuple[str, str], TablePlan]) -> list[Change] | Altered:
        """Statements in the log: TRUNCATE is a change; what alters a table of the plan ends the following, or adds to it."""
        schema = event.schema.decode() if isinstance(event.schema, bytes) else event.schema
        words = event.query.replace("`", " ").replace(".", " ").replace(";", " ").split()
        if schema != self.address.database or not words:
            return []
        touched = [t for (_, name), t in tables.items() if name in words]
        if words[0].upper() == "TRUNCATE":
            return [Change(t.id, "truncate") for t in touched]
        if words[0].upper() in SHAPES and touched:
            if plan.options.ddl == "add_columns" and len(touched) == 1:
                added = self._added(touched[0], event.query)
                if added:
                    return Altered(touched[0].id, added)
            raise MoveError(
                "MV0051", f"{touched[0].id} was altered while its changes were followed: {event.query[:200]}"
            )
        return []

    def _added(self, table: TablePlan, statement: str) -> list[Added]:
        """The plain new columns that are all the statement is about; nothing else."""
        found = new_columns(statement, table.source)
        if found is None:
            return []
        try:
            with connect(self.address) as connection:
                catalog = {(t.schema, t.name): t for t in read_catalog(connection, self.address.database)}
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        there = {c.name.lower(): c for c in catalog[table.source].columns} if table.source in catalog else {}
        if any(name.lower() not in there for name in found):
            return []
        return [Added(there[name.lower()], fill) for name, fill in found.items()]

    def capture_end(self, plan: Plan) -> None:
        return

    def log_end(self) -> dict[str, Any]:
        """A transaction is in the log before it is visible."""
        try:
            connection = connect(self.address)
            with connection, connection.cursor() as cursor:
                cursor.execute("SHOW MASTER STATUS")
                file, at = cursor.fetchone()[:2]
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        return {"file": file, "pos": at}

    def log_seen(self) -> dict[str, Any]:
        return self.log_end()

    def reached(self, position: dict[str, Any], mark: dict[str, Any]) -> bool:
        return "file" in position and _order(position) >= _order(mark)

    def lag(self, plan: Plan, position: dict[str, Any]) -> dict[str, Any]:
        try:
            connection = connect(self.address)
            with connection, connection.cursor() as cursor:
                cursor.execute("SHOW MASTER STATUS")
                file, at = cursor.fetchone()[:2]
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        return {"bytes_behind": at - position["pos"]} if file == position["file"] else {"log_behind": file}


def _order(position: dict[str, Any]) -> tuple[int, int]:
    """Logs are numbered: `name.000012`."""
    return int(position["file"].rpartition(".")[2]), int(position["pos"])


def _place(stream: Any) -> dict[str, Any]:
    return {"file": stream.log_file, "pos": stream.log_pos}


def _rows(event: Any, table: TablePlan) -> Iterator[Change]:
    columns = {c.name for c in event.columns}
    missing = [c.source for c in table.columns if c.source not in columns]
    if missing:
        raise MoveError("MV0051", f"{table.id} lacks {', '.join(missing)}: the table was altered while it was followed")
    new = columns - {c.source for c in table.columns} - set(columns if table.left_out is None else table.left_out)
    if new:
        raise MoveError(
            "MV0051", f"{table.id} got {', '.join(sorted(new))}: the table was altered while it was followed"
        )
    kind = type(event).__name__
    places = {c.source: c for c in table.columns}
    for row in event.rows:
        if kind == "UpdateRowsEvent":
            before, after = (
                (row["before_values"], row["before_none_sources"]),
                (row["after_values"], row["after_none_sources"]),
            )
        else:
            before = after = (row["values"], row["none_sources"])
        key = tuple(_value(places[k], *before) for k in table.key)
        if kind == "DeleteRowsEvent":
            yield Change(table.id, "delete", key)
        else:
            old = key if kind == "UpdateRowsEvent" else ()
            yield Change(table.id, "upsert", old, [_value(c, *after) for c in table.columns])


def _value(column: ColumnPlan, values: dict[str, Any], nothing: dict[str, str]) -> Any:
    """A value in the form the conversions know; the library's own forms differ by type."""
    value = values[column.source]
    native = column.source_type.lower()
    base = native.split("(")[0].split(" ")[0]
    if value is None and nothing.get(column.source) == "empty set":
        return ""
    if value is None:
        # The library has no word for 0000-00-00 and says None, with this reason beside it.
        return "0000-00-00" if "range" in nothing.get(column.source, "") else None
    if base == "timestamp" and value == datetime.datetime(1970, 1, 1):
        return "0000-00-00"
    if base == "year" and value == 1900:
        return 0  # YEAR is 1901 … 2155, or 0, which the library counts from 1900, too
    if base == "bit":
        return int(value, 2)
    if base == "set":
        return ",".join(label for label in labels(column.source_type) if label in value)
    if base == "binary":
        return value.ljust(int(native[7:-1]), b"\0")
    if base == "uuid":
        return str(uuid.UUID(bytes=value.ljust(16, b"\0")))
    if base in ("inet6", "inet4"):
        return str(ipaddress.ip_address(value.ljust(16 if base == "inet6" else 4, b"\0")))
    if column.read_as is not None and column.read_as.name == "wkb":
        return value[4:]
    if isinstance(value, datetime.timedelta):
        return span(value)
    return value


def span(value: datetime.timedelta) -> str:
    """A TIME as the server prints it: [-]hours:minutes:seconds[.fraction]."""
    sign = "-" if value < datetime.timedelta(0) else ""
    value = abs(value)
    hours, rest = divmod(value.days * 86400 + value.seconds, 3600)
    fraction = f".{value.microseconds:06d}" if value.microseconds else ""
    return f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}{fraction}"
