"""The engines' own clients: they make the tables of a source, and say what is in a target. Nothing of sct's reads here."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from tests.move.extremes.files import arrow_type
from tests.move.extremes.model import Named

Found = dict[int, Any]
Read = tuple[str, Found]  # the column's type, and id -> value


class Client:
    """One engine. `empty` makes a place with nothing in it; `make` fills one; `read` says what a table holds."""

    engine = ""
    rules = ""

    def empty(self) -> str:
        """The URL of a new and empty place."""
        raise NotImplementedError

    def make(self, url: str, tables: list[Named]) -> None:
        raise NotImplementedError

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        raise NotImplementedError

    def fill(self, url: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        """A table `t` of columns id, c0, c1 … with these rows and no others."""
        raise NotImplementedError


class Postgres(Client):
    engine = "PostgreSQL"

    def __init__(self, server: Any) -> None:
        self.server = server
        self.names: list[str] = []

    def empty(self) -> str:
        self.names.append(self.server.new_database("extremes"))
        return str(self.server.dsn(self.names[-1]))

    def make(self, url: str, tables: list[Named]) -> None:
        import psycopg

        with psycopg.connect(url) as connection:
            for name, extreme in ((t.table, t.extreme) for t in tables):
                for statement in extreme.setup:
                    connection.execute(statement)
                connection.execute(
                    f"CREATE TABLE {name} (id integer PRIMARY KEY, v {extreme.declared or extreme.type})"
                )
                for number, value in enumerate([*extreme.values, "NULL"]):
                    connection.execute(f"INSERT INTO {name} VALUES ({number}, {value})")

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        import psycopg

        with psycopg.connect(url) as connection:
            for setting in ("timezone = 'UTC'", "datestyle = 'ISO'", "intervalstyle = 'postgres'"):
                connection.execute(f"SET {setting}")
            name = f'"{table[0]}"."{table[1]}"'
            ((kind,),) = connection.execute(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
                [name, column],
            ).fetchall()
            # As a float8 a real shows the number that it is.
            cast = {"real": "::float8::text", "bytea": "", "varbyte": "::bytea"}.get(kind, "::text")
            word = f"{column}{cast}"
            return kind, {int(i): v for i, v in connection.execute(f"SELECT id, {word} FROM {name}")}

    def fill(self, url: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        import psycopg

        with psycopg.connect(url) as connection:
            connection.execute(_table(types))
            connection.execute("TRUNCATE t")
            marks = ", ".join(["%s", *(f"%s::{t}" for t in types)])
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO t VALUES ({marks})", _numbered(rows))

    def close(self) -> None:
        for name in self.names:
            self.server.drop_database(name)


class Maria(Client):
    engine = "MariaDB"

    def __init__(self, server: Any) -> None:
        self.server = server
        self.names: list[str] = []

    def empty(self) -> str:
        self.names.append(self.server.new_database())
        return str(self.server.url(self.names[-1]))

    def make(self, url: str, tables: list[Named]) -> None:
        statements = ["SET sql_mode = 'ALLOW_INVALID_DATES'", "SET time_zone = '+00:00'"]
        for name, extreme in ((t.table, t.extreme) for t in tables):
            statements.append(
                f"CREATE TABLE {name} (id integer PRIMARY KEY, v {extreme.declared or extreme.type} NULL)"
            )
            for number, value in enumerate([*extreme.values, "NULL"]):
                statements.append(f"INSERT INTO {name} VALUES ({number}, {value})")
        self.server.run(url.rpartition("/")[2], *statements)

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        database = url.rpartition("/")[2]
        with self.server.connect(database, conv={}) as connection, connection.cursor() as cursor:
            cursor.execute("SET time_zone = '+00:00'")
            cursor.execute(
                "SELECT column_type, data_type FROM information_schema.columns "
                f"WHERE table_schema = '{database}' AND table_name = '{table[1]}' AND column_name = '{column}'"
            )
            kind, base = (v.decode() if isinstance(v, bytes) else v for v in cursor.fetchone())
            if base in ("point", "geometry", "linestring"):
                word = f"ST_AsWKB({column})"
            else:
                # As text a FLOAT has six digits.
                word = {"float": f"CAST({column} AS DOUBLE)", "bit": f"{column} + 0"}.get(base, column)
            cursor.execute(f"SELECT id, {word} FROM `{table[1]}`")
            return kind, {int(i): v for i, v in cursor.fetchall()}

    def fill(self, url: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        with self.server.connect(url.rpartition("/")[2]) as connection, connection.cursor() as cursor:
            cursor.execute(_table(types) + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
            cursor.execute("DELETE FROM t")
            marks = ", ".join(["%s"] * (len(types) + 1))
            cursor.executemany(f"INSERT INTO t VALUES ({marks})", _numbered(rows))

    def close(self) -> None:
        for name in self.names:
            self.server.run("", f"DROP DATABASE {name}")


class Sqlite(Client):
    engine = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def empty(self) -> str:
        self.count += 1
        return f"sqlite:///{self.folder}/extremes{self.count}.db"

    def make(self, url: str, tables: list[Named]) -> None:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db, db:
            for name, extreme in ((t.table, t.extreme) for t in tables):
                db.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, v {extreme.declared or extreme.type})")
                for number, value in enumerate([*extreme.values, "NULL"]):
                    db.execute(f"INSERT INTO {name} VALUES ({number}, {value})")

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db:
            db.text_factory = bytes
            found: Found = {}
            # The driver gives text and blobs alike now: the class is asked for.
            for number, kind, value in db.execute(f'SELECT id, typeof({column}), {column} FROM "{table[1]}"'):
                found[int(number)] = value.decode("utf-8", "surrogateescape") if kind == b"text" else value
            (declared,) = [t for _, n, t, *_ in db.execute(f'PRAGMA table_info("{table[1]}")') if n == column.encode()]
            return declared.decode(), found

    def fill(self, url: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db, db:
            db.execute(_table(types))
            db.execute("DELETE FROM t")
            db.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(types) + 1))})", _numbered(rows))

    def close(self) -> None:
        return


class Duck(Client):
    engine = "DuckDB"

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def empty(self) -> str:
        self.count += 1
        return f"duckdb:///{self.folder}/extremes{self.count}.duckdb"

    def make(self, url: str, tables: list[Named]) -> None:
        import duckdb

        with duckdb.connect(url.removeprefix("duckdb:///")) as db:
            for name, extreme in ((t.table, t.extreme) for t in tables):
                db.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, v {extreme.declared or extreme.type})")
                for number, value in enumerate([*extreme.values, "NULL"]):
                    db.execute(f"INSERT INTO {name} VALUES ({number}, {value})")

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        import duckdb

        with duckdb.connect(url.removeprefix("duckdb:///"), read_only=True) as db:
            db.execute("SET TimeZone = 'UTC'")
            place = '"' + '"."'.join(p for p in table if p) + '"'
            kind = next(t for n, t, *_ in db.execute(f"DESCRIBE {place}").fetchall() if n == column)
            word = column + {"FLOAT": "::DOUBLE::VARCHAR", "BLOB": ""}.get(kind, "::VARCHAR")
            return kind, {int(i): v for i, v in db.execute(f"SELECT id, {word} FROM {place}").fetchall()}

    def fill(self, url: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        import duckdb

        with duckdb.connect(url.removeprefix("duckdb:///")) as db:
            db.execute("SET TimeZone = 'UTC'")
            db.execute(_table(types))
            db.execute("DELETE FROM t")
            marks = ", ".join(["?", *(f"CAST(? AS {t})" for t in types)])
            db.executemany(f"INSERT INTO t VALUES ({marks})", _numbered(rows))

    def close(self) -> None:
        return


class Parquet(Client):
    engine = "Parquet"

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def empty(self) -> str:
        self.count += 1
        place = self.folder / f"{self.engine}{self.count}"
        place.mkdir()
        return f"file://{place}"

    def make(self, url: str, tables: list[Named]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for name, extreme in ((t.table, t.extreme) for t in tables):
            values = [*extreme.values, None]
            rows = pa.table(
                {"id": pa.array(range(len(values)), pa.int32()), "v": _array(values, arrow_type(extreme.type))}
            )
            pq.write_table(rows, f"{url.removeprefix('file://')}/{name}.parquet")

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        import pyarrow.parquet as pq

        root = Path(url.removeprefix("file://"))
        parts = sorted(root.glob(f"**/{table[1]}/part-*.parquet")) or [root / f"{table[1]}.parquet"]
        kind, found = "", {}
        for part in parts:
            rows = pq.ParquetFile(part).read()
            kind = str(rows.schema.field(column).type)
            found.update(zip(map(int, rows["id"].to_pylist()), (_word(v) for v in rows[column]), strict=True))
        return kind, found

    def fill(self, url: str, types: list[str], rows: list[tuple[Any, ...]]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = [pa.int32(), *map(arrow_type, types)]
        columns = [pa.array(list(v), k) for v, k in zip(zip(*_numbered(rows), strict=True), kinds, strict=True)]
        names = ["id", *(f"c{i}" for i in range(len(types)))]
        pq.write_table(pa.table(columns, names), f"{url.removeprefix('file://')}/t.parquet")

    def close(self) -> None:
        return


class Csv(Parquet):
    """A source only: its columns are texts."""

    engine = "CSV"

    def make(self, url: str, tables: list[Named]) -> None:
        for table in tables:
            with open(f"{url.removeprefix('file://')}/{table.table}.csv", "w", newline="", encoding="utf-8") as file:
                file.write("id,v\n")
                writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
                for number, value in enumerate(table.extreme.values):
                    writer.writerow([number, value])
                file.write(f"{len(table.extreme.values)},\n")

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        with open(f"{url.removeprefix('file://')}/{table[1]}.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))[1:]
        return "CSV", {int(i): v for i, v in rows[:-1]} | {int(rows[-1][0]): None}


class Redshift(Postgres):
    """The double of redshift_double.py: what PostgreSQL, in Redshift's place, took out of the staged Parquet files."""

    engine = "Redshift"

    def __init__(self, server: Any, endpoint: str) -> None:
        super().__init__(server)
        self.endpoint = endpoint
        self.left = ExitStack()
        self.dsns: dict[str, str] = {}

    def empty(self) -> str:
        import pytest
        from pyarrow import fs

        from tests.move.redshift_double import Redshift as Double

        dsn = super().empty()
        self.left.close()
        patch = self.left.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.delenv("AWS_SESSION_TOKEN", raising=False)
        scheme, _, host = self.endpoint.partition("://")
        Double(dsn, fs.S3FileSystem(endpoint_override=host, scheme=scheme, region="us-east-1")).install(patch)
        url = f"redshift://me:pw@cluster/dev{len(self.names)}?stage=s3://extremes/moves&endpoint={self.endpoint}&iam_role=arn:aws:iam::1:role/load"
        self.dsns[url] = dsn
        return url

    def read(self, url: str, table: tuple[str, str], column: str = "v") -> Read:
        return super().read(self.dsns[url], table, column)

    def close(self) -> None:
        self.left.close()
        super().close()


def _table(types: list[str]) -> str:
    columns = ", ".join(f"c{i} {t}" for i, t in enumerate(types))
    return f"CREATE TABLE IF NOT EXISTS t (id integer PRIMARY KEY, {columns})"


def _numbered(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(number, *row) for number, row in enumerate(rows)]


def _array(values: list[Any], kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_temporal(kind):
        width = pa.int32() if kind.bit_width == 32 else pa.int64()
        return pa.array(values, width).view(kind)
    if pa.types.is_decimal(kind):
        return pa.array(values, kind)
    if pa.types.is_float16(kind):
        import numpy as np

        return pa.array([None if v is None else np.float16(v) for v in values], kind)
    return pa.array(values, kind)


def _word(value: Any) -> Any:
    """An Arrow scalar as text or bytes. Moments are spelt here: Python has not all of them."""
    import pyarrow as pa

    kind = value.type
    if not value.is_valid:
        return None
    if pa.types.is_dictionary(kind):
        return value.as_py()
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return value.as_py()
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        per_day = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
        ticks = value.cast(pa.int64()) if kind.bit_width == 64 else value.cast(pa.int32())
        unit = "day" if kind == pa.date32() else "ms" if kind == pa.date64() else kind.unit
        day, rest = divmod(ticks.as_py(), per_day.get(unit, 1))
        nano = rest * (86_400_000_000_000 // per_day.get(unit, 1))
        return f"{_day(day)} {_clock(nano)}"
    if pa.types.is_time(kind):
        scale = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[kind.unit]
        ticks = value.cast(pa.int64() if kind.bit_width == 64 else pa.int32()).as_py()
        return _clock(ticks * scale)
    if pa.types.is_floating(kind):
        return repr(float(value.as_py()))
    if pa.types.is_duration(kind):
        nano = value.cast(pa.int64()).as_py() * {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[kind.unit]
        return f"{'-' if nano < 0 else ''}{_clock(abs(nano))}"
    found = value.as_py()
    return str(found).lower() if isinstance(found, bool) else str(found)


def _clock(nano: int) -> str:
    seconds, fraction = divmod(nano, 10**9)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{fraction:09d}"


def _day(days: int) -> str:
    """The proleptic Gregorian day, `days` after 1970-01-01, in the words of PostgreSQL (year 0 is 1 BC)."""
    # By cycles of 400 years (146,097 days), which the calendar repeats after.
    cycle, rest = divmod(days + 719_162, 146_097)
    import datetime

    day = datetime.date.fromordinal(rest + 1)
    year = day.year + 400 * cycle
    return f"{year:04d}-{day:%m-%d}" if year > 0 else f"{1 - year:04d}-{day:%m-%d} BC"


def clients(stack: ExitStack, pg: Any, maria: Any, endpoint: str, folder: Path) -> Iterator[Client]:
    """All of them, closed with the stack."""
    for client in (
        Postgres(pg), Maria(maria), Sqlite(folder), Duck(folder), Parquet(folder), Csv(folder), Redshift(pg, endpoint)
    ):  # fmt: skip
        stack.callback(client.close)
        yield client
