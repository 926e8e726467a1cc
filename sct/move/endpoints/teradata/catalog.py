"""Teradata's dictionary views as tables of the move (DBC.TablesV, ColumnsV, IndicesV, TableSizeV, StatsV)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.move.endpoints.teradata.types import type_of
from sct.move.model import ColumnInfo, IndexInfo, TableInfo

Ask = Callable[..., list[tuple[Any, ...]]]

# T: tables, O: tables without a primary index. StatsId 0 holds the summary of a table's statistics.
TABLES = """
SELECT t.DatabaseName, t.TableName,
  (SELECT MAX(s.RowCount) FROM DBC.StatsV s WHERE s.DatabaseName = t.DatabaseName AND s.TableName = t.TableName
   AND s.StatsId = 0),
  (SELECT SUM(z.CurrentPerm) FROM DBC.TableSizeV z WHERE z.DatabaseName = t.DatabaseName AND z.TableName = t.TableName)
FROM DBC.TablesV t WHERE t.DatabaseName = ? AND t.TableKind IN ('T', 'O') ORDER BY t.TableName"""
COLUMNS = """
SELECT TableName, ColumnName, ColumnType, ColumnLength, DecimalTotalDigits, DecimalFractionalDigits, CharType, Nullable,
  IdColType FROM DBC.ColumnsV WHERE DatabaseName = ? ORDER BY TableName, ColumnId"""
# K: PRIMARY KEY; P, Q: primary index, plain and partitioned; U: UNIQUE constraint; S: secondary index.
INDEXES = """
SELECT TableName, IndexNumber, IndexName, IndexType, UniqueFlag, ColumnName FROM DBC.IndicesV
WHERE DatabaseName = ? AND IndexType IN ('K', 'P', 'Q', 'U', 'S') ORDER BY TableName, IndexNumber, ColumnPosition"""


def read_catalog(ask: Ask, database: str) -> list[TableInfo]:
    """The tables of one database. Without a PRIMARY KEY, a unique index of columns that are never NULL is the key."""
    tables: dict[str, TableInfo] = {}
    for schema, name, rows, size in ask(TABLES, database):
        tables[name] = TableInfo(
            schema.strip(),
            name,
            [],
            rows=None if rows is None else int(rows),
            bytes=None if size is None else int(size),
        )
    for table, name, code, length, total, fraction, char_type, nullable, identity in ask(COLUMNS, database):
        if table in tables:
            numbers = [None if n is None else int(n) for n in (length, total, fraction, char_type)]
            type_ = type_of(code, numbers[0] or 0, numbers[1], numbers[2], numbers[3] or 0)
            tables[table].columns.append(
                ColumnInfo(name, type_, type_.raw, nullable.strip() == "Y", False, bool((identity or "").strip()))
            )
    found: dict[tuple[str, int], tuple[str, str, bool, list[str]]] = {}
    for table, number, name, kind, unique, column in ask(INDEXES, database):
        if table in tables:
            found.setdefault((table, int(number)), (name or "", kind.strip(), unique.strip() == "Y", []))[3].append(
                column
            )
    for (table, number), (name, kind, unique, columns) in found.items():
        info = tables[table]
        never_null = {c.name for c in info.columns if not c.nullable}
        if kind == "K" or (unique and not info.key and never_null >= set(columns)):
            info.key = tuple(columns)
        elif kind in ("U", "S"):
            info.indexes.append(IndexInfo(name or f"{table}_{number}", tuple(columns), unique))
    return list(tables.values())
