"""Redshift's catalog as tables of the move (PostgreSQL's pg_catalog, which lives on in the leader node)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.move.endpoints.redshift.types import type_of
from sct.move.model import ColumnInfo, TableInfo

Ask = Callable[..., list[tuple[Any, ...]]]

TABLES = """
SELECT c.oid, n.nspname, c.relname, c.reltuples FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_internal', 'sct_move')
AND n.nspname NOT LIKE 'pg!_%' ESCAPE '!' ORDER BY n.nspname, c.relname"""
COLUMNS = """
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r' ORDER BY a.attrelid, a.attnum"""
# Not enforced, but what the table's owner promised the planner.
KEYS = "SELECT conrelid, array_to_string(conkey, ',') FROM pg_constraint WHERE contype = 'p'"


def read_catalog(ask: Ask, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
    """The tables of the database; reltuples is 0 until ANALYZE has run, so it is no estimate then."""
    tables = {
        number: TableInfo(schema, name, [], rows=int(rows) if rows and int(rows) > 0 else None)
        for number, schema, name, rows in ask(TABLES)
        if not schemas or schema in schemas
    }
    places: dict[tuple[Any, int], str] = {}
    for number, place, name, native, required, default in ask(COLUMNS):
        if number in tables:
            places[number, int(place)] = name
            identity = "identity" in (default or "").lower()
            tables[number].columns.append(
                ColumnInfo(name, type_of(native), native, not required, False, identity, default)
            )
    for number, key in ask(KEYS):
        if number in tables:
            tables[number].key = tuple(places[number, int(place)] for place in key.split(","))
    return list(tables.values())
