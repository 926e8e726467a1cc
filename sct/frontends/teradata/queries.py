"""Queries, data statements and the marks of transactions."""

from __future__ import annotations

from typing import Any

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
    skip_locking(c)
    verb = c.peek()
    kind: Any = "query" if verb in ("SELECT", "SEL", "WITH", "(") else "statement"
    if c.take("DELETE") or c.take("DEL"):
        c.take("FROM")
        # a whole table emptied stays a DELETE: TRUNCATE would end the transaction on the target
        c.at = 0
        skip_locking(c)
    first = c.at
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
