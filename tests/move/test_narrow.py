"""What a target's type would bend without a word is a bad row: tables that were there before, with types of their own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sct.ir.types import Type
from sct.move.convert import Converter
from sct.move.endpoints.mariadb.types import type_of as maria_type
from sct.move.endpoints.postgres.types import type_of as postgres_type
from sct.move.model import ColumnPlan, Options, TablePlan
from sct.move.spans import plain_span
from sct.move.wire import carry_of
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

Query = Callable[..., list[tuple[Any, ...]]]


def bad(type_: Type, native: str, *values: Any, source: Type | None = None) -> list[Any]:
    """The values that do not go into the type."""
    import pyarrow as pa

    column = ColumnPlan("a", "a", type_, "", native, carry=carry_of(type_), read_as=source)
    batch = pa.record_batch([pa.array(values)], names=["a"])
    return [row["a"] for row, _ in Converter(TablePlan("t", ("", "t"), ("", "t"), [column]), Options())(batch).bad]


@pytest.mark.parametrize(
    ("native", "fits", "does_not"),
    [
        ("varchar(3)", ["abc", "é😀x", ""], ["abc ", "abcd"]),
        ("char(3)", ["abc", "a   ", "a"], ["abcd", " abc"]),
        ("numeric(50,2)", ["0.10", "1e3", " 1.5 ", "NaN", "-0.010", "9" * 45], ["0.001", "1e-3", "0x1F", "1_000", "one"]),
        ("numeric(5,-2)", ["100", "-9999900"], ["150", "0.5"]),
        ("interval year to month", ["1 year 2 mons", "00:00:00"], ["1 mon 3 days", "1 mon 00:00:01"]),
        ("interval day", ["3 days", "1 mon"], ["3 days 00:00:01"]),
        ("interval(3)", ["00:00:00.001", "infinity"], ["00:00:00.0001"]),
        ("interval hour", ["02:00:00"], ["02:00:01", "02:30:00"]),
        ("interval", ["00:00:00.0000010"], ["00:00:00.0000001"]),
        ("numeric(38,0)", ["9" * 38, "-" + "9" * 38, "1e2"], [str(2**128 - 1), "9" * 38 + "e1", "9" * 34 + "e5", "0.5"]),
        ("numeric(38,10)", ["0." + "0" * 9 + "1"], [str(2**128 - 1), "0." + "0" * 10 + "1"]),
        ("timestamp(3)", ["2024-01-01 00:00:00.123"], ["2024-01-01 00:00:00.1234"]),
    ],
)  # fmt: skip
def test_postgresql(native: str, fits: list[Any], does_not: list[Any]) -> None:
    assert bad(postgres_type(native), native, *fits, *does_not) == does_not


@pytest.mark.parametrize(
    ("native", "fits", "does_not"),
    [
        ("year(4)", [0, 1901, 2155], [5, 99, 1900, 2156]),
        ("binary(3)", [b"abc", b"\0\0\0"], [b"ab", b"abcd", b""]),
        ("time", ["838:59:59", "-00:00:01", "12:00"], ["1 day 02:00:00", "12", "1200", "00:00:00.5"]),
        ("time(3)", ["12:00:00.125"], ["12:00:00.1255"]),
        ("decimal(65,2)", ["0.10"], ["0.101"]),
    ],
)
def test_mariadb(native: str, fits: list[Any], does_not: list[Any]) -> None:
    assert bad(maria_type(native), native, *fits, *does_not) == does_not


def test_what_the_source_rules_out_is_not_looked_at() -> None:
    narrow = Type("varchar", length=3, unit="char", raw="varchar(3)")
    # Nobody asks: a source that holds its columns to their length has no such value.
    assert bad(postgres_type("varchar(3)"), "varchar(3)", "abcd", source=narrow) == []
    loose = Type("varchar", length=3, unit="char", raw="VARCHAR(3)")
    assert bad(postgres_type("varchar(3)"), "varchar(3)", "abcd", source=loose) == ["abcd"]


def test_spans_are_the_same_in_all_words() -> None:
    assert plain_span("1 year -2 days +03:04:05.000006") == plain_span("12 mons -2 days 03:04:05.0000060")
    assert plain_span("-00:00:00.5") != plain_span("00:00:00.5")
    assert plain_span("1 day") != plain_span("24:00:00")
    assert plain_span("839:00:00") == plain_span("839 hours")
    assert plain_span("infinity") == "infinity"


def test_spans_are_spelt_as_postgresql_does(database: str, query: Query) -> None:
    words = [
        "1 year -2 days 03:04:05.000006", "-10 mons -3 days", "-00:00:00.5", "0", "-13 mons 1 day -24:00:00.10", "1 mon", "839:00:00",
        "-1 days", "1 day 00:00:00.5", "11 mons -1 day +00:00:01", "-1 mon +1 day",
    ]  # fmt: skip
    for word in words:
        ((spelt,),) = query(database, "SELECT %s::interval::text", word)
        assert plain_span(spelt) == spelt
        assert plain_span(word) == spelt or word == "0"


def test_bits_and_years_that_are_there(mover: Mover, maria: Maria, shop: str, tmp_path: Path) -> None:
    """LOAD DATA takes the digits of a number for the bytes of a BIT, and 0 for the year 2000."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER, o BOOLEAN, y INTEGER)")
        db.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", [(1, 5, 1, 0), (2, 255, 0, 1999), (3, None, None, None)])
        db.execute("INSERT INTO t VALUES (4, 1, 1, 5)")
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, b bit(8), o bit(1), y year)")
    mover.plan(f"sqlite:///{path}", maria.url(shop), "on_bad_row: exceptions")
    result = mover.run()
    assert (result.rows, result.rejected) == (3, 1)
    assert maria.run(shop, "SELECT id, b + 0, o + 0, y + 0 FROM t ORDER BY id") == [
        (1, 5, 1, 0), (2, 255, 0, 1999), (3, None, None, None)
    ]  # fmt: skip
    assert mover.rejected() == {"t": {4: "y: is no year of year(4)"}}


def test_sqlite_keeps_classes_apart(mover: Mover, database: str, query: Query, tmp_path: Path) -> None:
    """Bytes in a column of text, and text in one of bytes, are not written out and taken for the other."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c)")
        db.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?)",
            [(1, b"ab", None, None), (2, r"\x6162", b"ab", 1.5), (3, None, r"\x6162", None), (4, None, None, b"1")],
        )
    plan = mover.plan(f"sqlite:///{path}", database, "on_bad_row: exceptions")
    assert next(f.message for f in plan.findings if f.code == "MV0062").startswith("column c: no type is declared")
    mover.run()
    assert query(database, "SELECT id, a, b, c FROM t") == [(2, r"\x6162", b"ab", "1.5")]
    assert sorted(mover.rejected()["t"]) == [1, 3, 4]


def test_numbers_of_sqlite_are_binary(mover: Mover, database: str, query: Query, tmp_path: Path) -> None:
    query(database, "CREATE TABLE t (id int PRIMARY KEY, a numeric(30,10))")
    query(database, "INSERT INTO t VALUES (1, 0.1), (2, 9007199254740993), (3, 12345678901234567.5), (4, -1.25)")
    path = tmp_path / "b.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a DECIMAL(30,10))")
    mover.plan(database, f"sqlite:///{path}", "on_bad_row: exceptions")
    mover.run()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT id, a FROM t").fetchall() == [(1, 0.1), (2, 9007199254740993), (4, -1.25)]
    assert list(mover.rejected()["public.t"]) == [3]


def test_a_type_that_is_not_there_is_said_by_the_plan(
    mover: Mover, database: str, other_database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE DOMAIN cents AS numeric(9,2); CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (a cents, b mood)",
    )
    found = [(f.code, f.message) for f in mover.plan(other_database, database).findings if f.table == "public.t"]
    assert ("MV0104", "column a: the target has no type cents") in found
    assert [code for code, _ in found].count("MV0104") == 1
    query(database, "CREATE DOMAIN cents AS numeric(9,2)")
    again = Mover(mover.folder / "again")
    assert "MV0104" not in {f.code for f in again.plan(other_database, database).findings}
    again.run()


def test_infinite_moments_of_duckdb_are_no_far_years(mover: Mover, database: str, query: Query, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "a.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TIMESTAMP, b DATE)")
        db.execute(
            "INSERT INTO t VALUES (1, 'infinity', NULL), (2, NULL, '-infinity'), (3, '2024-01-01', '2024-01-01')"
        )
    mover.plan(f"duckdb:///{path}", database, "on_bad_row: exceptions")
    mover.run()
    assert query(database, "SELECT id FROM t") == [(3,)]
    assert set(mover.rejected()["main.t"]) == {1, 2}


def test_a_text_that_duckdb_does_not_take_is_set_aside(mover: Mover, tmp_path: Path) -> None:
    """DuckDB has no savepoints, so it is not asked to take what it would refuse."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a UUID, b JSON)")
        rows = [(1, "none", None), (2, None, "{bad"), (3, "c0187637-3941-4f10-800e-17f948b24515", '{"a": 1}')]
        db.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    mover.plan(f"sqlite:///{path}", f"duckdb:///{tmp_path}/b.duckdb", "on_bad_row: exceptions")
    mover.run()
    assert set(mover.rejected()["t"]) == {1, 2}
    with duckdb.connect(f"{tmp_path}/b.duckdb") as db:
        ((number, kept),) = db.execute("SELECT id, b FROM t").fetchall()
        assert (number, json.loads(kept)) == (3, {"a": 1})
