"""CASE with dangling predicates and lists (23ai, PL/SQL Language Reference, CASE): `CASE x WHEN < 3 THEN … WHEN 3, 4 THEN …`.

Each is written as the searched CASE it means, `CASE WHEN x < 3 THEN … WHEN (x = 3 OR x = 4) THEN …`, before the unit is read. The
selector is computed once in the source: one that is no plain name is left as it is, and refused by the reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from sct.frontends.oracle.cursor import is_string
from sct.frontends.oracle.rewriting import Edit, edited
from sct.frontends.structure.source import Source
from sct.sqlexpr.token_lists import split_commas
from sct.sqlexpr.tokens import Token, TokenType
from sct.text.chunk import Chunk

_SIGNS = frozenset(("=", "<>", "!=", "^=", "~=", "<", ">", "<=", ">="))
_WORDS = frozenset(("is", "in", "between", "like", "like2", "like4", "likec", "member", "submultiset"))


def instead_of(chunk: Chunk) -> Iterator[Chunk]:
    if chunk.kind == "plsql" and "case" in chunk.text.lower():
        edits = sorted(_edits(Source(chunk, "oracle"), chunk.text))
        chunk = edited(chunk, edits) if edits else chunk
    yield chunk


def _edits(source: Source, text: str) -> Iterator[Edit]:
    tokens = list(source.tokens)
    words = ["" if is_string(token) else token.text.lower() for token in tokens]
    for at, word in enumerate(words):
        if word == "case" and words[at - 1] != "end" and words[at + 1 : at + 2] not in ([], ["when"], [";"]):
            yield from _one(tokens, words, text, at)


def _one(tokens: list[Token], words: list[str], text: str, at: int) -> Iterator[Edit]:
    """The edits of the CASE that begins at a token, where one of its WHENs needs them."""
    choices: list[tuple[int, int]] = []  # the tokens behind a WHEN of this CASE, in front of its THEN
    depth, first, i = 0, 0, at + 1
    while i < len(words):
        if words[i] == "begin" or (words[i] == "case" and words[i - 1] != "end"):
            depth += 1
        elif words[i] == "end" and words[i + 1 : i + 2] not in (["if"], ["loop"]):
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and words[i] == "when" and not _leaves(words, i):
            first = i + 1
        elif depth == 0 and words[i] == "then" and first:
            choices.append((first, i))
            first = 0
        i += 1
    if not choices or not any(_dangles(tokens[a:b], words[a:b]) for a, b in choices):
        return
    selector = tokens[at + 1 : choices[0][0] - 1]
    if any("case" in words[a:b] for a, b in choices) or not _is_name(selector):
        return
    name = text[selector[0].start : selector[-1].end + 1]
    yield selector[0].start, selector[-1].end + 1, ""
    for a, b in choices:
        tests = [_test(part, text, name) for part in split_commas(tokens[a:b])]
        yield tokens[a].start, tokens[b - 1].end + 1, tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"


def _leaves(words: list[str], i: int) -> bool:
    """Whether a WHEN is that of EXIT or CONTINUE, with a label or without."""
    return words[i - 1] in ("exit", "continue") or words[i - 2] in ("exit", "continue")


def _dangles(choice: list[Token], words: list[str]) -> bool:
    return len(split_commas(choice)) > 1 or _is_predicate(words)


def _is_predicate(words: list[str]) -> bool:
    word = words[1] if words[:1] == ["not"] and len(words) > 1 else words[0] if words else ""
    return word in _WORDS or (word in _SIGNS and words[:1] != ["not"])


def _is_name(tokens: list[Token]) -> bool:
    names = tokens[::2]
    return (
        bool(tokens)
        and len(tokens) % 2 == 1
        and all(token.token_type is TokenType.VAR for token in names)
        and all(token.text == "." for token in tokens[1::2])
    )


def _test(choice: list[Token], text: str, name: str) -> str:
    said = text[choice[0].start : choice[-1].end + 1]
    predicate = _is_predicate([token.text.lower() for token in choice[:2]])
    return f"{name} {said}" if predicate else f"{name} = {said}"
