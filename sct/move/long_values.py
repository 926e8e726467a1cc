"""Rows with values of megabytes: alone in their batch, their long values written in slices and copied nowhere as a whole."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_BYTES = 16 << 20  # where a batch of long values ends, whatever its number of rows
LONG = 1 << 20  # bytes: a value of more is written in slices of this size


def bounded(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch in pieces of at most BATCH_BYTES, or of one row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if batch.nbytes <= BATCH_BYTES or batch.num_rows == 1:
        yield batch
        return
    fixed = sum(c.type.bit_width // 8 + 1 for c in batch.columns if not _varies(c.type))
    sizes = pa.array([fixed] * batch.num_rows, pa.int64())
    for column in batch.columns:
        if _varies(column.type):
            sizes = pc.add(sizes, pc.fill_null(pc.binary_length(column), 0))
    begin = size = 0
    for i, more in enumerate(sizes.to_pylist()):
        if size + more > BATCH_BYTES and i > begin:
            yield batch.slice(begin, i - begin)
            begin, size = i, 0
        size += more
    yield batch.slice(begin)


def long_values(batch: pa.RecordBatch) -> dict[int, memoryview]:
    """Column -> its value's bytes where the batch is one row (`bounded`) and the value is long; nothing is copied."""
    if batch.num_rows != 1 or batch.nbytes <= LONG:
        return {}
    found = {}
    for i, column in enumerate(batch.columns):
        if not _varies(column.type) or column.null_count:
            continue
        _, offsets, values = column.buffers()
        begin, end = memoryview(offsets).cast("q")[column.offset : column.offset + 2]
        if end - begin > LONG:
            found[i] = memoryview(values)[begin:end]
    return found


def without(batch: pa.RecordBatch, columns: Container[int]) -> pa.RecordBatch:
    """The batch with NULL in the columns of these numbers."""
    import pyarrow as pa

    arrays = [pa.nulls(batch.num_rows, c.type) if i in columns else c for i, c in enumerate(batch.columns)]
    return pa.record_batch(arrays, schema=batch.schema)


def slices(value: memoryview) -> Iterator[bytes]:
    """The bytes of a long value, LONG of them at a time."""
    for begin in range(0, len(value), LONG):
        yield bytes(value[begin : begin + LONG])


def _varies(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_large_string(kind) or pa.types.is_large_binary(kind))
