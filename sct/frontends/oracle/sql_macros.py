"""SQL macros (SQL Language Reference, CREATE FUNCTION, SQL_MACRO), written out where statements call them.

A macro gives the text of an expression or of a query, in which its parameters stand for the arguments of the call. One that
does nothing but return a text that is written in it is that text, with the arguments in it; any other is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sct.frontends.oracle.cursor import is_string
from sct.frontends.oracle.rewriting import Edit, edited, passed
from sct.frontends.structure.source import Source
from sct.sqlexpr.tokens import tokenise
from sct.text.chunk import Chunk

WRITTEN_OUT = "CREATE SQL_MACRO"  # the word of a chunk whose macro is written out (engine.py)
_MACRO = re.compile(r"\bSQL_MACRO\b", re.IGNORECASE)


@dataclass(slots=True)
class _Macro:
    """`parameters`: names and the texts of their defaults."""

    parameters: list[tuple[str, str | None]]
    text: str
    of_rows: bool

    def called(self, given: list[str]) -> str | None:
        """The text of a call; None where the arguments do not fit."""
        values: dict[str, str] = {}
        for at, arg in enumerate(given):
            named = re.match(r"\s*([A-Za-z][\w$#]*)\s*=>\s*", arg)
            name = named[1].upper() if named else self.parameters[at][0] if at < len(self.parameters) else ""
            if name in values or name not in [n for n, _ in self.parameters]:
                return None
            values[name] = arg[named.end() :] if named else arg
        for name, default in self.parameters:
            if name not in values:
                if default is None:
                    return None
                values[name] = default
        tokens, out, done = tokenise(self.text, "oracle"), [], 0
        for at, token in enumerate(tokens):
            value = values.get(token.text.upper()) if not is_string(token) else None
            if value is None or (at and tokens[at - 1].text == "."):
                continue
            plain = re.fullmatch(r"\s*[\w$#.\"]+\s*", value)
            out += [self.text[done : token.start], value.strip() if plain else f"({value.strip()})"]
            done = token.end + 1
        return f"({''.join(out)}{self.text[done:]})"


def with_macros(sessions: list[list[Chunk]], debug: bool = False) -> list[list[Chunk]]:
    """The sessions, with macros written out where they are called."""
    if not any(_MACRO.search(chunk.text) for chunks in sessions for chunk in chunks if chunk.kind == "plsql"):
        return sessions
    known: dict[str, _Macro] = {}
    return passed(sessions, lambda chunk: (_written_out(chunk, known),), debug)


def _written_out(chunk: Chunk, known: dict[str, _Macro]) -> Chunk:
    if chunk.kind not in ("sql", "plsql"):
        return chunk
    source = Source(chunk, "oracle")
    words = ["" if is_string(t) else t.text.upper() for t in source.tokens]
    if chunk.kind == "plsql" and "SQL_MACRO" in words[:60]:
        made = _macro(source, words)
        if made is None:
            return chunk
        known[made[0]] = made[1]
        return replace(chunk, word=WRITTEN_OUT)
    edits = list(_calls(source, words, known)) if known else []
    return edited(chunk, edits) if edits else chunk


def _macro(source: Source, words: list[str]) -> tuple[str, _Macro] | None:
    """A macro outside packages whose body is `RETURN 'text'`; None for any other."""
    tokens = source.tokens
    if words[:2] != ["CREATE", "FUNCTION"] and words[:4] != ["CREATE", "OR", "REPLACE", "FUNCTION"]:
        return None
    at = words.index("FUNCTION") + 1
    name = words[at]
    parameters: list[tuple[str, str | None]] = []
    if words[at + 1] == ".":
        return None
    if words[at + 1] == "(":
        closing = _closing(words, at + 1)
        for first, last in _parts(words, at + 2, closing):
            default = next(
                (i for i in range(first, last) if words[i] in ("DEFAULT", ":=") or tokens[i].text == ":="), None
            )
            value = source.text[tokens[default + 1].start : tokens[last - 1].end + 1] if default is not None else None
            parameters.append((words[first], value))
    macro = words.index("SQL_MACRO")
    of_rows = "SCALAR" not in words[macro + 1 : macro + 6]
    begin = next((i for i in range(macro, len(words)) if words[i] == "BEGIN"), -1)
    if begin < 0 or words[begin - 1] not in ("IS", "AS") or words[begin + 1 : begin + 2] != ["RETURN"]:
        return None
    if begin + 4 >= len(words) or not is_string(tokens[begin + 2]) or words[begin + 3 : begin + 5] != [";", "END"]:
        return None
    return name, _Macro(parameters, tokens[begin + 2].text, of_rows)


def _closing(words: list[str], at: int) -> int:
    depth = 0
    while at < len(words):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0:
            return at
        at += 1
    return at


def _parts(words: list[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    at, depth = first, 0
    for i in range(first, last):
        depth += (words[i] == "(") - (words[i] == ")")
        if words[i] == "," and depth == 0:
            yield at, i
            at = i + 1
    if at < last:
        yield at, last


def _calls(source: Source, words: list[str], known: dict[str, _Macro]) -> Iterator[Edit]:
    tokens: list[Any] = source.tokens
    done = 0
    for at, word in enumerate(words):
        macro = known.get(word)
        if macro is None or at < done or words[at - 1] == "." or words[at + 1 : at + 2] != ["("]:
            continue
        closing = _closing(words, at + 1)
        given = [source.text[tokens[f].start : tokens[last - 1].end + 1] for f, last in _parts(words, at + 2, closing)]
        text = macro.called(given)
        if text is None or closing >= len(words):
            continue
        yield tokens[at].start, tokens[closing].end + 1, text
        done = closing
