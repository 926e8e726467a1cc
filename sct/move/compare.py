"""Comparing rows of two sides as Arrow batches: by key where there is one, as multisets of whole rows else."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sct.move.wire import row_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(slots=True)
class Difference:
    """kind: missing (only in the source) | extra (only in the target) | changed."""

    kind: str
    key: dict[str, Any]
    columns: list[str] = field(default_factory=list)
    source: dict[str, Any] = field(default_factory=dict)
    target: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Compared:
    source_rows: int = 0
    target_rows: int = 0
    differences: list[Difference] = field(default_factory=list)
    total: int = 0


def by_key(source: pa.Table, target: pa.Table, key: tuple[str, ...], limit: int) -> Compared:
    """Both tables have the same schema; the key is unique on both sides, else the rest is said as extra or missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    done = Compared(source.num_rows, target.num_rows)
    if _all_same(source, target):
        return done  # in the same order, as most reads of a range are: nothing to sort
    order = [(k, "ascending") for k in key]
    left, right = source.sort_by(order).combine_chunks(), target.sort_by(order).combine_chunks()
    if left.num_rows == right.num_rows and all(_same(left[k], right[k]) for k in key):
        if all(_same(left[n], right[n]) for n in left.column_names):
            return done
        left_at = right_at = pa.array(range(left.num_rows))
    else:
        left_at, right_at = _joined(left, right, key, done, limit)
    paired_left, paired_right = left.take(left_at), right.take(right_at)
    unequal: dict[int, list[str]] = {}
    for name in left.column_names:
        if name in key:
            continue
        for i in pc.indices_nonzero(_unlike(paired_left[name], paired_right[name])).to_pylist():
            unequal.setdefault(i, []).append(name)
    done.total += len(unequal)
    for i, names in sorted(unequal.items())[: max(0, limit - len(done.differences))]:
        row, other = row_of(paired_left, i), row_of(paired_right, i)
        done.differences.append(
            Difference(
                "changed", {k: row[k] for k in key}, names, {n: row[n] for n in names}, {n: other[n] for n in names}
            )
        )
    return done


def _joined(left: pa.Table, right: pa.Table, key: tuple[str, ...], done: Compared, limit: int) -> tuple[Any, Any]:
    """Rows of equal keys, paired; the lonely ones become differences. NULLs and doubled keys count like values."""
    import pyarrow as pa

    places: dict[Any, list[int]] = {}
    for i, value in enumerate(_keys(right, key)):
        places.setdefault(value, []).append(i)
    lefts, rights, lonely = [], [], []
    for i, value in enumerate(_keys(left, key)):
        found = places.get(value)
        if found:
            lefts.append(i)
            rights.append(found.pop(0))
        else:
            lonely.append(i)
    for kind, table, rows in (
        ("missing", left, lonely),
        ("extra", right, sorted(i for found in places.values() for i in found)),
    ):
        done.total += len(rows)
        for i in rows[: max(0, limit - len(done.differences))]:
            row = row_of(table, i)
            side = {"source": row} if kind == "missing" else {"target": row}
            done.differences.append(Difference(kind, {k: row[k] for k in key}, [], **side))
    return pa.array(lefts, pa.int64()), pa.array(rights, pa.int64())


def _keys(table: pa.Table, key: tuple[str, ...]) -> Iterator[Any]:
    columns = [_counted(table[k]).to_pylist() for k in key]
    return iter(columns[0]) if len(columns) == 1 else zip(*columns, strict=True)


def _counted(column: Any) -> Any:
    """Moments as the numbers they are: Python has not all of them, and takes 24:00 for 00:00. Zero without its sign."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_floating(column.type):
        return pc.add(column, pa.scalar(0.0, column.type))  # by key, -0.0 equals 0.0 as well
    if not pa.types.is_temporal(column.type):
        return column
    return column.cast(pa.int32() if column.type.bit_width == 32 else pa.int64())


def _all_same(a: pa.Table, b: pa.Table) -> bool:
    return a.num_rows == b.num_rows and all(_same(a[n], b[n]) for n in a.column_names)


def _same(a: Any, b: Any) -> bool:
    """Equal with NULL = NULL; NaN = NaN."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if a.equals(b):
        return True
    return pa.types.is_floating(a.type) and len(a) == len(b) and not pc.any(_unlike(a, b)).as_py()


def _unlike(a: Any, b: Any) -> Any:
    """True where the values differ; NULL equals NULL, NaN equals NaN."""
    import pyarrow as pa
    import pyarrow.compute as pc

    differs = pc.fill_null(pc.not_equal(a, b), False)
    if pa.types.is_floating(a.type):
        differs = pc.and_not(differs, pc.fill_null(pc.and_(pc.is_nan(a), pc.is_nan(b)), False))
    return pc.or_(differs, pc.xor(pc.is_null(a), pc.is_null(b)))


class Multiset:
    """Rows of one side as counts of 128-bit hashes: what a table without a key, or with a text key, is compared by."""

    def __init__(self) -> None:
        self.counts: Counter[bytes] = Counter()
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self.counts.update(row_hashes(batch))
        self.rows += batch.num_rows


def row_hashes(batch: pa.RecordBatch) -> list[bytes]:
    """A hash a row over a text in which no two different rows are alike."""
    columns = [_counted(column).to_pylist() for column in batch.columns]
    return [
        hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        for row in zip(*columns, strict=True)
    ]
