"""MariaDB to PostgreSQL: every type at its extremes arrives exactly or is reported; keys, indexes, resume."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

Query = Callable[..., list[tuple[Any, ...]]]
UUID = "123e4567-e89b-12d3-a456-426655440000"
# (type in MariaDB, values as its SQL takes them, the same values as PostgreSQL prints them)
EXACT: list[tuple[str, list[Any], list[str]]] = [
    ("tinyint", [-128, 127], ["-128", "127"]),
    ("tinyint unsigned", [0, 255], ["0", "255"]),
    ("smallint unsigned", [65535], ["65535"]),
    ("mediumint", [-8388608, 8388607], ["-8388608", "8388607"]),
    ("mediumint unsigned", [16777215], ["16777215"]),
    ("int", [-(2**31), 2**31 - 1], ["-2147483648", "2147483647"]),
    ("int unsigned", [2**32 - 1], ["4294967295"]),
    ("bigint", [-(2**63), 2**63 - 1], ["-9223372036854775808", "9223372036854775807"]),
    ("bigint unsigned", [0, 2**64 - 1], ["0", "18446744073709551615"]),
    ("decimal(10,2)", ["-99999999.99", "0.01"], ["-99999999.99", "0.01"]),
    ("decimal(18,0)", ["999999999999999999"], ["999999999999999999"]),
    (
        "decimal(38,10)",
        ["-9999999999999999999999999999.9999999999", "0.0000000001"],
        ["-9999999999999999999999999999.9999999999", "0.0000000001"],
    ),
    ("decimal(65,30)", ["9" * 35 + "." + "9" * 30], ["9" * 35 + "." + "9" * 30]),
    ("float", [1.1, -3.4e38, 1.17549e-38], ["1.1", "-3.4e+38", "1.17549e-38"]),
    (
        "double",
        [1.7976931348623157e308, 2.2250738585072014e-308, 0.1],
        ["1.7976931348623157e+308", "2.2250738585072014e-308", "0.1"],
    ),
    ("char(5)", ["ab", "é€日😀"], ["ab   ", "é€日😀 "]),
    ("varchar(50)", ["", " pad ", "日本😀", "a\\b\n\t\"'"], ["", " pad ", "日本😀", "a\\b\n\t\"'"]),
    ("text", ["", "x" * 60000], ["", "x" * 60000]),
    ("longtext", ["", "é" * 100_000], ["", "é" * 100_000]),
    ("binary(4)", [b"\0\1"], ["\\x00010000"]),
    ("varbinary(10)", [b"", b"\xff\0\\"], ["\\x", "\\xff005c"]),
    ("blob", [b"", bytes(range(256))], ["\\x", "\\x" + bytes(range(256)).hex()]),
    ("longblob", [b"", b"\0" * 300_000], ["\\x", "\\x" + "00" * 300_000]),
    ("date", ["1000-01-01", "9999-12-31", "2024-02-29"], ["1000-01-01", "9999-12-31", "2024-02-29"]),
    ("datetime", ["1000-01-01 00:00:00", "9999-12-31 23:59:59"], ["1000-01-01 00:00:00", "9999-12-31 23:59:59"]),
    ("datetime(6)", ["9999-12-31 23:59:59.999999"], ["9999-12-31 23:59:59.999999"]),
    ("timestamp", ["1970-01-01 00:00:01", "2038-01-19 03:14:07"], ["1970-01-01 00:00:01+00", "2038-01-19 03:14:07+00"]),
    ("timestamp(6)", ["2038-01-19 03:14:07.999999"], ["2038-01-19 03:14:07.999999+00"]),
    ("time", ["838:59:59", "-838:59:59", "00:00:00"], ["838:59:59", "-838:59:59", "00:00:00"]),
    ("time(6)", ["10:11:12.500000"], ["10:11:12.5"]),
    ("year", [1901, 2155, 0], ["1901", "2155", "0"]),
    ("bit(1)", [0, 1], ["false", "true"]),
    ("bit(20)", [0, 2**20 - 1], ["0", "1048575"]),
    ("bit(64)", [2**64 - 1], ["18446744073709551615"]),
    ("enum('a','it''s')", ["a", "it's"], ["a", "it's"]),
    ("set('a','b')", ["a,b", ""], ["a,b", ""]),
    ("json", ['{"a": 1.50}'], ['{"a": 1.50}']),
    ("uuid", [UUID], [UUID]),
    ("inet6", ["::1"], ["::1"]),
    ("boolean", [1, 0], ["1", "0"]),
]


def test_every_type_at_its_extremes(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    for number, (kind, values, _) in enumerate(EXACT):
        maria.run(
            shop,
            "SET time_zone = '+00:00'",
            f"CREATE TABLE t{number} (id int AUTO_INCREMENT PRIMARY KEY, v {kind} NULL)",
            *[(f"INSERT INTO t{number} (v) VALUES (%s)", (v,)) for v in [*values, None]],
        )
    mover.plan(maria.url(shop), database)
    result = mover.run()
    assert result.rejected == 0
    wrong = []
    for number, (kind, _, expected) in enumerate(EXACT):
        # "varchar(n)::text" drops nothing; char(n) is shown with its padding.
        found = [
            v for (v,) in query(database, f"SELECT format('%s', v) FROM t{number} WHERE v IS NOT NULL ORDER BY id")
        ]
        if kind.startswith("bit(1)"):
            found = ["true" if v == "t" else "false" for v in found]
        nulls = query(database, f"SELECT count(*) FROM t{number} WHERE v IS NULL")
        if found != expected or nulls != [(1,)]:
            wrong.append((kind, expected[:1], [v[:60] for v in found], nulls))
    assert wrong == []
    assert [(p.table, mover.differences()) for p in mover.validate() if p.differences] == []


REPORTED = [
    ("date", ["0000-00-00", "2024-00-10", "2024-02-00"]),
    ("datetime", ["0000-00-00 00:00:00", "2024-01-00 10:00:00"]),
    ("timestamp NULL", ["0000-00-00 00:00:00"]),
    ("varchar(10)", ["nul\0char"]),
]


def test_what_cannot_arrive_is_reported(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    for number, (kind, values) in enumerate(REPORTED):
        maria.run(
            shop,
            "SET sql_mode = '', time_zone = '+00:00'",
            f"CREATE TABLE t{number} (id int AUTO_INCREMENT PRIMARY KEY, v {kind})",
            *[(f"INSERT INTO t{number} (v) VALUES (%s)", (v,)) for v in [*values, None]],
        )
    plan = mover.plan(maria.url(shop), database, "on_bad_row: exceptions")
    assert "MV0037" in {f.code for f in plan.findings}
    result = mover.run()
    bad = sum(len(values) for _, values in REPORTED)
    assert (result.rows, result.rejected) == (len(REPORTED), bad)
    assert query(database, "SELECT count(*) FROM sct_move.exceptions") == [(bad,)]
    assert sum(p.differences for p in mover.validate()) == bad


def test_zero_dates_become_null_by_rule(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    maria.run(
        shop,
        "SET sql_mode = ''",
        "CREATE TABLE t (id int PRIMARY KEY, v date)",
        "INSERT INTO t VALUES (1, '0000-00-00'), (2, '2024-02-29')",
    )
    mover.plan(maria.url(shop), database, 'zero_dates: "null"')
    mover.run()
    assert query(database, "SELECT v::text FROM t ORDER BY id") == [(None,), ("2024-02-29",)]


def fill(maria: Maria, shop: str, rows: int) -> None:
    maria.run(
        shop,
        "CREATE TABLE customer (id int AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL, UNIQUE KEY by_name (name))",
        "CREATE TABLE sale (id bigint AUTO_INCREMENT PRIMARY KEY, customer int NOT NULL, at datetime(3) NOT NULL, "
        "amount decimal(12,2), note text, KEY by_customer (customer, at), "
        "CONSTRAINT sale_customer FOREIGN KEY (customer) REFERENCES customer (id) ON DELETE CASCADE)",
        "INSERT INTO customer (name) SELECT CONCAT('c', seq) FROM seq_1_to_100",
        "INSERT INTO sale (customer, at, amount, note) SELECT 1 + seq MOD 100, "
        "'2024-01-01' + INTERVAL seq SECOND, seq / 7, IF(seq MOD 3, CONCAT('note ', seq), NULL) "
        f"FROM seq_1_to_{rows}",
    )


def test_tables_keys_and_indexes_are_made(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    fill(maria, shop, 25_000)
    plan = mover.plan(maria.url(shop), database, "chunk_rows: 5000")
    assert len(next(t for t in plan.tables if t.id.endswith("sale")).chunks) >= 4
    assert mover.run().rows == 25_100
    assert [p.differences for p in mover.validate()] == [0, 0]
    assert query(database, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'c'") == [(1,)]
    assert query(database, "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'") == [(4,)]
    query(database, "INSERT INTO customer (name) VALUES ('new')")
    assert query(database, "SELECT max(id) FROM customer") == [(101,)]


def test_back_again(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    """PostgreSQL to MariaDB."""
    query(
        database,
        "CREATE TABLE t (id bigint PRIMARY KEY, a integer, n numeric(12,3), x text, v varchar(20), b bytea, d date, "
        "s timestamp(6), z timestamptz(3), f double precision, r real, o boolean, u uuid, i time(3))",
    )
    query(
        database,
        "INSERT INTO t VALUES (1, -5, 1.250, 'é\\n''😀', '', '\\x00ff', '2024-02-29', '2024-02-29 12:00:00.000001', "
        "'2024-06-01 12:00:00.5+02', 0.1, 1.1, true, '123e4567-e89b-12d3-a456-426655440000', '23:59:59.999'), "
        "(2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    )
    mover.plan(database, maria.url(shop))
    assert mover.run().rows == 2
    ((row),) = maria.run(shop, "SELECT n, x, v, HEX(b), d, s, z, f, CAST(r AS CHAR), o, u, i FROM t WHERE id = 1")
    assert [str(v) for v in row] == [
        "1.250", "é\\n'😀", "", "00FF", "2024-02-29", "2024-02-29 12:00:00.000001", "2024-06-01 10:00:00.500000",
        "0.1", "1.1", "1", UUID, "23:59:59.999000",
    ]  # fmt: skip
    assert [p.differences for p in mover.validate()] == [0]


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_lobs_arrive_whole_or_not_at_all(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query, size: int
) -> None:
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, b longblob)")
    maria.run(shop, ("INSERT INTO t VALUES (1, %s), (2, NULL)", (bytes(i % 251 for i in range(size)),)))
    rules = "on_bad_row: exceptions\ntables: [{match: t, max_bytes: {b: 1000000}}]"
    mover.plan(maria.url(shop), database, rules)
    result = mover.run()
    if size > 1_000_000:
        # The policy fails closed: the row is reported, nothing is cut.
        assert (result.rows, result.rejected) == (1, 1)
        assert query(database, "SELECT count(*) FROM t WHERE id = 1") == [(0,)]
    else:
        assert query(database, "SELECT octet_length(b) FROM t WHERE id = 1") == [(size,)]
