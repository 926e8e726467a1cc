"""Debezium's change events as transactions (Debezium documentation, "Change events", "Transaction metadata").

Knows no Java: a `Record` is what engine.py makes of one. Every transaction is counted against what its END event says it
holds, and every table's shape is remembered with the position, so that nothing is lost or misread in silence.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from sct.move.capture import UNCHANGED, Change, Transaction
from sct.move.debezium.values import Decode, Undecodable, as_text, decoder
from sct.move.errors import MoveError
from sct.move.model import ColumnPlan, Plan, TablePlan

MARK = "sct"  # the prefix of our own messages in the log


@dataclass(frozen=True, slots=True)
class Shape:
    """A row as an event has it: (field, type, name of the type) in order, and the fields of its key."""

    fields: tuple[tuple[str, str, str], ...]
    key: tuple[str, ...]

    def told(self) -> list[Any]:
        return [[list(f) for f in self.fields], list(self.key)]


@dataclass(slots=True)
class Record:
    """`value` is the event's JSON; `shape` is given for rows, `offset` for events between transactions."""

    topic: str
    value: dict[str, Any] | None
    shape: Shape | None = None
    offset: dict[str, Any] | None = None
    origin: Any = None


@dataclass(slots=True)
class Form:
    """How the rows of a table are read in their present shape."""

    shape: Shape
    decoders: list[Decode]
    keyed: bool  # the log's key is the plan's: an event without the row before it has the same key


@dataclass(slots=True)
class Events:
    """Reads records in order. `shapes` come from the position (Shape.told by table)."""

    plan: Plan
    prefix: str
    shapes: dict[str, list[Any]]
    placeholder: str
    marks: set[str] = field(default_factory=set)
    offset: dict[str, Any] | None = None  # behind the last transaction
    inside: bool = False
    _changes: list[Change] = field(default_factory=list)
    _forms: dict[str, Form] = field(default_factory=dict)
    _tables: dict[tuple[str, str], TablePlan] = field(default_factory=dict)
    _count: int = 0
    _gone: tuple[TablePlan, dict[str, Any]] | None = None  # a row that was deleted by the event before
    _left_out: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._tables = {t.source: t for t in self.plan.tables}
        # As text, and as the base64 of a column of bytes.
        self._left_out = frozenset({self.placeholder, base64.b64encode(self.placeholder.encode()).decode()})

    def feed(self, record: Record) -> Transaction | None:
        """A transaction when `record` ends one. Raises MoveError for what cannot be followed exactly."""
        value = record.value
        if record.topic == f"{self.prefix}.transaction":
            assert value is not None
            return self._boundary(value, record)
        if record.topic.startswith("__debezium-heartbeat"):
            self._at(record)
        elif record.topic == self.prefix:
            self._altered(value or {})
        elif value is not None:  # None: a tombstone
            self._data(value, record)
        return None

    def _boundary(self, value: dict[str, Any], record: Record) -> Transaction | None:
        if value["status"] == "BEGIN":
            # Begun again after a lost connection: what was read of it comes again.
            self.inside, self._changes, self._count, self._gone = True, [], 0, None
            return None
        if not self.inside or value["event_count"] != self._count:
            seen = f"{self._count} of {value['event_count']} events" if self.inside else "only its end"
            raise MoveError("MV0058", f"transaction {value['id']}: {seen} came through Debezium")
        self.inside = False
        self._at(record)
        changes, self._changes = self._changes, []
        return Transaction(self.position(), changes, float(value["ts_ms"]) / 1000)

    def position(self) -> dict[str, Any]:
        return {"debezium": {"offset": self.offset, "shapes": dict(self.shapes)}}

    def _at(self, record: Record) -> None:
        if record.offset is not None and not self.inside:
            # The transaction that has ended is no part of where the next one begins.
            self.offset = {k: v for k, v in record.offset.items() if not k.startswith("transaction_")}

    def _altered(self, value: dict[str, Any]) -> None:
        """A schema change event: of a table of the plan it ends the following."""
        if str((value.get("source") or {}).get("snapshot", "false")).lower() not in ("false", "null", "none"):
            return  # the connector learns the tables
        for change in value.get("tableChanges") or []:
            name = tuple(str(change.get("id", "")).replace('"', "").split(".")[-2:])
            table = next((t for t in self.plan.tables if t.source[-len(name) :] == name), None)
            if table is not None and not str(value.get("ddl") or "").lstrip().upper().startswith("TRUNCATE"):
                words = " ".join(str(value.get("ddl") or change.get("type")).split())[:200]
                raise MoveError("MV0051", f"{table.id} was altered while its changes were followed: {words}")

    def _data(self, value: dict[str, Any], record: Record) -> None:
        if not self.inside:
            raise MoveError("MV0058", f"an event of {record.topic} outside any transaction came through Debezium")
        self._count += 1
        gone, self._gone = self._gone, None
        op, source = value.get("op"), value.get("source") or {}
        if op == "m":
            message = value.get("message") or {}
            if message.get("prefix") == MARK:
                self.marks.add(base64.b64decode(message.get("content") or "").decode())
            return
        table = self._tables.get((source.get("schema") or source.get("db") or "", source.get("table") or ""))
        if table is None:
            return
        if op == "t":
            self._changes.append(Change(table.id, "truncate"))
            return
        form = self._form(table, record)
        before, after = value.get("before"), value.get("after")
        if op == "d":
            self._gone = (table, before or {})
            self._changes.append(Change(table.id, "delete", self._key(table, form, before)))
        elif op in ("c", "u") and after is not None:
            self._row(table, form, op, before, after, gone)
        else:
            raise MoveError("MV0058", f"{table.id}: an event {op!r} came through Debezium")

    def _row(
        self,
        table: TablePlan,
        form: Form,
        op: str,
        before: dict[str, Any] | None,
        after: dict[str, Any],
        gone: tuple[TablePlan, dict[str, Any]] | None,
    ) -> None:
        old: tuple[Any, ...] = ()
        row = self._values(table, form, after)
        if op == "u":
            if before is not None:
                old = self._key(table, form, before)
            elif not form.keyed:
                raise MoveError(
                    "MV0053",
                    f"{table.id}: the log does not say which row changed, its key is {', '.join(form.shape.key)}",
                )
        elif UNCHANGED in row:
            # A row that was inserted has all its values: this one got another key, and its deletion came just before.
            last = self._changes[-1] if self._changes else None
            if gone is None or gone[0] is not table or last is None or last.kind != "delete":
                raise MoveError("MV0053", f"{table.id}: a long value of a row with another key is not in the log")
            before, old = gone[1], last.key
            self._changes.pop()
        if UNCHANGED in row and before:
            # REPLICA IDENTITY FULL. A value that is left out of the log is long, so nothing here means: not told.
            known = self._values(table, form, before, lacking=True)
            row = [k if v is UNCHANGED and k is not None else v for k, v in zip(known, row, strict=True)]
        self._changes.append(Change(table.id, "upsert", old, row))

    def _key(self, table: TablePlan, form: Form, row: dict[str, Any] | None) -> tuple[Any, ...]:
        by_name = dict(zip((c.source for c in table.columns), form.decoders, strict=True))
        try:
            key = tuple(self._value(by_name[k], (row or {})[k]) for k in table.key)
        except (KeyError, ValueError) as error:
            raise MoveError("MV0053", f"{table.id}: a key is not in the log: {error}") from None
        if any(k is None or k is UNCHANGED for k in key):
            raise MoveError("MV0053", f"{table.id}: the log does not have the key of a row that changed")
        return key

    def _values(self, table: TablePlan, form: Form, row: dict[str, Any], lacking: bool = False) -> list[Any]:
        found = []
        for column, decode in zip(table.columns, form.decoders, strict=True):
            try:
                found.append(self._value(decode, row.get(column.source) if lacking else row[column.source]))
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                raise MoveError("MV0054", f"{table.id}.{column.source}: {error}") from None
        return found

    def _value(self, decode: Decode, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, str) and value in self._left_out:
            return UNCHANGED
        made = decode(value)
        return as_text(made) if self.plan.same_engine else made

    def _form(self, table: TablePlan, record: Record) -> Form:
        shape = record.shape
        assert shape is not None
        form = self._forms.get(table.id)
        if form is not None and form.shape == shape:
            return form
        fields = {name: (kind, word) for name, kind, word in shape.fields}
        missing = [c.source for c in table.columns if c.source not in fields]
        told = self.shapes.get(table.id)
        if missing or (told is not None and told != shape.told()):
            shown = f"lacks {', '.join(missing)}" if missing else f"has {_shown(shape)} now"
            raise MoveError("MV0051", f"{table.id} {shown}: the table was altered while its changes were followed")
        decoders = [_decoder(table, c, *fields[c.source]) for c in table.columns]
        self.shapes[table.id] = shape.told()
        made = Form(shape, decoders, set(shape.key) == set(table.key))
        self._forms[table.id] = made
        return made


def _shown(shape: Shape) -> str:
    return ", ".join(f"{name} {word.rpartition('.')[2] or kind}" for name, kind, word in shape.fields)


def _decoder(table: TablePlan, column: ColumnPlan, kind: str, name: str) -> Decode:
    try:
        return decoder(kind, name, (column.read_as or column.type).kind == "decimal")
    except Undecodable as error:
        raise MoveError(
            "MV0057", f"{table.id}.{column.source} ({column.source_type}) {error} through Debezium"
        ) from None
