"""Db2's catalog views as tables of the move (SYSCAT.TABLES, COLUMNS, INDEXES, REFERENCES, SEQUENCES)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.move.endpoints.db2.types import type_of
from sct.move.model import ColumnInfo, ForeignKeyInfo, IndexInfo, SequenceInfo, TableInfo

Ask = Callable[..., list[tuple[Any, ...]]]

# CARD is -1 until RUNSTATS has run.
TABLES = """
SELECT t.TABSCHEMA, t.TABNAME, t.CARD, t.AVGROWSIZE FROM SYSCAT.TABLES t
WHERE t.TYPE = 'T' AND t.TABSCHEMA = ? ORDER BY t.TABNAME"""
# A distinct type by what it stands for. Computed: always generated, by an expression.
COLUMNS = """
SELECT c.TABNAME, c.COLNAME, COALESCE(d.SOURCENAME, c.TYPENAME), c.LENGTH, c.SCALE, c.CODEPAGE, c.TYPESTRINGUNITS,
  c.STRINGUNITSLENGTH, c.NULLS, c.GENERATED, c.IDENTITY, CASE WHEN c.TEXT IS NULL THEN 0 ELSE 1 END
FROM SYSCAT.COLUMNS c
LEFT JOIN SYSCAT.DATATYPES d ON d.TYPESCHEMA = c.TYPESCHEMA AND d.TYPENAME = c.TYPENAME AND d.METATYPE = 'T'
WHERE c.TABSCHEMA = ? ORDER BY c.TABNAME, c.COLNO"""
INDEXES = """
SELECT i.TABNAME, i.INDNAME, i.UNIQUERULE, k.COLNAME, i.INDEXTYPE FROM SYSCAT.INDEXES i
JOIN SYSCAT.INDEXCOLUSE k ON k.INDSCHEMA = i.INDSCHEMA AND k.INDNAME = i.INDNAME
WHERE i.TABSCHEMA = ? AND k.COLORDER <> 'I' ORDER BY i.TABNAME, i.INDNAME, k.COLSEQ"""
FOREIGN_KEYS = """
SELECT r.TABNAME, r.CONSTNAME, k.COLNAME, r.REFTABSCHEMA, r.REFTABNAME, p.COLNAME, r.DELETERULE
FROM SYSCAT.REFERENCES r
JOIN SYSCAT.KEYCOLUSE k ON k.CONSTNAME = r.CONSTNAME AND k.TABSCHEMA = r.TABSCHEMA AND k.TABNAME = r.TABNAME
JOIN SYSCAT.KEYCOLUSE p ON p.CONSTNAME = r.REFKEYNAME AND p.TABSCHEMA = r.REFTABSCHEMA AND p.TABNAME = r.REFTABNAME
  AND p.COLSEQ = k.COLSEQ
WHERE r.TABSCHEMA = ? ORDER BY r.TABNAME, r.CONSTNAME, k.COLSEQ"""
# NEXTCACHEFIRSTVALUE is the first value that no cache has taken yet.
SEQUENCES = """
SELECT SEQSCHEMA, SEQNAME, CAST(NEXTCACHEFIRSTVALUE AS BIGINT) FROM SYSCAT.SEQUENCES
WHERE SEQSCHEMA = ? AND SEQTYPE = 'S'"""
DELETES = {"C": "CASCADE", "N": "SET NULL", "R": "", "A": ""}


def read_catalog(ask: Ask, schema: str) -> list[TableInfo]:
    """The tables of one schema with columns, key, indexes, foreign keys and estimated rows and bytes."""
    tables: dict[str, TableInfo] = {}
    for owner, name, rows, row_size in ask(TABLES, schema):
        known = rows is not None and int(rows) >= 0
        size = int(rows) * int(row_size) if known and row_size is not None and int(row_size) > 0 else None
        tables[name] = TableInfo(owner.strip(), name, [], rows=int(rows) if known else None, bytes=size)
    for table, name, word, length, scale, codepage, units, size, nulls, generated, identity, text in ask(
        COLUMNS, schema
    ):
        if table in tables:
            type_ = type_of(
                word.strip(), int(length), int(scale), int(codepage or 0), (units or "").strip(), size and int(size)
            )
            computed = generated.strip() == "A" and bool(text) and identity.strip() != "Y"
            tables[table].columns.append(
                ColumnInfo(name, type_, type_.raw, nulls.strip() == "Y", computed, identity.strip() == "Y")
            )
    _indexes(ask, schema, tables)
    _foreign_keys(ask, schema, tables)
    return list(tables.values())


def _indexes(ask: Ask, schema: str, tables: dict[str, TableInfo]) -> None:
    found: dict[tuple[str, str], tuple[str, str, list[str]]] = {}
    for table, name, rule, column, kind in ask(INDEXES, schema):
        if table in tables:
            entry = found.setdefault((table, name), (rule.strip(), kind.strip(), []))
            entry[2].append(column)
    for (table, name), (rule, kind, columns) in found.items():
        info = tables[table]
        own = {c.name for c in info.columns}
        if rule == "P":
            info.key = tuple(columns)
        elif not own >= set(columns) or kind not in ("REG", "CLUS"):
            info.notes.append(f"index {name} is not created: it is of an expression, of XML or of dimensions")
        else:
            info.indexes.append(IndexInfo(name, tuple(columns), rule == "U"))


def _foreign_keys(ask: Ask, schema: str, tables: dict[str, TableInfo]) -> None:
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for table, name, *rest in ask(FOREIGN_KEYS, schema):
        if table in tables:
            found.setdefault((table, name), []).append(tuple(rest))
    for (table, name), pairs in found.items():
        _, owner, parent, _, rule = pairs[0]
        tables[table].foreign_keys.append(
            ForeignKeyInfo(
                name,
                tuple(p[0] for p in pairs),
                (owner.strip(), parent),
                tuple(p[3] for p in pairs),
                DELETES.get(rule.strip(), ""),
            )
        )


def read_sequences(ask: Ask, schema: str) -> list[SequenceInfo]:
    return [SequenceInfo(owner.strip(), name, int(value)) for owner, name, value in ask(SEQUENCES, schema)]
