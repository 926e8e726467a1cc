"""ASE's system tables as tables of the move (sysobjects, syscolumns, systypes, sysindexes)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.move.endpoints.sybase.types import type_of
from sct.move.model import ColumnInfo, IndexInfo, TableInfo

Ask = Callable[..., list[tuple[Any, ...]]]

# reserved_pages of everything the table has; the page's size is the server's.
TABLES = """
SELECT user_name(o.uid), o.name, o.id, row_count(db_id(), o.id), convert(bigint, reserved_pages(db_id(), o.id)) * @@maxpagesize
FROM sysobjects o WHERE o.type = 'U' ORDER BY user_name(o.uid), o.name"""
# A user's type by the system's type of the same storage. 8: NULL allowed, 128: identity.
COLUMNS = """
SELECT c.id, c.name, CASE WHEN t.usertype < 100 THEN t.name ELSE (SELECT b.name FROM systypes b
  WHERE b.usertype = (SELECT MIN(m.usertype) FROM systypes m WHERE m.type = t.type)) END,
  c.length, c.prec, c.scale, CASE WHEN c.status & 8 = 8 THEN 1 ELSE 0 END,
  CASE WHEN c.computedcol IS NULL THEN 0 ELSE 1 END, CASE WHEN c.status & 128 = 128 THEN 1 ELSE 0 END
FROM syscolumns c, systypes t, sysobjects o
WHERE t.usertype = c.usertype AND o.id = c.id AND o.type = 'U' ORDER BY c.id, c.colid"""
# status 2: unique, 2048: of the primary key. The last key of a nonclustered index that is not unique is the row's place.
INDEXES = """
SELECT i.id, i.name, i.status, v.number, index_col(object_name(i.id), i.indid, v.number, o.uid)
FROM sysindexes i, sysobjects o, master..spt_values v
WHERE o.id = i.id AND o.type = 'U' AND i.indid BETWEEN 1 AND 254 AND v.type = 'P' AND v.number BETWEEN 1 AND i.keycnt
ORDER BY i.id, i.indid, v.number"""
UNIQUE, PRIMARY = 2, 2048


def read_catalog(ask: Ask, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
    """Every user table of the database with columns, key, indexes, rows and bytes."""
    ((char_size,),) = ask("SELECT @@ncharsize")
    tables: dict[int, TableInfo] = {}
    for owner, name, number, rows, size in ask(TABLES):
        if not schemas or owner in schemas:
            tables[number] = TableInfo(
                owner, name, [], rows=None if rows is None else int(rows), bytes=None if size is None else int(size)
            )
    for number, name, word, length, precision, scale, nullable, computed, identity in ask(COLUMNS):
        if number in tables:
            type_ = type_of(
                str(word),
                int(length),
                None if precision is None else int(precision),
                None if scale is None else int(scale),
                int(char_size or 1),
            )
            tables[number].columns.append(
                ColumnInfo(name, type_, type_.raw, bool(nullable), bool(computed), bool(identity))
            )
    found: dict[tuple[int, str], tuple[int, list[str]]] = {}
    for number, name, status, _, column in ask(INDEXES):
        if number in tables and column is not None:
            found.setdefault((number, name), (int(status), []))[1].append(column)
    for (number, name), (status, columns) in found.items():
        info = tables[number]
        if not {c.name for c in info.columns} >= set(columns):
            info.notes.append(f"index {name} is not created: it is of an expression")
        elif status & PRIMARY:
            info.key = tuple(columns)
        else:
            info.indexes.append(IndexInfo(name, tuple(columns), bool(status & UNIQUE)))
    return list(tables.values())
