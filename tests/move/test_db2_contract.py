"""The Db2 reader against a driver that records, and IBM's own driver as far as it goes without a server."""

from __future__ import annotations

import decimal
from typing import Any

import pytest

from sct.move.address import parse
from sct.move.convert import Converter
from sct.move.endpoints.db2.reader import open_source
from sct.move.endpoints.db2.types import reading, type_of
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.errors import MoveError, Transient, UsageError
from sct.move.model import Chunk, ColumnPlan, Options, Plan, TablePlan
from tests.move.dbapi_double import Driver

URL = "db2://inst:s3cret@db:50001/shop?schema=APP&security=SSL&isolation=rr"
ANSWERS: dict[str, Any] = {
    "FROM SYSCAT.TABLES": [("APP     ", "ORDER", 1000, 80), ("APP", "NEW", -1, -1)],
    "FROM SYSCAT.COLUMNS": [
        ("ORDER", "ID", "BIGINT", 8, 0, 0, None, None, "N", "A", "Y", 0),
        ("ORDER", "NAME", "VARCHAR", 30, 0, 1208, "OCTETS", 30, "Y", " ", "N", 0),
        ("ORDER", "WIDE", "VARCHAR", 120, 0, 1208, "CODEUNITS32", 30, "Y", " ", "N", 0),
        ("ORDER", "RAW", "CHARACTER", 8, 0, 0, "OCTETS", 8, "Y", " ", "N", 0),
        ("ORDER", "G", "GRAPHIC", 5, 0, 1200, "CODEUNITS16", 5, "Y", " ", "N", 0),
        ("ORDER", "F", "DECFLOAT", 16, 0, 0, None, None, "Y", " ", "N", 0),
        ("ORDER", "AT", "TIMESTAMP", 13, 12, 0, None, None, "Y", " ", "N", 0),
        ("ORDER", "TOTAL", "DECIMAL", 31, 2, 0, None, None, "Y", "A", "N", 1),
    ],
    "FROM SYSCAT.INDEXES": [
        ("ORDER", "PK", "P", "ID", "REG"),
        ("ORDER", "U", "U", "NAME", "REG"),
        ("ORDER", "X", "D", "KEY$1", "XVIL"),
    ],
    "FROM SYSCAT.REFERENCES": [("ORDER", "FK", "ID", "APP", "NEW", "ID", "C")],
    "FROM SYSCAT.SEQUENCES": [("APP", "S", 21)],
}


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    return Driver(dict(ANSWERS)).install(monkeypatch, "ibm_db_dbi")


def test_the_catalog(driver: Driver) -> None:
    source = open_source(parse(URL))
    order, new = source.catalog()
    assert (order.schema, order.key, order.rows, order.bytes) == ("APP", ("ID",), 1000, 80000)
    assert (new.rows, new.bytes) == (None, None)
    assert [(c.name, c.native, c.type.kind, c.type.length, c.type.unit, c.generated) for c in order.columns] == [
        ("ID", "BIGINT", "integer", None, "", False),
        ("NAME", "VARCHAR(30)", "varchar", 30, "byte", False),
        ("WIDE", "VARCHAR(30)", "varchar", 30, "char", False),
        ("RAW", "CHARACTER(8) FOR BIT DATA", "binary", 8, "", False),
        ("G", "GRAPHIC(5)", "char", 5, "char", False),
        ("F", "DECFLOAT(34)", "decimal", None, "", False),
        ("AT", "TIMESTAMP(12)", "timestamp", None, "", False),
        ("TOTAL", "DECIMAL(31,2)", "decimal", None, "", True),
    ]
    assert [(i.name, i.unique) for i in order.indexes] == [("U", True)] and "X" in order.notes[0]
    assert (order.foreign_keys[0].table, order.foreign_keys[0].on_delete) == (("APP", "NEW"), "CASCADE")
    assert [(s.name, s.next_value) for s in source.sequences()] == [("S", 21)]
    assert driver.connected[0][0][0] == (
        "DATABASE=shop;HOSTNAME=db;PORT=50001;PROTOCOL=TCPIP;UID=inst;PWD=s3cret;SECURITY=SSL;"
    )


def test_a_chunk_is_read_at_the_isolation_that_is_said(driver: Driver) -> None:
    source = open_source(parse(URL))
    driver.answers['FROM "APP"."ORDER"'] = [(1, decimal.Decimal("1.50"), "NaN", b"\0\1", 1)]
    types = (
        type_of("INTEGER", 4, 0, 0),
        type_of("DECIMAL", 31, 2, 0),
        type_of("DECFLOAT", 16, 0, 0),
        type_of("VARCHAR", 4, 0, 0),
        type_of("BOOLEAN", 1, 0, 0),
    )
    columns = tuple(ReadColumn(f"C{i}", t, "arrow", t.raw) for i, t in enumerate(types))
    (batch,) = source.read(Request(("APP", "ORDER"), columns, Chunk(1, None, 9), "C0"))
    assert list(batch.to_pylist()[0].values()) == [1, "1.50", "NaN", b"\0\1", True]
    assert driver.sent[-1] == (
        'SELECT "C0" AS "C0", "C1" AS "C1", VARCHAR("C2") AS "C2", "C3" AS "C3", '
        'CASE WHEN "C4" THEN 1 WHEN NOT "C4" THEN 0 END AS "C4" FROM "APP"."ORDER" WHERE "C0" <= 9 WITH RR'
    )
    plan = Plan("p", "", "", [TablePlan("APP.ORDER", ("APP", "ORDER"), ("public", "order"), [])])
    driver.answers["SYSCAT.CONTROLS"] = [("APP ", "ORDER")]
    driver.answers["db_collname"] = [("CLDR181_LEN_S1",)]
    found = {f.code: f.message for f in source.checks(plan)}
    assert set(found) == {"MV0036", "MV0038", "MV0066", "MV0067"} and "RR" in found["MV0036"]


def test_moments_beyond_the_target_are_bad_and_not_rounded() -> None:
    import pyarrow as pa

    from sct.ir.types import Type

    assert reading('"A"', type_of("TIMESTAMP", 13, 12, 0)).sql == (
        "VARCHAR_FORMAT(\"A\", 'YYYY-MM-DD HH24:MI:SS.FF12')"
    )
    assert reading('"A"', type_of("TIMESTAMP", 7, 0, 0)).sql == "VARCHAR_FORMAT(\"A\", 'YYYY-MM-DD HH24:MI:SS')"
    column = ColumnPlan("a", "a", Type("timestamp", precision=6), "TIMESTAMP(12)", "timestamp")
    texts = [
        "2024-01-01 00:00:00.123456000000",
        "2024-01-01 00:00:00.000000000001",
        "2024-01-01 24:00:00.000000000000",
    ]
    made = Converter(TablePlan("t", ("", "t"), ("", "t"), [column]), Options())(pa.record_batch([texts], names=["a"]))
    assert made.batch.num_rows == 1 and len(made.bad) == 2


def test_where_sql_replication_stands(driver: Driver) -> None:
    from sct.move.errors import Lacking

    source = open_source(parse(URL))
    driver.answers["IBMSNAP_REGISTER"] = [("000102030405060708090A0B0C0D0E0F",)]
    assert source.log_begin() == source.log_end() == {"lsn": "00010203:04050607:08090a0b0c0d0e0f"}
    driver.answers["IBMSNAP_REGISTER"] = [(None,)]
    with pytest.raises(Lacking):
        source.log_end()


def test_what_cannot_be_said_to_the_driver_is_refused(driver: Driver) -> None:
    with pytest.raises(UsageError, match="a ; in the password") as caught:
        open_source(parse("db2://inst:a;b@db/shop"))
    assert "a;b" not in str(caught.value)
    with pytest.raises(UsageError, match="isolation"):
        open_source(parse("db2://inst@db/shop?isolation=ur"))


def test_the_real_driver_as_far_as_it_goes() -> None:
    pytest.importorskip("ibm_db_dbi", reason="pip install 'sct[move-db2]'", exc_type=ImportError)
    with pytest.raises(MoveError) as caught:
        open_source(parse("db2://inst:s3cret@127.0.0.1:1/shop?connecttimeout=5"))
    assert isinstance(caught.value, Transient) and "s3cret" not in str(caught.value)
