"""Statements that are understood and deliberately not converted: they administer Teradata, or ask it something."""

from __future__ import annotations

from sct.frontends.teradata.cursor import Cursor
from sct.ir import objects as o

# first words -> (kind, code)
_STATEMENTS: list[tuple[str, str, str]] = [
    ("COLLECT", "statistics", "TD0301"),
    ("DROP STATISTICS", "statistics", "TD0301"),
    ("DROP STATS", "statistics", "TD0301"),
    ("DROP STAT", "statistics", "TD0301"),
    ("UPDATE STATISTICS", "statistics", "TD0301"),
    ("SHOW", "question", "TD0300"),
    ("HELP", "question", "TD0300"),
    ("EXPLAIN", "question", "TD0300"),
    ("DIAGNOSTIC", "question", "TD0300"),
    ("DUMP", "analysis", "TD0302"),
    ("INITIATE", "analysis", "TD0302"),
    ("RESTART", "analysis", "TD0302"),
    ("INSERT EXPLAIN", "analysis", "TD0302"),
    ("BEGIN QUERY", "logging", "TD0303"),
    ("END QUERY", "logging", "TD0303"),
    ("BEGIN LOGGING", "logging", "TD0303"),
    ("END LOGGING", "logging", "TD0303"),
    ("FLUSH", "logging", "TD0303"),
    ("REPLACE QUERY", "logging", "TD0303"),
    ("BEGIN ISOLATED", "load isolation", "TD0304"),
    ("END ISOLATED", "load isolation", "TD0304"),
    ("BEGIN CONCURRENT", "load isolation", "TD0304"),
    ("CHECKPOINT", "load isolation", "TD0304"),
    ("LOGGING", "archive", "TD0304"),
    ("INCREMENTAL", "archive", "TD0304"),
    ("SET SESSION", "session", "TD0305"),
    ("SET TIME", "session", "TD0305"),
    ("SET QUERY_BAND", "session", "TD0305"),
    ("SET ROLE", "session", "TD0305"),
    ("SS", "session", "TD0305"),
    ("CREATE DATABASE", "database", "TD0306"),
    ("CREATE USER", "user", "TD0306"),
    ("CREATE PROFILE", "profile", "TD0306"),
    ("MODIFY", "database", "TD0306"),
    ("DROP DATABASE", "database", "TD0306"),
    ("DROP USER", "user", "TD0306"),
    ("DROP PROFILE", "profile", "TD0306"),
    ("DELETE DATABASE", "database", "TD0306"),
    ("DELETE USER", "user", "TD0306"),
    ("DROP ZONE", "database", "TD0306"),
    ("GIVE", "database", "TD0306"),
    ("CREATE AUTHORIZATION", "authorization", "TD0307"),
    ("REPLACE AUTHORIZATION", "authorization", "TD0307"),
    ("DROP AUTHORIZATION", "authorization", "TD0307"),
    ("CREATE FOREIGN SERVER", "foreign server", "TD0307"),
    ("ALTER FOREIGN SERVER", "foreign server", "TD0307"),
    ("DROP FOREIGN SERVER", "foreign server", "TD0307"),
    ("GRANT CONNECT", "privilege", "TD0122"),
    ("REVOKE CONNECT", "privilege", "TD0122"),
    ("GRANT LOGON", "privilege", "TD0122"),
    ("REVOKE LOGON", "privilege", "TD0122"),
    ("GRANT MONITOR", "privilege", "TD0122"),
    ("REVOKE MONITOR", "privilege", "TD0122"),
    ("CREATE CAST", "cast", "TD0123"),
    ("REPLACE CAST", "cast", "TD0123"),
    ("DROP CAST", "cast", "TD0123"),
    ("CREATE ORDERING", "cast", "TD0123"),
    ("REPLACE ORDERING", "cast", "TD0123"),
    ("DROP ORDERING", "cast", "TD0123"),
    ("CREATE TRANSFORM", "cast", "TD0123"),
    ("REPLACE TRANSFORM", "cast", "TD0123"),
    ("DROP TRANSFORM", "cast", "TD0123"),
    ("CREATE METHOD", "method", "TD0123"),
    ("ALTER METHOD", "method", "TD0123"),
    ("CREATE ERROR TABLE", "error table", "TD0124"),
    ("DROP ERROR TABLE", "error table", "TD0124"),
    ("CREATE GLOBAL TEMPORARY TRACE", "trace table", "TD0124"),
    ("CREATE MULTISET GLOBAL TEMPORARY TRACE", "trace table", "TD0124"),
    ("CREATE CONSTRAINT", "security", "TD0125"),
    ("ALTER CONSTRAINT", "security", "TD0125"),
    ("DROP CONSTRAINT", "security", "TD0125"),
    ("CREATE MAP", "map", "TD0304"),
    ("DROP MAP", "map", "TD0304"),
    ("DROP SCHEMA", "database", "TD0306"),
    ("CREATE SCHEMA", "database", "TD0306"),
    ("CREATE GLOP", "glop", "TD0125"),
    ("DROP GLOP", "glop", "TD0125"),
    ("DROP INSTANCE METHOD", "method", "TD0123"),
    ("ALTER TYPE", "type", "TD0121"),
    ("ALTER FUNCTION", "function", "TD0501"),
    ("ALTER SPECIFIC FUNCTION", "function", "TD0501"),
    ("ALTER PROCEDURE", "procedure", "TD0501"),
    ("ALTER TRIGGER", "trigger", "TD0501"),
    ("ALTER ZONE", "database", "TD0306"),
    ("LOCKING LOGGER", "logging", "TD0303"),
    ("ECHO", "session", "TD0305"),
    ("LOGOFF", "session", "TD0305"),
    ("LOGON", "session", "TD0305"),
]

_BY_WORD: dict[str, list[tuple[str, str, str]]] = {}
for _one in _STATEMENTS:
    _BY_WORD.setdefault(_one[0].split()[0], []).append(_one)


def statement(c: Cursor) -> o.Accounted | None:
    """The statement when it is one of these; None when it is another."""
    if c.sees("SET SESSION DATABASE") or c.sees("SET SESSION SCHEMA"):
        return None
    first = c.peek().split(maxsplit=1)  # a token may hold two words
    for words, kind, code in _BY_WORD.get(first[0], ()) if first else ():
        if c.sees(words):
            if (
                kind == "database"
                and words.startswith(("MODIFY", "DELETE"))
                and c.peek(1) not in ("DATABASE", "USER", "PROFILE")
            ):
                continue
            text = " ".join(c.text(0, c.end).split())
            if "PASSWORD" in text.upper() or "LOGON" in text.upper():
                text = words  # what may hold a password is not repeated
            return o.Accounted(kind, "", code, c.source.whole, text if len(text) <= 100 else text[:99] + "…")
    return None


def database(c: Cursor) -> o.Accounted:
    """DATABASE d, SET SESSION DATABASE d: where names without a database are looked for from here on."""
    if not c.take("DATABASE"):
        c.expect("SET SESSION")
        c.take_one("DATABASE", "SCHEMA")
    name = c.name("a database name")
    c.done()
    return o.Accounted("current schema", name, "TD0308", c.source.whole, f"DATABASE {name}")
