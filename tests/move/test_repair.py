"""Differences of every kind of key are repaired; moments only PostgreSQL has are no differences between two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sct.move import endpoints
from sct.move.address import parse
from sct.move.repair import repair
from sct.move.runner import opened
from sct.move.validate import Validator
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

Query = Callable[..., list[tuple[Any, ...]]]


def repaired(mover: Mover) -> int:
    with opened(mover.folder) as (plan, state):
        writer = endpoints.target(parse(plan.target, "target"))  # before who reads it: a DuckDB file has one opener
        source = endpoints.source(parse(plan.source, "source"))
        target = endpoints.source(parse(plan.target, "target"))
        try:
            return repair(Validator(plan, state, source, target), writer)
        finally:
            source.close()
            target.close()
            writer.close()


KEYS = {
    "whole": ("id bigint PRIMARY KEY, k text", "g, 'k' || g"),
    "text": ('id text COLLATE "C" PRIMARY KEY, k text', "'k' || g, 'é' || g"),
    "date": ("id date PRIMARY KEY, k text", "date '2024-01-01' + g, 'x'"),
    "moment": (
        "id timestamptz PRIMARY KEY, k text",
        "'2024-01-01 00:00:00.000001+00'::timestamptz + g * interval '1 s', 'x'",
    ),
    "uuid": ("id uuid PRIMARY KEY, k text", "('00000000-0000-0000-0000-' || lpad(g::text, 12, '0'))::uuid, 'x'"),
    "number": ("id numeric PRIMARY KEY, k text", "g + 0.10, 'x'"),
    "two": ("id text, k date, PRIMARY KEY (id, k)", "'k' || g % 7, date '2024-01-01' + g"),
    "none": ("id integer, k text", "g / 2, 'x'"),
    "odd": ("id json, k char(5)", "('{\"a\":  ' || g / 2 || '}')::json, 'x'"),
}


@pytest.mark.parametrize("kind", KEYS)
def test_repair_by_any_key(mover: Mover, other_database: str, database: str, query: Query, kind: str) -> None:
    columns, values = KEYS[kind]
    query(other_database, f"CREATE TABLE t ({columns}, v numeric, long text)")
    query(
        other_database,
        f"INSERT INTO t SELECT {values}, g * 1.50, repeat('l', 5000) || g / 2 FROM generate_series(1, 300) g",
    )
    mover.plan(other_database, database, "chunk_rows: 100")
    mover.run()
    query(
        database,
        "CREATE TEMP TABLE s AS SELECT * FROM t LIMIT 5; DELETE FROM t WHERE ctid IN (SELECT ctid FROM t LIMIT 20)",
    )
    query(database, "UPDATE t SET v = v + 1 WHERE ctid IN (SELECT ctid FROM t OFFSET 30 LIMIT 15)")
    query(database, "UPDATE t SET long = long || 'x' WHERE ctid IN (SELECT ctid FROM t OFFSET 100 LIMIT 10)")
    if kind in ("none", "odd"):
        query(database, "INSERT INTO t SELECT * FROM t LIMIT 25")  # copies too many
    extra = {
        "whole": "9000",
        "text": "'new'",
        "date": "'2000-01-01'",
        "moment": "'2000-01-01'",
        "number": "0",
        "two": "'new'",
    }
    if kind in extra:
        query(database, f"INSERT INTO t VALUES ({extra[kind]}, {'date ' if kind == 'two' else ''}'2024-01-01', 1, 'l')")
    assert sum(p.differences for p in mover.validate()) >= 40
    assert repaired(mover) >= 40
    assert sum(p.differences for p in mover.validate()) == 0
    rows = "SELECT t::text FROM t ORDER BY 1"
    assert query(database, rows) == query(other_database, rows)
    assert repaired(mover) == 0


def test_repair_from_mariadb_without_a_key(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    maria.run(
        shop,
        "CREATE TABLE t (a varchar(20), d datetime(6), n decimal(12,4), b varbinary(10))",
        "INSERT INTO t SELECT CONCAT('a', seq DIV 2), '2024-02-29 01:02:03.000004', seq / 8, x'00ff' FROM seq_1_to_100",
    )
    mover.plan(maria.url(shop), database)
    mover.run()
    query(
        database,
        "DELETE FROM t WHERE n < 2; UPDATE t SET d = d + interval '1 us' WHERE n > 12; INSERT INTO t SELECT * FROM t WHERE n = 5",
    )
    assert sum(p.differences for p in mover.validate()) > 15
    repaired(mover)
    assert sum(p.differences for p in mover.validate()) == 0


def test_moments_of_postgres_are_no_differences_between_two(
    mover: Mover, other_database: str, database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE TABLE t (id integer PRIMARY KEY, c time, c0 time(0), d date, e timestamp, f timestamp(0), g timestamptz, h timestamptz(3))",
    )
    query(
        other_database,
        "INSERT INTO t VALUES (1, '24:00', '24:00', 'infinity', 'infinity', 'infinity', 'infinity', '-infinity'),"
        "(2, '12:34:56.000001', NULL, '-infinity', '-infinity', NULL, '4713-01-01 00:00+00 BC', '9999-12-31 23:59:59.999+00'),"
        "(3, NULL, '00:00', '0044-03-15 BC', '294276-12-31 23:59:59.999999', '0001-01-01', NULL, NULL)",
    )
    query(other_database, "CREATE TABLE k (c time, d date); INSERT INTO k VALUES ('24:00', 'infinity'), (NULL, NULL)")
    mover.plan(other_database, database)
    mover.run()
    assert [p.differences for p in mover.validate()] == [0, 0]
    query(database, "UPDATE t SET c = '00:00', d = 'infinity'; UPDATE k SET c = '00:00'")
    assert sum(p.differences for p in mover.validate()) > 2
    repaired(mover)
    assert [p.differences for p in mover.validate()] == [0, 0]
    assert query(database, "SELECT t::text FROM t ORDER BY 1") == query(
        other_database, "SELECT t::text FROM t ORDER BY 1"
    )


def test_repair_leaves_what_is_not_moved_and_fires_no_cascade_in_mariadb(
    mover: Mover, maria: Maria, shop: str, other_database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE TABLE p (id integer PRIMARY KEY, x text); CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p ON DELETE CASCADE);"
        "INSERT INTO p SELECT g, 'x' || g FROM generate_series(1, 10) g; INSERT INTO c SELECT g, g FROM generate_series(1, 10) g;",
    )
    maria.run(
        shop,
        "CREATE TABLE p (id int PRIMARY KEY, x text, own varchar(10) DEFAULT 'kept', twice int GENERATED ALWAYS AS (id * 2))",
        "CREATE TABLE c (id int PRIMARY KEY, p int)",
    )
    mover.plan(other_database, maria.url(shop))
    mover.run()
    maria.run(
        shop,
        # once both are there: two workers load them in no order
        "ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE",
        "UPDATE p SET own = 'mine', x = 'wrong' WHERE id = 3",
        "SET foreign_key_checks = 0",
        "DELETE FROM p WHERE id = 5",
        "INSERT INTO p (id, x) VALUES (11, 'extra')",
        "INSERT INTO c VALUES (12, 11)",
    )
    assert sum(p.differences for p in mover.validate()) == 4
    assert repaired(mover) == 4
    assert sum(p.differences for p in mover.validate()) == 0
    assert maria.run(shop, "SELECT x, own, twice FROM p WHERE id IN (3, 5)") == [("x3", "mine", 6), ("x5", "kept", 10)]
    assert maria.run(shop, "SELECT COUNT(*) FROM c") == [(10,)]


def test_some_copies_of_a_row_stay_in_mariadb(
    mover: Mover, maria: Maria, shop: str, other_database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE TABLE t (x varchar(9), n integer); INSERT INTO t SELECT v, 1 FROM unnest(ARRAY['a', 'a', 'A', 'a ', NULL]) v",
    )
    mover.plan(other_database, maria.url(shop))
    mover.run()
    maria.run(shop, "ALTER TABLE t MODIFY x varchar(9) COLLATE utf8mb4_general_ci")
    maria.run(shop, "INSERT INTO t VALUES ('a', 1), ('A', 1), ('a ', 1), (NULL, 1), (NULL, 1), ('b', NULL)")
    assert repaired(mover) == 0  # nothing is known to differ
    assert [p.differences for p in mover.validate(sums=True)] == [6]
    assert repaired(mover) == 6
    assert [p.differences for p in mover.validate()] == [0]
    assert sorted(maria.run(shop, "SELECT x, n FROM t"), key=str) == [
        ("A", 1), ("a ", 1), ("a", 1), ("a", 1), (None, 1),
    ]  # fmt: skip
