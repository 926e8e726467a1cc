"""Teradata by SHOW (SQL Data Definition Language, "SHOW object"), which gives an object in the words it was made with.

Not run against a server here: none can be had; what it asks and what becomes of the answers is contract-tested
(tests/test_extract.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from sct.extract.model import Extracted, NotRead
from sct.move.errors import MoveError, Transient

# TableKind of DBC.TablesV -> (what SHOW calls it, its folder). Secondary indexes stand in the DDL of their table.
KINDS = {
    "E": ("PROCEDURE", "procedure"),
    "G": ("TRIGGER", "trigger"),
    "I": ("JOIN INDEX", "join_index"),
    "M": ("MACRO", "macro"),
    "N": ("HASH INDEX", "hash_index"),
    "O": ("TABLE", "table"),
    "P": ("PROCEDURE", "procedure"),
    "Q": ("TABLE", "table"),
    "T": ("TABLE", "table"),
    "U": ("TYPE", "type"),
    "V": ("VIEW", "view"),
}
ROUTINES = ("A", "B", "F", "R", "S")  # functions may share a name: they are asked for by their specific one
SCHEMAS = "SELECT DatabaseName FROM DBC.DatabasesV"
RELEASE = "SELECT InfoData FROM DBC.DBCInfoV WHERE InfoKey = 'VERSION'"
OBJECTS = """
SELECT TableName, TableKind, CommentString FROM DBC.TablesV
WHERE DatabaseName = ? ORDER BY TableKind, TableName"""
FUNCTIONS = "SELECT SpecificName FROM DBC.FunctionsV WHERE DatabaseName = ? ORDER BY SpecificName"
COLUMN_COMMENTS = """
SELECT TableName, ColumnName, CommentString FROM DBC.ColumnsV
WHERE DatabaseName = ? AND CommentString IS NOT NULL ORDER BY TableName, ColumnId"""


class Connection(Protocol):
    """What is needed of the reader of sct.move: its session, its errors, its database."""

    home: str

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]: ...
    def close(self) -> None: ...


class TeradataDatabase:
    """One system; the database of the URL is meant when none is named."""

    engine = "teradata"

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    def release(self) -> str:
        rows = self._at.rows(RELEASE)
        return str(rows[0][0]).strip() if rows else ""

    def homes(self) -> tuple[str, ...]:
        return (self._at.home,)

    def schemas(self) -> set[str]:
        return {str(name).strip() for (name,) in self._at.rows(SCHEMAS)}

    def objects(self, schema: str) -> Iterator[Extracted | NotRead]:
        columns: dict[str, list[tuple[str, str]]] = {}
        for table, column, text in self._at.rows(COLUMN_COMMENTS, schema):
            columns.setdefault(str(table).strip(), []).append((str(column).strip(), str(text)))
        for found, sort, comment in self._at.rows(OBJECTS, schema):
            name, kind = str(found).strip(), str(sort).strip()
            if kind in ROUTINES:
                continue
            if kind not in KINDS:
                yield NotRead(schema, "object", name, f"sct does not extract objects of TableKind {kind}")
                continue
            word, folder = KINDS[kind]
            said = [("", str(comment))] if comment else []
            said += columns.get(name, []) if word in ("TABLE", "VIEW") else []
            yield self._shown(schema, folder, name, word, _comments(schema, name, word, said))
        for (found,) in self._at.rows(FUNCTIONS, schema):
            yield self._shown(schema, "function", str(found).strip(), "SPECIFIC FUNCTION", "")

    def _shown(self, schema: str, folder: str, name: str, word: str, more: str) -> Extracted | NotRead:
        try:
            rows = self._at.rows(f"SHOW {word} {_named(schema, name)}")
        except Transient:
            raise
        except MoveError as error:
            return NotRead(schema, folder, name, str(error.args[0]).partition(": ")[2] or str(error.args[0]))
        # Lines end with a carriage return alone, and a long text comes in several rows.
        text = "".join(str(row[0]) for row in rows).replace("\r\n", "\n").replace("\r", "\n").strip()
        return Extracted(schema, folder, name, (text if text.endswith(";") else text + ";") + "\n" + more)

    def close(self) -> None:
        self._at.close()


def open_database(connection: Connection) -> TeradataDatabase:
    return TeradataDatabase(connection)


def _comments(schema: str, name: str, word: str, said: list[tuple[str, str]]) -> str:
    lines = []
    for column, text in said:
        what = f"COLUMN {_named(schema, name, column)}" if column else f"{word} {_named(schema, name)}"
        lines.append(f"COMMENT ON {what} IS '" + text.replace("'", "''") + "';\n")
    return "".join(lines)


def _named(*parts: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)
