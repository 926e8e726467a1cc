"""Cuts a piece into statements at the places where psql would send one to the server.

A simple query with several statements runs as one transaction block, in which `CALL` may not commit and CREATE
INDEX CONCURRENTLY may not run; psql sends them one by one, so the proof must too. Only PostgreSQL's lexical rules
are known here (manual, 4.1 Lexical Structure): quotes, dollar quotes, comments, parentheses, and the bodies of
CREATE FUNCTION … BEGIN ATOMIC, whose inner semicolons psql skips too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` stands at character `start` (0-based) of the piece, without its semicolon and leading comments."""

    start: int
    text: str


def split_statements(sql: str) -> list[Statement]:
    """The statements of `sql`, in order; stretches of nothing but blanks and comments are left out."""
    found: list[Statement] = []
    start: int | None = None
    depth, atomic = 0, 0
    words: list[str] = []
    for kind, begin, end in _tokens(sql):
        if kind == "skip":
            continue
        text = sql[begin:end]
        if text == ";" and depth == 0 and atomic == 0:
            if start is not None:
                found.append(Statement(start, sql[start:begin]))
            start, words = None, []
            continue
        start = begin if start is None else start
        if text == "(":
            depth += 1
        elif text == ")":
            depth = max(0, depth - 1)
        elif kind == "word" and depth == 0:
            atomic = _atomic_depth(words, text.upper(), atomic)
            words.append(text.upper())
    if start is not None:
        found.append(Statement(start, sql[start:]))
    return found


def _atomic_depth(words: list[str], word: str, depth: int) -> int:
    """How deep inside `BEGIN ATOMIC … END` the next token is; CASE … END nests there."""
    if depth == 0:
        routine = words[:1] == ["CREATE"] and ("FUNCTION" in words[1:4] or "PROCEDURE" in words[1:4])
        return 1 if routine and word == "ATOMIC" and words[-1] == "BEGIN" else 0
    if word == "CASE":
        return depth + 1
    if word == "END":
        return depth - 1
    return depth


def _tokens(sql: str) -> Iterator[tuple[str, int, int]]:
    """(kind, begin, end) of every token; kind is `skip` (blanks, comments), `word`, `quoted` or `mark`."""
    position, size = 0, len(sql)
    while position < size:
        char = sql[position]
        if char.isspace():
            kind, end = "skip", position + 1
        elif sql.startswith("--", position):
            newline = sql.find("\n", position)
            kind, end = "skip", size if newline < 0 else newline
        elif sql.startswith("/*", position):
            kind, end = "skip", _comment_end(sql, position)
        elif char == "'":
            kind, end = "quoted", _quote_end(sql, position, "'", backslash=False)
        elif char == '"':
            kind, end = "quoted", _quote_end(sql, position, '"', backslash=False)
        elif char in "eE" and sql.startswith("'", position + 1):
            kind, end = "quoted", _quote_end(sql, position + 1, "'", backslash=True)
        elif char == "$":
            end = _dollar_end(sql, position)
            kind = "quoted" if end > position + 1 else "mark"
        elif char.isalpha() or char == "_" or ord(char) > 127:
            end = position + 1
            # `$` belongs to a word once it has begun, so `a$b$` opens no dollar quote.
            while end < size and (sql[end].isalnum() or sql[end] in "_$" or ord(sql[end]) > 127):
                end += 1
            kind = "word"
        else:
            kind, end = "mark", position + 1
        yield kind, position, end
        position = end


def _comment_end(sql: str, position: int) -> int:
    """Behind the block comment that opens at `position`; they nest in PostgreSQL."""
    depth, position = 1, position + 2
    while depth and position < len(sql):
        if sql.startswith("/*", position):
            depth, position = depth + 1, position + 2
        elif sql.startswith("*/", position):
            depth, position = depth - 1, position + 2
        else:
            position += 1
    return position


def _quote_end(sql: str, position: int, quote: str, *, backslash: bool) -> int:
    """Behind the literal whose opening quote is at `position`; a doubled quote stays inside."""
    position += 1
    while position < len(sql):
        if backslash and sql[position] == "\\":
            position += 2
        elif sql[position] != quote:
            position += 1
        elif sql.startswith(quote, position + 1):
            position += 2
        else:
            return position + 1
    return len(sql)


def _dollar_end(sql: str, position: int) -> int:
    """Behind the dollar-quoted string that opens at `position`, or one further when none does (`$1`)."""
    end = position + 1
    while end < len(sql) and (sql[end].isalnum() or sql[end] == "_" or ord(sql[end]) > 127):
        end += 1
    if end >= len(sql) or sql[end] != "$" or sql[position + 1].isdigit():
        return position + 1
    tag = sql[position : end + 1]
    close = sql.find(tag, end + 1)
    return len(sql) if close < 0 else close + len(tag)
