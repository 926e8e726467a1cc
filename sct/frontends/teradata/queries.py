"""Queries, data statements and the marks of transactions."""

from __future__ import annotations

from typing import Any

from sct.frontends.teradata import spl_pieces
from sct.frontends.teradata.cursor import Cursor
from sct.ir import objects as o
from sct.ir.sql import Sql

TRANSACTIONS = frozenset(("BT", "ET", "COMMIT", "ROLLBACK", "ABORT", "BEGIN", "END"))
_VERBS = {"SEL": "select", "INS": "insert", "UPD": "update", "DEL": "delete", "WITH": "select", "(": "select"}
_LOCKS = ("ACCESS", "READ", "WRITE", "EXCLUSIVE", "SHARE", "CHECKSUM")


def skip_locking(c: Cursor) -> list[o.Note]:
    """LOCKING … FOR … modifiers in front of a request: how rows are locked, not what is answered."""
    notes: list[o.Note] = []
    while c.peek() in ("LOCKING", "LOCK"):
        first = c.at
        c.at += 1
        while c.more() and not c.take_one(*_LOCKS):
            if c.take("LOAD COMMITTED"):
                break
            c.at += 1
        c.take("MODE")
        c.take("NOWAIT")
        notes.append(c.note("TD0400", first))
    return notes


def data_statement(c: Cursor) -> list[Any]:
    c.said.extend(skip_locking(c))
    verb = c.peek()
    kind: Any = "query" if verb in ("SELECT", "SEL", "WITH", "(") else "statement"
    if c.take("DELETE") or c.take("DEL"):
        c.take("FROM")
        # a whole table emptied stays a DELETE: TRUNCATE would end the transaction on the target
        c.at = 0
        skip_locking(c)
    first = c.at
    otherwise = spl_pieces.word_at(c, c.end, "ELSE") if verb in ("UPDATE", "UPD") else None
    if otherwise is not None:
        return _upsert(c, first, otherwise)
    c.at = c.end
    return [o.Dml(_VERBS.get(verb, verb.lower()), c.sql(kind, first), c.source.whole)]


def transaction(c: Cursor) -> list[Any]:
    """BT, BEGIN TRANSACTION; ET, END TRANSACTION, COMMIT [WORK]; ROLLBACK, ABORT."""
    word = c.peek()
    if word in ("BEGIN", "END"):
        c.at += 1
        c.expect("TRANSACTION")
        c.done()
        word = "BT" if word == "BEGIN" else "ET"
    verb = {"BT": "begin", "ET": "commit", "COMMIT": "commit", "ROLLBACK": "rollback", "ABORT": "rollback"}[word]
    whole = c.source.whole
    if verb == "rollback" and c.at + 1 < c.end and c.peek(1) != "WORK":
        return [o.Accounted("rollback", "", "TD0401", whole, c.text(0, c.end))]
    if verb == "begin":
        # outside BT … ET every request commits by itself: what came before is done
        verb = "commit"
    return [o.Dml(verb, Sql("statement", verb, whole, "teradata"), whole)]


def _upsert(c: Cursor, first: int, otherwise: int) -> list[Any]:
    """UPDATE t SET … WHERE k ELSE INSERT …: the row is inserted where none is there to be changed."""
    where = spl_pieces.word_at(c, otherwise, "WHERE")
    if where is None:
        c.fail("WHERE (UPDATE … ELSE INSERT needs the row's key)")
    assert where is not None
    condition = c.text(where + 1, otherwise)
    update = c.sql("statement", first, otherwise)
    c.at = otherwise + 1
    if not (c.take("INSERT") or c.take("INS")):
        c.fail("INSERT")
    c.take("INTO")
    name = c.qname("a table")
    columns = ""
    if c.peek() == "(":
        opened = c.at
        c.skip_parens()
        if c.take("VALUES"):
            columns = c.text(opened, c.at - 1)
            opened = c.at
            c.skip_parens()
    else:
        c.expect("VALUES")
        opened = c.at
        c.skip_parens()
    values = c.text(opened + 1, c.at - 1)
    c.done()
    span = c.span(otherwise + 1)
    text = f"INSERT INTO {name} {columns} SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE {condition})"
    insert = Sql("statement", text, span, "teradata")
    return [o.Dml("update", update, c.source.whole), o.Dml("insert", insert, span)]
