"""Routines declared in the WITH clause of a query (SQL Language Reference, SELECT, plsql_declarations).

They are the routines of a package made in front of the statement, and the query calls them there: the statement's result
stays what it is, and everything that is said of packages is said of them. Only what cannot be told from another name is
left as it stands, and refused later by the name of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sct.frontends.oracle.cursor import is_string
from sct.frontends.oracle.rewriting import passed
from sct.frontends.oracle.statement import pieces_of
from sct.frontends.structure.source import Source
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk, Piece

SUFFIX = "$with"
ROUTINES_OF_WITH = "CREATE PACKAGE"  # the word of the chunk that makes a package of them (engine.py)
_CLAUSE = re.compile(r"\bWITH\s+(?:/\*.*?\*/\s*)?(?:FUNCTION|PROCEDURE)\b", re.IGNORECASE | re.DOTALL)
_OPENS = frozenset(("BEGIN", "CASE", "IF", "LOOP"))
# What stands in front of an operand: there a name alone may be a call without arguments.
_BEFORE_OPERAND = frozenset(
    """SELECT DISTINCT , ( + - * / || = < > <= >= <> != WHEN THEN ELSE CASE AND OR NOT WHERE ON HAVING BY BETWEEN LIKE
    RETURN SET""".split()
)


@dataclass(slots=True)
class _Routine:
    """Tokens `first` to `last`, the `;` included; `head`: the first token behind its signature."""

    kind: str
    name: str
    first: int
    head: int
    last: int
    has_body: bool
    parameters: bool


def with_functions(sessions: list[list[Chunk]], debug: bool = False) -> list[list[Chunk]]:
    """The sessions, with routines of WITH clauses as those of packages."""
    if not any(_has_clause(chunk) for chunks in sessions for chunk in chunks):
        return sessions
    names = _Names()
    return passed(sessions, lambda chunk: _apart(chunk, names), debug)


def _has_clause(chunk: Chunk) -> bool:
    if chunk.kind != "sql":
        return False
    lower = chunk.text.lower()  # to look for a word is quicker than for a pattern
    return ("function" in lower or "procedure" in lower) and _CLAUSE.search(chunk.text) is not None


class _Names:
    """A package's name for every statement: of the object it creates, or numbered."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._number = 0

    def of(self, tokens: list[Any]) -> str:
        words = [t.text.upper() for t in tokens[:12]]
        kind = (
            next((at for at, w in enumerate(words) if w in ("VIEW", "TABLE")), None) if words[0] == "CREATE" else None
        )
        if kind is not None:
            at = kind + 1 + 3 * (words[kind + 1 : kind + 4] == ["IF", "NOT", "EXISTS"])
            path = [tokens[at].text]
            while words[at + 1] == "." and at + 2 < len(words):
                at += 2
                path.append(tokens[at].text)
            made = ".".join(path).lower() + SUFFIX
            if re.fullmatch(r"[\w$#.]+", made) and made not in self._taken:
                self._taken.add(made)
                return made
        self._number += 1
        made = f"query{self._number}{SUFFIX}"
        self._taken.add(made)
        return made


def _apart(chunk: Chunk, names: _Names) -> Iterator[Chunk]:
    if not _has_clause(chunk):
        yield chunk
        return
    try:
        tokens = Source(chunk, "oracle").tokens
    except TokenError:
        yield chunk
        return
    words = [t.text.upper() if not is_string(t) else "" for t in tokens]
    at = next((i for i, w in enumerate(words[:-1]) if w == "WITH" and words[i + 1] in ("FUNCTION", "PROCEDURE")), None)
    routines = _routines(words, at + 1) if at is not None else []
    if at is None or not routines:
        yield chunk
        return
    package = names.of(tokens)
    query = routines[-1].last + 1
    if query >= len(tokens):
        yield chunk
        return
    functions = [r for r in routines if r.kind == "FUNCTION" and r.has_body]
    heads = [(tokens[r.first].start, tokens[r.head - 1].end + 1) for r in functions]
    bodies = [(tokens[routines[0].first].start, tokens[routines[-1].last].end + 1)]
    yield _package(chunk, f"CREATE OR REPLACE PACKAGE {package} AS\n", heads, ";\n", ROUTINES_OF_WITH)
    yield _package(chunk, f"CREATE OR REPLACE PACKAGE BODY {package} AS\n", bodies, "\n")
    yield _statement(chunk, tokens, words, (at, query), package, functions)


def _routines(words: list[str], at: int) -> list[_Routine]:
    """The declarations from token `at` on; none where one of them does not end."""
    found = []
    while at < len(words) and words[at] in ("FUNCTION", "PROCEDURE"):
        routine = _routine(words, at)
        if routine is None:
            return []
        found.append(routine)
        at = routine.last + 1
    return found


def _routine(words: list[str], first: int) -> _Routine | None:
    if first + 2 >= len(words):
        return None
    at, parens = first + 2, 0
    while at < len(words) and (parens or words[at] not in ("IS", "AS", ";")):
        parens += (words[at] == "(") - (words[at] == ")")
        at += 1
    if at >= len(words):
        return None
    head, parameters = at, words[first + 2] == "("
    if words[at] == ";":
        return _Routine(words[first], words[first + 1], first, head, at, False, parameters)
    # its own BEGIN and those of the routines in it
    waiting, depth = 1, 0
    at += 1
    while at < len(words):
        word = words[at]
        if word in _OPENS:
            depth += 1
        elif word == "END":
            depth -= 1
            if at + 1 < len(words) and words[at + 1] in ("IF", "LOOP", "CASE"):
                at += 1
            waiting -= depth == 0
            if waiting == 0:
                while at < len(words) and words[at] != ";":
                    at += 1
                return (
                    _Routine(words[first], words[first + 1], first, head, at, True, parameters)
                    if at < len(words)
                    else None
                )
        elif word in ("FUNCTION", "PROCEDURE") and depth == 0:
            inner = _routine(words, at)
            if inner is None:
                return None
            at = inner.last
        at += 1
    return None


def _package(chunk: Chunk, opening: str, parts: list[tuple[int, int]], between: str, word: str = "CREATE") -> Chunk:
    # Where only procedures stand in it, the query can call none of them, and the specification is empty.
    text, pieces = opening, [Piece(0, chunk.locate(parts[0][0] if parts else 0), False)]
    for first, last in parts:
        pieces += pieces_of(chunk, first, last, len(text))
        text += chunk.text[first:last]
        pieces.append(Piece(len(text), chunk.locate(last - 1), False))
        text += between
    return replace(chunk, kind="plsql", text=text + "END;", word=word, pieces=tuple(pieces), problem=None)


def _statement(
    chunk: Chunk, tokens: list[Any], words: list[str], cut: tuple[int, int], package: str, functions: list[_Routine]
) -> Chunk:
    """The statement without its declarations, their calls with the package in front."""
    at, query = cut
    known = {r.name: r for r in functions}
    more = words[query] not in ("SELECT", "(", "WITH")  # subqueries with names follow
    text = chunk.text[: tokens[at].start] + ("WITH " if more else "")
    pieces = [*pieces_of(chunk, 0, tokens[at].start), Piece(tokens[at].start, chunk.locate(tokens[at].start), False)]
    if not tokens[at].start:
        pieces = [Piece(0, chunk.locate(0), False)]
    done = tokens[query].start
    for position in range(query, len(tokens)):
        routine = known.get(words[position])
        if routine is None or words[position - 1] == ".":
            continue
        follows = words[position + 1] if position + 1 < len(words) else ""
        if follows != "(" and (routine.parameters or follows == "." or words[position - 1] not in _BEFORE_OPERAND):
            continue
        start = tokens[position].start
        if start > done:
            pieces += pieces_of(chunk, done, start, len(text))
            text += chunk.text[done:start]
        pieces.append(Piece(len(text), chunk.locate(start), False))
        text += f"{package}."
        done = start
    pieces += pieces_of(chunk, done, len(chunk.text), len(text))
    return replace(chunk, text=text + chunk.text[done:], word=words[0] if at else "SELECT", pieces=tuple(pieces))
