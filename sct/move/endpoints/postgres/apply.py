"""Applying net changes to PostgreSQL: staged by COPY, merged by key, the position in the same transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.capture import UNCHANGED, Net, as_batch
from sct.move.endpoints.postgres.connect import connect, named, trouble
from sct.move.endpoints.postgres.encode import CsvEncoder, encoder_for
from sct.move.errors import MoveError
from sct.move.model import Plan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa


class PostgresApply:
    """The position and the changes of one plan; a connection of its own."""

    address: Address
    _applier: Any = None

    def position(self, plan: Plan) -> dict[str, Any] | None:
        connection = self._connection()
        try:
            found = connection.execute("SELECT position FROM sct_move.position WHERE plan = %s", [plan.id]).fetchone()
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None
        return found[0] if found else None

    def set_position(self, plan: Plan, position: dict[str, Any]) -> None:
        """Note where capture begins; a position that is there already stays: it may be further on."""
        connection = self._connection()
        try:
            entry = "INSERT INTO sct_move.position VALUES (%s, %s) ON CONFLICT DO NOTHING"
            connection.execute(entry, [plan.id, json.dumps(position)])
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None

    def add_column(self, table: TablePlan, name: str, native: str) -> str:
        connection = self._connection()
        try:
            connection.execute(
                sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}").format(
                    named(*table.target), sql.Identifier(name), sql.SQL(native)
                )
            )
            (made,) = connection.execute(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
                [named(*table.target).as_string(connection), name],
            ).fetchone()
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None
        return str(made)

    def apply(self, plan: Plan, nets: list[tuple[TablePlan, Net]], position: dict[str, Any]) -> None:
        connection = self._connection()
        try:
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
        self._stage(connection, plan, only_key, keys)
        same = sql.SQL(" AND ").join(
            sql.SQL("t.{0} = s.{0}").format(sql.Identifier(c.target)) for c in only_key.columns
        )
        statement = sql.SQL("DELETE FROM {} t USING pg_temp.sct_stage s WHERE {}")
        connection.execute(statement.format(named(*only_key.target), same))

    def _upsert(self, connection: Any, plan: Plan, table: TablePlan, batch: pa.RecordBatch) -> None:
        self._stage(connection, plan, table, batch)
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

    def repair(self, plan: Plan, table: TablePlan, rows: list[pa.RecordBatch], gone: pa.RecordBatch | None) -> None:
        """Rows of the source put in place of what the target has by their keys; `gone` are keys it should not have."""
        connection = self._connection()
        try:
            if gone is not None:
                keys = [next(c for c in table.columns if c.source == k) for k in table.key]
                self._delete(connection, plan, TablePlan(table.id, table.source, table.target, keys, table.key), gone)
            for batch in rows:
                self._upsert(connection, plan, table, batch)
            connection.commit()
        except psycopg.Error as error:
            raise self._failed(error) from None

    def _partial(
        self, connection: Any, plan: Plan, table: TablePlan, kept: tuple[int, ...], rows: list[list[Any]]
    ) -> None:
        """Updates that leave long values alone: only what the log has, the columns `kept`, is set."""
        part = TablePlan(table.id, table.source, table.target, [table.columns[i] for i in kept], table.key)
        self._stage(connection, plan, part, as_batch(plan, part, [[row[i] for i in kept] for row in rows]))
        key = part.target_key()
        rest = [c.target for c in part.columns if c.target not in key]
        if not rest:
            return
        sets = sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(sql.Identifier(n)) for n in rest)
        same = sql.SQL(" AND ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(k)) for k in key)
        connection.execute(
            sql.SQL("UPDATE {} t SET {} FROM pg_temp.sct_stage s WHERE {}").format(named(*table.target), sets, same)
        )

    def _stage(self, connection: Any, plan: Plan, table: TablePlan, batch: pa.RecordBatch) -> None:
        """Rows into a temporary table of the target's own types."""
        columns = sql.SQL(", ").join(sql.Identifier(c.target) for c in table.columns)
        connection.execute("DROP TABLE IF EXISTS pg_temp.sct_stage")
        connection.execute(
            sql.SQL("CREATE TEMPORARY TABLE sct_stage ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
                columns, named(*table.target)
            )
        )
        encoder = CsvEncoder(table, batch.schema) if plan.same_engine else encoder_for(table, batch.schema)
        statement = sql.SQL("COPY pg_temp.sct_stage ({}) FROM STDIN (FORMAT {})").format(
            columns, sql.SQL(encoder.format)
        )
        with connection.cursor().copy(statement) as copy:
            copy.write(encoder.encode(batch))
            copy.write(encoder.end())

    def _connection(self) -> Any:
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
