"""Domains of one column (SQL Language Reference 23ai, CREATE DOMAIN), written out in the columns that have them.

A column of a domain has its type, its default where it has none of its own, and its checks; VALUE and the domain's name
mean the column there. What a domain says of display and order is asked for by functions of its own (DOMAIN_DISPLAY …),
which are refused where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sct.frontends.oracle.cursor import is_string
from sct.frontends.oracle.rewriting import Edit, edited, passed
from sct.frontends.structure.source import Source
from sct.sqlexpr.tokens import TokenType
from sct.text.chunk import Chunk

WRITTEN_OUT = "CREATE DOMAIN"  # the word of a chunk whose domain is written out (engine.py)
_CREATES = re.compile(r"\bCREATE\s+(?:USECASE\s+)?DOMAIN\b", re.IGNORECASE)
_CLAUSES = frozenset(("DEFAULT", "NOT", "NULL", "CONSTRAINT", "CHECK", "DISPLAY", "ORDER", "ANNOTATIONS", "STRICT"))


@dataclass(slots=True)
class _Domain:
    """`checks`: texts around the places where the column is meant."""

    type: str
    default: str = ""
    required: bool = False
    checks: list[list[str]] = field(default_factory=list)

    def constraints(self, column: str) -> str:
        made = [" NOT NULL"] if self.required else []
        return "".join([*made, *(f" CHECK ({column.join(parts)})" for parts in self.checks)])


def with_domains(sessions: list[list[Chunk]], debug: bool = False) -> list[list[Chunk]]:
    """The sessions, with domains written out where columns have them."""
    if not any(_creates(chunk) for chunks in sessions for chunk in chunks):
        return sessions
    known: dict[str, _Domain] = {}
    return passed(sessions, lambda chunk: (_written_out(chunk, known),), debug)


def _creates(chunk: Chunk) -> bool:
    # Every statement of every script is asked, and to look for a word is quicker than for a pattern.
    return chunk.kind == "sql" and "domain" in chunk.text.lower() and _CREATES.search(chunk.text) is not None


def _written_out(chunk: Chunk, known: dict[str, _Domain]) -> Chunk:
    if chunk.kind != "sql" or chunk.word not in ("CREATE", "ALTER"):
        return chunk
    source = Source(chunk, "oracle")
    words = ["" if is_string(t) or _quoted(t) else t.text.upper() for t in source.tokens]
    if source.tokens and _CREATES.match(chunk.text[source.tokens[0].start :]):
        made = _domain(source, words, words.index("DOMAIN") + 1)
        if made is None:
            return chunk
        known[made[0]] = made[1]
        return replace(chunk, word=WRITTEN_OUT)
    edits = [e for part in _columns(words) for e in _edits(source, words, part, known)] if known else []
    return edited(chunk, sorted(edits)) if edits else chunk


def _quoted(token: Any) -> bool:
    return token.token_type is TokenType.IDENTIFIER


def _name(source: Source, at: int) -> tuple[str, int]:
    """The last part of a name at token `at`, and the token behind it."""
    tokens = source.tokens
    while at + 2 < len(tokens) and tokens[at + 1].text == ".":
        at += 2
    token = tokens[at]
    return (token.text if _quoted(token) else token.text.upper()), at + 1


def _until(words: list[str], at: int, stops: frozenset[str] | set[str]) -> int:
    """The first token from `at` on that is one of these words outside parentheses, or the end."""
    depth = 0
    while at < len(words) and (depth or words[at] not in stops):
        depth += (words[at] == "(") - (words[at] == ")")
        at += 1
    return at


def _domain(source: Source, words: list[str], at: int) -> tuple[str, _Domain] | None:
    """A domain of one column; None for the forms that are not written out."""
    if words[at : at + 3] == ["IF", "NOT", "EXISTS"]:
        at += 3
    if at + 2 >= len(words):
        return None
    name, at = _name(source, at)
    if words[at : at + 1] != ["AS"] or words[at + 1] in ("(", "ENUM"):
        return None
    end = _until(words, at + 1, _CLAUSES | {"COLLATE"})
    made = _Domain(_text(source, at + 1, end))
    at = end
    while at < len(words):
        word = words[at]
        if word in ("STRICT", "NULL"):
            at += 1
        elif word == "NOT" and words[at + 1 : at + 2] == ["NULL"]:
            made.required, at = True, at + 2
        elif word == "CONSTRAINT":
            at = _name(source, at + 1)[1]
        elif word == "CHECK" and words[at + 1 : at + 2] == ["("]:
            end = _until(words, at + 2, {")"})
            made.checks.append(_around(source, words, at + 2, end, name))
            at = end + 1
        elif word == "DEFAULT":
            end = _until(words, at + 1 + 2 * (words[at + 1 : at + 3] == ["ON", "NULL"]), _CLAUSES)
            made.default, at = " " + _text(source, at, end), end
        elif word in ("DISPLAY", "ORDER", "ANNOTATIONS"):
            at = _until(words, at + 1, _CLAUSES - {"NOT", "NULL"})
        else:
            return None
    return name, made


def _text(source: Source, first: int, last: int) -> str:
    return source.text[source.tokens[first].start : source.tokens[last - 1].end + 1] if last > first else ""


def _around(source: Source, words: list[str], first: int, last: int, name: str) -> list[str]:
    """The text of a check, cut where it means the column: at VALUE and at the domain's own name."""
    parts, done = [], source.tokens[first].start
    for at in range(first, last):
        token = source.tokens[at]
        mine = token.text == name if _quoted(token) else words[at] in ("VALUE", name)
        call = words[at + 1 : at + 2] == ["("] or words[at - 1] == "."
        if mine and not call and not is_string(token):
            parts.append(source.text[done : token.start])
            done = token.end + 1
    return [*parts, source.text[done : source.tokens[last - 1].end + 1]]


def _columns(words: list[str]) -> Iterator[tuple[int, int]]:
    """The tokens of every column definition of CREATE TABLE and ALTER TABLE … ADD."""
    if "TABLE" not in words[:6]:
        return
    at = words.index("TABLE")
    if words[0] == "ALTER":
        if "ADD" not in words[at:]:
            return
        at = words.index("ADD", at)
        if words[at + 1 : at + 2] != ["("]:
            yield at + 1, len(words)
            return
    opening = _until(words, at, {"(", "AS"})
    if opening >= len(words) or words[opening] != "(":
        return
    closing = _until(words, opening + 1, {")"})
    first = opening + 1
    while first < closing:
        last = min(_until(words, first, {","}), closing)
        yield first, last
        first = last + 1


def _edits(source: Source, words: list[str], part: tuple[int, int], known: dict[str, _Domain]) -> Iterator[Edit]:
    first, last = part
    if last - first < 2 or words[first] in ("CONSTRAINT", "CHECK", "PRIMARY", "UNIQUE", "FOREIGN"):
        return
    tokens = source.tokens
    column = _text(source, first, first + 1)
    column = f'"{column}"' if _quoted(tokens[first]) and not column.startswith('"') else column
    name, behind = _name(source, first + 1)
    found = known.get(name)
    clause = _until(words[:last], first + 1, {"DOMAIN"})
    if found is not None and words[behind : behind + 1] != ["("]:
        own_default = "DEFAULT" in words[behind:last]
        yield tokens[first + 1].start, tokens[behind - 1].end + 1, found.type + ("" if own_default else found.default)
    elif clause + 1 < last:
        name, behind = _name(source, clause + 1)
        found = known.get(name)
        if found is None or words[behind : behind + 1] == ["("]:
            return
        own_default = "DEFAULT" in words[first:last]
        type_ = found.type if clause == first + 1 else ""  # `c DOMAIN d` has no type of its own
        yield tokens[clause].start, tokens[behind - 1].end + 1, type_ + ("" if own_default else found.default)
    else:
        return
    end = tokens[last - 1].end + 1
    yield end, end, found.constraints(column)
