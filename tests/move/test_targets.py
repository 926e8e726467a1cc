"""SQLite, DuckDB, Parquet files and S3 as targets: what leaves PostgreSQL comes back the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.move.conftest import Mover

Query = Callable[..., list[tuple[Any, ...]]]
TABLE = """
CREATE TABLE t (id bigint PRIMARY KEY, s smallint, n numeric(38,10), m numeric, r real, d double precision, c char(3),
  v varchar(9), x text, b bytea, da date, ts timestamp, tz timestamptz, ti time, o boolean, u uuid);
INSERT INTO t VALUES
 (-9223372036854775808, -32768, -9999999999999999999999999999.9999999999, 1e-20, 1.1, 5e-324, 'a', '', E'\\n,"é😀',
  '\\x00ff', '0001-01-01', '0001-01-01', '9999-12-31 23:59:59.999999+00', '00:00', false,
  'ffffffff-ffff-ffff-ffff-ffffffffffff'),
 (9223372036854775807, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (5, 1, 0.5, 123456789012345678901234567890.5, -3.4e38, 0.1, 'é', 'x', '', '\\x', '9999-12-31', '2024-02-29 01:02:03.4',
  '2024-02-29 01:02:03.000004+05', '23:59:59.999999', true, '00000000-0000-0000-0000-000000000001');
CREATE TABLE k (a integer, b text);
INSERT INTO k SELECT i % 3, 'x' FROM generate_series(1, 100) i;
"""
SHOWN = "SELECT t::text FROM t ORDER BY id"


def there_and_back(mover: Mover, tmp_path: Path, database: str, other_database: str, query: Query, url: str) -> None:
    query(other_database, TABLE)
    mover.plan(other_database, url, "chunk_rows: 2")
    assert mover.run().rows == 103
    assert mover.run().rows == 103  # again: everything is there, nothing is doubled
    assert [(p.table, p.source_rows, p.target_rows, p.differences) for p in mover.validate()] == [
        ("public.k", 100, 100, 0),
        ("public.t", 3, 3, 0),
    ], mover.differences()
    back = Mover(tmp_path / "back")
    query(database, TABLE)
    query(database, "TRUNCATE t, k")
    back.plan(url, database)
    assert back.run().rows == 103
    assert query(database, SHOWN) == query(other_database, SHOWN)


def test_sqlite(mover: Mover, tmp_path: Path, database: str, other_database: str, query: Query) -> None:
    there_and_back(mover, tmp_path, database, other_database, query, f"sqlite:///{tmp_path}/x.db")


def test_duckdb(mover: Mover, tmp_path: Path, database: str, other_database: str, query: Query) -> None:
    pytest.importorskip("duckdb")
    there_and_back(mover, tmp_path, database, other_database, query, f"duckdb:///{tmp_path}/x.duckdb")


def test_parquet(mover: Mover, tmp_path: Path, database: str, other_database: str, query: Query) -> None:
    (tmp_path / "out").mkdir()
    there_and_back(mover, tmp_path, database, other_database, query, f"file://{tmp_path}/out")


def test_s3(
    mover: Mover, tmp_path: Path, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    moto = pytest.importorskip("moto.server")
    import boto3

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        monkeypatch.setenv("SCT_SOURCE_PASSWORD", "testing")
        monkeypatch.setenv("SCT_TARGET_PASSWORD", "testing")
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        client.create_bucket(Bucket="rows")
        url = f"s3://testing@rows/some/prefix?endpoint={endpoint}"
        there_and_back(mover, tmp_path, database, other_database, query, url)
    finally:
        server.stop()
