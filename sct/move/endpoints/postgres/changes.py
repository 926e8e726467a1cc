"""PostgreSQL's changes by logical decoding (pgoutput), read through the slot functions of SQL.

The slot is peeked at, never consumed: what was read counts only when the target has committed it, then the slot is
advanced. Message formats: PostgreSQL manual, "Logical Replication Message Formats".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.capture import UNCHANGED, Altered, Change, Pause, Transaction
from sct.move.endpoints.postgres.catalog import read_catalog
from sct.move.endpoints.postgres.connect import connect, named, trouble
from sct.move.errors import MoveError
from sct.move.model import ColumnInfo, Plan, TablePlan

EPOCH = 946684800.0  # 2000-01-01 in seconds since 1970
PEEK_CHANGES = 20_000


def slot_name(plan: Plan) -> str:
    return f"sct_move_{plan.id}"


@dataclass(slots=True)
class Relation:
    """A table as the log's Relation message has it."""

    table: TablePlan | None
    columns: list[str]
    places: list[int]  # for each column of the plan, its place in the log's rows
    key: list[int]  # places of the key


@dataclass(slots=True)
class NewColumns:
    """Columns of a table that the plan does not know."""

    table: TablePlan
    names: tuple[str, ...]


class Decoder:
    """pgoutput messages to transactions."""

    def __init__(self, plan: Plan) -> None:
        self.tables = {t.source: t for t in plan.tables}
        self.add_columns = plan.options.ddl == "add_columns"
        self.relations: dict[int, Relation] = {}
        self._changes: list[Change] = []
        self._committed = 0.0

    def feed(self, data: bytes) -> Transaction | NewColumns | None:
        """A transaction when `data` commits one; new columns, after which the same `data` is fed again."""
        kind = data[:1]
        if kind == b"I":
            relation = self.relations[struct.unpack_from(">I", data, 1)[0]]
            if relation.table is not None:
                values, _ = _tuple(data, 6)
                row = [values[i] for i in relation.places]
                self._changes.append(Change(relation.table.id, "upsert", (), row))
        elif kind == b"U":
            self._update(data)
        elif kind == b"D":
            relation = self.relations[struct.unpack_from(">I", data, 1)[0]]
            if relation.table is not None:
                values, _ = _tuple(data, 6)
                self._changes.append(Change(relation.table.id, "delete", tuple(values[i] for i in relation.key)))
        elif kind == b"B":
            self._changes = []
            self._committed = EPOCH + struct.unpack_from(">q", data, 9)[0] / 1e6
        elif kind == b"C":
            (end,) = struct.unpack_from(">Q", data, 10)
            return Transaction({"lsn": lsn_text(end)}, self._changes, self._committed)
        elif kind == b"R":
            return self._relation(data)
        elif kind == b"T":
            count = struct.unpack_from(">I", data, 1)[0]
            for (oid,) in struct.iter_unpack(">I", data[6 : 6 + 4 * count]):
                table = self.relations[oid].table
                if table is not None:
                    self._changes.append(Change(table.id, "truncate"))
        return None

    def _update(self, data: bytes) -> None:
        relation = self.relations[struct.unpack_from(">I", data, 1)[0]]
        if relation.table is None:
            return
        key: tuple[Any, ...] = ()
        at = 5
        if data[at : at + 1] in (b"K", b"O"):
            old, at = _tuple(data, at + 1)
            key = tuple(old[i] for i in relation.key)
        full = data[5:6] == b"O"
        values, _ = _tuple(data, at + 1)
        if full:
            # REPLICA IDENTITY FULL: what did not change stands in the old row.
            values = [o if v is UNCHANGED else v for o, v in zip(old, values, strict=True)]
        self._changes.append(Change(relation.table.id, "upsert", key, [values[i] for i in relation.places]))

    def lengthened(self, table: TablePlan, count: int) -> None:
        """The transaction's rows so far were written before the columns were there: they have NULL in them."""
        for change in self._changes:
            if change.table == table.id and change.row is not None:
                change.row += [None] * count

    def _relation(self, data: bytes) -> NewColumns | None:
        (oid,) = struct.unpack_from(">I", data, 1)
        schema, at = _string(data, 5)
        name, at = _string(data, at)
        (count,) = struct.unpack_from(">h", data, at + 1)
        at += 3
        columns = []
        for _ in range(count):
            column, at = _string(data, at + 1)
            columns.append(column)
            at += 8
        table = self.tables.get((schema or "pg_catalog", name))
        if table is None:
            self.relations[oid] = Relation(None, columns, [], [])
            return None
        missing = [c.source for c in table.columns if c.source not in columns]
        if missing:
            raise MoveError("MV0051", f"{table.id} lacks {', '.join(missing)}: the table was altered on the way")
        known = {c.source for c in table.columns}.union(table.left_out or ())
        new = tuple(c for c in columns if c not in known) if table.left_out is not None else ()
        if new and not self.add_columns:
            message = f"{table.id} has new columns {', '.join(new)}; `ddl: add_columns` in the rules takes them along"
            raise MoveError("MV0051", message)
        if new:
            return NewColumns(table, new)
        places = [columns.index(c.source) for c in table.columns]
        self.relations[oid] = Relation(table, columns, places, [columns.index(k) for k in table.key])
        return None


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\0", at)
    return data[at:end].decode(), end + 1


def _tuple(data: bytes, at: int) -> tuple[list[Any], int]:
    """TupleData: text values, None, or UNCHANGED for a value stored apart that the update did not touch."""
    (count,) = struct.unpack_from(">h", data, at)
    at += 2
    values: list[Any] = []
    for _ in range(count):
        kind = data[at]
        at += 1
        if kind == 0x74:  # t
            (size,) = struct.unpack_from(">i", data, at)
            at += 4
            values.append(data[at : at + size].decode())
            at += size
        else:
            values.append(UNCHANGED if kind == 0x75 else None)
    return values, at


def lsn_text(number: int) -> str:
    return f"{number >> 32:X}/{number & 0xFFFFFFFF:X}"


def lsn_number(text: str) -> int:
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


class PostgresChanges:
    """The log of one database, by a slot and a publication named after the plan."""

    address: Address

    def _log(self) -> Any:
        return connect(self.address, autocommit=True, name="sct move log")

    def capture_begin(self, plan: Plan) -> dict[str, Any]:
        name = slot_name(plan)
        keyless = [t.id for t in plan.tables if not t.key]
        if keyless:
            raise MoveError("MV0050", f"{', '.join(keyless[:5])}: changes are applied by key and there is none")
        try:
            with self._log() as log:
                if log.execute("SHOW wal_level").fetchone()[0] != "logical":
                    raise MoveError("MV0015", "wal_level of the source is not logical: changes are not in its log")
                tables = sql.SQL(", ").join(named(*t.source) for t in plan.tables)
                log.execute(sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(name)))
                log.execute(sql.SQL("CREATE PUBLICATION {} FOR TABLE {}").format(sql.Identifier(name), tables))
                found = log.execute(
                    "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = %s", [name]
                ).fetchone()
                if found is None:
                    found = log.execute(
                        "SELECT lsn::text FROM pg_create_logical_replication_slot(%s, 'pgoutput')", [name]
                    ).fetchone()
                return {"lsn": found[0]}
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def _described(self, new: NewColumns) -> tuple[ColumnInfo, ...]:
        """The new columns as the catalog has them now. Raises MoveError when one is gone again."""
        with connect(self.address) as connection:
            tables = read_catalog(connection, (new.table.source[0],))
        there = {c.name: c for t in tables if t.name == new.table.source[1] for c in t.columns}
        gone = [name for name in new.names if name not in there]
        if gone:
            raise MoveError("MV0051", f"{new.table.id}: column {', '.join(gone)} was added and is gone again")
        return tuple(there[name] for name in new.names)

    def transactions(self, plan: Plan, position: dict[str, Any]) -> Iterator[Transaction | Altered | Pause]:
        decoder = Decoder(plan)
        reached = lsn_number(position["lsn"])
        query = sql.SQL(
            "COPY (SELECT data FROM pg_logical_slot_peek_binary_changes({}, NULL, {}, 'proto_version', '1', "
            "'publication_names', {})) TO STDOUT (FORMAT binary)"
        ).format(sql.Literal(slot_name(plan)), sql.Literal(PEEK_CHANGES), sql.Literal(slot_name(plan)))
        try:
            with self._log() as log:
                # After a kill, and after a crash of the source, which forgets where its slots stood, the slot is behind
                # what the target has committed.
                self._advance(log, plan, reached)
                while True:
                    before = reached
                    with log.cursor().copy(query) as copy:
                        copy.set_types(["bytea"])
                        for (data,) in copy.rows():
                            made = decoder.feed(data)
                            if isinstance(made, NewColumns):
                                yield Altered(made.table.id, self._described(made))
                                decoder.lengthened(made.table, len(made.names))
                                made = decoder.feed(data)
                            if not isinstance(made, Transaction):
                                continue
                            end = lsn_number(made.position["lsn"])
                            if end > reached:
                                reached = end
                                yield made
                    # At a pause the follower applies and the slot is advanced: only then the next look shows more.
                    if reached == before:
                        yield Pause.IDLE
                        continue
                    yield Pause.MORE
                    self._advance(log, plan, reached)
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def _advance(self, log: Any, plan: Plan, reached: int) -> None:
        log.execute(
            "SELECT pg_replication_slot_advance(slot_name, %s::pg_lsn) FROM pg_replication_slots "
            "WHERE slot_name = %s AND confirmed_flush_lsn < %s::pg_lsn",
            [lsn_text(reached), slot_name(plan), lsn_text(reached)],
        )

    def capture_end(self, plan: Plan) -> None:
        try:
            with self._log() as log:
                log.execute(sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(slot_name(plan))))
                log.execute(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
                    [slot_name(plan)],
                )
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def lag(self, plan: Plan, position: dict[str, Any]) -> dict[str, Any]:
        try:
            with self._log() as log:
                row = log.execute(
                    "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), %s::pg_lsn)::bigint", [position["lsn"]]
                ).fetchone()
                return {"bytes_behind": int(row[0])}
        except psycopg.Error as error:
            raise trouble(self.address, error) from None
