"""What the reader of stored procedures is written with: where an expression ends, types, embedded SQL without INTO."""

from __future__ import annotations

from sct.frontends.teradata.cursor import Cursor
from sct.frontends.teradata.ddl_columns import data_type
from sct.ir import statements as s
from sct.ir.sql import Sql, SqlKind

_ATTRIBUTES = ("FORMAT", "TITLE", "NAMED")


def type_ref(c: Cursor) -> s.TypeRef:
    """A data type with the attributes that mean nothing for a variable."""
    first = c.at
    data_type(c)
    made = s.TypeRef(c.text(first), c.span(first), _path(c, first))
    while c.more():
        if c.take("CHARACTER SET") or c.take("CHAR SET"):
            c.name()
        elif c.take_one(*_ATTRIBUTES):
            c.at += 1
        elif not (
            c.take("NOT CASESPECIFIC")
            or c.take("CASESPECIFIC")
            or c.take("UPPERCASE")
            or c.take("NOT CS")
            or c.take("CS")
            or c.take("AS LOCATOR")
        ):
            break
    return made


def _path(c: Cursor, first: int) -> tuple[str, ...]:
    names = [c.tokens[first].text.lower()]
    at = first + 1
    while at + 1 < c.at and c.words[at] == ".":
        names.append(c.tokens[at + 1].text.lower())
        at += 2
    return tuple(names)


def counted(made: Sql) -> Sql:
    """The piece with ACTIVITY_COUNT in the words the model has for it: the rows of the last statement."""
    if "ACTIVITY_COUNT" not in made.text.upper():
        return made
    out, at, low = "", 0, made.text.upper()
    while (found := low.find("ACTIVITY_COUNT", at)) >= 0:
        out += made.text[at:found] + "SQL%ROWCOUNT"
        at = found + len("ACTIVITY_COUNT")
    return Sql(made.kind, out + made.text[at:], made.span, made.dialect)


def expression(c: Cursor, *stops: str) -> Sql:
    """An expression up to one of the words or `;`."""
    return counted(c.until(*stops))


def without(c: Cursor, kind: SqlKind, first: int, last: int, gap: tuple[int, int]) -> Sql:
    """The tokens first … last - 1 with those of `gap` blank, so that every offset stays true."""
    whole = c.text(first, last)
    base = c.tokens[first].start
    start = c.tokens[gap[0]].start - base
    end = c.tokens[gap[1] - 1].end + 1 - base
    return Sql(kind, whole[:start] + " " * (end - start) + whole[end:], c.span(first, last), "teradata")


def statement_end(c: Cursor) -> int:
    """The index of the `;` that ends the SQL statement here, or the end."""
    depth = 0
    at = c.at
    while at < c.end:
        word = c.words[at]
        if word == ";" and depth == 0:
            return at
        depth += (word == "(") - (word == ")")
        at += 1
    return at


def word_at(c: Cursor, end: int, word: str) -> int | None:
    """Where a word stands outside parentheses and CASE before `end`, else None."""
    depth = cases = 0
    for at in range(c.at, end):
        here = c.words[at]
        depth += (here == "(") - (here == ")")
        cases += (here == "CASE") - (here == "END" and cases > 0)
        if here == word and not depth and not cases:
            return at
    return None
