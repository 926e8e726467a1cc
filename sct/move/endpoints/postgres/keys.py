"""Rows asked for by their keys, as a condition of PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from sct.move.endpoints.protocol import ReadColumn, key_text


class PostgresKeys:
    def key_filter(self, columns: tuple[ReadColumn, ...], keys: Sequence[tuple[Any, ...]]) -> str:
        """SQL that is true for the rows of these keys (recheck.Keyed)."""
        names = sql.SQL(", ").join(sql.Identifier(c.name) for c in columns)
        rows = sql.SQL(", ").join(
            sql.SQL("({})").format(
                sql.SQL(", ").join(
                    sql.SQL("{}::{}").format(sql.Literal(key_text(v)), sql.SQL(_type(c)))
                    for v, c in zip(key, columns, strict=True)
                )
            )
            for key in keys
        )
        return sql.SQL("({}) IN ({})").format(names, rows).as_string(None)


def _type(column: ReadColumn) -> str:
    """A type no value of the other side is too long for, and by which an index is used all the same."""
    return {"integer": "bigint", "varchar": "text", "decimal": "numeric"}.get(column.type.kind, column.native)
