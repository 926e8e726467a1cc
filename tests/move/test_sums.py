"""Sums of digests: each engine computes the same canonical texts, so that equal rows need not travel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sct.move import endpoints
from sct.move.address import parse
from sct.move.by_sums import Columns, summable
from sct.move.model import Chunk
from sct.move.runner import opened
from sct.move.sums import Cut, Summing, SumRequest
from sct.move.sums_here import float_text, sums_of
from sct.move.validate import Validator, either_lane
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

Query = Callable[..., list[tuple[Any, ...]]]

TABLE = """
CREATE TABLE t (id bigint PRIMARY KEY, s smallint, i integer, n numeric(38,10), n0 numeric(12), r real, d double precision,
  c char(3), v varchar(9), x text, b bytea, da date, ts timestamp, t0 timestamp(0), tz timestamptz, ti time, o boolean);
INSERT INTO t VALUES
 (-9223372036854775808, -32768, -2147483648, -9999999999999999999999999999.9999999999, -5, 1.1, 5e-324, 'a', '',
  E'\\n,"é😀', '\\x00ff', '0001-01-01', '0001-01-01', '1999-12-31 23:59:59', '9999-12-31 23:59:59.999999+00', '00:00', false),
 (9223372036854775807, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (1, 1, 7, 0.5, 100, -3.4e38, 0.1, 'é', 'x ', '', '\\x', '9999-12-31', '2024-02-29 01:02:03.4', '2024-02-29',
  '2024-02-29 01:02:03.000004+05', '23:59:59.999999', true),
 (2, 0, 0, 0, 0, 0, 0, '', E'a\\\\''"', 'N', 'N', '1970-01-01', '1970-01-01', '1969-12-31 23:59:59', 'epoch', '12:00:00.1', true),
 (3, 0, 10, 10.0000000001, 10, 1e10, 1e15, 'N', ',', '1:a', '\\x2c', '2000-02-29', '2000-01-01 00:00:00.1', NULL,
  '2000-01-01 00:00:00.12', '01:02:03.123456', NULL),
 (4, 0, 10, 1000, 10, 1e-10, 1e16, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (5, 0, 10, 1000, 10, 16777216, 1e22, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (6, 0, 10, 1000, 10, 123456.7, 123456789.123456789, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (7, 0, 10, 1000, 10, 1e-4, 1.7976931348623157e308, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (8, 0, 10, 1000, 10, 1e-5, 2.2250738585072014e-308, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (10, 0, 10, 1000, 10, 1e-4, 999999999999999.9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (11, 0, 10, 1000, 10, 0.001, 123456789012345.67, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (12, 0, 10, 1000, 10, 0.1, 1e-4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (9, 0, 10, 1000, 10, -1e-5, -1234567890123456.7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
"""


def each_row(mover: Mover, url: str) -> list[tuple[int, str, bool]]:
    """(key, side, whether the server's sum of the row is that of the values as they are read)."""
    told = []
    with opened(mover.folder) as (plan, state):
        source = endpoints.source(parse(plan.source, "source"))
        target = endpoints.source(parse(plan.target, "target"))
        try:
            validator = Validator(plan, state, source, target)
            (table,) = plan.tables
            columns = summable(table, source, target)
            assert isinstance(columns, Columns), columns
            rows = [row[0] for row in state.rows("SELECT 1 WHERE 0")]
            batches = either_lane(lambda careful: list(validator.source_batches(table, Chunk(0), careful)))
            rows = [k for b in batches for k in b.column("id").to_pylist()]
            for k in rows:
                chunk = Chunk(0, k - 1 if k > -(1 << 63) else None, k)
                for name, side, asked, at, where in (
                    ("source", source, columns.source, table.source, table.split),
                    ("target", target, columns.target, table.target, "id"),
                ):
                    if not isinstance(side, Summing):
                        continue
                    found = side.sums(SumRequest(at, asked, chunk, where, "", Cut()))

                    def here(careful: bool, name: str = name, chunk: Chunk = chunk) -> Any:
                        if name == "source":
                            return list(validator.source_batches(table, chunk, careful))
                        return list(validator.target_batches(table, chunk, "id", careful))

                    told.append((k, name, found == sums_of(either_lane(here), asked, Cut(), "")))
        finally:
            source.close()
            target.close()
    return told


def test_postgres_and_its_target_write_every_value_alike(
    mover: Mover, other_database: str, database: str, query: Query
) -> None:
    query(
        other_database,
        TABLE + "ALTER TABLE t ADD u uuid; UPDATE t SET u = 'ABCDEF00-0000-0000-0000-000000000001' WHERE id > 3;",
    )
    query(
        other_database,
        "ALTER TABLE t ADD iv interval, ADD m numeric, ADD a integer[]; UPDATE t SET iv = '1 mon -2 days 03:04:05.5', m = id / 8.0, a = ARRAY[1, NULL]",
    )
    mover.plan(other_database, database)
    mover.run()
    told = each_row(mover, database)
    assert len(told) == 28 and [t for t in told if not t[2]] == []


def test_mariadb_writes_every_value_alike(
    mover: Mover, maria: Maria, shop: str, other_database: str, query: Query
) -> None:
    query(other_database, TABLE)
    mover.plan(other_database, maria.url(shop))
    mover.run()
    told = each_row(mover, maria.url(shop))
    assert len(told) == 28 and [t for t in told if not t[2]] == []


def test_duckdb_writes_every_value_alike(mover: Mover, tmp_path: Path, other_database: str, query: Query) -> None:
    pytest.importorskip("duckdb")
    query(
        other_database,
        TABLE + "ALTER TABLE t ADD u uuid; UPDATE t SET u = 'ABCDEF00-0000-0000-0000-000000000001' WHERE id > 3;",
    )
    url = f"duckdb:///{tmp_path}/x.duckdb"
    mover.plan(other_database, url)
    mover.run()
    told = each_row(mover, url)
    assert len(told) == 28 and [t for t in told if not t[2]] == []


def test_mariadb_reads_its_own_types_as_they_are_loaded(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query
) -> None:
    maria.run(
        shop,
        "CREATE TABLE t (id int PRIMARY KEY, u int unsigned, z int(6) zerofill, bu bigint unsigned, b1 bit(1), b9 bit(9), y year, "
        "e enum('a','b c'), st set('x','y'), l varchar(20) CHARACTER SET latin1, vb varbinary(9), bi binary(4), dt datetime(3), "
        "ts timestamp(6) NULL, d date, tm time(2), dc decimal(9,3), d0 decimal(9,0), f float, db double, c char(4), lt longtext, "
        "lb longblob, j json)",
        "INSERT INTO t VALUES (1, 4294967295, 42, 18446744073709551615, b'1', b'101010101', 2024, 'b c', 'x,y', 'é', x'00ff', x'01', "
        "'2024-02-29 01:02:03.120', '2024-02-29 01:02:03.000001', '2024-02-29', '-12:03:04.50', 1.500, 100, 1.1, 1e20, 'a ', 'é', x'00', "
        "'{\"a\":  1}')",
        "INSERT INTO t (id, y, tm, dc, f, db) VALUES (2, 0, '838:59:59', -0.010, -1e-7, -0.1), (3, 1999, '00:00:00', 0, 1e7, 123456789012345680)",
        "INSERT INTO t (id) VALUES (4)",
    )
    mover.plan(maria.url(shop), database)
    mover.run()
    told = each_row(mover, database)
    assert len(told) == 8 and [t for t in told if not t[2]] == []
    assert [(p.differences, p.bytes < 1000) for p in mover.validate(sums=True)] == [(0, True)]


def test_only_what_differs_is_read(mover: Mover, maria: Maria, shop: str, other_database: str, query: Query) -> None:
    query(
        other_database,
        "CREATE TABLE t (id bigint PRIMARY KEY, x text); INSERT INTO t SELECT g * 3, repeat('é', 100) || g FROM generate_series(1, 20000) g;"
        "CREATE TABLE k (x text); INSERT INTO k SELECT x FROM t; ANALYZE",
    )
    mover.plan(other_database, maria.url(shop), "chunk_rows: 5000")
    mover.run()
    whole = [p.bytes for p in mover.validate()]
    agreed = mover.validate(sums=True)
    assert [(p.differences, p.bytes < w / 20) for p, w in zip(agreed, whole, strict=True)] == [(0, True), (0, True)]
    maria.run(
        shop,
        "UPDATE t SET x = 'other' WHERE id IN (3, 30000, 60000)",
        "INSERT INTO t VALUES (-5, 'before'), (99999999, 'behind'), (5, 'between')",
        "UPDATE k SET x = 'other' WHERE x LIKE '%é77'",
    )
    proofs = mover.validate(sums=True)
    assert [(p.table, p.differences) for p in proofs] == [("public.k", 2), ("public.t", 6)]
    assert [p.bytes < w / 10 for p, w in zip(proofs, whole, strict=True)] == [True, True]
    assert "3 of 2000 segments" in proofs[1].method, proofs[1].method


def test_a_zero_date_on_both_sides_is_no_agreement(mover: Mover, maria: Maria, shop: str) -> None:
    """What the exact comparison cannot say is never said by a sum either."""
    other = maria.new_database()
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, d date)", "INSERT INTO t VALUES (1, '2024-01-01')")
    mover.plan(maria.url(shop), maria.url(other))
    mover.run()
    for name in (shop, other):
        maria.run(name, "SET sql_mode = ''", "INSERT INTO t VALUES (2, '0000-00-00')")
    assert [p.differences for p in mover.validate(sums=True)] == [p.differences for p in mover.validate()] == [2]


def test_a_side_that_computes_no_sums_is_read_here(
    mover: Mover, tmp_path: Path, other_database: str, query: Query
) -> None:
    query(other_database, TABLE)
    mover.plan(other_database, f"sqlite:///{tmp_path}/x.db", "validate_by: sums")
    mover.run()
    (proof,) = mover.validate(sums=True)
    assert (proof.source_rows, proof.differences) == (14, 0) and proof.method.startswith("by sums, 0 of"), proof.method


def test_the_plan_names_tables_that_sums_cannot_compare(
    mover: Mover, tmp_path: Path, other_database: str, database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE TABLE t (id int PRIMARY KEY, j jsonb); CREATE TABLE ok (id int PRIMARY KEY); INSERT INTO t VALUES (1, '{}')",
    )
    made = mover.plan(other_database, database, "validate_by: sums")
    told = [(f.table, f.message) for f in made.findings if f.code == "MV0087"]
    assert told == [("public.t", "j: jsonb keeps the value and not the text")]
    mover.run()
    proofs = {p.table: p for p in mover.validate(sums=True)}
    assert "not by sums: j" in proofs["public.t"].method and "by sums, 0 of" in proofs["public.ok"].method
    files = Mover(tmp_path / "files")
    (tmp_path / "out").mkdir()
    made = files.plan(other_database, f"file://{tmp_path}/out", "validate_by: sums\nexclude: [t]")
    assert [f.code for f in made.findings if f.code == "MV0087"] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (0.1, "0.1"), (0.0001, "0.0001"), (1e15, "1e16"), (999999999999999.0, "999999999999999"), (-12.5e20, "-125e22"), (5e-324, "5e-323"), (1e22, "1e23"),
        (1024.5, "1024.5"), (100.0, "100"), (1e-5, "1e-4"), (float("nan"), "NaN"), (float("-inf"), "-Infinity"),
    ],
)  # fmt: skip
def test_float_text(value: float, text: str) -> None:
    assert float_text(value) == text
