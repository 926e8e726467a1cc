"""A stand-in for Redshift and its driver: PostgreSQL behind the driver's surface, with COPY played from S3.

What it shows is real there: transactions, the ledger, the catalog's queries, the files and the manifest. What it cannot
show is Redshift's own reading of Parquet.
"""

from __future__ import annotations

import json
import re
import sys
import types
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

COPY = re.compile(r"COPY (\w+) FROM 's3://([^']+)' (IAM_ROLE|CREDENTIALS) (\S+) FORMAT AS PARQUET MANIFEST")
LENGTH = re.compile(r"varbyte\(\d+\)")  # a domain has none
# What Redshift has and PostgreSQL has not.
FUNCTIONS = """
CREATE FUNCTION json_parse(text) RETURNS jsonb LANGUAGE sql AS 'SELECT $1::jsonb';
CREATE FUNCTION json_text(jsonb) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
CREATE FUNCTION to_hex(bytea) RETURNS text LANGUAGE sql AS $$SELECT encode($1, 'hex')$$;
CREATE DOMAIN super AS jsonb; CREATE DOMAIN varbyte AS bytea;
"""


class Error(Exception):
    """As the driver raises it: a server's error is a dict of its fields."""


class Redshift:
    """`before`: called with every statement; what it raises, the statement raises."""

    def __init__(self, dsn: str, files: Any) -> None:
        self.dsn, self.files = dsn, files
        self.sent: list[str] = []
        self.options: list[dict[str, Any]] = []
        self.manifests: list[dict[str, Any]] = []
        self.before: Callable[[str], None] = lambda statement: None
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(FUNCTIONS)

    def connect(self, **options: Any) -> Connection:
        self.options.append(options)
        return Connection(self)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> Redshift:
        module = types.ModuleType("redshift_connector")
        module.connect = self.connect  # type: ignore[attr-defined]
        module.Error = Error  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "redshift_connector", module)
        return self


class Connection:
    def __init__(self, server: Redshift) -> None:
        self.server = server
        # A statement that is kept prepared would keep the types of the last table of the stage's name.
        self.real = psycopg.connect(server.dsn, autocommit=True, prepare_threshold=None)
        self.autocommit = False

    def cursor(self) -> Cursor:
        return Cursor(self)

    def close(self) -> None:
        self.real.close()


class Cursor:
    def __init__(self, connection: Connection) -> None:
        self.connection, self.real = connection, connection.real.cursor()
        self.paramstyle = ""

    @property
    def rowcount(self) -> int:
        return int(self.real.rowcount)

    def execute(self, statement: str, values: Any = None) -> Cursor:
        assert self.connection.autocommit or statement.startswith("SET ")
        self.connection.server.sent.append(statement)
        self.connection.server.before(statement)
        copy = COPY.fullmatch(statement)
        try:
            if copy:
                self._copy(copy[1], copy[2])
            else:
                own = LENGTH.sub("varbyte", statement.replace("JSON_SERIALIZE(", "json_text("))
                self.real.execute(own, values)
        except psycopg.Error as error:
            if self.connection.real.closed:
                raise Error("communication error", "gone") from None
            raise Error({"S": "ERROR", "C": error.sqlstate, "M": str(error.diag.message_primary)}) from None
        return self

    def _copy(self, table: str, place: str) -> None:
        import pyarrow.parquet as pq

        files = self.connection.server.files
        with files.open_input_stream(place) as stream:
            manifest = json.loads(stream.read())
        self.connection.server.manifests.append(manifest)
        for entry in manifest["entries"]:
            path = entry["url"].removeprefix("s3://")
            assert files.get_file_info(path).size == entry["meta"]["content_length"] > 0
            with files.open_input_file(path) as file:
                rows = pq.read_table(file)
            marks = ", ".join(["%s"] * rows.num_columns)
            values = [tuple(row.values()) for row in rows.to_pylist()]
            self.real.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    def fetchall(self) -> list[Any]:
        return self.real.fetchall()

    def fetchone(self) -> Any:
        return self.real.fetchone()

    def close(self) -> None:
        self.real.close()
