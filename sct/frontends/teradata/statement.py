"""One statement of a Teradata script to objects of the neutral model. Never raises on user input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.diagnostics.finding import Finding
from sct.frontends.structure.source import Source
from sct.frontends.teradata import accounted, ddl_alter, ddl_objects, ddl_tables, queries, routines
from sct.frontends.teradata.cursor import Cursor, Unexpected
from sct.ir import objects as o
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk

_TABLE_KINDS = frozenset(("SET", "MULTISET", "VOLATILE", "GLOBAL", "TABLE", "TEMPORARY", "FOREIGN"))
_CREATES: dict[str, Callable[[Cursor, bool], list[Any]]] = {
    "VIEW": ddl_objects.view,
    "RECURSIVE": ddl_objects.view,
    "INDEX": ddl_objects.index,
    "UNIQUE": ddl_objects.index,
    "JOIN": ddl_objects.join_index,
    "HASH": ddl_objects.hash_index,
    "MACRO": routines.macro,
    "PROCEDURE": routines.procedure,
    "FUNCTION": routines.function,
    "SPECIFIC": routines.function,
    "TRIGGER": routines.trigger,
    "TYPE": ddl_objects.user_type,
    "ROLE": ddl_objects.role,
}


def parse_statement(chunk: Chunk, said: list[Finding] | None = None) -> list[Any]:
    """Objects, or one Opaque with the place and what was expected there; `said` takes what else is to be said."""
    try:
        source = Source(chunk, "teradata")
    except TokenError as error:
        return [o.Opaque(chunk.span, f"cannot be read: {error}", "TD0001")]
    while source.tokens and source.tokens[-1].text == ";":
        source.tokens.pop()
    if not source.tokens:
        return []
    c = Cursor(source)
    try:
        made = _statement(c)
        if said is not None:
            said.extend(Finding(note.code, note.text, note.span) for note in c.said)
        return made
    except Unexpected as error:
        kind, name = _about(c)
        return [o.Opaque(source.whole, str(error), "TD0001", source.span(error.at, error.at + 1), kind, name)]


def _statement(c: Cursor) -> list[Any]:
    verb = c.peek()
    found = accounted.statement(c)
    if found is not None:
        return [found]
    if verb in (
        "SELECT",
        "SEL",
        "WITH",
        "LOCKING",
        "LOCK",
        "INSERT",
        "INS",
        "UPDATE",
        "UPD",
        "DELETE",
        "DEL",
        "MERGE",
        "(",
    ):
        return queries.data_statement(c)
    if verb in queries.TRANSACTIONS:
        return queries.transaction(c)
    if verb in ("CALL", "EXEC", "EXECUTE"):
        return routines.call(c)
    if verb in ("CREATE", "REPLACE", "CT", "CV"):
        return _create(c)
    if verb == "ALTER":
        return ddl_alter.alter(c)
    if verb == "DROP":
        return ddl_objects.drop(c)
    if verb == "RENAME":
        return ddl_objects.rename(c)
    if verb == "COMMENT":
        return ddl_objects.comment(c)
    if verb in ("GRANT", "REVOKE"):
        return ddl_objects.grant(c)
    if verb == "DATABASE" or c.sees("SET SESSION DATABASE"):
        return [accounted.database(c)]
    c.fail("a SQL statement")
    return []


def _create(c: Cursor) -> list[Any]:
    word = c.take_one("CREATE", "REPLACE", "CT", "CV")
    if word == "CT":
        return list(ddl_tables.create_table(c, short=True))
    replaces = word == "REPLACE" or c.take("OR REPLACE")
    kind = c.peek()
    if word == "CV":
        return ddl_objects.view(c, False, short=True)
    if kind in _TABLE_KINDS and not (kind == "GLOBAL" and c.peek(1) == "AND"):
        return list(ddl_tables.create_table(c))
    reader = _CREATES.get(kind)
    if reader is None:
        c.fail("a kind of object")
        raise AssertionError
    return reader(c, replaces)


def _about(c: Cursor) -> tuple[str, o.QName | None]:
    """What a statement that could not be read seems to be about."""
    if c.words[0] not in ("CREATE", "REPLACE"):
        return "statement", None
    for i, word in enumerate(c.words[1:8], 1):
        if word in ("TABLE", "VIEW", "MACRO", "PROCEDURE", "FUNCTION", "TRIGGER", "INDEX") and i + 1 < len(c.words):
            c.at, c.end = i + 1, len(c.words)
            try:
                return word.lower(), c.qname()
            except Unexpected:
                return word.lower(), None
    return "statement", None
