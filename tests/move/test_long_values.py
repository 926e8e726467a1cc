"""Rows of long values: cut into batches, written in slices that are the same stream as the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from sct.ir.types import Type
from sct.move.endpoints.mariadb.load import text_of
from sct.move.endpoints.postgres.encode import CsvEncoder, Encoder, encoder_for
from sct.move.long_values import BATCH_BYTES, LONG, bounded, long_values, slices
from sct.move.model import ColumnPlan, TablePlan

pa = pytest.importorskip("pyarrow")
Query = Callable[..., Any]

KINDS = {
    "id": ("integer", Type("integer", bits=32)),
    "b": ("bytea", Type("binary")),
    "n": ("text", Type("text")),
    "j": ("jsonb", Type("json", name="jsonb")),
    "t": ("text", Type("text")),
}


def column(name: str) -> ColumnPlan:
    native, kind = KINDS[name]
    return ColumnPlan(name, name, kind, native, native)


TABLE = TablePlan("t", ("", "t"), ("", "t"), [column(n) for n in KINDS])
TEXT = 'a "quoted", é\n\\N 日😀 '
LENGTH = LONG + 12_345


def rows(*ids: int) -> pa.RecordBatch:
    """Odd rows have long values, rows of threes NULLs."""
    text = (TEXT * (LENGTH // 10))[:LENGTH]
    values: dict[str, list[Any]] = {n: [] for n in KINDS}
    for i in ids:
        values["id"].append(i)
        values["b"].append(None if i % 3 == 0 else bytes(range(256)) * (LENGTH // 256 + 1) if i % 2 else b"")
        values["n"].append(None if i % 2 else "")
        values["j"].append('{"a": "' + ("x" * LENGTH if i % 2 else "") + '"}')
        values["t"].append(text if i % 2 else TEXT)
    kinds = {"id": pa.int32(), "b": pa.large_binary()}
    arrays = [pa.array(v, kinds.get(n, pa.large_string())) for n, v in values.items()]
    return pa.record_batch(arrays, names=list(KINDS))


@pytest.mark.parametrize("make", [encoder_for, CsvEncoder], ids=["binary", "csv"])
def test_postgres_gets_the_values_that_are_there(database: str, make: Callable[..., Encoder]) -> None:
    batch = rows(*range(8))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id integer, b bytea, n text, j jsonb, t text)")
        encoder = make(TABLE, batch.schema)
        longest = 0
        with connection.cursor().copy(f"COPY t FROM STDIN (FORMAT {encoder.format})") as copy:
            for part in [batch.slice(0, 1), *(batch.slice(i, 1) for i in range(1, 6)), batch.slice(6)]:
                for piece in encoder.encode(part):
                    longest = max(longest, len(piece)) if part.num_rows == 1 else longest
                    copy.write(piece)
            copy.write(encoder.end())
        found = connection.execute("SELECT id, b, n, j::text, t FROM t ORDER BY id").fetchall()
    assert found == [tuple(row[n] for n in KINDS) for row in batch.to_pylist()]
    assert longest <= 2 * LONG + 4


def test_mariadbs_text_in_slices_is_the_text_of_the_whole() -> None:
    batch = rows(1)
    pieces = list(text_of(batch))
    assert max(map(len, pieces)) <= 2 * LONG
    assert all(pieces)
    both = pa.concat_batches([batch, rows(3)])
    assert both.num_rows == 2  # more than a row: as a whole
    assert b"".join(pieces) == b"".join(text_of(both)).partition(b"\n3,")[0] + b"\n"


def test_batches_are_cut_by_bytes_and_nothing_is_lost() -> None:
    size = BATCH_BYTES // 3
    lengths = [1, size, size, size, 5, BATCH_BYTES * 2, 0, size, None, size, 10]
    texts = pa.array([None if n is None else "x" * n for n in lengths], pa.large_string())
    batch = pa.record_batch([pa.array(range(len(lengths))), texts], names=["id", "t"])
    parts = list(bounded(batch.slice(1)))
    assert [p.num_rows for p in parts] == [2, 2, 1, 5]
    assert pa.concat_batches(parts).equals(batch.slice(1))
    assert next(bounded(batch.slice(5, 1))).num_rows == 1
    assert list(bounded(batch.slice(0, 0))) == [batch.slice(0, 0)]


def test_a_long_value_is_not_copied_to_be_found() -> None:
    batch = rows(1)
    found = long_values(batch)
    assert [batch.schema.names[i] for i in found] == ["b", "j", "t"]
    for i, value in found.items():
        assert pa.py_buffer(value).address == batch.column(i).buffers()[2].address
        whole = batch.column(i)[0].as_py()
        assert b"".join(slices(value)) == (whole.encode() if isinstance(whole, str) else whole)
    assert long_values(rows(2)) == {}
