"""SQL Server's catalog views as tables of the move (sys.tables, sys.columns, sys.indexes, sys.foreign_keys)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.move.endpoints.sqlserver.types import type_of
from sct.move.model import ColumnInfo, ForeignKeyInfo, IndexInfo, SequenceInfo, TableInfo

Ask = Callable[..., list[tuple[Any, ...]]]

# External tables have no rows of their own.
TABLES = """
SELECT s.name, t.name, t.object_id,
  (SELECT SUM(p.rows) FROM sys.partitions p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)),
  (SELECT SUM(a.used_pages) * 8192 FROM sys.partitions p JOIN sys.allocation_units a ON a.container_id = p.partition_id
   WHERE p.object_id = t.object_id AND p.index_id IN (0, 1))
FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id
WHERE t.is_ms_shipped = 0 AND t.is_external = 0 ORDER BY s.name, t.name"""
# Alias types by what they stand for; the types of the CLR share one number and keep their own name.
COLUMNS = """
SELECT c.object_id, c.name, CASE WHEN y.is_assembly_type = 1 THEN y.name ELSE COALESCE(b.name, y.name) END,
  c.max_length, c.[precision], c.scale, c.is_nullable, c.is_computed, c.is_identity, c.is_column_set
FROM sys.columns c JOIN sys.types y ON y.user_type_id = c.user_type_id
LEFT JOIN sys.types b ON b.user_type_id = c.system_type_id
JOIN sys.tables t ON t.object_id = c.object_id ORDER BY c.object_id, c.column_id"""
# Included columns carry no key; a filtered index is not one of all rows.
INDEXES = """
SELECT i.object_id, i.name, i.is_unique, i.is_primary_key, i.has_filter, i.type, c.name
FROM sys.indexes i JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id
JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
JOIN sys.tables t ON t.object_id = i.object_id
WHERE k.is_included_column = 0 AND k.key_ordinal > 0 AND i.is_disabled = 0 AND i.is_hypothetical = 0
ORDER BY i.object_id, i.index_id, k.key_ordinal"""
FOREIGN_KEYS = """
SELECT f.parent_object_id, f.name, pc.name, rs.name, rt.name, rc.name, f.delete_referential_action_desc,
  f.update_referential_action_desc
FROM sys.foreign_keys f JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
JOIN sys.columns pc ON pc.object_id = k.parent_object_id AND pc.column_id = k.parent_column_id
JOIN sys.columns rc ON rc.object_id = k.referenced_object_id AND rc.column_id = k.referenced_column_id
JOIN sys.tables rt ON rt.object_id = k.referenced_object_id JOIN sys.schemas rs ON rs.schema_id = rt.schema_id
WHERE f.is_disabled = 0 ORDER BY f.parent_object_id, f.object_id, k.constraint_column_id"""
# current_value is the last one given, or the start when none was given yet.
SEQUENCES = """
SELECT s.name, q.name, CAST(q.current_value AS bigint), CAST(q.increment AS bigint) FROM sys.sequences q
JOIN sys.schemas s ON s.schema_id = q.schema_id"""


def read_catalog(ask: Ask, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
    """Every user table the login may see, with columns, key, indexes, foreign keys, estimated rows and bytes."""
    tables: dict[int, TableInfo] = {}
    for schema, name, number, rows, size in ask(TABLES):
        if not schemas or schema in schemas:
            tables[number] = TableInfo(
                schema, name, [], rows=None if rows is None else int(rows), bytes=None if size is None else int(size)
            )
    for number, name, word, length, precision, scale, nullable, computed, identity, column_set in ask(COLUMNS):
        if number in tables:
            type_ = type_of(word, int(length), int(precision), int(scale))
            # A column set repeats what sparse columns hold.
            generated = bool(computed or column_set)
            tables[number].columns.append(ColumnInfo(name, type_, type_.raw, bool(nullable), generated, bool(identity)))
    _indexes(ask, tables)
    _foreign_keys(ask, tables)
    return list(tables.values())


def _indexes(ask: Ask, tables: dict[int, TableInfo]) -> None:
    found: dict[tuple[int, str], tuple[list[str], bool, bool, bool, int]] = {}
    for number, name, unique, primary, filtered, kind, column in ask(INDEXES):
        if number in tables:
            found.setdefault((number, name), ([], bool(unique), bool(primary), bool(filtered), int(kind)))[0].append(
                column
            )
    for (number, name), (columns, unique, primary, filtered, kind) in found.items():
        table = tables[number]
        if primary:
            table.key = tuple(columns)
        elif filtered or kind not in (1, 2):
            table.notes.append(f"index {name} is not created: {'it has a filter' if filtered else 'no B-tree'}")
        else:
            table.indexes.append(IndexInfo(name, tuple(columns), unique))


def _foreign_keys(ask: Ask, tables: dict[int, TableInfo]) -> None:
    found: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
    for number, name, *rest in ask(FOREIGN_KEYS):
        if number in tables:
            found.setdefault((number, name), []).append(tuple(rest))
    for (number, name), pairs in found.items():
        _, schema, table, _, on_delete, on_update = pairs[0]
        tables[number].foreign_keys.append(
            ForeignKeyInfo(
                name,
                tuple(p[0] for p in pairs),
                (schema, table),
                tuple(p[3] for p in pairs),
                _action(on_delete),
                _action(on_update),
            )
        )


def _action(words: str) -> str:
    return "" if words == "NO_ACTION" else words.replace("_", " ")


def read_sequences(ask: Ask) -> list[SequenceInfo]:
    """Sequences with the next value they may give: one step behind the last is never given twice."""
    return [SequenceInfo(schema, name, int(value) + int(step)) for schema, name, value, step in ask(SEQUENCES)]
