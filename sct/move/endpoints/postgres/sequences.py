"""After the rows: identities and sequences go on where the data ends."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from sct.move.endpoints.postgres.connect import named
from sct.move.model import Plan

OWNED = """
SELECT a.attname, pg_get_serial_sequence(format('%%I.%%I', n.nspname, c.relname), a.attname)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped
"""


def finish(connection: Any, plan: Plan) -> list[str]:
    """Sequences restarted, materialized views of our own DDL filled, statistics gathered; what was done, for people."""
    told = restart(connection, plan)
    if plan.pre:
        # By age: a view can only read views that were there before it.
        views = "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'm' AND c.relispopulated ORDER BY c.oid"
        for (view,) in connection.execute(views).fetchall():
            connection.execute(f"REFRESH MATERIALIZED VIEW {view}")
            told.append(f"{view} refreshed")
    for table in plan.tables:
        connection.execute(sql.SQL("ANALYZE {}").format(named(*table.target)))
    return told


def restart(connection: Any, plan: Plan) -> list[str]:
    """Set each sequence a moved table owns past its column's end, and each sequence the source told about."""
    told: list[str] = []
    for table in plan.tables:
        for column, sequence in connection.execute(OWNED, table.target).fetchall():
            if sequence is None:
                continue
            up, bound, start = connection.execute(
                "SELECT seqincrement > 0, CASE WHEN seqincrement > 0 THEN seqmax ELSE seqmin END, seqstart "
                "FROM pg_sequence WHERE seqrelid = %s::regclass",
                [sequence],
            ).fetchone()
            end = sql.SQL("SELECT {}({}) FROM {}").format(
                sql.SQL("max" if up else "min"), sql.Identifier(column), named(*table.target)
            )
            (last,) = connection.execute(end).fetchone()
            if last is None or (last < start if up else last > start):
                continue
            if last > bound if up else last < bound:
                told.append(f"{sequence}: the column holds {last}, beyond the sequence's end {bound}; not restarted")
                continue
            connection.execute("SELECT setval(%s::regclass, %s)", [sequence, last])
            told.append(f"{sequence} goes on after {last}")
    for item in plan.sequences:
        name = named(item.schema, item.name).as_string(connection)
        if connection.execute("SELECT to_regclass(%s)", [name]).fetchone()[0] is None:
            continue
        connection.execute("SELECT setval(%s::regclass, %s, false)", [name, item.next_value])
        told.append(f"{name} gives {item.next_value} next")
    return told
