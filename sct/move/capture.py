"""Following changes: the source's transactions, as net changes per key, applied with their position in one transaction.

The source gives transactions in commit order; any number of them become one batch: per table and key only what is
left at the end counts. The target commits the batch's rows and the position after it together, so a batch is applied
once however often the run is killed. Changes that the full load has seen already are applied again and lead to the
same rows, because the last change of a key decides.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from sct.move.columns import column_plan
from sct.move.convert import Converter
from sct.move.endpoints.protocol import Target
from sct.move.errors import MoveError
from sct.move.model import ColumnInfo, ColumnPlan, Plan, TableInfo, TablePlan, column_from, save
from sct.move.state import State

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CHANGES = 20_000
IDLE_SECONDS = 0.2
PASSED_SECONDS = 0.5
NOTE_SECONDS = 2.0  # between two notes while there is nothing new


class Unchanged:
    """A value the log leaves out because it did not change (a long one stored apart)."""


UNCHANGED = Unchanged()


@dataclass(slots=True)
class Change:
    """One row's change; `row` in the order of the plan's columns, `key` = the key before, in the key's order."""

    table: str
    kind: Literal["upsert", "delete", "truncate"]
    key: tuple[Any, ...] = ()
    row: list[Any] | None = None


@dataclass(slots=True)
class Transaction:
    """`position` is where the source's log stands behind it; `committed` in seconds since 1970."""

    position: dict[str, Any]
    changes: list[Change]
    committed: float = 0.0


@dataclass(slots=True)
class Added:
    """A column a table got. `fill` = what the rows that were there got, as the log would say it; `default` = SQL of
    the column's default, where both ends are of one engine."""

    column: ColumnInfo
    fill: Any = None
    default: str = ""


@dataclass(slots=True)
class Altered:
    """From the next transaction on, `table` has more columns. When the source is asked to go on, the plan has them."""

    table: str
    added: list[Added]


class Pause(Enum):
    """What a source says between transactions."""

    MORE = "apply what you have, there may be more"
    IDLE = "nothing new at the moment"


@dataclass(slots=True)
class Net:
    """What is left of a batch for one table: rows by key (None = deleted), partial rows, emptied before all that."""

    rows: dict[tuple[Any, ...], list[Any] | None] = field(default_factory=dict)
    partial: dict[tuple[Any, ...], list[Any]] = field(default_factory=dict)
    truncated: bool = False


@runtime_checkable
class ChangeSource(Protocol):
    """A source whose log can be read."""

    def capture_begin(self, plan: Plan) -> dict[str, Any]:
        """Make sure the log is kept from now on; the position to begin with."""

    def transactions(self, plan: Plan, position: dict[str, Any]) -> Generator[Transaction | Altered | Pause]:
        """Committed transactions after `position`, in order, and pauses between them.

        Columns that are added are told where `plan.options.ddl` allows it; else, and for all other DDL, MoveError.

        When it is asked to go on after a pause, everything before the pause is safe in the target.
        """

    def capture_end(self, plan: Plan) -> None:
        """Remove what capture_begin made."""

    def lag(self, plan: Plan, position: dict[str, Any]) -> dict[str, Any]:
        """How far behind `position` is, in the source's own measure."""


@runtime_checkable
class Ordered(Protocol):
    """A source whose log has places of which one is the later; positions of its transactions are such places."""

    def log_end(self) -> dict[str, Any]:
        """A place behind all transactions that a reader of the tables can see now."""

    def log_seen(self) -> dict[str, Any]:
        """A place up to which whoever reads the log from now on finds all there is."""

    def reached(self, position: dict[str, Any], mark: dict[str, Any]) -> bool:
        """Whether `position` is at `mark` or behind it."""


@runtime_checkable
class ChangeTarget(Protocol):
    """A target that keeps the position."""

    def position(self, plan: Plan) -> dict[str, Any] | None: ...

    def set_position(self, plan: Plan, position: dict[str, Any]) -> None: ...

    def apply(
        self,
        plan: Plan,
        nets: list[tuple[TablePlan, Net]],
        position: dict[str, Any],
        added: Sequence[tuple[TablePlan, ColumnPlan, Added]] = (),
    ) -> None:
        """New columns, then the nets, and the position, in one transaction."""


class Follower:
    """Applies changes until told to stop, or until there is nothing left."""

    def __init__(
        self, plan: Plan, state: State, source: ChangeSource, target: ChangeTarget, say: Callable[[str], None]
    ):
        self.plan, self.state, self.source, self.target, self.say = plan, state, source, target, say
        self.tables = {t.id: t for t in plan.tables}
        self.applied = 0
        self._asked = 0.0
        self._reached: dict[str, Any] | None = None  # the position of the last batch
        self.stop = threading.Event()
        self._new: list[tuple[TablePlan, ColumnPlan, Added]] = []  # columns that wait for the next batch
        self._grown: dict[str, list[dict[str, Any]]] = {}  # all columns that were added, by table

    def run(self, *, seconds: float | None = None, drain: bool = False) -> int:
        """Changes applied. `drain` ends at the first moment without news; `seconds` bounds the time, from the first answer."""
        position = self.target.position(self.plan)
        if position is None:
            raise MoveError("MV0052", "the load did not note where the source's log stood: make a plan and load again")
        self._recall(position)
        self.state.phase("draining" if drain else "following")
        begin: float | None = None
        noted = 0.0
        looked = self._looked()
        waiting: list[Transaction] = []
        count = 0
        # Closed here and not by the garbage collector: a log that is read is held by a connection, or by an engine.
        with closing(self.source.transactions(self.plan, position)) as stream:
            for transaction in stream:
                begin = time.monotonic() if begin is None else begin
                if isinstance(transaction, Altered):
                    if waiting:
                        self._flush(waiting)
                        waiting, count = [], 0
                    self._reshape(transaction)
                elif isinstance(transaction, Transaction):
                    waiting.append(transaction)
                    count += len(transaction.changes)
                safe = isinstance(transaction, Pause)
                if waiting and (safe or count >= MOST_CHANGES):
                    self._flush(waiting)
                    waiting, count = [], 0
                    safe = True
                # Also where the log has more than a batch: a source may pause only when all of it was read.
                if safe and (self.stop.is_set() or (seconds is not None and time.monotonic() - begin >= seconds)):
                    break
                if isinstance(transaction, Pause):
                    if drain and transaction is Pause.IDLE:
                        break
                    if transaction is Pause.IDLE:
                        if time.monotonic() - noted >= NOTE_SECONDS:
                            noted = time.monotonic()
                            self._note(self._reached or position, None, caught_up=True)
                        if looked:
                            self.state.set("passed", looked)
                        self.stop.wait(IDLE_SECONDS)
                    # The next look at the log finds all that is in it now: if it finds nothing, all of that is applied.
                    looked = self._looked()
        self._note(self.target.position(self.plan) or position, None, caught_up=drain)
        return self.applied

    def _looked(self) -> dict[str, Any] | None:
        """When, and at which end of the log, a look begins; None when that was noted a moment ago."""
        if time.monotonic() - self._asked < PASSED_SECONDS:
            return None
        self._asked = time.monotonic()
        place = self.source.log_seen() if isinstance(self.source, Ordered) else None
        return {"asked": time.time(), "position": place}

    def _flush(self, transactions: list[Transaction]) -> None:
        position = transactions[-1].position
        nets = net_changes(self.tables, transactions)
        if self._grown:
            position = {**position, "added": self._grown}
        self.target.apply(self.plan, nets, position, self._new)
        if self._new:
            self._new = []
            save(self.plan, self.state.path.parent)
        self.applied += sum(len(t.changes) for t in transactions)
        self._reached = position
        self._note(position, transactions[-1].committed)

    def _note(self, position: dict[str, Any], committed: float | None, *, caught_up: bool = False) -> None:
        shown = {k: v for k, v in position.items() if k != "added"}
        told: dict[str, Any] = {"applied": self.applied, "position": shown, **self.source.lag(self.plan, position)}
        if self._grown:
            told["columns_added"] = [f"{t}.{c['source']}" for t, columns in self._grown.items() for c in columns]
        if committed:
            told["seconds_behind"] = round(max(0.0, time.time() - committed), 1)
        if caught_up:
            told["caught_up"] = round(time.time(), 1)
        self.state.set("follow", told)

    def _recall(self, position: dict[str, Any]) -> None:
        """Columns that were added before: the target knows them, the plan may have been killed before it did."""
        for table, column, _ in self._new:  # the batch that would have brought them failed
            table.columns.remove(column)
        self._new = []
        self._grown = {t: list(columns) for t, columns in position.get("added", {}).items()}
        lacking = False
        for name, columns in self._grown.items():
            have = {c.source for c in self.tables[name].columns}
            new = [column_from(c) for c in columns if c["source"] not in have]
            self.tables[name].columns += new
            lacking = lacking or bool(new)
        if lacking:
            save(self.plan, self.state.path.parent)

    def _reshape(self, reshaped: Altered) -> None:
        target = self.target
        assert isinstance(target, Target)
        table = self.tables[reshaped.table]
        for added in reshaped.added:
            info = added.column
            native = info.native if self.plan.same_engine else target.type_text(info.type)
            if info.name in {c.target for c in table.columns}:
                raise MoveError(
                    "MV0051", f"{table.id} got a column {info.name}; another one has this name on the target"
                )
            column = column_plan(info, info.name, native, target.type_of(native))
            table.columns.append(column)
            self._new.append((table, column, added))
            self._grown.setdefault(table.id, []).append(asdict(column))
            self.say(f"{table.id} got a column {info.name} {info.native}: it is added on the target")


def unplanned(plan: Plan, catalog: list[TableInfo]) -> list[str]:
    """Columns that tables of the plan have got since it was made."""
    there = {(t.schema, t.name): t for t in catalog}
    new = []
    for table in plan.tables:
        known = {c.source for c in table.columns} | set(table.left_out or ())
        info = there.get(table.source)
        if info is not None and table.left_out is not None:
            new += [f"{table.id}.{c.name}" for c in info.columns if c.name not in known]
    return new


def net_changes(tables: dict[str, TablePlan], transactions: list[Transaction]) -> list[tuple[TablePlan, Net]]:
    """What the transactions come to, per table and key."""
    nets: dict[str, Net] = {}
    places = {t.id: [next(i for i, c in enumerate(t.columns) if c.source == k) for k in t.key] for t in tables.values()}
    for transaction in transactions:
        for change in transaction.changes:
            net = nets.setdefault(change.table, Net())
            if change.kind == "truncate":
                nets[change.table] = Net(truncated=True)
                continue
            old = change.key
            if change.kind == "delete":
                net.rows[old] = None
                net.partial.pop(old, None)
                continue
            row = change.row
            assert row is not None
            new = tuple(row[i] for i in places[change.table])
            _fold(net, old or new, new, row)
    return [(tables[name], net) for name, net in nets.items()]


def _fold(net: Net, old: tuple[Any, ...], new: tuple[Any, ...], row: list[Any]) -> None:
    if UNCHANGED in row:
        known = net.rows.get(old) or net.partial.get(old)
        if known is not None:
            row = [k if v is UNCHANGED else v for k, v in zip(known, row, strict=True)]
        elif old != new:
            raise MoveError("MV0053", f"key {old} became {new} and a long value of the row is not in the log")
    if old != new:
        net.rows[old] = None
        net.partial.pop(old, None)
    if UNCHANGED in row:
        net.partial[new] = row
        return
    net.partial.pop(new, None)
    net.rows[new] = row


def as_batch(plan: Plan, table: TablePlan, rows: list[list[Any]]) -> pa.RecordBatch:
    """Rows of the log as the target's Arrow batch. Raises MoveError for a value that does not fit: order is all.

    Between equal engines the log's text is the target's own and goes as it is.
    """
    import pyarrow as pa

    if plan.same_engine:
        texts = [pa.array(values, pa.large_string()) for values in zip(*rows, strict=True)]
        return pa.record_batch(texts, names=[c.target for c in table.columns])
    arrays = []
    for values in zip(*rows, strict=True):
        if all(v is None or isinstance(v, str) for v in values):
            arrays.append(pa.array(values, pa.large_string()))
        else:
            arrays.append(_mixed(list(values)))
    names = [c.source for c in table.columns]
    made = Converter(table, plan.options)(pa.record_batch(arrays, names=names))
    if made.bad:
        row, why = made.bad[0]
        raise MoveError("MV0054", f"{table.id}: {why}; the row: {str(row)[:300]}")
    return made.batch


def _mixed(values: list[Any]) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if v is None else str(v) for v in values], pa.large_string())
