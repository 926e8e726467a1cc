"""Single rows put into DuckDB, and taken out, to make a table equal again; and the list of what differs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sct.move.endpoints.duckdb.reader import quoted
from sct.move.endpoints.protocol import KnownDifference
from sct.move.errors import MoveError
from sct.move.model import Plan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

DIFFERENCES = "sct_move.differences"
KEPT = f"""
CREATE SCHEMA IF NOT EXISTS sct_move;
CREATE TABLE IF NOT EXISTS {DIFFERENCES} (plan VARCHAR, tab VARCHAR, kind VARCHAR, key VARCHAR, columns VARCHAR, source VARCHAR,
  target VARCHAR, "at" TIMESTAMPTZ DEFAULT current_timestamp);
"""


class DuckRepair:
    base: Any

    def _transaction(self, cursor: Any) -> AbstractContextManager[None]:
        raise NotImplementedError

    def repair(self, plan: Plan, table: TablePlan, rows: list[pa.RecordBatch], gone: list[pa.RecordBatch]) -> None:
        """`rows` go in, `gone` come out, in one transaction (repair.Repairable)."""
        cursor = self.base.cursor()
        with self._transaction(cursor):
            for batch in gone:
                _take_out(cursor, table, batch)
            for batch in rows:
                _put_in(cursor, table, batch)
            cursor.execute("DROP TABLE IF EXISTS temp.sct_stage")

    def keep_differences(self, plan: Plan, found: dict[str, list[KnownDifference]]) -> str:
        cursor = self.base.cursor()
        with self._transaction(cursor):
            cursor.execute(KEPT)
            for table, rows in found.items():
                cursor.execute(f"DELETE FROM {DIFFERENCES} WHERE plan = ? AND tab = ?", [plan.id, table])
                entry = f"INSERT INTO {DIFFERENCES} (plan, tab, kind, key, columns, source, target) VALUES (?, ?, ?, ?, ?, ?, ?)"
                if rows:
                    cursor.executemany(entry, [[plan.id, table, *row] for row in rows])
        return DIFFERENCES


def _named(table: TablePlan) -> str:
    return ".".join(quoted(part) for part in table.target if part)


def _stage(cursor: Any, table: TablePlan, batch: pa.RecordBatch) -> str:
    """Rows into a temporary table of the target's types; the names of their columns."""
    import pyarrow as pa

    columns = ", ".join(quoted(n) for n in batch.schema.names)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE sct_stage AS SELECT {columns} FROM {_named(table)} LIMIT 0")
    cursor.register("sct_batch", pa.Table.from_batches([batch]))
    try:
        cursor.execute("INSERT INTO temp.sct_stage SELECT * FROM sct_batch")
    finally:
        cursor.unregister("sct_batch")
    return columns


def _take_out(cursor: Any, table: TablePlan, batch: pa.RecordBatch) -> None:
    """Rows of these keys; or, of a table without one, so many copies of whole rows."""
    columns = _stage(cursor, table, batch)
    name = _named(table)
    if table.target_key():
        same = " AND ".join(f"t.{quoted(k)} = s.{quoted(k)}" for k in table.target_key())
        cursor.execute(f"DELETE FROM {name} AS t USING temp.sct_stage AS s WHERE {same}")
        return
    same = " AND ".join(f"f.{quoted(n)} IS NOT DISTINCT FROM w.{quoted(n)}" for n in batch.schema.names)
    found = cursor.execute(
        f"DELETE FROM {name} WHERE rowid IN (SELECT place FROM (SELECT rowid AS place, {columns}, "
        f"row_number() OVER (PARTITION BY {columns}) AS sct_n FROM {name}) f JOIN (SELECT {columns}, count(*) AS sct_copies "
        f"FROM temp.sct_stage GROUP BY ALL) w ON {same} WHERE f.sct_n <= w.sct_copies)"
    ).fetchone()
    if found[0] != batch.num_rows:
        raise MoveError("MV0047", f"{table.id}: of {batch.num_rows} rows to take out, {found[0]} were found again")


def _put_in(cursor: Any, table: TablePlan, batch: pa.RecordBatch) -> None:
    columns = _stage(cursor, table, batch)
    name, key = _named(table), table.target_key()
    if not key:
        cursor.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM temp.sct_stage")
        return
    same = " AND ".join(f"t.{quoted(k)} = s.{quoted(k)}" for k in key)
    rest = [n for n in batch.schema.names if n not in key]
    if rest:
        sets = ", ".join(f"{quoted(n)} = s.{quoted(n)}" for n in rest)
        cursor.execute(f"UPDATE {name} AS t SET {sets} FROM temp.sct_stage AS s WHERE {same}")
    cursor.execute(
        f"INSERT INTO {name} ({columns}) SELECT {columns} FROM temp.sct_stage AS s "
        f"WHERE NOT EXISTS (SELECT 1 FROM {name} AS t WHERE {same})"
    )
