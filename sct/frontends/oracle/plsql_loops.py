"""Loops: basic, WHILE, FOR in all its forms, FORALL (PL/SQL Language Reference; iterators since 21c)."""

from __future__ import annotations

from sct.frontends.oracle import plsql_statements as statements
from sct.frontends.oracle.cursor import Cursor
from sct.frontends.oracle.plsql_pieces import expression, find, refuse, type_ref
from sct.ir import statements as s
from sct.ir.sql import Sql

_CONTROL_ENDS = (",", "LOOP", "WHILE", "WHEN", "BY", "..")


def _inside(c: Cursor) -> list[s.Statement]:
    """LOOP … END LOOP [label]."""
    c.expect("LOOP")
    inside = statements.statements(c)
    c.expect("END", "LOOP")
    if c.more() and not c.sees(";"):
        c.name("a label")
    return inside


def loop(c: Cursor) -> s.Statement:
    first = c.at
    inside = _inside(c)
    return s.Loop(c.span(first), inside)


def while_(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    condition = expression(c, "LOOP")
    return s.While(c.span(first), condition, _inside(c))


def for_(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    start = c.at
    name = c.name("a loop index")
    if c.take("IN"):
        made = _plain(c, name)
        if made is not None:
            return made
    c.at = start
    indexes = [_index(c)]
    while c.take(","):
        indexes.append(_index(c))
    c.expect("IN")
    controls = [_control(c)]
    while c.take(","):
        controls.append(_control(c))
    span = c.span(first)
    return s.ForIterator(span, tuple(indexes), controls, _inside(c))


def _plain(c: Cursor, name: str) -> s.Statement | None:
    """The forms there were before 21c; None when it is another one (the cursor's place is then no matter)."""
    span = c.span(c.at - 2)
    reverse = c.take("REVERSE")
    first = c.at
    if not reverse and c.sees("("):
        c.skip_parens()
        if c.sees("LOOP") and is_query(c, first):
            return s.ForQuery(span, name, c.sql("query", first + 1, c.at - 1), _inside(c))
        c.at = first
    if c.peek(1) == "OF" and c.peek() in ("VALUES", "INDICES", "PAIRS"):
        return None
    found = c.at = find(c, _CONTROL_ENDS)
    word = c.peek()
    if word == "..":
        low = c.sql("expression", first, found)
        c.at += 1
        start = c.at
        c.at = find(c, _CONTROL_ENDS)
        high = c.sql("expression", start, c.at)
        step = expression(c, *_CONTROL_ENDS) if c.take("BY") else None
        if c.sees("LOOP"):
            return s.ForRange(span, name, low, high, reverse, _inside(c), step)
        return None
    if word == "LOOP" and not reverse:
        return s.ForCursor(span, name, c.sql("expression", first, found), _inside(c))
    if word not in _CONTROL_ENDS:
        refuse(c, "LOOP")
    return None


def _index(c: Cursor) -> tuple[str, s.TypeRef | None, bool]:
    name = c.name("a loop index")
    mutable = c.take_one("MUTABLE", "IMMUTABLE") == "MUTABLE"
    typed = type_ref(c) if c.more() and c.peek() not in ("IN", ",") else None
    return name, typed, mutable


def _control(c: Cursor) -> s.IterationControl:
    first = c.at
    made = s.IterationControl("expression", c.span(first), reverse=c.take("REVERSE"), repeat=c.take("REPEAT"))
    if c.peek(1) == "OF" and c.peek() in ("VALUES", "INDICES", "PAIRS"):
        word = c.take_one("VALUES", "INDICES", "PAIRS")
        c.at += 1
        made.form = "values" if word == "VALUES" else "indices" if word == "INDICES" else "pairs"
        made.of = expression(c, *_CONTROL_ENDS)
    else:
        made.of = expression(c, *_CONTROL_ENDS)
        if c.take(".."):
            made.form, made.low, made.of = "range", made.of, None
            made.high = expression(c, *_CONTROL_ENDS)
            if c.take("BY"):
                made.step = expression(c, *_CONTROL_ENDS)
    if c.take("WHILE"):
        made.while_ = expression(c, ",", "LOOP", "WHEN")
    if c.take("WHEN"):
        made.when = expression(c, ",", "LOOP")
    made.span = c.span(first)
    return made


def is_query(c: Cursor, at: int) -> bool:
    """Whether what stands in these parentheses is a query."""
    while at < c.end and c.words[at] == "(":
        at += 1
    return at < c.end and c.words[at] in ("SELECT", "WITH")


def forall(c: Cursor) -> s.Statement:
    first = c.at
    c.at += 1
    index = c.name("a loop index")
    c.expect("IN")
    low: Sql | None = None
    high: Sql | None = None
    indices: Sql | None = None
    values: Sql | None = None
    verbs = ("INSERT", "UPDATE", "DELETE", "MERGE", "EXECUTE", "SAVE")
    if c.take("INDICES OF"):
        indices = expression(c, "BETWEEN", *verbs)
        if c.take("BETWEEN"):
            low = expression(c, "AND")
            c.at += 1
            high = expression(c, *verbs)
    elif c.take("VALUES OF"):
        values = expression(c, *verbs)
    else:
        low = expression(c, "..")
        c.at += 1
        high = expression(c, *verbs)
    save = c.take("SAVE EXCEPTIONS")
    span = c.span(first)
    start = c.at
    if c.peek() not in verbs[:-1]:
        refuse(c, "INSERT, UPDATE, DELETE, MERGE or EXECUTE IMMEDIATE")
    inside = statements.statement(c, swallow=False)
    if c.at > start and c.words[c.at - 1] == ";":
        c.at -= 1  # the statement's `;` is the FORALL's
    return s.ForAll(span, index, low, high, indices, values, save, inside)
