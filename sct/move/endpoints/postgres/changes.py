"""PostgreSQL's changes by logical decoding (pgoutput), read through the slot functions of SQL.

The slot is peeked at, never consumed: what was read counts only when the target has committed it, then the slot is
advanced. Message formats: PostgreSQL manual, "Logical Replication Message Formats".
"""

from __future__ import annotations

import struct
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.capture import UNCHANGED, Added, Altered, Change, Pause, Transaction
from sct.move.endpoints.postgres.added import added_columns
from sct.move.endpoints.postgres.connect import connect, named, trouble
from sct.move.errors import MoveError
from sct.move.model import Plan, TablePlan

EPOCH = 946684800.0  # 2000-01-01 in seconds since 1970
PEEK_CHANGES = 20_000
KEEP_UP_BYTES = 64 << 20  # of log without a change of ours, after which the slot lets go of it
ALTERED = "the table was altered while its changes were followed"


def slot_name(plan: Plan) -> str:
    return f"sct_move_{plan.id}"


@dataclass(slots=True)
class Relation:
    """A table as the log's Relation message has it; `columns`: name -> (type, modifier)."""

    table: TablePlan | None
    columns: dict[str, tuple[int, int]]
    places: list[int]  # for each column of the plan, its place in the log's rows
    key: list[int]  # places of the key


class Decoder:
    """pgoutput messages to transactions."""

    def __init__(self, plan: Plan) -> None:
        self.tables = {t.source: t for t in plan.tables}
        self.relations: dict[int, Relation] = {}
        self._changes: list[Change] = []
        self._committed = 0.0

    def feed(self, data: bytes) -> Transaction | int | None:
        """A transaction when `data` commits one; the number of a table that has more columns than the plan."""
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

    def _relation(self, data: bytes) -> int | None:
        (oid,) = struct.unpack_from(">I", data, 1)
        schema, at = _string(data, 5)
        name, at = _string(data, at)
        (count,) = struct.unpack_from(">h", data, at + 1)
        at += 3
        columns: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            column, at = _string(data, at + 1)
            columns[column] = struct.unpack_from(">Ii", data, at)
            at += 8
        table = self.tables.get((schema or "pg_catalog", name))
        before = self.relations.get(oid)
        self.relations[oid] = relation = Relation(table, columns, [], [])
        if table is None:
            return None
        missing = [c.source for c in table.columns if c.source not in columns]
        if missing:
            raise MoveError("MV0051", f"{table.id} lacks {', '.join(missing)}: {ALTERED}")
        changed = [c for c, kind in columns.items() if before is not None and before.columns.get(c, kind) != kind]
        if changed:
            raise MoveError("MV0051", f"{table.id} has another type of {', '.join(changed)} now: {ALTERED}")
        new = self.new_columns(oid)
        other = before is not None and before.columns.keys() ^ columns.keys() ^ new.keys()
        if other:
            raise MoveError("MV0051", f"{table.id} has lost or got {', '.join(sorted(other))}: {ALTERED}")
        self._settle(relation)
        return oid if new else None

    def new_columns(self, oid: int) -> dict[str, tuple[int, int]]:
        """Columns of a table that the plan neither moves nor leaves behind."""
        relation = self.relations[oid]
        table = relation.table
        if table is None or table.left_out is None:
            return {}
        known = {c.source for c in table.columns} | set(table.left_out)
        return {name: kind for name, kind in relation.columns.items() if name not in known}

    def _settle(self, relation: Relation) -> None:
        assert relation.table is not None
        names = list(relation.columns)
        relation.places = [names.index(c.source) for c in relation.table.columns]
        relation.key = [names.index(k) for k in relation.table.key]

    def reshape(self, oid: int, added: list[Added]) -> None:
        """The plan has the new columns now; rows of the same transaction that came before them get their values."""
        relation = self.relations[oid]
        assert relation.table is not None
        for change in self._changes:
            if change.table == relation.table.id and change.row is not None:
                change.row += [a.fill for a in added]
        self._settle(relation)


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

    def transactions(self, plan: Plan, position: dict[str, Any]) -> Generator[Transaction | Altered | Pause]:
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
                    (written,) = log.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
                    seen = 0
                    with log.cursor().copy(query) as copy:
                        copy.set_types(["bytea"])
                        for (data,) in copy.rows():
                            seen += 1
                            made = decoder.feed(data)
                            if made is None:
                                continue
                            if isinstance(made, int):
                                table = decoder.relations[made].table
                                assert table is not None
                                added = self._added(plan, table, made, decoder.new_columns(made))
                                yield Altered(table.id, added)
                                decoder.reshape(made, added)
                                continue
                            end = lsn_number(made.position["lsn"])
                            if end > reached:
                                reached = end
                                yield made
                    # At a pause the follower applies and the slot is advanced: only then the next look shows more.
                    if reached == before:
                        if not seen:
                            self._let_go(log, plan, written)
                        yield Pause.IDLE
                        continue
                    yield Pause.MORE
                    self._advance(log, plan, reached)
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def _added(self, plan: Plan, table: TablePlan, oid: int, columns: dict[str, tuple[int, int]]) -> list[Added]:
        if plan.options.ddl != "add_columns":
            raise MoveError("MV0051", f"{table.id} has new columns {', '.join(columns)}; `ddl: add_columns` adds them")
        with self._log() as connection:
            return added_columns(connection, table, oid, columns)

    def _advance(self, log: Any, plan: Plan, reached: int) -> None:
        log.execute(
            "SELECT pg_replication_slot_advance(slot_name, %s::pg_lsn) FROM pg_replication_slots "
            "WHERE slot_name = %s AND confirmed_flush_lsn < %s::pg_lsn",
            [lsn_text(reached), slot_name(plan), lsn_text(reached)],
        )

    def _let_go(self, log: Any, plan: Plan, written: str) -> None:
        """Nothing up to `written` is for us: the slot need not make the source keep it.

        From PostgreSQL 15 on, transactions without a change of the publication are not even shown, and others' work
        alone would fill the source's disk. What commits later comes later, also when it began before.
        """
        log.execute(
            "SELECT pg_replication_slot_advance(slot_name, %s::pg_lsn) FROM pg_replication_slots "
            "WHERE slot_name = %s AND %s::pg_lsn - confirmed_flush_lsn > %s",
            [written, slot_name(plan), written, KEEP_UP_BYTES],
        )

    def mark(self, prefix: str, text: str) -> None:
        """A message in the log that is no row: who reads the log finds it behind all that was committed before."""
        try:
            with self._log() as log:
                log.execute("SELECT pg_logical_emit_message(true, %s, %s)", [prefix, text])
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def log_end(self) -> dict[str, Any]:
        """Behind all that is visible now. A transaction of its own makes the log safe up to here, and so readable."""
        try:
            with self._log() as log:
                log.execute("SET synchronous_commit = local")
                log.execute("SELECT pg_logical_emit_message(true, 'sct move', 'looked')")
                return {"lsn": log.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()[0]}
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def log_seen(self) -> dict[str, Any]:
        try:
            with self._log() as log:
                return {"lsn": log.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()[0]}
        except psycopg.Error as error:
            raise trouble(self.address, error) from None

    def reached(self, position: dict[str, Any], mark: dict[str, Any]) -> bool:
        return "lsn" in position and lsn_number(position["lsn"]) >= lsn_number(mark["lsn"])

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
