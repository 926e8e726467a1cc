"""PostgreSQL's catalog as neutral tables."""

from __future__ import annotations

from typing import Any

from sct.move.endpoints.postgres.types import type_of
from sct.move.model import ColumnInfo, ForeignKeyInfo, IndexInfo, SequenceInfo, TableInfo

HIDDEN = ("pg_catalog", "information_schema", "sct_move")

TABLES = """
SELECT c.oid, n.nspname, c.relname, c.reltuples::bigint, pg_total_relation_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname <> ALL(%(hidden)s) AND n.nspname NOT LIKE 'pg\\_%%'
  AND (%(schemas)s::text[] IS NULL OR n.nspname = ANY(%(schemas)s))
ORDER BY n.nspname, c.relname
"""
COLUMNS = """
SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.attgenerated <> '',
       a.attidentity <> '', pg_get_expr(d.adbin, d.adrelid), t.typtype,
       CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid
                                            ORDER BY e.enumsortorder)::text[] END
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""
INDEXES = """
SELECT i.indrelid, c.relname, i.indisunique, i.indisprimary,
       ARRAY(SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY k(n, o)
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.o)::text[],
       i.indexprs IS NULL AND i.indpred IS NULL
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY(%s) ORDER BY c.relname
"""
FOREIGN = """
SELECT k.conrelid, k.conname, n.nspname, c.relname,
       ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY x(n, o)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.n ORDER BY x.o)::text[],
       ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY x(n, o)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.n ORDER BY x.o)::text[],
       k.confdeltype::text, k.confupdtype::text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.conrelid = ANY(%s) ORDER BY k.conname
"""
SEQUENCES = """
SELECT schemaname, sequencename, COALESCE(last_value + increment_by, start_value) FROM pg_sequences s
WHERE schemaname <> ALL(%s) AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.objid = format('%%I.%%I', s.schemaname, s.sequencename)::regclass
  AND d.classid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))
ORDER BY 1, 2
"""
ACTION = {"c": "cascade", "n": "set null", "d": "set default"}


def read_catalog(connection: Any, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
    """The ordinary and partitioned tables of the database (partitions belong to their parents)."""
    wanted = {"hidden": list(HIDDEN), "schemas": list(schemas) or None}
    tables: dict[int, TableInfo] = {}
    for oid, schema, name, rows, size in connection.execute(TABLES, wanted):
        tables[oid] = TableInfo(schema, name, [], rows=rows if rows >= 0 else None, bytes=size)
    ids = [list(tables)]
    for oid, name, native, nullable, generated, identity, default, _, labels in connection.execute(COLUMNS, ids):
        column = ColumnInfo(name, type_of(native), native, nullable, generated, identity, default, tuple(labels or ()))
        tables[oid].columns.append(column)
    for oid, name, unique, primary, columns, plain in connection.execute(INDEXES, ids):
        if primary:
            tables[oid].key = tuple(columns)
        elif plain:
            tables[oid].indexes.append(IndexInfo(name, tuple(columns), unique))
        else:
            tables[oid].notes.append(f"index {name} has expressions or a condition")
    for oid, name, schema, other, columns, refs, on_delete, on_update in connection.execute(FOREIGN, ids):
        tables[oid].foreign_keys.append(
            ForeignKeyInfo(
                name, tuple(columns), (schema, other), tuple(refs), ACTION.get(on_delete, ""), ACTION.get(on_update, "")
            )
        )
    return list(tables.values())


def read_sequences(connection: Any) -> list[SequenceInfo]:
    """Sequences that no column owns, with the value they would give next; the others follow their column."""
    return [SequenceInfo(*row) for row in connection.execute(SEQUENCES, [list(HIDDEN)])]
