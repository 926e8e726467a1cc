"""The SQL Server reader against a driver that records, and Microsoft's own driver as far as it goes without a server."""

from __future__ import annotations

import datetime
import inspect
from typing import Any

import pytest

from sct.move.address import parse
from sct.move.convert import Converter
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.endpoints.sqlserver.reader import open_source
from sct.move.endpoints.sqlserver.types import reading, type_of
from sct.move.errors import MoveError, Transient
from sct.move.model import Chunk, ColumnPlan, Options, Plan, TablePlan
from tests.move.dbapi_double import Driver

URL = "mssql://sa:s3cr}t@db:1433/shop?encrypt=strict"
ANSWERS: dict[str, Any] = {
    "SELECT SCHEMA_NAME()": [("dbo",)],
    "FROM sys.databases": [(1, None, "FULL")],
    "FROM sys.tables t JOIN sys.schemas": [("dbo", "order", 7, 1_000_000, 8192), ("sales", "x", 8, 0, None)],
    "is_assembly_type": [
        (7, "id", "bigint", 8, 19, 0, 0, 0, 1, 0),
        (7, "at", "datetime2", 8, 27, 7, 1, 0, 0, 0),
        (7, "name", "nvarchar", 80, 0, 0, 1, 0, 0, 0),
        (7, "total", "money", 8, 19, 4, 1, 1, 0, 0),
        (7, "place", "geography", -1, 0, 0, 1, 0, 0, 0),
        (7, "own", "my_clr_type", 100, 0, 0, 1, 0, 0, 0),
    ],
    "is_hypothetical": [
        (7, "pk", 1, 1, 0, 1, "id"),
        (7, "by_name", 1, 0, 0, 2, "name"),
        (7, "some", 0, 0, 1, 2, "at"),
    ],
    "FROM sys.foreign_keys": [(7, "fk", "id", "sales", "x", "id", "SET_NULL", "NO_ACTION")],
    "FROM sys.sequences": [("dbo", "s", 41, 2)],
    "MIN([id])": [(1, 1000, 1000)],
    "HAS_PERMS_BY_NAME(?": [(1,)],
}


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    return Driver(dict(ANSWERS)).install(monkeypatch, "mssql_python")


def test_the_catalog(driver: Driver) -> None:
    source = open_source(parse(URL))
    order, other = source.catalog()
    assert (order.schema, order.name, order.key, order.rows, order.bytes) == ("dbo", "order", ("id",), 1_000_000, 8192)
    assert [(c.name, c.type.kind, c.native, c.generated, c.identity) for c in order.columns] == [
        ("id", "integer", "bigint", False, True),
        ("at", "timestamp", "datetime2(7)", False, False),
        ("name", "varchar", "nvarchar(40)", False, False),
        ("total", "decimal", "money", True, False),
        ("place", "text", "geography", False, False),
        ("own", "unknown", "my_clr_type", False, False),
    ]
    assert [(i.name, i.columns, i.unique) for i in order.indexes] == [("by_name", ("name",), True)]
    assert order.notes == ["index some is not created: it has a filter"]
    assert (order.foreign_keys[0].table, order.foreign_keys[0].on_delete) == (("sales", "x"), "SET NULL")
    assert (other.rows, other.bytes, source.home) == (0, None, "dbo")
    assert [(s.name, s.next_value) for s in source.sequences()] == [("s", 43)]


def test_a_chunk_is_one_snapshot_statement_with_names_quoted(driver: Driver) -> None:
    driver.answers["FROM [dbo].[or]]der]"] = [(11, "a"), (12, None), (13, "c")]
    source = open_source(parse(URL))
    columns = (
        ReadColumn("id", type_of("bigint", 8, 19, 0), "arrow", "bigint"),
        ReadColumn("n]", type_of("nvarchar", 80, 0, 0), "arrow", "nvarchar(40)"),
    )
    request = Request(("dbo", "or]der"), columns, Chunk(1, 10, 20), "id", "x > 0", batch_rows=2)
    batches = list(source.read(request))
    assert [b.num_rows for b in batches] == [2, 1]
    assert batches[0].schema.names == ["id", "n]"]
    assert driver.sent[-1] == (
        "SELECT [id] AS [C0], [n]]] AS [C1] FROM [dbo].[or]]der] WHERE (x > 0) AND [id] > 10 AND [id] <= 20"
    )
    assert "SET TRANSACTION ISOLATION LEVEL SNAPSHOT" in driver.sent[-3:]
    source.close()
    assert driver.open == 0


def test_without_snapshot_isolation_it_is_said(driver: Driver) -> None:
    driver.answers["FROM sys.databases"] = [(0, None, "SIMPLE")]
    source = open_source(parse(URL))
    list(source.read(Request(("dbo", "t"), (ReadColumn("id", type_of("int", 4, 10, 0), "arrow", "int"),), Chunk(0))))
    assert "SET TRANSACTION ISOLATION LEVEL READ COMMITTED" in driver.sent
    assert not [s for s in driver.sent if s.endswith("LEVEL SNAPSHOT")]
    (said,) = [f.message for f in source.checks(a_plan()) if f.code == "MV0036"]
    assert "missed or doubled" in said


def a_plan(*columns: ColumnPlan) -> Plan:
    return Plan("p", "", "", [TablePlan("dbo.t", ("dbo", "t"), ("public", "t"), list(columns), ("id",), "id")])


def column(name: str, word: str, scale: int, target: Any, native: str) -> ColumnPlan:
    return ColumnPlan(name, name, target, native, "target", read_as=type_of(word, 8, 27, scale))


def test_checks_find_what_would_make_the_copy_another(driver: Driver) -> None:
    from sct.ir.types import Type

    driver.answers |= {
        "FROM sys.masked_columns": [("dbo", "t", "card"), ("dbo", "elsewhere", "x")],
        "FROM sys.security_predicates": [("dbo", "t")],
        "encryption_type IS NOT NULL": [("dbo", "t", "secret")],
        "LIKE '%[_]CI%'": [("dbo", "t", "code", "Latin1_General_CI_AS")],
        "HAS_PERMS_BY_NAME(?": [(0,)],
    }
    plan = a_plan(
        *(column(n, "nvarchar", 0, Type("varchar"), "nvarchar(4)") for n in ("card", "secret", "code")),
        column("at", "datetime2", 7, Type("timestamp", precision=6), "datetime2(7)"),
        column("ok", "datetime2", 6, Type("timestamp", precision=6), "datetime2(6)"),
        column("clr", "my_type", 0, Type("text"), "my_type"),
        column("any", "sql_variant", 0, Type("text"), "sql_variant"),
    )
    found = open_source(parse(URL)).checks(plan)
    assert sorted((f.code, f.table) for f in found) == [
        ("MV0030", "dbo.t"),
        ("MV0036", ""),
        ("MV0038", ""),
        ("MV0062", "dbo.t"),
        ("MV0063", "dbo.t"),
        ("MV0063", "dbo.t"),
        ("MV0064", "dbo.t"),
        ("MV0066", "dbo.t"),
        ("MV0066", "dbo.t"),
        ("MV0067", "dbo.t"),
    ]


@pytest.mark.parametrize(
    ("native", "asked", "form"),
    [
        ("tinyint", "[c]", "integer"),
        ("money", "CONVERT(varchar(30), [c], 2)", "text"),
        ("decimal(38,0)", "CONVERT(varchar(41), [c])", "text"),
        ("datetime2(7)", "CONVERT(varchar(27), [c], 121)", "text"),
        (
            "datetimeoffset(3)",
            "CONVERT(varchar(27), CAST(SWITCHOFFSET([c], '+00:00') AS datetime2(3)), 121) + '+00:00'",
            "text",
        ),
        ("rowversion", "CAST([c] AS varbinary(8000))", "bytes"),
        ("image", "CAST([c] AS varbinary(max))", "bytes"),
        ("ntext", "CAST([c] AS nvarchar(max))", "text"),
        ("varchar(5000)", "CAST([c] AS nvarchar(max))", "text"),
        ("hierarchyid", "[c].ToString()", "text"),
    ],
)
def test_how_types_are_asked_for(native: str, asked: str, form: str) -> None:
    found = reading("[c]", native)
    assert (found.sql, found.form) == (asked, form)


def test_what_is_asked_for_arrives_exactly_or_is_bad() -> None:
    """The spellings SQL Server's styles promise, through the conversions to PostgreSQL's types."""
    import pyarrow as pa

    from sct.ir.types import Type

    columns = [
        ColumnPlan("a", "a", Type("timestamp", precision=6, zone="local"), "datetimeoffset(7)", "timestamptz"),
        ColumnPlan("b", "b", Type("time", precision=6), "time(7)", "time"),
        ColumnPlan("c", "c", Type("decimal", precision=19, scale=4), "money", "numeric(19,4)"),
    ]
    convert = Converter(TablePlan("t", ("", "t"), ("", "t"), columns), Options())
    batch = pa.record_batch(
        [
            ["2024-01-01 22:59:59.1234560+00:00", "9999-12-31 23:59:59.9999999+00:00"],
            ["12:00:00.1234560", "12:00:00.1234567"],
            ["-922337203685477.5808", "0.0001"],
        ],
        names=["a", "b", "c"],
    )
    made = convert(batch)
    at = datetime.datetime(2024, 1, 1, 22, 59, 59, 123456, tzinfo=datetime.UTC)
    (row,) = made.batch.to_pylist()
    assert (row["a"], row["b"], str(row["c"])) == (at, datetime.time(12, 0, 0, 123456), "-922337203685477.5808")
    assert len(made.bad) == 1


def test_where_change_data_capture_stands(driver: Driver) -> None:
    from sct.move.errors import Lacking

    source = open_source(parse(URL))
    driver.answers["fn_cdc_get_max_lsn"] = [("0000002c00000b400003",)]
    assert source.log_begin() == source.log_end() == {"lsn": "0000002c:00000b40:0003"}
    driver.answers["fn_cdc_get_max_lsn"] = [(None,)]
    with pytest.raises(Lacking):
        source.log_end()


def test_a_type_of_the_clr_is_refused_by_name(driver: Driver) -> None:
    source = open_source(parse(URL))
    columns = (ReadColumn("own", type_of("my_clr_type", 100, 0, 0), "arrow", "my_clr_type"),)
    with pytest.raises(MoveError, match="own cannot be read"):
        list(source.read(Request(("dbo", "t"), columns, Chunk(0))))


def test_the_connection_string_holds_any_password_and_no_error_shows_it(driver: Driver) -> None:
    address = parse(URL)
    source = open_source(address)
    assert "PWD={s3cr}}t};" in driver.connected[0][0][0]
    assert "Encrypt={strict};" in driver.connected[0][0][0]
    driver.answers["SELECT NEXT"] = driver.Error("Communication link failure; login was UID=sa PWD=s3cr}t")
    with pytest.raises(Transient) as caught:
        source.rows("SELECT NEXT")
    assert "s3cr" not in str(caught.value)
    before = len(driver.connected)
    source.rows("SELECT 1")  # the lost connection is opened anew
    assert len(driver.connected) == before + 1


def test_the_real_driver_knows_what_is_used_of_it() -> None:
    driver = pytest.importorskip("mssql_python", reason="pip install 'sct[move-sqlserver]'")
    assert "autocommit" in inspect.signature(driver.connect).parameters
    assert "batch_size" in inspect.signature(driver.cursor.Cursor.arrow_reader).parameters
    with pytest.raises(MoveError) as caught:
        open_source(parse("mssql://sa:s3cr}t;x@127.0.0.1:1/shop?encrypt=yes&trustservercertificate=yes"))
    # Nobody listens there: worth trying again. (MV0012 where the libraries of the driver are missing.)
    assert caught.value.code == "MV0011" or "Failed to load the driver" in str(caught.value)
    assert "s3cr" not in str(caught.value)
