"""One strategy per neutral type: values that every engine which has the type holds, and the type's name in each engine."""

from __future__ import annotations

import datetime
import decimal
import uuid
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

DAY = st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31))
MOMENT = st.datetimes(datetime.datetime(1000, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SPAN = st.integers(-3_020_399_999_999, 3_020_399_999_999)  # microseconds of MariaDB's TIME


def number(precision: int, scale: int) -> st.SearchStrategy[decimal.Decimal]:
    most = 10**precision - 1
    exact = decimal.Context(prec=100)
    return st.integers(-most, most).map(lambda n: decimal.Decimal(n).scaleb(-scale, exact))


def real(width: int) -> st.SearchStrategy[float]:
    return st.floats(width=width, allow_nan=False, allow_infinity=False).filter(lambda f: f != 0 or str(f) == "0.0")  # type: ignore[arg-type]


@dataclass(frozen=True)
class Kind:
    """`meaning` as in meaning.py; `types`: engine -> its name of the type."""

    meaning: str
    values: st.SearchStrategy[Any]
    types: dict[str, str]


def _types(postgres: str, mariadb: str, sqlite: str, duckdb: str, parquet: str) -> dict[str, str]:
    named = {"PostgreSQL": postgres, "MariaDB": mariadb, "SQLite": sqlite, "DuckDB": duckdb, "Parquet": parquet}
    return {engine: type_ for engine, type_ in named.items() if type_}


KINDS = [
    Kind("number", st.integers(-(2**15), 2**15 - 1), _types("smallint", "smallint", "INTEGER", "SMALLINT", "int16")),
    Kind("number", st.integers(-(2**31), 2**31 - 1), _types("integer", "int", "INTEGER", "INTEGER", "int32")),
    Kind("number", st.integers(-(2**63), 2**63 - 1), _types("bigint", "bigint", "INTEGER", "BIGINT", "int64")),
    Kind("number", st.integers(0, 2**64 - 1), _types("", "bigint unsigned", "", "UBIGINT", "uint64")),
    Kind("number", st.integers(0, 2**64 - 1), _types("", "bit(64)", "", "", "")),
    Kind("number", st.just(0) | st.integers(1901, 2155), _types("", "year", "", "", "")),
    Kind("number", st.integers(-(2**127), 2**127 - 1), _types("", "", "", "HUGEINT", "")),
    Kind("number", number(10, 2), _types("numeric(10,2)", "decimal(10,2)", "", "DECIMAL(10,2)", "decimal128(10, 2)")),
    Kind("number", number(38, 10), _types("numeric(38,10)", "decimal(38,10)", "", "DECIMAL(38,10)", "decimal128(38, 10)")),
    Kind("number", number(60, 30), _types("numeric(60,30)", "decimal(60,30)", "", "", "decimal256(60, 30)")),
    Kind("number", number(70, 35), _types("numeric", "", "", "", "")),
    Kind("float", real(32), _types("real", "float", "", "FLOAT", "float")),
    Kind("float", real(64), _types("double precision", "double", "REAL", "DOUBLE", "double")),
    Kind("truth", st.booleans(), _types("boolean", "bit(1)", "BOOLEAN", "BOOLEAN", "bool")),
    Kind("text", TEXT, _types("text", "longtext", "TEXT", "VARCHAR", "string")),
    Kind("text", TEXT, _types("varchar(40)", "varchar(40)", "VARCHAR(40)", "VARCHAR", "large_string")),
    Kind("bytes", st.binary(max_size=60), _types("bytea", "longblob", "BLOB", "BLOB", "binary")),
    Kind("date", DAY, _types("date", "date", "DATE", "DATE", "date32")),
    Kind("moment", MOMENT, _types("timestamp", "datetime(6)", "DATETIME", "TIMESTAMP", "timestamp[us]")),
    Kind("instant", MOMENT.map(lambda m: m.replace(tzinfo=datetime.UTC)), _types("timestamptz", "", "", "TIMESTAMPTZ", "timestamp[us, tz=UTC]")),
    Kind("time", st.times(), _types("time", "", "TIME", "TIME", "time64[us]")),
    Kind("span", SPAN, _types("interval", "time(6)", "", "INTERVAL", "duration[us]")),
    Kind("uuid", st.uuids(version=4), _types("uuid", "uuid", "", "UUID", "")),
]  # fmt: skip


def rows(engine: str) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Rows of all kinds that the engine has."""
    cells = [st.none() | kind.values for kind in KINDS if engine in kind.types]
    return st.lists(st.tuples(*cells), min_size=1, max_size=40)


def word(value: Any, meaning: str) -> Any:
    """The value as a client would say it (meaning.py)."""
    if value is None or isinstance(value, bytes):
        return value
    if meaning == "span":
        seconds, micro = divmod(abs(value), 1_000_000)
        clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{micro:06d}"
        return f"-{clock}" if value < 0 else clock
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, uuid.UUID) else value if isinstance(value, str) else repr(value)
