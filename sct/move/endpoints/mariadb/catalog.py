"""MariaDB's information_schema as neutral tables."""

from __future__ import annotations

from typing import Any

from sct.move.endpoints.mariadb.types import labels, type_of
from sct.move.model import ColumnInfo, ForeignKeyInfo, IndexInfo, SequenceInfo, TableInfo

LEDGER_TABLES = ("sct_move_ledger", "sct_move_step", "sct_move_exceptions", "sct_move_position", "sct_move_differences")


def read_catalog(connection: Any, database: str) -> list[TableInfo]:
    """Base tables of the database."""
    tables: dict[str, TableInfo] = {}
    for name, rows, size in _rows(
        connection,
        "SELECT TABLE_NAME, TABLE_ROWS, DATA_LENGTH FROM information_schema.TABLES "
        "WHERE TABLE_SCHEMA = %s AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME",
        database,
    ):
        if name not in LEDGER_TABLES:
            tables[name] = TableInfo(database, name, [], rows=rows, bytes=size)
    for table, name, native, nullable, extra, generated, default in _rows(
        connection,
        "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, EXTRA, GENERATION_EXPRESSION, COLUMN_DEFAULT "
        "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s ORDER BY TABLE_NAME, ORDINAL_POSITION",
        database,
    ):
        if table in tables:
            column = ColumnInfo(
                name,
                type_of(native),
                native,
                nullable == "YES",
                bool(generated),
                "auto_increment" in extra,
                default,
                tuple(labels(native)) if native.startswith("enum") else (),
            )
            tables[table].columns.append(column)
            if column.type.name == "wkb":
                tables[table].notes.append(f"{name} {native} is moved as WKB; its SRID is not")
    indexes: dict[tuple[str, str], tuple[bool, list[str]]] = {}
    for table, index, other, column, part in _rows(
        connection,
        "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS "
        "WHERE TABLE_SCHEMA = %s ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
        database,
    ):
        if part is not None and table in tables:
            tables[table].notes.append(f"index {index} is over the beginning of {column} only")
        indexes.setdefault((table, index), (not other, []))[1].append("" if part is not None else column)
    for (table, index), (unique, columns) in indexes.items():
        if table not in tables:
            continue
        if index == "PRIMARY" and "" not in columns:
            tables[table].key = tuple(columns)
        elif "" not in columns:
            tables[table].indexes.append(IndexInfo(index, tuple(columns), unique))
    _foreign_keys(connection, database, tables)
    return list(tables.values())


def _foreign_keys(connection: Any, database: str, tables: dict[str, TableInfo]) -> None:
    found: dict[tuple[str, str], tuple[str, list[str], list[str], str, str]] = {}
    for table, name, column, other, ref, on_delete, on_update in _rows(
        connection,
        "SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, "
        "r.DELETE_RULE, r.UPDATE_RULE FROM information_schema.KEY_COLUMN_USAGE k "
        "JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA "
        "AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME "
        "WHERE k.TABLE_SCHEMA = %s AND k.REFERENCED_TABLE_NAME IS NOT NULL "
        "ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION",
        database,
    ):
        entry = found.setdefault((table, name), (other, [], [], on_delete, on_update))
        entry[1].append(column)
        entry[2].append(ref)
    action = {"CASCADE": "cascade", "SET NULL": "set null"}
    for (table, name), (other, columns, refs, on_delete, on_update) in found.items():
        if table in tables:
            tables[table].foreign_keys.append(
                ForeignKeyInfo(
                    name,
                    tuple(columns),
                    (database, other),
                    tuple(refs),
                    action.get(on_delete, ""),
                    action.get(on_update, ""),
                )
            )


def read_sequences(connection: Any, database: str) -> list[SequenceInfo]:
    """MariaDB's sequences (MySQL has none) with the next value they would give without their cache."""
    names = _rows(
        connection,
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_TYPE = 'SEQUENCE'",
        database,
    )
    found = []
    for (name,) in names:
        quoted = "`" + name.replace("`", "``") + "`"
        ((value,),) = _rows(connection, f"SELECT next_not_cached_value FROM {quoted}")
        found.append(SequenceInfo(database, name, int(value)))
    return found


def _rows(connection: Any, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())
