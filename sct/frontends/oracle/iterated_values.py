"""Collections made by iterating (21c, PL/SQL Language Reference, Qualified Expressions): `t(FOR i IN 1 .. 4 => i * i)`.

They are written out before the unit is read: in front of a statement as a loop that fills a variable of our own, for the
first value of a declaration as a local function. What stands elsewhere (conditions, specifications), and types nobody
declares here, are left as they are and refused by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise

from sct.frontends.oracle.rewriting import Edit, edited, passed
from sct.frontends.structure.source import Source
from sct.sqlexpr.token_lists import STRINGS, group_end, split_commas
from sct.sqlexpr.tokens import Token, TokenError, TokenType
from sct.text.chunk import Chunk

_SIGN = re.compile(r"\(\s*FOR\b", re.IGNORECASE)
_NO_STATEMENTS = frozenset(
    "if elsif while for case when exit continue forall open fetch raise goto select insert update delete merge".split()
)
_STARTS = frozenset((";", "begin", "then", "else", "loop", ">>", "is", "as", "declare", "exception"))


def with_iterated(sessions: list[list[Chunk]], debug: bool) -> list[list[Chunk]]:
    """The sessions with every collection that is made by iterating written out."""
    if not any(_SIGN.search(chunk.text) for chunks in sessions for chunk in chunks if chunk.kind == "plsql"):
        return sessions
    known = _Types(chunk for chunks in sessions for chunk in chunks)
    return passed(sessions, lambda chunk: _written_out(chunk, known), debug)


class _Types:
    """Of which form the collection types of the input are; a name that two forms have says nothing."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self.forms: dict[str, set[str]] = {}
        for chunk in chunks:
            if chunk.kind in ("sql", "plsql") and "type" in chunk.text.lower():
                with suppress(TokenError):  # an open quote or comment: who reads the chunk says so
                    self._declared(Source(chunk, "oracle").tokens)

    def _declared(self, tokens: list[Token]) -> None:
        words = ["" if token.token_type in STRINGS else token.text.lower() for token in tokens]
        for at, word in enumerate(words):
            if word != "type":
                continue
            name = at + 3 if words[at + 2 : at + 3] == ["."] else at + 1
            made = name + 2 if words[name + 1 : name + 2] == ["force"] else name + 1
            if words[made : made + 1] not in (["is"], ["as"]):
                continue
            form = words[made + 1 : made + 2]
            if form in (["varray"], ["varying"]):
                self.forms.setdefault(words[name], set()).add("list")
            elif form == ["table"]:
                end = words.index(";", made) if ";" in words[made:] else len(words)
                keyed = ("index", "by") in pairwise(words[made:end])
                self.forms.setdefault(words[name], set()).add("keyed" if keyed else "list")

    def form(self, name: str) -> str:
        forms = self.forms.get(name.lower(), set())
        return next(iter(forms)) if len(forms) == 1 else ""


def _written_out(chunk: Chunk, known: _Types) -> Iterator[Chunk]:
    if chunk.kind == "plsql" and _SIGN.search(chunk.text):
        edits = list(_edits(Source(chunk, "oracle"), chunk.text, known))
        chunk = edited(chunk, sorted(edits)) if edits else chunk
    yield chunk


def _edits(source: Source, text: str, known: _Types) -> Iterator[Edit]:
    tokens = list(source.tokens)
    words = [token.text.lower() for token in tokens]
    number, done = 0, 0
    for at in range(1, len(tokens) - 1):
        if at < done or words[at] != "(" or words[at + 1] != "for" or tokens[at - 1].token_type is not TokenType.VAR:
            continue
        end = group_end(tokens, at)
        first = at - 1  # of the type's name
        while first > 1 and words[first - 1] == ".":
            first -= 2
        start = _statement(words, first)
        stop = next((i for i in range(end, len(words)) if words[i] == ";"), len(words))
        filled = _filled(tokens[at + 1 : end], text, known.form(words[at - 1]))
        if filled is None or start is None or start == first or stop == len(words):
            continue
        number += 1
        done = stop
        name, type_ = f"sct_made_{number}", text[tokens[first].start : tokens[at - 1].end + 1]
        made = f"{name} {type_} := {type_}(); "
        loops = "".join(filled).replace("\x00", name)
        if _declares(tokens, words, start, first):
            yield (
                tokens[start].start,
                tokens[start].start,
                f"FUNCTION {name}_value RETURN {type_} IS {made}BEGIN {loops}RETURN {name}; END; ",
            )
            yield tokens[first].start, tokens[end].end + 1, f"{name}_value"
        elif words[start] not in _NO_STATEMENTS:
            yield tokens[start].start, tokens[start].start, f"DECLARE {made}BEGIN {loops}"
            yield tokens[first].start, tokens[end].end + 1, name
            yield tokens[stop].end + 1, tokens[stop].end + 1, " END;"


def _statement(words: list[str], at: int) -> int | None:
    """Where the statement or declaration begins that holds a token; None where none does."""
    depth = 0
    for i in range(at - 1, -1, -1):
        depth += (words[i] == ")") - (words[i] == "(")
        if depth <= 0 and words[i] in _STARTS:
            return i + 1
    return None


def _declares(tokens: list[Token], words: list[str], start: int, before: int) -> bool:
    """`name [CONSTANT] type … := value`: two names in a row, which no assignment or call begins with."""
    plain = tokens[start + 1].token_type is TokenType.VAR or words[start + 1] == "constant"
    return plain and words[start] not in ("return", "pipe") and ":=" in words[start + 2 : before]


def _filled(inside: list[Token], text: str, form: str) -> list[str] | None:
    """A loop for every association; the collection's name in it is a NUL character. None: it is no such form."""
    out: list[str] = []
    parts: list[list[Token]] = []
    for part in split_commas(inside):  # the controls of one iterator have commas between them, too
        if part and part[0].text.lower() == "for":
            parts.append(part)
        elif parts and not any(t.token_type is TokenType.FARROW for t in parts[-1]):
            parts[-1] = [*parts[-1], *part]
        else:
            return None
    for part in parts:
        loop = _loop(part, text, form)
        if loop is None:
            return None
        out.append(loop)
    return out


def _loop(part: list[Token], text: str, form: str) -> str | None:
    words = [token.text.lower() for token in part]
    arrow = next((i for i, token in enumerate(part) if token.token_type is TokenType.FARROW), -1)
    within = words.index("in") if "in" in words else -1
    if not form or arrow < 0 or not 0 < within < arrow or arrow + 1 == len(part):
        return None
    value = text[part[arrow + 1].start : part[-1].end + 1]
    head_end, key, chosen = arrow, words[1], "basic"
    for i in range(within, arrow):
        if words[i] in ("index", "sequence"):
            head_end, chosen = i, words[i]
    if chosen == "index":
        key = text[part[head_end + 1].start : part[arrow - 1].end + 1]
    head = text[part[0].start : part[head_end - 1].end + 1]
    if form == "list":
        counted = chosen == "basic" and words[within + 1 : within + 3] == ["1", ".."] and "by" not in words[:arrow]
        if chosen == "index" or (chosen == "basic" and not (counted and "when" not in words[:arrow])):
            return None
        return f"{head} LOOP \x00.EXTEND; \x00(\x00.LAST) := {value}; END LOOP; "
    if chosen == "sequence":
        key = "NVL(\x00.LAST, 0) + 1"
    return f"{head} LOOP \x00({key}) := {value}; END LOOP; "
