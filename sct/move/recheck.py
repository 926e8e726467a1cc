"""What differs while changes are under way is looked at again, row by row, until it is settled which differences last.

A look: the source's row is read, and where its log stands then; when the follower has passed that place, the target's row is
read, and then the source's once more. If the source's row was the same both times, the target must have had it: it differs for
good, unless the row changed and changed back in between, so that only LOOKS such looks in a row, with the same row on each side,
make a difference. If the target's row is what the source's was at either time, there is none. Else the row was changed again,
and is looked at again; a row that is changed at every one of MOST looks is neither equal nor different, and is said as such.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from sct.move.capture import Ordered
from sct.move.compare import Difference, row_hashes
from sct.move.endpoints.protocol import ReadColumn, Source
from sct.move.model import Chunk, TablePlan
from sct.move.state import State
from sct.move.validate import rows_of
from sct.move.wire import row_of

if TYPE_CHECKING:
    import pyarrow as pa

    from sct.move.validate import TableProof, Validator

LOOKS, MOST = 3, 12
AT_ONCE = 200  # keys in one question
PATIENCE = 60.0  # seconds without any news of the follower
POLL_SECONDS = 0.1
MOVING = "in flight"
WITHOUT_KEY = ("unfit", "unreadable")
# Kinds of keys whose values are found again by their text, on both sides.
FOUND_BY_TEXT = ("integer", "decimal", "varchar", "text", "uuid")
MOMENTS = ("date", "timestamp", "datetime")  # but not between equal engines, whose words for them may be others


@runtime_checkable
class Keyed(Protocol):
    """A side that rows can be asked of by their keys."""

    def key_filter(self, columns: tuple[ReadColumn, ...], keys: Sequence[tuple[Any, ...]]) -> str: ...


class Settling(Protocol):
    """Who applies the changes."""

    def mark(self) -> Any:
        """Where the log stands now."""

    def wait(self, mark: Any) -> bool:
        """Until everything before `mark` is in the target; False when nobody applies changes any more."""


class Beside:
    """The follower is another process, at work on the same plan; what it has passed is in the state."""

    def __init__(self, state: State, source: Source, at_work: Callable[[], bool], patience: float = PATIENCE) -> None:
        self.state, self.source, self.at_work, self.patience = state, source, at_work, patience

    def mark(self) -> tuple[float, dict[str, Any] | None]:
        return time.time(), self.source.log_end() if isinstance(self.source, Ordered) else None

    def wait(self, mark: tuple[float, dict[str, Any] | None]) -> bool:
        at, place = mark
        known: Any = None
        news = time.monotonic()
        while True:
            passed: dict[str, Any] = self.state.get("passed") or {}
            applied = (self.state.get("follow") or {}).get("position")
            if self._behind(at, place, passed, applied):
                return True
            if not self.at_work():
                return False
            if known != (passed, applied):
                known, news = (passed, applied), time.monotonic()
            elif time.monotonic() - news > self.patience:
                return False
            time.sleep(POLL_SECONDS)

    def _behind(
        self, at: float, place: dict[str, Any] | None, passed: dict[str, Any], applied: dict[str, Any] | None
    ) -> bool:
        """Whether the follower is past the mark: by places of the log, or, where it has none, by when it saw the log's end."""
        if place is not None and isinstance(self.source, Ordered):
            places = [p for p in (applied, passed.get("position")) if p]
            if any(self.source.reached(p, place) for p in places):
                return True
        return not passed.get("position") and passed.get("asked", 0.0) >= at


class Draining:
    """This process applies the changes, whenever it is asked to."""

    def __init__(self, drain: Callable[[], object]) -> None:
        self.drain = drain

    def mark(self) -> None:
        return None

    def wait(self, mark: None) -> bool:
        self.drain()
        return True


@dataclass(slots=True)
class Row:
    """A key that is looked at. `source` and `target` are digests, None = no such row."""

    key: tuple[Any, ...]
    source: bytes | None = None
    target: bytes | None = None
    looks: int = 0
    shown: tuple[dict[str, Any], dict[str, Any]] = field(default_factory=lambda: ({}, {}))


def lasting(validator: Validator, table: TablePlan, proof: TableProof, settling: Settling) -> TableProof:
    """Looks again at what `proof`, the validator's last, found; the state has what lasts, and what never came to rest.

    Rows that changed while a table was read in no order may have been counted and have no name: then it is compared once more,
    when what was under way has arrived, and what is nameless at last is unsettled.
    """
    if keyed(validator, table):
        for _ in range(LOOKS):
            if not _nameless(validator, proof):
                break
            if not settling.wait(settling.mark()):
                return _written(validator, table, proof, [], [], untold=proof.differences)
            proof = validator.table(table)
        return _by_key(validator, table, proof, settling)
    # Keys that cannot be asked for: what differs in each of several comparisons of all rows, and in the same way, is said
    # to last; a row that differed otherwise each time was changed in between.
    nameless = 0
    changed: set[str] = set()
    for _ in range(LOOKS):
        if not settling.wait(settling.mark()):
            return _written(validator, table, proof, [], [], untold=proof.differences)
        before = {repr(d.key): _said(d) for d in validator.found}
        proof = validator.table(table)
        nameless = _nameless(validator, proof)
        validator.found = [d for d in validator.found if repr(d.key) in before]
        changed.update(key for d in validator.found if before[key := repr(d.key)] != _said(d))
        if not validator.found and not nameless:
            break
    lasting_ = [d for d in validator.found if repr(d.key) not in changed]
    moving = [d for d in validator.found if repr(d.key) in changed]
    return _written(validator, table, proof, lasting_, moving, nameless=nameless)


def _said(difference: Difference) -> str:
    return repr((difference.kind, difference.columns, difference.source, difference.target))


def _nameless(validator: Validator, proof: TableProof) -> int:
    return max(0, proof.differences - len(validator.found))


def keyed(validator: Validator, table: TablePlan) -> bool:
    """Whether single rows of the table can be asked for on both sides."""
    key = validator.key(table)
    columns = [c for c in table.columns if c.target in key]
    kinds = FOUND_BY_TEXT if validator.plan.same_engine else (*FOUND_BY_TEXT, *MOMENTS)
    alike = all(
        c.type.kind in kinds and (c.read_as or c.type).kind in kinds and c.convert in ("identity", "to_utc")
        for c in columns
    )
    return bool(key) and alike and isinstance(validator.source, Keyed) and isinstance(validator.target, Keyed)


def _by_key(validator: Validator, table: TablePlan, proof: TableProof, settling: Settling) -> TableProof:
    nameless = _nameless(validator, proof)
    open_: dict[tuple[Any, ...], Row] = {row.key: row for row in _listed(validator, table)}
    _read(validator, table, open_, source=True)
    different: list[Row] = []
    for _ in range(MOST):
        mark = settling.mark()  # behind what was read of the source
        if not settling.wait(mark):
            break
        before = {key: (row.source, row.target) for key, row in open_.items()}
        _read(validator, table, open_, source=False)
        _read(validator, table, open_, source=True)
        for key, row in list(open_.items()):
            was, had = before[key]
            if row.target in (was, row.source):
                del open_[key]
            elif row.source != was:
                row.looks = 0
            else:
                row.looks = row.looks + 1 if row.looks == 0 or row.target == had else 1
                if row.looks >= LOOKS:
                    different.append(open_.pop(key))
        if not open_:
            break
    key = validator.key(table)
    rest = [d for d in validator.found if d.kind in WITHOUT_KEY]
    found = [*rest, *(_difference(key, row) for row in different)]
    moving = [_difference(key, row) for row in open_.values()]
    return _written(validator, table, proof, found, moving, nameless=nameless)


def _listed(validator: Validator, table: TablePlan) -> list[Row]:
    """The keys that differed, as the comparison itself held them."""
    return [Row(tuple(d.key[k] for k in validator.key(table))) for d in validator.found if d.kind not in WITHOUT_KEY]


def _read(validator: Validator, table: TablePlan, rows: dict[tuple[Any, ...], Row], *, source: bool) -> None:
    """One side's rows of these keys, in canonical form."""
    key = validator.key(table)
    columns = [next(c for c in table.columns if c.target == k) for k in key]
    side = validator.source if source else validator.target
    assert isinstance(side, Keyed)
    asked = tuple(
        ReadColumn(c.source, c.read_as or c.type, "text", c.source_type)
        if source
        else ReadColumn(c.target, c.type, "text", c.target_type)
        for c in columns
    )
    for row in rows.values():
        if source:
            row.source, row.shown = None, ({}, row.shown[1])
        else:
            row.target, row.shown = None, (row.shown[0], {})
    keys = list(rows)
    for start in range(0, len(keys), AT_ONCE):
        filter = side.key_filter(asked, keys[start : start + AT_ONCE])
        for batch in _batches(validator, table, filter, source=source):
            for i, digest in enumerate(row_hashes(batch)):
                values = row_of(batch, i)
                found = rows.get(tuple(values[k] for k in key))
                if found is None:
                    continue  # another key that a collation calls equal
                if source:
                    found.source, found.shown = digest, (values, found.shown[1])
                else:
                    found.target, found.shown = digest, (found.shown[0], values)


def _batches(validator: Validator, table: TablePlan, filter: str, *, source: bool) -> Iterator[pa.RecordBatch]:
    """By the careful lane, on both sides alike: hashes are of values as that one says them."""
    if source:
        return validator.source_batches(table, Chunk(0), True, filter)
    return validator.target_batches(table, Chunk(0), "", True, filter)


def _written(
    validator: Validator,
    table: TablePlan,
    proof: TableProof,
    different: list[Difference],
    moving: list[Difference],
    untold: int = 0,
    nameless: int = 0,
) -> TableProof:
    """The state has these differences now; or, of `untold`, those it has, neither proved nor disproved."""
    if not untold:
        shown = [*different, *(replace(d, kind=MOVING) for d in moving)]
        with validator.state.transaction() as db:
            db.execute("DELETE FROM difference WHERE tab = ?", (table.id,))
            db.executemany("INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?)", rows_of(table, shown))
        made = replace(proof, differences=len(different), unsettled=len(moving) + nameless)
    else:
        with validator.state.transaction() as db:
            db.execute("UPDATE difference SET kind = ? WHERE tab = ?", (MOVING, table.id))
        made = replace(proof, differences=0, unsettled=untold)
    with validator.state.transaction() as db:
        db.execute("UPDATE validation SET differences = ? WHERE tab = ?", (made.differences + made.unsettled, table.id))
    return made


def _difference(key: tuple[str, ...], row: Row) -> Difference:
    here, there = row.shown
    names = dict(zip(key, row.key, strict=True))
    if not here or not there:
        return Difference("extra" if there else "missing", names, [], here, there)
    columns = [n for n in here if repr(here[n]) != repr(there[n])]
    return Difference("changed", names, columns, {n: here[n] for n in columns}, {n: there[n] for n in columns})
