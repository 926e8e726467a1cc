"""Chunks by pages: what a table without a whole key is cut into. They fit together only while rows lie where they lay.

An UPDATE puts a row into another place, so under a later snapshot a chunk that is not done yet may have rows of one that
is, and the other way round. Whether that happened can be asked: a row that came or moved carries the number of its
transaction (xmin), which is not older than any that was under way when the first chunk was read. VACUUM leaves rows
where they are, and what writes them anew (CLUSTER, VACUUM FULL) gives the table another file.
Source: PostgreSQL's manual, "System Columns" and "Preventing Transaction ID Wraparound Failures".
"""

from __future__ import annotations

from typing import Any

from psycopg import sql

from sct.move.endpoints.postgres.connect import named


def marked(connection: Any, table: tuple[str, str]) -> dict[str, Any]:
    """What `unmoved` needs; `connection` is in the transaction whose snapshot the first chunks are read by."""
    name = named(*table).as_string(connection)
    oldest, file = connection.execute(
        "SELECT txid_snapshot_xmin(txid_current_snapshot()), pg_relation_filenode(%s::regclass)::bigint", [name]
    ).fetchone()
    return {"oldest": oldest, "file": file}


def unmoved(connection: Any, table: tuple[str, str], mark: dict[str, Any]) -> bool:
    """Whether the rows this transaction sees lie where they lay, and none has come. Reads the table, not its long values.

    An xmin counts to 2^32 and begins anew: one of more than 2^31 transactions ago is taken for a new one, which is safe.
    """
    name = named(*table)
    (file,) = connection.execute(
        "SELECT pg_relation_filenode(%s::regclass)::bigint", [name.as_string(connection)]
    ).fetchone()
    if file != mark["file"]:
        return False
    query = sql.SQL(
        "SELECT NOT EXISTS (SELECT FROM {} WHERE xmin::text::bigint > 2 "  # 1 and 2: always old
        "AND (xmin::text::bigint - {} + 4294967296) % 4294967296 < 2147483648)"
    ).format(name, sql.Literal(int(mark["oldest"]) % (1 << 32)))
    return bool(connection.execute(query).fetchone()[0])
