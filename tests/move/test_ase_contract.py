"""The ASE reader against a driver that records, and pyodbc with FreeTDS as far as they go without a server."""

from __future__ import annotations

import decimal
from typing import Any

import pytest

from sct.move.address import parse
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.endpoints.sybase.reader import open_source
from sct.move.endpoints.sybase.types import reading, type_of
from sct.move.errors import Transient, UsageError
from sct.move.model import Chunk, Plan, TablePlan
from tests.move.dbapi_double import Driver

URL = "ase://sa:s3}cret@db/pubs"
ANSWERS: dict[str, Any] = {
    "SELECT user_name()": [("dbo",)],
    "@@ncharsize": [(3,)],
    "FROM sysobjects o WHERE": [("dbo", "titles", 5, 18, 32768)],
    "FROM syscolumns": [
        (5, "id", "uint", 4, None, None, 0, 0, 1),
        (5, "big", "ubigint", 8, None, None, 1, 0, 0),
        (5, "name", "univarchar", 80, None, None, 1, 0, 0),
        (5, "n", "nvarchar", 90, None, None, 1, 0, 0),
        (5, "price", "money", 8, None, None, 1, 0, 0),
        (5, "at", "bigdatetime", 8, None, None, 1, 0, 0),
        (5, "notes", "unitext", 16, None, None, 1, 1, 0),
    ],
    "FROM sysindexes": [
        (5, "pk", 2048 + 2, 1, "id"),
        (5, "by_name", 0, 1, "name"),
        (5, "by_name", 0, 2, None),
    ],
}


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    return Driver(dict(ANSWERS)).install(monkeypatch, "pyodbc")


def test_the_catalog(driver: Driver) -> None:
    source = open_source(parse(URL))
    (table,) = source.catalog()
    assert (table.schema, table.key, table.rows, table.bytes, source.home) == ("dbo", ("id",), 18, 32768, "dbo")
    assert [
        (c.native, c.type.kind, c.type.bits or c.type.precision or c.type.length, c.generated) for c in table.columns
    ] == [
        ("unsigned int", "integer", 64, False),
        ("unsigned bigint", "decimal", 20, False),
        ("univarchar(40)", "varchar", 40, False),
        ("nvarchar", "varchar", 30, False),
        ("money", "decimal", 19, False),
        ("bigdatetime", "timestamp", 6, False),
        ("unitext", "text", None, True),
    ]
    assert [(i.name, i.columns) for i in table.indexes] == [("by_name", ("name",))]
    said = driver.connected[0][0][0]
    assert "DRIVER={FreeTDS};" in said and "TDS_Version={5.0};" in said and "PWD={s3}}cret};" in said


def test_a_chunk_is_read_whole_at_its_isolation(driver: Driver) -> None:
    source = open_source(parse(URL))
    driver.answers["FROM [dbo].[titles]"] = [(4294967295, decimal.Decimal("0.1234"), "2024-01-01 00:00:00.000001", "x")]
    types = [("uint", 4), ("money", 8), ("bigdatetime", 8), ("text", 16)]
    columns = tuple(
        ReadColumn(f"c{i}", type_of(w, n, None, None), "arrow", type_of(w, n, None, None).raw)
        for i, (w, n) in enumerate(types)
    )
    (batch,) = source.read(Request(("dbo", "titles"), columns, Chunk(1, 5, None), "c0"))
    assert list(batch.to_pylist()[0].values()) == [4294967295, "0.1234", "2024-01-01 00:00:00.000001", "x"]
    assert driver.sent[-1].endswith("FROM [dbo].[titles] WHERE [c0] > 5 at isolation serializable")
    # Each connection says that long values are wanted whole, before it reads.
    assert driver.sent[-2] == "SET TEXTSIZE 2147483647"
    driver.answers["syscurconfigs"] = [("nocase_iso_1",)]
    plan = Plan("p", "", "", [TablePlan("dbo.titles", ("dbo", "titles"), ("public", "titles"), [])])
    found = {f.code: f.message for f in source.checks(plan)}
    assert set(found) == {"MV0036", "MV0038", "MV0067"} and "isolation 3" in found["MV0036"]
    with pytest.raises(UsageError):
        open_source(parse(URL + "?isolation=0"))


@pytest.mark.parametrize(
    ("native", "asked"),
    [
        ("money", "convert(numeric(19, 4), [c])"),
        ("unsigned bigint", "convert(numeric(20, 0), [c])"),
        ("date", "str_replace(convert(char(10), [c], 111), '/', '-')"),
        (
            "datetime",
            "str_replace(convert(char(10), [c], 111), '/', '-') + ' ' + convert(char(8), [c], 8) + '.' + "
            "right('00' + convert(varchar(3), datepart(ms, [c])), 3)",
        ),
        ("bigtime", "convert(char(8), [c], 8) + '.' + right('00000' + convert(varchar(6), datepart(us, [c])), 6)"),
    ],
)
def test_how_types_are_asked_for(native: str, asked: str) -> None:
    assert reading("[c]", native).sql == asked


def test_the_real_driver_as_far_as_it_goes() -> None:
    driver = pytest.importorskip("pyodbc", reason="pip install 'sct[move-ase]'")
    if "FreeTDS" not in driver.drivers():
        pytest.skip("FreeTDS is not installed (Debian: tdsodbc)")
    with pytest.raises(Transient) as caught:
        open_source(parse("ase://sa:s3}cret@127.0.0.1:1/pubs"))
    assert "s3" not in str(caught.value)
