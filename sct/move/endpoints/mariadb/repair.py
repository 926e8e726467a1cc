"""Single rows put into MariaDB or MySQL, and taken out, to make a table equal again; and the list of what differs.

Foreign keys are not checked meanwhile and their cascades do not fire, as the rows they would touch are compared by themselves;
triggers fire, as nothing can hold them back here.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pymysql

from sct.move.address import Address
from sct.move.endpoints.mariadb.connect import connect, named, quoted, trouble
from sct.move.endpoints.mariadb.load import Loading
from sct.move.endpoints.mariadb.reader import careful
from sct.move.endpoints.protocol import DataRefused, KnownDifference
from sct.move.errors import MoveError
from sct.move.model import Plan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

DIFFERENCES = "sct_move_differences"
KEPT = (
    f"CREATE TABLE IF NOT EXISTS {DIFFERENCES} (plan varchar(32), tab varchar(400), kind varchar(20), key_values longtext, "
    "columns_ text, source_row longtext, target_row longtext, at timestamp DEFAULT CURRENT_TIMESTAMP, KEY (plan, tab)) "
    "ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
)
STAGE = ("", "sct_stage")


class MariaRepair:
    """A connection of its own for each piece that is repaired."""

    address: Address

    def repair(self, plan: Plan, table: TablePlan, rows: list[pa.RecordBatch], gone: list[pa.RecordBatch]) -> None:
        """`rows` go in, `gone` come out, in one transaction (repair.Repairable)."""
        connection = connect(self.address, autocommit=False, kind=Loading)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET foreign_key_checks = 0")
                work = _Work(connection, cursor, plan, table)
                for batch in gone:
                    work.take_out(batch)
                for batch in rows:
                    work.put_in(batch)
            connection.commit()
        except DataRefused as error:
            raise MoveError("MV0047", f"{table.id}: {error}") from None
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        finally:
            with suppress(pymysql.Error):
                connection.close()

    def keep_differences(self, plan: Plan, found: dict[str, list[KnownDifference]]) -> str:
        connection = connect(self.address, autocommit=False)
        try:
            with connection.cursor() as cursor:
                cursor.execute(KEPT)
                for table, rows in found.items():
                    cursor.execute(f"DELETE FROM {DIFFERENCES} WHERE plan = %s AND tab = %s", (plan.id, table))
                    entry = (
                        f"INSERT INTO {DIFFERENCES} (plan, tab, kind, key_values, columns_, source_row, target_row) "
                        "VALUES (%s, %s, %s, %s, %s, %s, %s)"
                    )
                    cursor.executemany(entry, [(plan.id, table, *row) for row in rows])
            connection.commit()
        except pymysql.Error as error:
            raise trouble(self.address, error) from None
        finally:
            with suppress(pymysql.Error):
                connection.close()
        return DIFFERENCES


class _Work:
    def __init__(self, connection: Any, cursor: Any, plan: Plan, table: TablePlan) -> None:
        self.connection, self.cursor, self.plan, self.table = connection, cursor, plan, table
        self.target = named(table.target)
        self.key = table.target_key()
        self.same = " AND ".join(f"t.{quoted(k)} = s.{quoted(k)}" for k in self.key)

    def _stage(self, batch: pa.RecordBatch) -> str:
        """Rows into a temporary table of the target's types; the names of their columns."""
        from sct.move.endpoints.mariadb.writer import MariaChunk
        from sct.move.model import Chunk

        by_name = {c.target: c for c in self.table.columns}
        staged = TablePlan(self.table.id, self.table.source, STAGE, [by_name[n] for n in batch.schema.names])
        columns = ", ".join(quoted(n) for n in batch.schema.names)
        self.cursor.execute(f"DROP TEMPORARY TABLE IF EXISTS {named(STAGE)}")
        self.cursor.execute(f"CREATE TEMPORARY TABLE {named(STAGE)} AS SELECT {columns} FROM {self.target} WHERE 1 = 0")
        MariaChunk(self.connection, self.plan, staged, Chunk(0), local_files=True).write(batch)
        return columns

    def put_in(self, batch: pa.RecordBatch) -> None:
        columns = self._stage(batch)
        if not self.key:
            self.cursor.execute(f"INSERT INTO {self.target} ({columns}) SELECT {columns} FROM {named(STAGE)}")
            return
        rest = [n for n in batch.schema.names if n not in self.key]
        if rest:
            sets = ", ".join(f"t.{quoted(n)} = s.{quoted(n)}" for n in rest)
            self.cursor.execute(f"UPDATE {self.target} t JOIN {named(STAGE)} s ON {self.same} SET {sets}")
        staged = ", ".join(f"s.{quoted(n)}" for n in batch.schema.names)
        self.cursor.execute(
            f"INSERT INTO {self.target} ({columns}) SELECT {staged} FROM {named(STAGE)} s LEFT JOIN {self.target} t "
            f"ON {self.same} WHERE t.{quoted(self.key[0])} IS NULL"
        )

    def take_out(self, batch: pa.RecordBatch) -> None:
        self._stage(batch)
        if self.key:
            self.cursor.execute(f"DELETE t FROM {self.target} t JOIN {named(STAGE)} s ON {self.same}")
            return
        digest = self._digest()
        wanted = self._rows(f"SELECT {digest}, COUNT(*) FROM {named(STAGE)} GROUP BY 1")
        self.cursor.execute("DROP TEMPORARY TABLE IF EXISTS sct_wanted")
        self.cursor.execute(
            "CREATE TEMPORARY TABLE sct_wanted (sct_digest char(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY)"
        )
        self.cursor.executemany("INSERT INTO sct_wanted VALUES (%s)", [(d,) for d, _ in wanted])
        found = dict(
            self._rows(
                f"SELECT sct_digest, COUNT(*) FROM {self.target} t JOIN sct_wanted w ON {digest} = sct_digest GROUP BY 1"
            )
        )
        short = [d for d, copies in wanted if found.get(d, 0) < copies]
        if short:
            raise MoveError(
                "MV0047", f"{self.table.id}: of {batch.num_rows} rows to take out, {len(short)} were not found again"
            )
        # Some copies of a row stay: one statement each. Of the others all go, in one pass over the table.
        for d, copies in wanted:
            if found[d] > copies:
                self.cursor.execute(f"DELETE FROM {self.target} WHERE {digest} = %s LIMIT {int(copies)}", (d,))
                self.cursor.execute("DELETE FROM sct_wanted WHERE sct_digest = %s", (d,))
        self.cursor.execute(f"DELETE t FROM {self.target} t JOIN sct_wanted w ON {digest} = sct_digest")

    def _digest(self) -> str:
        """One text for rows that are alike to the last byte, whatever the columns' collations."""
        texts = ", ".join(f"IFNULL(HEX({careful(c.target, c.type, c.target_type)}), 'N')" for c in self.table.columns)
        return f"MD5(CONCAT_WS(',', {texts}))"

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        self.cursor.execute(query)
        return list(self.cursor.fetchall())
