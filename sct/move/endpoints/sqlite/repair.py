"""Single rows put into SQLite, and taken out, to make a table equal again; and the list of what differs."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sct.move.endpoints.protocol import KnownDifference
from sct.move.endpoints.sqlite.reader import quoted
from sct.move.errors import MoveError
from sct.move.model import Plan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

DIFFERENCES = "sct_move_differences"
KEPT = (
    f"CREATE TABLE IF NOT EXISTS {DIFFERENCES} (plan TEXT, tab TEXT, kind TEXT, key TEXT, columns TEXT, source TEXT, target TEXT, "
    "at TEXT DEFAULT CURRENT_TIMESTAMP)"
)


class SqliteRepair:
    """Triggers fire; foreign keys are not checked, as SQLite does only where it is asked to."""

    db: sqlite3.Connection

    def _transaction(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _guard(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def stored_rows(self, batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
        """Rows as their values are kept."""
        raise NotImplementedError

    def repair(self, plan: Plan, table: TablePlan, rows: list[pa.RecordBatch], gone: list[pa.RecordBatch]) -> None:
        """`rows` go in, `gone` come out, in one transaction (repair.Repairable)."""
        name, key = quoted(table.target[1]), table.target_key()
        with self._guard(), self._transaction():
            for batch in gone:
                self._take_out(table, name, batch, bool(key))
            for batch in rows:
                self._put_in(name, batch, key)

    def _take_out(self, table: TablePlan, name: str, batch: pa.RecordBatch, by_key: bool) -> None:
        test = " AND ".join(f"{quoted(n)} IS ? COLLATE BINARY" for n in batch.schema.names)
        delete = f"DELETE FROM {name} WHERE {test}"
        if not by_key:
            delete = f"DELETE FROM {name} WHERE rowid = (SELECT rowid FROM {name} WHERE {test} LIMIT 1)"
        for row in self.stored_rows(batch):
            if self.db.execute(delete, row).rowcount < 1:
                raise MoveError("MV0047", f"{table.id}: a row to take out was not found again: {str(row)[:200]}")

    def _put_in(self, name: str, batch: pa.RecordBatch, key: tuple[str, ...]) -> None:
        names = batch.schema.names
        insert = f"INSERT INTO {name} ({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"
        if not key:
            self.db.executemany(insert, self.stored_rows(batch))
            return
        rest = [n for n in names if n not in key]
        sets = ", ".join(f"{quoted(n)} = ?" for n in rest)
        test = " AND ".join(f"{quoted(k)} = ?" for k in key)
        # A table of nothing but its key: a row that is there is as it should be.
        known = f"UPDATE {name} SET {sets} WHERE {test}" if rest else f"SELECT 1 FROM {name} WHERE {test}"
        for row in self.stored_rows(batch):
            values = dict(zip(names, row, strict=True))
            cursor = self.db.execute(known, [values[n] for n in (*rest, *key)])
            there = cursor.rowcount > 0 if rest else cursor.fetchone() is not None
            if not there:
                self.db.execute(insert, row)

    def keep_differences(self, plan: Plan, found: dict[str, list[KnownDifference]]) -> str:
        with self._guard(), self._transaction():
            self.db.execute(KEPT)
            for table, rows in found.items():
                self.db.execute(f"DELETE FROM {DIFFERENCES} WHERE plan = ? AND tab = ?", (plan.id, table))
                entry = f"INSERT INTO {DIFFERENCES} (plan, tab, kind, key, columns, source, target) VALUES (?, ?, ?, ?, ?, ?, ?)"
                self.db.executemany(entry, [(plan.id, table, *row) for row in rows])
        return DIFFERENCES
