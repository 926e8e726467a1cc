"""Applying net changes to PostgreSQL: staged by COPY, merged by key, the position in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.capture import UNCHANGED, Added, Net, as_batch
from sct.move.endpoints.postgres.added import add_column, stage
from sct.move.endpoints.postgres.connect import connect, named, trouble
from sct.move.endpoints.protocol import KnownDifference
from sct.move.errors import MoveError
from sct.move.model import ColumnPlan, Plan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa


DIFFERENCES = "sct_move.differences"
KEPT = f"""
CREATE SCHEMA IF NOT EXISTS sct_move;
CREATE TABLE IF NOT EXISTS {DIFFERENCES} (plan text NOT NULL, tab text NOT NULL, kind text NOT NULL, key jsonb NOT NULL,
  columns text NOT NULL, source jsonb NOT NULL, target jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS differences_of ON {DIFFERENCES} (plan, tab);
"""


class PostgresApply:
    """The position and the changes of one plan; a connection of its own."""

    address: Address
    _applier: Any = None

    def position(self, plan: Plan) -> dict[str, Any] | None:
        connection = self._apply_connection()
        try:
            found = connection.execute("SELECT position FROM sct_move.position WHERE plan = %s", [plan.id]).fetchone()
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None
        return found[0] if found else None

    def set_position(self, plan: Plan, position: dict[str, Any]) -> None:
        """Note where capture begins; a position that is there already stays: it may be further on."""
        connection = self._apply_connection()
        try:
            entry = "INSERT INTO sct_move.position VALUES (%s, %s) ON CONFLICT DO NOTHING"
            connection.execute(entry, [plan.id, json.dumps(position)])
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None

    def apply(
        self,
        plan: Plan,
        nets: list[tuple[TablePlan, Net]],
        position: dict[str, Any],
        added: Sequence[tuple[TablePlan, ColumnPlan, Added]] = (),
    ) -> None:
        connection = self._apply_connection()
        try:
            for table, column, new in added:
                add_column(connection, plan, table, column, new)
            for table, net in nets:
                self._table(connection, plan, table, net)
            # `nets` of tables that only stood still are empty, the position moves all the same.
            connection.execute(
                "UPDATE sct_move.position SET position = %s, at = clock_timestamp() WHERE plan = %s",
                [json.dumps(position), plan.id],
            )
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None
        except BaseException:
            connection.close()
            raise

    def _table(self, connection: Any, plan: Plan, table: TablePlan, net: Net) -> None:
        target = named(*table.target)
        if net.truncated:
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(target))
        gone = [k for k, row in net.rows.items() if row is None]
        rows = [row for row in net.rows.values() if row is not None]
        if gone:
            places = [next(i for i, c in enumerate(table.columns) if c.source == k) for k in table.key]
            only_key = TablePlan(table.id, table.source, table.target, [table.columns[i] for i in places], table.key)
            self._delete(connection, plan, only_key, as_batch(plan, only_key, [list(k) for k in gone]))
        if rows:
            self._upsert(connection, plan, table, as_batch(plan, table, rows))
        alike: dict[tuple[int, ...], list[list[Any]]] = {}
        for row in net.partial.values():
            alike.setdefault(tuple(i for i, v in enumerate(row) if v is not UNCHANGED), []).append(row)
        for kept, some in alike.items():
            self._partial(connection, plan, table, kept, some)

    def _delete(self, connection: Any, plan: Plan, only_key: TablePlan, keys: pa.RecordBatch) -> None:
        stage(connection, plan, only_key, keys)
        same = sql.SQL(" AND ").join(
            sql.SQL("t.{0} = s.{0}").format(sql.Identifier(c.target)) for c in only_key.columns
        )
        statement = sql.SQL("DELETE FROM {} t USING pg_temp.sct_stage s WHERE {}")
        connection.execute(statement.format(named(*only_key.target), same))

    def _upsert(self, connection: Any, plan: Plan, table: TablePlan, batch: pa.RecordBatch) -> None:
        stage(connection, plan, table, batch)
        names, key = [c.target for c in table.columns], list(table.target_key())
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        rest = [n for n in names if n not in key]
        action: sql.Composable = sql.SQL("NOTHING")
        if rest:
            sets = sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(n)) for n in rest)
            action = sql.SQL("UPDATE SET {}").format(sets)
        connection.execute(
            sql.SQL(
                "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM pg_temp.sct_stage ON CONFLICT ({}) DO {}"
            ).format(named(*table.target), columns, columns, sql.SQL(", ").join(map(sql.Identifier, key)), action)
        )

    def repair(self, plan: Plan, table: TablePlan, rows: list[pa.RecordBatch], gone: list[pa.RecordBatch]) -> None:
        """Rows of the source put in place of what the target has by their keys; `gone` are keys it should not have.

        Without a key, `gone` are whole rows, and each takes one copy away.
        """
        connection = self._apply_connection()
        keys = [next(c for c in table.columns if c.source == k) for k in table.key]
        only_key = TablePlan(table.id, table.source, table.target, keys, table.key)
        try:
            for batch in gone:
                if keys:
                    self._delete(connection, plan, only_key, batch)
                else:
                    self._take_away(connection, plan, table, batch)
            for batch in rows:
                if keys:
                    self._upsert(connection, plan, table, batch)
                else:
                    self._append(connection, plan, table, batch)
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None
        except BaseException:
            connection.close()
            raise

    def keep_differences(self, plan: Plan, found: dict[str, list[KnownDifference]]) -> str:
        connection = self._apply_connection()
        try:
            connection.execute(KEPT)
            for table, rows in found.items():
                connection.execute(f"DELETE FROM {DIFFERENCES} WHERE plan = %s AND tab = %s", [plan.id, table])
                with connection.cursor() as cursor:
                    cursor.executemany(
                        f"INSERT INTO {DIFFERENCES} (plan, tab, kind, key, columns, source, target) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                        [
                            (plan.id, table, kind, as_jsonb(key), columns, as_jsonb(source), as_jsonb(target))
                            for kind, key, columns, source, target in rows
                        ],
                    )
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None
        return DIFFERENCES

    def _append(self, connection: Any, plan: Plan, table: TablePlan, batch: pa.RecordBatch) -> None:
        stage(connection, plan, table, batch)
        columns = sql.SQL(", ").join(sql.Identifier(c.target) for c in table.columns)
        statement = sql.SQL("INSERT INTO {0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM pg_temp.sct_stage")
        connection.execute(statement.format(named(*table.target), columns))

    def _take_away(self, connection: Any, plan: Plan, table: TablePlan, batch: pa.RecordBatch) -> None:
        """One copy of each row. Rows are compared by their text: not every type has an equality."""
        stage(connection, plan, table, batch)
        row = sql.SQL("ROW({})::text").format(sql.SQL(", ").join(sql.Identifier(c.target) for c in table.columns))
        taken = connection.execute(
            sql.SQL(
                "WITH wanted AS (SELECT {0} AS words, count(*) AS copies FROM pg_temp.sct_stage GROUP BY 1), "
                "found AS (SELECT tableoid AS part, ctid AS place, {0} AS words, row_number() OVER (PARTITION BY {0}) AS n "
                "FROM {1}) DELETE FROM {1} t USING found f JOIN wanted w USING (words) "
                "WHERE f.n <= w.copies AND t.tableoid = f.part AND t.ctid = f.place"
            ).format(row, named(*table.target))
        ).rowcount
        if taken != batch.num_rows:
            raise MoveError("MV0047", f"{table.id}: of {batch.num_rows} rows to take out, {taken} were found again")

    def _partial(
        self, connection: Any, plan: Plan, table: TablePlan, kept: tuple[int, ...], rows: list[list[Any]]
    ) -> None:
        """Updates that leave long values alone: only what the log has, the columns `kept`, is set."""
        part = TablePlan(table.id, table.source, table.target, [table.columns[i] for i in kept], table.key)
        stage(connection, plan, part, as_batch(plan, part, [[row[i] for i in kept] for row in rows]))
        key = part.target_key()
        rest = [c.target for c in part.columns if c.target not in key]
        if not rest:
            return
        sets = sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(sql.Identifier(n)) for n in rest)
        same = sql.SQL(" AND ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(k)) for k in key)
        connection.execute(
            sql.SQL("UPDATE {} t SET {} FROM pg_temp.sct_stage s WHERE {}").format(named(*table.target), sets, same)
        )

    def _apply_connection(self) -> Any:
        if self._applier is None or self._applier.closed:
            self._applier = connect(self.address, name="sct move apply")
            try:
                # As PostgreSQL's own subscriber: the source fired its triggers and cascades, their rows are in the log.
                self._applier.execute("SET session_replication_role = replica")
                self._applier.commit()
            except psycopg.errors.InsufficientPrivilege:
                self._applier.rollback()
            except psycopg.Error as error:
                raise self._failed(error) from None
        return self._applier

    def _failed(self, error: psycopg.Error) -> MoveError:
        if self._applier is not None:
            self._applier.close()
        return trouble(self.address, error)


def as_jsonb(row: str) -> str:
    """A row's JSON for jsonb, which cannot hold NUL: it is shown as its escape."""

    def shown(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("\0", "\\u0000")
        if isinstance(value, dict):
            return {shown(k): shown(v) for k, v in value.items()}
        return [shown(v) for v in value] if isinstance(value, list) else value

    return json.dumps(shown(json.loads(row)), ensure_ascii=False)
