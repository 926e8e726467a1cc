"""What is sent to servers that are not here is at least SQL of theirs: each is read by sqlfluff's dialect of the engine."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from sct.move.endpoints.db2 import types as db2
from sct.move.endpoints.sqlserver import types as sqlserver
from sct.move.endpoints.sybase import types as sybase

MODULES = {
    "tsql": ("sqlserver.catalog", "sqlserver.checks", "sybase.catalog", "sybase.reader"),
    "teradata": ("teradata.catalog", "teradata.reader"),
    "db2": ("db2.catalog", "db2.reader"),
}
SQLSERVER = (
    "decimal(38,2)",
    "money",
    "time(7)",
    "datetimeoffset(7)",
    "sql_variant",
    "geography",
    "varbinary(max)",
    "xml",
)
ASE = ("bigdatetime", "datetime", "money", "unsigned bigint", "date", "bigtime")
DB2 = (("TIMESTAMP", 13, 12), ("BOOLEAN", 1, 0), ("XML", 0, 0), ("DECFLOAT", 16, 0), ("TIME", 3, 0), ("DATE", 4, 0))
EXPRESSIONS = {
    "tsql": [sqlserver.reading("[c]", n).sql for n in SQLSERVER] + [sybase.reading("[c]", n).sql for n in ASE],
    "teradata": ['CAST("c" AS VARCHAR(3))', 'CAST("c" AS CLOB)'],
    "db2": [db2.reading('"c"', db2.type_of(word, length, scale, 0)).sql for word, length, scale in DB2],
}


def queries(module: str) -> list[str]:
    values: list[Any] = list(vars(import_module(f"sct.move.endpoints.{module}")).values())
    return [v for v in values if isinstance(v, str) and v.lstrip().startswith("SELECT")]


@pytest.mark.parametrize("dialect", MODULES)
def test_queries_are_read(dialect: str) -> None:
    core = pytest.importorskip("sqlfluff.core", reason="pip install 'sct[verify-redshift]'")
    texts = [text.replace("?", "'x'") for module in MODULES[dialect] for text in queries(module)]
    assert len(texts) >= 3
    texts += [f"SELECT {expression} AS c0 FROM a.b WHERE id > 1" for expression in EXPRESSIONS[dialect]]
    linter = core.Linter(config=core.FluffConfig(overrides={"dialect": dialect}))
    faults = [(text, [str(v) for v in linter.parse_string(text).violations]) for text in texts]
    assert [f for f in faults if f[1]] == []
