"""MariaDB as the target: LOAD DATA from memory says every value; what it would bend is refused; it serves no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymysql
import pytest

from sct.move.address import parse
from sct.move.endpoints.mariadb.connect import connect
from sct.move.endpoints.mariadb.load import Loading
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

Query = Callable[..., list[tuple[Any, ...]]]
# Everything that means something to LOAD DATA, or once did.
WORDS = [
    "NULL",
    "\\N",
    '"',
    '""',
    '"NULL"',
    ",",
    "a,b",
    "x\ny",
    "\r\n",
    "\\",
    'a",\n"b',
    "",
    " ",
    "\t",
    "é😀",
    "'",
    "\x1a",
]


@pytest.mark.parametrize("local_files", [True, False])
def test_words_of_the_format_are_only_words(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query, local_files: bool
) -> None:
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, x text, b bytea, v varchar(20))")
    query(database, "CREATE TABLE one (b bytea)")
    for i, word in enumerate(WORDS):
        query(database, "INSERT INTO t VALUES (%s, %s, %s, %s)", i, word, word.encode(), word)
    query(database, "INSERT INTO t VALUES (99, NULL, NULL, NULL)")
    query(database, "INSERT INTO one VALUES (''), (NULL), ('NULL'), ('')")
    maria.run("", f"SET GLOBAL local_infile = {int(local_files)}")
    try:
        mover.plan(database, maria.url(shop))
        assert mover.run().rows == len(WORDS) + 5
    finally:
        maria.run("", "SET GLOBAL local_infile = 1")
    expected = [(i, word, word.encode(), word) for i, word in enumerate(WORDS)]
    assert list(maria.run(shop, "SELECT id, x, b, v FROM t ORDER BY id")) == [*expected, (99, None, None, None)]
    assert sorted(str(b) for (b,) in maria.run(shop, "SELECT b FROM one")) == ["None", "b''", "b''", "b'NULL'"]
    assert [p.differences for p in mover.validate()] == [0, 0]


def test_what_load_data_would_bend_is_refused(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query
) -> None:
    """A duplicate, a word too long, a number out of range, an infinity: each a bad row with the server's reason."""
    query(database, "CREATE TABLE t (id integer, v varchar(20), n integer, f double precision)")
    query(
        database,
        "INSERT INTO t VALUES (1, 'fits', 1, 1), (1, 'twice', 1, 1), (2, 'much too long', 1, 1), (3, 'x', 40000, 1), "
        "(4, 'x', 1, 'Infinity'), (5, 'x', 1, 'NaN'), (6, 'last', 2, 0.1)",
    )
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, v varchar(5), n smallint, f double)")
    mover.plan(database, maria.url(shop), "on_bad_row: exceptions")
    result = mover.run()
    assert (result.rows, result.rejected) == (2, 5)
    assert list(maria.run(shop, "SELECT id, v, n, f FROM t ORDER BY id")) == [(1, "fits", 1, 1.0), (6, "last", 2, 0.1)]
    reasons = [why for (why,) in maria.run(shop, "SELECT reason FROM sct_move_exceptions")]
    assert len(reasons) == 5 and any("Duplicate" in why for why in reasons), reasons


def test_no_file_of_this_machine_is_sent(maria: Maria, shop: str, tmp_path: Path) -> None:
    """Only the bytes of one call go to the server, whatever file it asks for."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    maria.run(shop, "CREATE TABLE t (x varchar(100))")
    connection = connect(parse(maria.url(shop), "target"), kind=Loading)
    try:
        with connection.cursor() as cursor, pytest.raises(pymysql.OperationalError, match="it got none"):
            cursor.execute(f"LOAD DATA LOCAL INFILE '{secret}' INTO TABLE t")
        assert connection.load(f"LOAD DATA LOCAL INFILE '{secret}' INTO TABLE t", iter([b"given\n"])) == (1, 0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT x FROM t")
            assert cursor.fetchall() == (("given",),)
    finally:
        connection.close()


def test_moments_of_postgresql_alone_are_bad_rows(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query
) -> None:
    """Infinities, years before 1 and after 9999: none becomes another moment, none ends the run. TIME holds 24:00."""
    query(database, "CREATE TABLE i (v time); INSERT INTO i VALUES ('24:00'), ('00:00')")
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, d date, s timestamp, z timestamptz, i time)")
    query(
        database,
        "INSERT INTO t (id, d) VALUES (1, 'infinity'), (2, '-infinity'), (3, '0044-03-15 BC'), (4, '10000-01-01'); "
        "INSERT INTO t (id, s) VALUES (5, 'infinity'), (6, '0001-12-31 23:59:59.999999 BC'), (7, '294276-12-31'); "
        "INSERT INTO t (id, z) VALUES (8, 'infinity'), (9, '-infinity'); INSERT INTO t (id, i) VALUES (10, '24:00'); "
        "INSERT INTO t VALUES (11, '0001-01-01', '0001-01-01', '0001-01-01 00:00:00+00', '00:00'), "
        "(12, '9999-12-31', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', '23:59:59.999999')",
    )
    mover.plan(database, maria.url(shop), "on_bad_row: exceptions")
    result = mover.run()
    rows = maria.run(shop, "SELECT id, CONCAT_WS(' ', d, s, z, i) FROM t ORDER BY id")
    assert list(rows) == [
        (10, "24:00:00.000000"),
        (11, "0001-01-01 0001-01-01 00:00:00.000000 0001-01-01 00:00:00.000000 00:00:00.000000"),
        (12, "9999-12-31 9999-12-31 23:59:59.999999 9999-12-31 23:59:59.999999 23:59:59.999999"),
    ]
    assert list(maria.run(shop, "SELECT CAST(v AS CHAR) FROM i ORDER BY v")) == [
        ("00:00:00.000000",),
        ("24:00:00.000000",),
    ]
    assert (result.rows, result.rejected) == (5, 9)
    assert [p.differences for p in mover.validate()] == [0, 9]
