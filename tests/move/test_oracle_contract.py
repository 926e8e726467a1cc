"""The Oracle reader against a driver that only records: what is sent, and what is made of the answers."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from sct.ir.types import Type
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.model import Chunk


class Cursor:
    def __init__(self, log: list[str], answers: dict[str, list[tuple[Any, ...]]]) -> None:
        self.log, self.answers, self.found = log, answers, []

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, query: str, values: Any = None) -> None:
        self.log.append(query)
        self.found = next((rows for part, rows in self.answers.items() if part in query), [])

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.found


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[str], list[dict[str, Any]]]:
    """(a source on a recording driver, its statements, its batch reads)."""
    log: list[str] = []
    reads: list[dict[str, Any]] = []
    answers: dict[str, list[tuple[Any, ...]]] = {
        "v$database": [(4711,)],
        "v$transaction": [(4700,)],
        "FROM all_tables": [("HR", "EMP", 1000)],
        "FROM all_tab_cols": [
            ("EMP", "ID", "NUMBER", 22, 9, 0, None, "N", "NO", "YES"),
            ("EMP", "NAME", "VARCHAR2", 30, None, None, "C", "Y", "NO", "NO"),
            ("EMP", "ANY", "NUMBER", 22, None, None, None, "Y", "NO", "NO"),
            ("EMP", "AT", "TIMESTAMP(6) WITH LOCAL TIME ZONE", 11, None, 6, None, "Y", "NO", "NO"),
            ("EMP", "CALC", "NUMBER", 22, None, None, None, "Y", "YES", "NO"),
        ],
        "constraint_type = 'P'": [("EMP", "ID")],
    }

    class Connection:
        def cursor(self) -> Cursor:
            return Cursor(log, answers)

        def fetch_df_batches(self, **given: Any) -> Any:
            import pyarrow as pa

            reads.append(given)
            yield pa.table({"C0": ["1"], "C1": ["a"]})

        def close(self) -> None:
            return None

    fake = types.ModuleType("oracledb")
    fake.Error = type("Error", (Exception,), {})  # type: ignore[attr-defined]
    fake.defaults = types.SimpleNamespace()  # type: ignore[attr-defined]
    fake.connect = lambda **_: Connection()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "oracledb", fake)
    monkeypatch.delitem(sys.modules, "sct.move.endpoints.oracle.reader", raising=False)
    from sct.move.address import parse
    from sct.move.endpoints.oracle.reader import open_source

    yield open_source(parse("oracle://hr:secret@db:1521/xepdb1")), log, reads
    sys.modules.pop("sct.move.endpoints.oracle.reader", None)


def test_the_catalog(oracle: Any) -> None:
    source, _, _ = oracle
    (table,) = source.catalog()
    assert (table.schema, table.name, table.key, table.rows) == ("HR", "EMP", ("ID",), 1000)
    kinds = {c.name: (c.type.kind, c.type.precision, c.native, c.generated) for c in table.columns}
    assert kinds == {
        "ID": ("decimal", 9, "NUMBER(9)", False),
        "NAME": ("varchar", None, "VARCHAR2(30)", False),
        "ANY": ("decimal", None, "NUMBER", False),
        "AT": ("timestamp", 6, "TIMESTAMP(6) WITH LOCAL TIME ZONE", False),
        "CALC": ("decimal", None, "NUMBER", True),
    }


def test_a_chunk_is_read_at_one_moment_with_bound_limits(oracle: Any) -> None:
    source, log, reads = oracle
    columns = (ReadColumn("ID", Type("decimal"), "arrow"), ReadColumn("NAME", Type("varchar"), "arrow"))
    request = Request(("HR", "EMP"), columns, Chunk(1, 10, 20), "ID", "\"NAME\" <> 'x'")
    with source.snapshot():
        (batch,) = source.read(request)
    assert batch.schema.names == ["ID", "NAME"]
    assert reads[0]["parameters"] == {"low": 10, "high": 20}
    assert reads[0]["statement"] == (
        """SELECT TO_CHAR("ID", 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''') AS "C0", "NAME" AS "C1" """
        """FROM "HR"."EMP" AS OF SCN 4711 WHERE ("NAME" <> 'x') AND "ID" > :low AND "ID" <= :high"""
    )
    assert "ALTER SESSION SET TIME_ZONE = '+00:00'" in log


def test_the_log_is_read_from_the_oldest_open_transaction_on(oracle: Any) -> None:
    source, log, _ = oracle
    assert (source.log_begin(), source.log_end()) == ({"scn": 4700}, {"scn": 4711})
    # The present is asked for first: what begins later is behind it.
    assert [q for q in log if "v$" in q][-3:-1] == [
        "SELECT current_scn FROM v$database",
        "SELECT MIN(start_scn) FROM v$transaction WHERE start_scn > 0",
    ]


def test_an_intervals_sign_is_that_of_every_part(oracle: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source, _, _ = oracle
    import pyarrow as pa

    frame = pa.table({"C0": ["-000000001 02:03:04.500000000", None]})
    connection = source._connect()
    monkeypatch.setattr(source, "_connect", lambda: connection)
    monkeypatch.setattr(connection, "fetch_df_batches", lambda **_: iter([frame]), raising=False)
    columns = (ReadColumn("T", Type("interval", fields="day to second"), "arrow"),)
    (batch,) = source.read(Request(("HR", "EMP"), columns, Chunk(0)))
    assert batch.column(0).to_pylist() == ["-1 days -02:03:04.5", None]
