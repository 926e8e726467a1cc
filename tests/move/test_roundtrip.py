"""Property: whatever a column can hold goes through encoder, server and reader and comes back as it was."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sct.move import endpoints
from sct.move.address import parse
from sct.move.convert import Converter
from sct.move.endpoints.postgres.encode import CsvEncoder, encoder_for
from sct.move.endpoints.postgres.types import type_of
from sct.move.endpoints.protocol import ReadColumn, Request, Source
from sct.move.model import Chunk, ColumnPlan, Options, TablePlan
from sct.move.wire import carry_of
from tests.servers import Server

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
MOMENT = st.datetimes(datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999))


def number(precision: int, scale: int) -> st.SearchStrategy[decimal.Decimal]:
    most = 10**precision - 1
    exact = decimal.Context(prec=100)
    return st.integers(-most, most).map(lambda n: decimal.Decimal(n).scaleb(-scale, exact))


KINDS: list[tuple[str, st.SearchStrategy[Any]]] = [
    ("smallint", st.integers(-(2**15), 2**15 - 1)),
    ("integer", st.integers(-(2**31), 2**31 - 1)),
    ("bigint", st.integers(-(2**63), 2**63 - 1)),
    ("numeric(10,2)", number(10, 2)),
    ("numeric(38,10)", number(38, 10)),
    ("numeric(38,0)", number(38, 0)),
    ("numeric(60,30)", number(60, 30)),
    ("numeric", number(70, 35)),
    ("real", st.floats(width=32, allow_nan=False)),
    ("double precision", st.floats(allow_nan=False)),
    ("boolean", st.booleans()),
    ("text", TEXT),
    ("varchar(40)", TEXT),
    ("bytea", st.binary(max_size=60)),
    ("date", st.dates()),
    ("timestamp", MOMENT),
    ("timestamptz", MOMENT.map(lambda m: m.replace(tzinfo=datetime.UTC))),
    ("time", st.times()),
    ("uuid", st.uuids()),
]
ROWS = st.lists(st.tuples(*(st.none() | values for _, values in KINDS)), min_size=1, max_size=8)
COLUMNS = [
    ColumnPlan(f"c{i}", f"c{i}", type_of(kind), kind, kind, carry=carry_of(type_of(kind)), read_as=type_of(kind))
    for i, (kind, _) in enumerate(KINDS)
]
TABLE = TablePlan("t", ("public", "t"), ("public", "t"), COLUMNS)


@pytest.fixture(scope="module")
def side(pg18: Server) -> Iterator[tuple[Any, Source]]:
    name = pg18.new_database("roundtrip")
    with pg18.connect(name) as connection:
        body = ", ".join(f"{c.target} {c.target_type}" for c in COLUMNS)
        connection.execute(f"CREATE TABLE t ({body})")
        reader = endpoints.source(parse(pg18.dsn(name)))
        yield connection, reader
        reader.close()
    pg18.drop_database(name)


def wire(rows: list[tuple[Any, ...]]) -> Any:
    import pyarrow as pa

    converter = Converter(TABLE, Options())
    arrays = []
    for values, column, kind in zip(zip(*rows, strict=True), COLUMNS, converter.types, strict=True):
        if column.carry == "text" and column.type.kind == "decimal":
            arrays.append(pa.array([None if v is None else format(v, "f") for v in values], kind))
        elif column.carry == "text":
            arrays.append(pa.array([None if v is None else str(v) for v in values], kind))
        else:
            arrays.append(pa.array(list(values), kind))
    return pa.record_batch(arrays, schema=converter.schema)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, decimal.Decimal) and b is not None:
        return a == decimal.Decimal(b)
    if isinstance(a, uuid.UUID):
        return str(a) == b
    return bool(a == b)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, binary=st.booleans(), careful=st.booleans())
def test_every_value_comes_back(
    side: tuple[Any, Source], rows: list[tuple[Any, ...]], binary: bool, careful: bool
) -> None:
    import pyarrow as pa

    connection, reader = side
    batch = wire(rows)
    # Only the columns that have a binary form; all of them go as CSV.
    kept = [i for i, c in enumerate(COLUMNS) if not binary or c.carry == "arrow"]
    table = TablePlan("t", TABLE.source, TABLE.target, [COLUMNS[i] for i in kept])
    part = batch.select(kept)
    encoder = encoder_for(table, part.schema) if binary else CsvEncoder(table, part.schema)
    assert encoder.format == ("binary" if binary else "csv")
    connection.execute("TRUNCATE t")
    names = ", ".join(c.target for c in table.columns)
    with connection.cursor().copy(f"COPY t ({names}) FROM STDIN (FORMAT {encoder.format})") as copy:
        for piece in encoder.encode(part):
            copy.write(piece)
        copy.write(encoder.end())
    columns = tuple(ReadColumn(c.target, c.type, c.carry, c.target_type) for c in table.columns)
    convert = Converter(table, Options())
    found = [convert(b) for b in reader.read(Request(table.target, columns, Chunk(0), careful=careful))]
    assert [f.bad for f in found] == [[] for _ in found]
    back = pa.Table.from_batches([f.batch for f in found]).to_pylist()
    assert len(back) == len(rows)
    for row, other in zip(rows, back, strict=True):
        for i in kept:
            assert same(row[i], other[f"c{i}"]), KINDS[i]


@given(st.text(max_size=12))
@settings(max_examples=300, deadline=None)
def test_text_becomes_its_value_or_is_refused(text: str) -> None:
    """No text is taken for a number, a date or a truth value that it does not spell."""
    import pyarrow as pa

    for kind in (
        "integer",
        "numeric(8,2)",
        "boolean",
        "date",
        "timestamp",
        "time",
        "double precision",
        "uuid",
        "bytea",
    ):
        column = ColumnPlan("a", "a", type_of(kind), "text", kind, carry=carry_of(type_of(kind)))
        table = TablePlan("t", ("", "t"), ("", "t"), [column])
        made = Converter(table, Options())(pa.record_batch([pa.array([text], pa.large_string())], names=["a"]))
        assert made.batch.num_rows + len(made.bad) == 1
        if made.batch.num_rows and kind == "integer":
            assert decimal.Decimal(text) == made.batch.to_pylist()[0]["a"]
        if made.batch.num_rows and kind == "numeric(8,2)":
            assert decimal.Decimal(text) == made.batch.to_pylist()[0]["a"]
