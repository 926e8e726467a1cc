"""The target made equal again: rows that only the source has go in, rows that only the target has come out.

What differs is found anew, as multisets of whole rows of a key range or of the table, so neither the limit of the list of
differences nor the kind of the key matters. Rows are read by the careful lane.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from sct.move.compare import row_hashes
from sct.move.errors import UsageError
from sct.move.model import Chunk, Plan, TablePlan
from sct.move.validate import Validator
from sct.move.wire import row_of

if TYPE_CHECKING:
    import pyarrow as pa

Pairs = Iterator[tuple["pa.RecordBatch", "pa.RecordBatch"]]


@runtime_checkable
class Repairable(Protocol):
    """A target that can take and lose single rows."""

    def repair(self, plan: Plan, table: TablePlan, rows: list[pa.RecordBatch], gone: list[pa.RecordBatch]) -> None:
        """`rows` go in, `gone` come out, in one transaction.

        With a key (`table.target_key`) rows take the place of what has their key, and `gone` has the key's columns. Without
        one, `gone` has whole rows, and each takes one copy away.
        """


def repair(validator: Validator, target: object) -> int:
    """All tables in which differences are known; the number of rows that were put in or taken out."""
    if not isinstance(target, Repairable):
        raise UsageError("MV0047", "rows of this target cannot be repaired one by one")
    done = 0
    for table in validator.plan.tables:
        if not validator.state.rows("SELECT 1 FROM difference WHERE tab = ? LIMIT 1", table.id):
            continue
        split = validator.split(table, validator.key(table))
        for chunk in (table.chunks or [Chunk(0)]) if split else [None]:
            done += _piece(validator, target, table, chunk, split)
    return done


def _piece(validator: Validator, target: Repairable, table: TablePlan, chunk: Chunk | None, split: str) -> int:
    """One key range, or the whole table."""

    def source() -> Pairs:
        for part in [chunk] if chunk is not None else table.chunks or [Chunk(0)]:
            yield from validator.source_pairs(table, part)

    def there() -> Pairs:
        yield from validator.target_pairs(table, chunk or Chunk(0), split)

    left, right = _counted(source()), _counted(there())
    lost, new = left - right, right - left
    rows, gone = _picked(source(), lost), _picked(there(), new)
    if not rows and not gone:
        return 0
    key = list(table.target_key())
    put = sum(plain.num_rows for plain, _ in rows)
    if not key:
        taken = [plain for plain, _ in gone]
    else:
        have = {_key(alike, i, key) for _, alike in rows for i in range(alike.num_rows)}
        taken = [
            plain.select(key).filter(_mask([_key(alike, i, key) not in have for i in range(alike.num_rows)]))
            for plain, alike in gone
        ]
    out = [batch for batch in taken if batch.num_rows]
    target.repair(validator.plan, table, [plain for plain, _ in rows], out)
    return put + sum(batch.num_rows for batch in out)


def _counted(pairs: Pairs) -> Counter[bytes]:
    counts: Counter[bytes] = Counter()
    for _, alike in pairs:
        counts.update(row_hashes(alike))
    return counts


def _picked(pairs: Pairs, wanted: Counter[bytes]) -> list[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """The rows whose hashes are wanted, as often as they are."""
    left = Counter(wanted)
    found = []
    for plain, alike in pairs if wanted else ():
        mask = []
        for digest in row_hashes(alike):
            mask.append(left[digest] > 0)
            left[digest] -= mask[-1]
        if any(mask):
            found.append((plain.filter(_mask(mask)), alike.filter(_mask(mask))))
    return found


def _key(batch: pa.RecordBatch, index: int, key: list[str]) -> tuple[Any, ...]:
    return tuple(row_of(batch.select(key), index).values())


def _mask(bits: list[bool]) -> pa.Array:
    import pyarrow as pa

    return pa.array(bits, pa.bool_())
