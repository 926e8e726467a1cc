"""The Teradata reader against a driver that records, and the real driver as far as it goes without a server."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

from sct.ir.types import Type
from sct.move.address import parse
from sct.move.endpoints.intervals import spelled
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.endpoints.teradata.reader import open_source
from sct.move.errors import MoveError, Transient
from sct.move.model import Chunk, ColumnPlan, Plan, TablePlan
from tests.move.dbapi_double import Driver

URL = "teradata://dbc:s3cret@td/Sales?sslmode=VERIFY-FULL&sslca=/etc/ca.pem"
D = decimal.Decimal
ANSWERS: dict[str, Any] = {
    "DBC.TablesV": [("Sales   ", "Orders", D(500), D(4096)), ("Sales", "NoKey", None, None)],
    "DBC.ColumnsV WHERE": [
        ("Orders", "id", "I8", 8, None, None, 0, "N ", None),
        ("Orders", "amount", "D ", 16, 38, 2, 0, "Y ", None),
        ("Orders", "any", "N ", 17, -128, -128, 0, "Y ", None),
        ("Orders", "name", "CF", 20, None, None, 2, "Y ", None),
        ("Orders", "at", "SZ", 32, None, 6, 0, "Y ", None),
        ("Orders", "valid", "PD", 8, None, None, 0, "Y ", None),
        ("Orders", "took", "DS", 12, 4, 6, 0, "Y ", None),
        ("Orders", "shape", "UT", 100, None, None, 0, "Y ", None),
        ("NoKey", "a", "I ", 4, None, None, 0, "Y ", "GA"),
    ],
    "DBC.IndicesV\nWHERE": [
        ("Orders", 1, None, "P", "Y", "id"),
        ("Orders", 4, "by_name", "S", "N", "name"),
        ("NoKey", 1, None, "P", "Y", "a"),
    ],
}


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    return Driver(dict(ANSWERS)).install(monkeypatch, "teradatasql")


def test_the_catalog(driver: Driver) -> None:
    source = open_source(parse(URL))
    orders, no_key = source.catalog()
    assert (orders.schema, orders.key, orders.rows, orders.bytes) == ("Sales", ("id",), 500, 4096)
    assert [(c.native, c.type.kind, c.type.precision, c.type.length) for c in orders.columns] == [
        ("BIGINT", "integer", None, None),
        ("DECIMAL(38,2)", "decimal", 38, None),
        ("NUMBER", "decimal", None, None),
        ("CHAR(10)", "char", None, 10),
        ("TIMESTAMP(6) WITH TIME ZONE", "timestamp", 6, None),
        ("PERIOD(DATE)", "text", None, None),
        ("INTERVAL DAY TO SECOND", "interval", None, None),
        ("type UT", "unknown", None, None),
    ]
    assert [(i.name, i.columns) for i in orders.indexes] == [("by_name", ("name",))]
    # A unique primary index of a column that may be NULL is no key.
    assert (no_key.key, no_key.rows, no_key.columns[0].identity) == ((), None, True)
    assert driver.connected[0][1]["sslmode"] == "VERIFY-FULL"


def read(source: Any, *types: Type, batch_rows: int = 100, chunk: Chunk | None = None) -> list[Any]:
    columns = tuple(ReadColumn(f"c{i}", t, "arrow", t.raw) for i, t in enumerate(types))
    return list(source.read(Request(("Sales", 'Or"ders'), columns, chunk or Chunk(0), "c0", batch_rows=batch_rows)))


def test_values_are_the_drivers_and_exact(driver: Driver) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    at = datetime.datetime(2024, 1, 1, 3, 0, 0, 123456, zone)
    driver.answers['FROM "Sales"."Or""ders" WHERE'] = [
        (
            1,
            D("12345678901234567890123456789012345678.1"),
            "a  ",
            at,
            datetime.time(1, 2, 3, tzinfo=zone),
            "-1 02:03:04.5",
            b"\0",
        ),
        (2, D("1E+3"), None, None, None, None, None),
    ]
    types = (
        Type("integer", bits=64, raw="BIGINT"),
        Type("decimal", raw="NUMBER"),
        Type("char", length=3, raw="CHAR(3)"),
        Type("timestamp", precision=6, zone="offset"),
        Type("time", precision=6, zone="offset"),
        Type("interval", fields="day to second"),
        Type("binary", length=4, raw="BYTE(4)"),
    )
    (batch,) = read(open_source(parse(URL)), *types, chunk=Chunk(2, 0, 10))
    first, second = batch.to_pylist()
    assert list(first.values()) == [
        1,
        "12345678901234567890123456789012345678.1",
        "a  ",
        datetime.datetime(2023, 12, 31, 21, 30, 0, 123456, datetime.UTC),
        "01:02:03+05:30",
        "-1 days -02:03:04.5",
        b"\0",
    ]
    assert second["c1"] == "1000"
    assert driver.sent[-1].endswith('FROM "Sales"."Or""ders" WHERE "c0" > 0 AND "c0" <= 10')
    assert 'CAST("c2" AS VARCHAR(3)) AS "C2"' in driver.sent[-1]


def test_a_value_of_another_kind_is_refused(driver: Driver) -> None:
    driver.answers['SELECT "c0"'] = [(1.5,)]
    with pytest.raises(MoveError, match="MV0065"):
        read(open_source(parse(URL)), Type("decimal", precision=3, scale=1))
    driver.answers['SELECT "c0"'] = [(datetime.datetime(2024, 1, 1),)]
    with pytest.raises(MoveError, match="MV0065"):
        read(open_source(parse(URL)), Type("timestamp", zone="offset"))


def test_long_values_bound_a_batch_by_bytes(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sct.move.endpoints.rows.BATCH_BYTES", 100)
    driver.answers['SELECT "c0"'] = [("x" * 10,)] * 50
    batches = read(open_source(parse(URL)), Type("text", raw="CLOB"), batch_rows=1000)
    assert [b.num_rows for b in batches] == [16, 16, 16, 2]
    assert set(driver.asked) == {16}


def test_locks_and_keys_are_said(driver: Driver) -> None:
    driver.answers["UpperCaseFlag"] = [("Orders", "name")]
    driver.answers['FROM "Sales"."Orders" WHERE 1 = 0'] = driver.Error("[Error 3523] The user does not have SELECT")
    column = ColumnPlan("name", "name", Type("char", length=10), "CHAR(10)", "char(10)")
    plan = Plan("p", "", "", [TablePlan("Sales.Orders", ("Sales", "Orders"), ("public", "orders"), [column])])
    source = open_source(parse(URL + "&locking=access"))
    found = {f.code: f.message for f in source.checks(plan)}
    assert set(found) == {"MV0030", "MV0036", "MV0038", "MV0067"}
    assert "not committed" in found["MV0036"]
    driver.answers['SELECT "c0"'] = []
    read(source, Type("integer", bits=32))
    assert driver.sent[-1].startswith("LOCKING ROW FOR ACCESS SELECT ")


@pytest.mark.parametrize(
    ("text", "fields", "meant"),
    [
        ("-1 02:03:04.500", "day to second", "-1 days -02:03:04.5"),
        (" 1 00:00", "day to minute", "1 day"),
        ("-2525:25.252525", "minute to second", "-42:05:25.252525"),
        ("  5", "hour", "05:00:00"),
        ("-1-02", "year to month", "-1 years -2 mons"),
        ("+000000001-11", "year to month", "1 year 11 mons"),
        ("14", "month", "1 year 2 mons"),
        ("0 00:00:00.000", "day to second", "00:00:00"),
        ("-0 00:00:00.000", "day to second", "00:00:00"),
        ("0.000000001", "second", "00:00:00.000000001"),
    ],
)
def test_an_interval_has_its_sign_in_every_part(text: str, fields: str, meant: str) -> None:
    assert spelled(text, fields) == meant


def test_digits_of_an_interval_that_the_target_has_not_are_a_bad_row() -> None:
    import pyarrow as pa

    from sct.move.convert import Converter
    from sct.move.model import Options

    column = ColumnPlan("a", "a", Type("interval"), "INTERVAL DAY TO SECOND(9)", "interval", carry="text")
    made = Converter(TablePlan("t", ("", "t"), ("", "t"), [column]), Options())(
        pa.record_batch([["00:00:00.000000001", "00:00:00.000001"]], names=["a"])
    )
    assert made.batch.to_pylist() == [{"a": "00:00:00.000001"}]
    assert "more digits" in made.bad[0][1]


def test_the_real_driver_as_far_as_it_goes() -> None:
    pytest.importorskip("teradatasql", reason="pip install 'sct[move-teradata]'")
    with pytest.raises(Transient) as caught:
        open_source(parse("teradata://dbc:s3cret@127.0.0.1:1/Sales?connect_timeout=2000"))
    assert "s3cret" not in str(caught.value)
    assert "gosqldriver" not in str(caught.value)
