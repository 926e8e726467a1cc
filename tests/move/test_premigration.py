"""Premigration checks: what would go wrong is said by the plan, before a row is moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from sct.move.endpoints import space
from sct.move.errors import MoveError
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

Query = Callable[..., list[tuple[Any, ...]]]


def codes(mover: Mover, source: str, target: str, rules: str = "") -> dict[str, str]:
    """code -> what is said, of a plan."""
    return {f.code: f.message for f in mover.plan(source, target, rules).findings}


def as_user(url: str, user: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return f"postgresql://{user}@{parts['host']}:{parts['port']}/{parts['dbname']}"


@pytest.fixture
def nobody(database: str, other_database: str, query: Query) -> Any:
    """A role without rights of its own in both databases."""
    query(database, "CREATE ROLE premigrant LOGIN")
    yield "premigrant"
    for url in (database, other_database):
        query(url, "DROP OWNED BY premigrant CASCADE")
    query(database, "DROP ROLE premigrant")


# --- PostgreSQL as a source --------------------------------------------------------------------------------------------


def test_rows_that_a_policy_hides_are_never_left_out(
    mover: Mover, other_database: str, database: str, query: Query, nobody: str
) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)")
    query(other_database, f"GRANT SELECT ON t TO {nobody}; ALTER TABLE t ENABLE ROW LEVEL SECURITY")
    query(other_database, "CREATE POLICY one ON t USING (id = 1)")
    assert "row security hides rows" in codes(mover, as_user(other_database, nobody), database)["MV0073"]
    with pytest.raises(MoveError, match="row-level security"):
        mover.run()
    assert query(database, "SELECT count(*) FROM t") == [(0,)]
    assert "MV0073" not in codes(Mover(mover.folder / "own"), other_database, database)


def test_a_user_who_may_not_follow(mover: Mover, other_database: str, database: str, query: Query, nobody: str) -> None:
    query(other_database, f"CREATE TABLE t (id int PRIMARY KEY); GRANT SELECT ON t TO {nobody}")
    found = codes(mover, as_user(other_database, nobody), database)
    level = query(other_database, "SHOW wal_level")
    assert ("MV0071" in found) == (level == [("logical",)])
    assert ("MV0031" in found) == (level != [("logical",)])
    query(
        other_database,
        f"CREATE SCHEMA shut; CREATE TABLE shut.s (id int PRIMARY KEY); GRANT SELECT ON shut.s TO {nobody}",
    )
    assert "MV0030" in codes(Mover(mover.folder / "again"), as_user(other_database, nobody), database)


# --- PostgreSQL as a target --------------------------------------------------------------------------------------------


def test_a_target_that_takes_no_writes(mover: Mover, other_database: str, database: str, query: Query) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY)")
    name = query(database, "SELECT current_database()")[0][0]
    query(database, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    assert codes(mover, other_database, database)["MV0075"] == (
        "the target is read-only (default_transaction_read_only)"
    )


def test_rights_on_the_target(mover: Mover, other_database: str, database: str, query: Query, nobody: str) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY)")
    query(database, "CREATE TABLE t (id int PRIMARY KEY)")
    found = [
        f for f in mover.plan(other_database, as_user(database, nobody)).findings if f.code in ("MV0033", "MV0076")
    ]
    assert [f.message for f in found] == [
        "the user of the target may not create the schema of the ledger",
        "the user of the target may not write this table",
        "the user of the target may not create tables in schema public",
    ]


def test_space(mover: Mover, other_database: str, database: str, query: Query, monkeypatch: Any) -> None:
    query(other_database, "CREATE TABLE t (id int PRIMARY KEY, a text)")
    query(other_database, "INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 2000) i; ANALYZE t")
    assert not {"MV0078", "MV0079"} & set(codes(mover, other_database, database))
    monkeypatch.setattr(space.shutil, "disk_usage", lambda path: type("Free", (), {"free": 1 << 20}))
    assert "1,024 KiB are free on the target" in codes(Mover(mover.folder / "a"), other_database, database)["MV0078"]
    monkeypatch.setattr(space, "HERE", ())
    assert "does not say what is free" in codes(Mover(mover.folder / "b"), other_database, database)["MV0079"]


# --- MariaDB -----------------------------------------------------------------------------------------------------------


def test_long_values_and_shapes_for_mariadb(mover: Mover, maria: Maria, other_database: str, query: Query) -> None:
    query(
        other_database,
        "CREATE TABLE t (id varchar(900) PRIMARY KEY, a text, b varchar(9000), c varchar(9000), moment timestamptz);"
        "INSERT INTO t VALUES ('k', repeat('x', 3000000))",
    )
    name = maria.new_database()
    maria.run("", "SET GLOBAL max_allowed_packet = 2097152", "SET GLOBAL local_infile = 0")
    try:
        found = codes(mover, other_database, maria.url(name))
    finally:
        maria.run("", "SET GLOBAL max_allowed_packet = 1073741824", "SET GLOBAL local_infile = 1")
    assert found["MV0082"] == "a holds a value of 3,000,000 bytes; the target takes 2,096,128"
    assert "a row may take" in found["MV0077"] and "65,535" in found["MV0077"]
    assert found["MV0081"] == "key id: an index of MariaDB takes 3,072 bytes"
    assert "INSERT statements" in found["MV0085"]


def test_tables_that_mariadb_has_already(mover: Mover, maria: Maria, other_database: str, query: Query) -> None:
    query(other_database, "CREATE TABLE t (id varchar(20) PRIMARY KEY, moment timestamptz)")
    name = maria.new_database()
    maria.run(
        name,
        "CREATE TABLE t (id varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci PRIMARY KEY, moment timestamp NULL)",
        "CREATE TRIGGER each_row BEFORE INSERT ON t FOR EACH ROW SET NEW.id = UPPER(NEW.id)",
    )
    found = codes(mover, other_database, maria.url(name))
    assert found["MV0032"] == "id (latin1) of the target: characters outside its set will be refused"
    assert found["MV0080"].startswith("key id (latin1_swedish_ci) of the target: keys that differ in case")
    assert found["MV0034"] == "trigger each_row of the target would fire for every row that is loaded"
    assert found["MV0086"] == "moment: TIMESTAMP holds 1970 to 2038; other moments are bad rows"


def test_mariadb_as_a_source(mover: Mover, maria: Maria, database: str) -> None:
    name = maria.new_database()
    maria.run(
        name,
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE hidden (id int PRIMARY KEY)",
        "CREATE USER reader@'%'",
        f"GRANT SELECT ON {name}.t TO reader@'%'",
        f"GRANT INSERT ON {name}.hidden TO reader@'%'",
        "SET GLOBAL binlog_expire_logs_seconds = 7200",
    )
    try:
        found = codes(mover, maria.url(name).replace("root@", "reader@"), database)
    finally:
        maria.run("", "SET GLOBAL binlog_expire_logs_seconds = 0", "DROP USER reader@'%'")
    assert "MV0030" in found
    assert found["MV0071"] == "the user of the source may not see the binary log: its changes cannot be followed"
    assert "kept for 2 hours" in found["MV0072"]
