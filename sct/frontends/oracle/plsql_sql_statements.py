"""SQL inside PL/SQL: SELECT INTO, DML with RETURNING, cursors, dynamic SQL, transactions."""

from __future__ import annotations

from sct.frontends.oracle.cursor import Cursor
from sct.frontends.oracle.plsql_loops import is_query
from sct.frontends.oracle.plsql_pieces import cut, expression, expressions, find, refuse
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr.tokens import Token, TokenType


def _into(c: Cursor, *ends: str) -> tuple[tuple[Sql, ...], bool]:
    """[BULK COLLECT] INTO targets: (targets, bulk); stands behind them."""
    bulk = c.take("BULK COLLECT")
    c.expect("INTO")
    return tuple(expressions(c, *ends)), bulk


def _find_into(c: Cursor, start: int, end: int) -> int:
    """Where [BULK COLLECT] INTO begins; a column may be called bulk."""
    at = find(c, ("INTO",), start)
    if at >= end:
        c.at = end
        refuse(c, "INTO")
    return at - 2 if c.words[at - 2 : at] == ["BULK", "COLLECT"] else at


def select(c: Cursor) -> s.Statement:
    first = c.at
    end = find(c, ())
    c.at = gap = _find_into(c, c.at, end)
    into, bulk = _into(c, "FROM", ";")
    after, c.at = c.at, end
    return s.SelectInto(c.span(first), cut(c, "query", first, end, (gap, after)), into, bulk)


def dml(c: Cursor) -> s.Statement:
    """INSERT, UPDATE, DELETE, MERGE. RETURNING's targets are taken out, its list stays."""
    first = c.at
    verb = c.words[first].lower()
    end = find(c, ())
    if end < c.end and c.words[end] != ";":
        c.at = end
        refuse(c, "';'")
    at = find(c, ("RETURNING", "RETURN"))
    into: tuple[Sql, ...] = ()
    bulk = False
    gaps: list[tuple[int, int]] = []
    current = find(c, ("CURRENT",))
    current_of = None
    stop = min(at, end)
    if current + 2 < stop and c.words[current - 1] == "WHERE" and c.words[current + 1] == "OF":
        current_of = c.sql("expression", current + 2, stop)
        gaps.append((current - 1, stop))
    if at < end:
        c.at = gap = _find_into(c, at, end)
        into, bulk = _into(c)
        gaps.append((gap, end))
    made = cut(c, "statement", first, end, *gaps) if gaps else c.sql("statement", first, end)
    if at < end and c.words[at] == "RETURN":
        _say_returning(c, made, first, at)
    c.at = end
    return s.SqlStatement(c.span(first), verb, made, into, bulk, current_of)


def _say_returning(c: Cursor, made: Sql, first: int, at: int) -> None:
    """RETURN is another spelling of RETURNING, which sqlexpr knows."""
    token = c.tokens[at]
    start = token.start - c.tokens[first].start
    made.text = made.text[:start] + "RETURNING" + made.text[start + len("RETURN") :]
    assert made.tokens is not None
    kind = TokenType.RETURNING
    place = next(n for n, one in enumerate(made.tokens) if one is token)
    made.tokens[place] = Token(kind, "RETURNING", token.line, token.col, token.start, token.end, token.comments)


def lock(c: Cursor) -> s.Statement:
    first = c.at
    if c.peek(1) != "TABLE":
        c.at += 1
        refuse(c, "TABLE")
    c.at = find(c, ())
    return s.SqlStatement(c.span(first), "lock", c.sql("statement", first))


def set_(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    if c.take("TRANSACTION"):
        start = c.at
        c.at = find(c, ())
        return s.Transaction(c.span(first), "set transaction", text=c.text(start))
    if c.peek() not in ("CONSTRAINT", "CONSTRAINTS", "ROLE"):
        refuse(c, "TRANSACTION, CONSTRAINTS or ROLE")
    c.at = find(c, ())
    return s.SqlStatement(c.span(first), "set", c.sql("statement", first))


def transaction(c: Cursor) -> s.Statement:
    first = c.at
    word = c.take_one("COMMIT", "ROLLBACK", "SAVEPOINT")
    if word == "SAVEPOINT":
        name = c.name("a savepoint")
        return s.Transaction(c.span(first), "savepoint", name)
    c.take("WORK")
    if word == "ROLLBACK" and c.take("TO"):
        c.take("SAVEPOINT")
        name = c.name("a savepoint")
        return s.Transaction(c.span(first), "rollback to", name)
    start = c.at
    if c.more() and not c.sees(";") and c.peek() not in ("COMMENT", "WRITE", "FORCE"):
        refuse(c, "';'")
    c.at = find(c, ())
    return s.Transaction(c.span(first), word.lower(), text=c.text(start))


# --- cursors ----------------------------------------------------------------------------------------------------------


def open_(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    start = c.at
    c.at = at = find(c, ("FOR",))
    if not c.sees("FOR"):
        if at == start:
            refuse(c, "a cursor")
        opening = next((i for i in range(start, at) if c.words[i] == "("), at)
        name = c.sql("expression", start, opening)
        return s.OpenCursor(c.span(first), name, c.sql("expression", start, at) if opening < at else None)
    cursor = c.sql("expression", start, at)
    c.at += 1
    start = c.at
    if c.more() and is_query(c, c.at):
        c.at = find(c, ())
        return s.OpenFor(c.span(first), cursor, c.sql("query", start), None)
    dynamic = expression(c, "USING", ";")
    using = tuple(value for _, value in _using(c)) if c.sees("USING") else ()
    return s.OpenFor(c.span(first), cursor, None, dynamic, using)


def fetch(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    cursor = expression(c, "INTO", "BULK")
    into, bulk = _into(c, ";", "LIMIT")
    limit = expression(c) if c.take("LIMIT") else None
    return s.Fetch(c.span(first), cursor, into, bulk, limit)


def close(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    cursor = expression(c)
    return s.CloseCursor(c.span(first), cursor)


# --- dynamic SQL, pipelined rows ------------------------------------------------------------------------------------------


def _using(c: Cursor, *ends: str) -> tuple[tuple[str, Sql], ...]:
    """USING [IN | OUT | IN OUT] value, …"""
    c.expect("USING")
    out: list[tuple[str, Sql]] = []
    while True:
        given_in = c.take("IN")
        given_out = c.take("OUT")
        mode = "inout" if given_in and given_out else "out" if given_out else "in"
        out.append((mode, expression(c, ",", ";", *ends)))
        if not c.take(","):
            return tuple(out)


def execute(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    c.expect("IMMEDIATE")
    clauses = ("INTO", "BULK", "USING", "RETURNING", "RETURN")
    made = s.ExecuteDynamic(c.span(first), expression(c, ";", *clauses))
    while c.more() and not c.sees(";"):
        if c.peek() in ("INTO", "BULK"):
            made.into, made.bulk = _into(c, ";", *clauses)
        elif c.sees("USING"):
            made.using = _using(c, "RETURNING", "RETURN", "INTO", "BULK")
        else:
            c.at += 1
            made.returning, made.returning_bulk = _into(c, ";", *clauses)
    return made


def pipe(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    c.expect("ROW")
    value = expression(c)
    return s.PipeRow(c.span(first), value)
