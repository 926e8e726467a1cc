"""The run's state in `PLAN/state.db`: what people and `sct move status` see. The target's ledger is the truth."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunk (
  tab TEXT NOT NULL, id INTEGER NOT NULL, state TEXT NOT NULL, rows INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0, lane TEXT NOT NULL DEFAULT '', error TEXT, PRIMARY KEY (tab, id));
CREATE TABLE IF NOT EXISTS step (name TEXT PRIMARY KEY, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS rejected (tab TEXT, chunk INTEGER, row TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS difference (tab TEXT, kind TEXT, key TEXT, columns TEXT, source TEXT, target TEXT);
CREATE TABLE IF NOT EXISTS validation (
  tab TEXT PRIMARY KEY, source_rows INTEGER, target_rows INTEGER, differences INTEGER, seconds REAL, method TEXT);
CREATE TABLE IF NOT EXISTS progress (at REAL NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL);
"""


class State:
    """One connection, guarded by a lock: the workers are threads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.db"
        self._lock = threading.Lock()
        self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def set(self, name: str, value: Any) -> None:
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def get(self, name: str, default: Any = None) -> Any:
        found = self.rows("SELECT value FROM meta WHERE name = ?", name)
        return json.loads(found[0][0]) if found else default

    def phase(self, name: str, **more: Any) -> None:
        """What the command is at: before the rows, rows, after the rows, sequences, comparing, following …"""
        self.set("phase", {"name": name, "since": time.time(), **more})

    def chunk(self, table: str, chunk: int, state: str, **more: Any) -> None:
        """Note a chunk's state; `more` are columns of `chunk`."""
        names = ", ".join(more)
        marks = ", ?" * len(more)
        update = ", ".join(f"{n} = excluded.{n}" for n in ("state", *more))
        with self.transaction() as db:
            db.execute(
                f"INSERT INTO chunk (tab, id, state{', ' if more else ''}{names}) VALUES (?, ?, ?{marks}) "
                f"ON CONFLICT (tab, id) DO UPDATE SET {update}",
                (table, chunk, state, *more.values()),
            )
            if state == "done":
                db.execute(
                    "INSERT INTO progress SELECT ?, COALESCE(SUM(rows), 0), COALESCE(SUM(bytes), 0) FROM chunk "
                    "WHERE state = 'done'",
                    (time.time(),),
                )

    def reject(self, table: str, chunk: int, rows: list[tuple[str, str]]) -> None:
        with self.transaction() as db:
            db.execute("DELETE FROM rejected WHERE tab = ? AND chunk = ?", (table, chunk))
            db.executemany("INSERT INTO rejected VALUES (?, ?, ?, ?)", [(table, chunk, r, why) for r, why in rows])

    def forget(self, table: str) -> None:
        """The table's chunks begin anew."""
        with self.transaction() as db:
            db.execute("DELETE FROM chunk WHERE tab = ?", (table,))
            db.execute("DELETE FROM rejected WHERE tab = ?", (table,))

    def step(self, name: str, seconds: float) -> None:
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO step VALUES (?, ?)", (name, seconds))
