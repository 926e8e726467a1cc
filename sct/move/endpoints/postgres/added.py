"""Columns a followed table got: what the source's catalog says of them, and the same columns on the target.

The log names a new column and its type; what the rows that were there got is in pg_attribute.attmissingval, which
holds the default as it was evaluated by ADD COLUMN (PostgreSQL manual, catalog pg_attribute).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from sct.move.capture import Added, as_batch
from sct.move.endpoints.postgres.connect import named
from sct.move.endpoints.postgres.encode import CsvEncoder, encoder_for
from sct.move.endpoints.postgres.types import type_of
from sct.move.errors import MoveError
from sct.move.model import ColumnInfo, ColumnPlan, Plan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '' OR a.attidentity <> '',
       pg_get_expr(d.adbin, d.adrelid), a.atthasmissing, (a.attmissingval::text::text[])[1], a.atttypid, a.atttypmod,
       (SELECT string_agg(k.conname, ', ') FROM pg_constraint k
        WHERE k.conrelid = a.attrelid AND a.attnum = ANY(k.conkey) AND k.contype <> 'n')
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %s AND a.attname = ANY(%s) AND NOT a.attisdropped
"""


def added_columns(connection: Any, table: TablePlan, oid: int, columns: dict[str, tuple[int, int]]) -> list[Added]:
    """What the source did to `table`; `columns`: name -> (type, modifier) as the log has them.

    Raises MoveError for everything but a plain new column: one that is NULL in the rows that were there, or one value.
    """
    found = {row[0]: row[1:] for row in connection.execute(COLUMNS, [oid, list(columns)])}
    made = []
    for name, kind in columns.items():
        where = f"{table.id} got a column {name}"
        if name not in found:
            raise MoveError("MV0051", f"{where}, which is gone again")
        native, filled, own, default, missing, fill, type_, modifier, constraints = found[name]
        if (type_, modifier) != kind:
            raise MoveError("MV0051", f"{where}, whose type was changed since")
        if own:
            raise MoveError("MV0051", f"{where} that the server fills by itself (identity or generated)")
        if constraints:
            raise MoveError("MV0051", f"{where} with the constraint {constraints}")
        if (default is not None or filled) and not missing:
            raise MoveError("MV0051", f"{where} whose default is not one value for all rows, or came later")
        info = ColumnInfo(name, type_of(native), native, nullable=not filled, default=default)
        made.append(Added(info, fill if missing else None, default or ""))
    return made


def add_column(connection: Any, plan: Plan, table: TablePlan, column: ColumnPlan, added: Added) -> None:
    """The column on the target, inside the caller's transaction: filled, without a rewrite of the table."""
    target, name = named(*table.target), sql.Identifier(column.target)
    kind = sql.SQL(column.target_type)  # the target's own spelling of a type, made by this stage
    try:
        fill: sql.Composable = sql.SQL("NULL")
        if added.fill is not None:
            fill = sql.Literal(_as_stored(connection, plan, table, column, added.fill))
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD COLUMN {} {} DEFAULT {}{}").format(
                target, name, kind, fill, sql.SQL("" if column.nullable else " NOT NULL")
            )
        )
        if plan.same_engine and added.default:
            # The source's own expression, for the rows of later.
            connection.execute(
                sql.SQL("ALTER TABLE {} ALTER {} SET DEFAULT {}").format(target, name, sql.SQL(added.default))
            )
        elif added.fill is None:
            connection.execute(sql.SQL("ALTER TABLE {} ALTER {} DROP DEFAULT").format(target, name))
    except (psycopg.ProgrammingError, psycopg.DataError) as error:
        text = " ".join(str(error).split())
        raise MoveError(
            "MV0051", f"{table.id} got a column {column.source}, which the target refuses: {text}"
        ) from None


def _as_stored(connection: Any, plan: Plan, table: TablePlan, column: ColumnPlan, fill: Any) -> str:
    """The value through the conversions of the column, as the target spells it."""
    alone = TablePlan(table.id, table.source, table.target, [column])
    stage(connection, plan, alone, as_batch(plan, alone, [[fill]]), sql.SQL(column.target_type))
    return str(
        connection.execute(
            sql.SQL("SELECT {}::text FROM pg_temp.sct_stage").format(sql.Identifier(column.target))
        ).fetchone()[0]
    )


def stage(
    connection: Any, plan: Plan, table: TablePlan, batch: pa.RecordBatch, kind: sql.Composable | None = None
) -> None:
    """Rows into pg_temp.sct_stage, a table of the target's types; `kind` = the type of the one column, not there yet."""
    columns = sql.SQL(", ").join(sql.Identifier(c.target) for c in table.columns)
    connection.execute("DROP TABLE IF EXISTS pg_temp.sct_stage")
    if kind is None:
        shape = sql.SQL("AS SELECT {} FROM {} WHERE false").format(columns, named(*table.target))
        connection.execute(sql.SQL("CREATE TEMPORARY TABLE sct_stage ON COMMIT DROP {}").format(shape))
    else:
        connection.execute(sql.SQL("CREATE TEMPORARY TABLE sct_stage ({} {}) ON COMMIT DROP").format(columns, kind))
    encoder = CsvEncoder(table, batch.schema) if plan.same_engine else encoder_for(table, batch.schema)
    statement = sql.SQL("COPY pg_temp.sct_stage ({}) FROM STDIN (FORMAT {})").format(columns, sql.SQL(encoder.format))
    with connection.cursor().copy(statement) as copy:
        for piece in encoder.encode(batch):
            copy.write(piece)
        copy.write(encoder.end())
