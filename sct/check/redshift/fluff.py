"""The second net: sqlfluff's Redshift dialect (the extra `verify-redshift`), statement by statement.

It was written from the guide by others than us, so it sees what the first net's tree cannot: order and spelling of
Redshift's own clauses. It neither looks into `$$` bodies (their statements are handed to it one by one) nor takes
everything that is right; what it is known to get wrong is not shown to it.

It reads some 7,000 characters a second. Two statements that differ in names and literals only get one verdict, and a
run that is not `thorough` ends at a bound, which is said.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from sct.check.redshift.attributes import Fault
from sct.check.redshift.blocks import NotPlpgsql, inside, leaves, read, routine
from sct.check.redshift.tokens import Token, Tokens, deep, phrase, statements, tokenise, words

BOUND = 20_000  # characters of statements of different shapes in a run that is not thorough
LONGEST = 30_000  # a longer statement is left to the other nets
_IN_BODIES = frozenset("select with insert update delete merge create drop truncate call".split())


@dataclass(slots=True)
class Fluff:
    """One run; `looked_at` and `passed_over` count statements. `missing` says why there is no sqlfluff."""

    thorough: bool = False
    looked_at: int = 0
    passed_over: int = 0
    missing: str = ""
    _linter: Any = field(default=None, repr=False)
    _left: int = BOUND
    _shapes: dict[str, bool] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if find_spec("sqlfluff") is None:
            self.missing = "sqlfluff is not installed (pip install 'sct[verify-redshift]'): its net was not spread"

    def judge(self, pieces: Sequence[str]) -> list[list[Fault]]:
        """What sqlfluff has against each piece. At its bound it has seen as much of every kind of statement."""
        found: list[list[Fault]] = [[] for _ in pieces]
        if self.missing:
            return found
        kinds: dict[str, deque[tuple[int, Tokens]]] = {}
        for index, sql in enumerate(pieces):
            for items in _statements(sql):
                kinds.setdefault(" ".join(words(items, 2)[: 1 + (items[0].word == "create")]), deque()).append(
                    (index, items)
                )
        while kinds:
            for kind in list(kinds):
                index, items = kinds[kind].popleft()
                found[index] += self._statement(pieces[index], items)
                if not kinds[kind]:
                    del kinds[kind]
        return found

    def _statement(self, sql: str, items: Tokens) -> Iterator[Fault]:
        if _misjudged(items):
            return
        start, end = items[0].at, _end(items[-1])
        shape = _shape(items)
        if self._shapes.get(shape):
            self.looked_at += 1
            return
        if end - start > LONGEST or (not self.thorough and self._left <= 0):
            self.passed_over += 1
            return
        self._left -= end - start
        self.looked_at += 1
        fault = self._parse(_blank(sql, items, start, end), start)
        self._shapes[shape] = fault is None
        if fault is not None:
            yield fault

    def _parse(self, text: str, start: int) -> Fault | None:
        if self._linter is None:
            self._linter = _linter()
        violations = self._linter.parse_string(text + ";").violations
        if not violations:
            return None
        first = min(violations, key=lambda one: (one.line_no, one.line_pos))
        lines = text.split("\n")
        at = sum(len(line) + 1 for line in lines[: first.line_no - 1]) + first.line_pos - 1
        what = " ".join(text[at : at + 40].split())
        return Fault(start + min(at, len(text) - 1), f"cannot be read from “{what}” on")


def _linter() -> Any:
    from sqlfluff.core import FluffConfig, Linter

    logging.getLogger("sqlfluff").setLevel(logging.CRITICAL)
    settings = {"dialect": "redshift", "templater": "raw", "large_file_skip_byte_limit": 0}
    return Linter(config=FluffConfig(overrides=settings))


def _statements(sql: str) -> Iterator[Tokens]:
    """The statements of a piece, and those in its bodies."""
    for items in statements(tokenise(sql)):
        yield items
        with suppress(NotPlpgsql):  # the first net says so
            yield from _inner(items)


def _inner(items: Tokens) -> Iterator[Tokens]:
    """The SQL statements of a PL/pgSQL body."""
    found = routine(items)
    if found is None or found.body is None or found.language != "plpgsql":
        return
    _, text, base = inside(items[found.body])
    for leaf, _ in leaves(read(tokenise(text, base))):
        if leaf.kind == "statement" and words(leaf.items, 1)[0] in _IN_BODIES:
            kept = [token for token in leaf.items if token.text != ";" or token.kind != "mark"]
            if (
                phrase(kept, ("into",)) < 2
                or words(kept, 1) not in (["select"], ["with"])
                or phrase(kept, ("into",)) == len(kept)
            ):
                yield kept


def _misjudged(items: Tokens) -> bool:
    """What sqlfluff 4.5 refuses although the guide has it."""
    head = words(items, 2)
    if head[:1] in (["grant"], ["revoke"]):  # several grantees
        return any(token.text == "," for token in items)
    if head[:1] == ["set"]:  # most settings
        return True
    if head[:1] == ["delete"] and head[1:] != ["from"]:  # FROM may be left out
        return True
    if head[:1] == ["analyze"]:  # PREDICATE COLUMNS
        return True
    tokens = list(deep(items))
    if phrase(tokens, ("day", "to")) < len(tokens) or phrase(tokens, ("year", "to")) < len(tokens):
        return True  # INTERVAL DAY TO SECOND as a type
    return any(token.word == "connect" for token in tokens) or any(
        token.kind == "group" and len(token.items) == 1 and token.items[0].text == "+" for token in tokens
    )


def _end(token: Token) -> int:
    return token.close + 1 if token.kind == "group" else token.at + len(token.text)


def _blank(sql: str, items: Tokens, start: int, end: int) -> str:
    """The text with nothing in its literals: sqlfluff's lexer stumbles over backslashes."""
    parts: list[str] = []
    last = start
    for token in deep(items):
        if token.kind != "string" or len(token.text) < 3:
            continue
        quote = token.text.index("'")
        parts += [sql[last : token.at + quote + 1], "x" * (len(token.text) - quote - 2)]
        last = token.at + len(token.text) - 1
    parts.append(sql[last:end])
    return "".join(parts)


def _shape(items: Tokens) -> str:
    """A statement without what its names and literals are; words stay, since each may be a keyword."""
    out: list[str] = []

    def walk(tokens: Tokens) -> None:
        for token in tokens:
            if token.kind == "group":
                out.append("(")
                walk(token.items)
                out.append(")")
            elif token.kind in ("string", "number", "quoted", "dollar"):
                out.append(token.kind[0].upper())
            else:
                out.append(token.text.lower())

    walk(items)
    return " ".join(out)
