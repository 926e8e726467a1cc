"""The statements that take a chunk: COPY into a table of the session, and from there into the target.

COPY of columnar files knows no column list and no casts, so the files go into a table of exactly their columns; the INSERT
names the target's columns, makes its values, and tells how many rows arrived.
"""

from __future__ import annotations

from sct.move.endpoints.redshift.ddl import named, quoted
from sct.move.endpoints.redshift.types import staged
from sct.move.model import TablePlan

STAGE = "sct_stage"


def create_stage(table: TablePlan) -> str:
    columns = ", ".join(f"c{i} {staged(c.type, c.target_type)[0]}" for i, c in enumerate(table.columns))
    return f"CREATE TEMP TABLE {STAGE} ({columns})"


def copy(manifest: str, credentials: str) -> str:
    return f"COPY {STAGE} FROM '{manifest}' {credentials} FORMAT AS PARQUET MANIFEST"


def insert(table: TablePlan) -> str:
    names = ", ".join(quoted(c.target) for c in table.columns)
    values = ", ".join(staged(c.type, c.target_type)[1].format(f"c{i}") for i, c in enumerate(table.columns))
    return f"INSERT INTO {named(table.target)} ({names}) SELECT {values} FROM {STAGE}"
