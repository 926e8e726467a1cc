"""The cursor that readers of Oracle's statements are written with."""

from __future__ import annotations

from typing import Any

from sct.catalog.pieces import facts_of
from sct.frontends.oracle.names import fold
from sct.frontends.structure.cursor import TokenCursor, Unexpected
from sct.frontends.structure.source import Source
from sct.ir.sql import Sql, SqlKind
from sct.sqlexpr.tokens import TokenType

__all__ = ["Cursor", "Unexpected", "is_string"]

_STRINGS = frozenset((TokenType.STRING, TokenType.RAW_STRING, TokenType.NATIONAL_STRING, TokenType.NATIONAL_RAW_STRING))
_NO_WORDS = _STRINGS | {TokenType.IDENTIFIER}


# What readers ask for, word by word: written in them, so there are only so many.
_FLAT: dict[tuple[str, ...], tuple[str, ...]] = {}


class Cursor(TokenCursor):
    strings = _STRINGS

    def __init__(self, source: Source) -> None:
        super().__init__(source, ["" if t.token_type in _NO_WORDS else t.text.upper() for t in source.tokens])

    def sees(self, *words: str) -> bool:
        at, end, here = self.at, self.end, self.words
        for word in words:
            if (here[at] if at < end else "") != word:
                return False
            at += 1
        return True

    def take(self, *words: str) -> bool:
        flat = _FLAT.get(words)
        if flat is None:
            flat = _FLAT[words] = tuple(w for word in words for w in word.split())
        at = self.at
        if at >= self.end or self.words[at] != flat[0]:
            return False  # as nearly always
        if len(flat) > 1 and not self.sees(*flat):
            return False
        self.at = at + len(flat)
        return True

    def name(self, what: str = "a name") -> str:
        if not self.more():
            self.fail(what)
        token = self.tokens[self.at]
        if token.token_type in _STRINGS or not (token.text[:1].isalpha() or token.token_type is TokenType.IDENTIFIER):
            self.fail(what)
        self.at += 1
        return fold(token)

    def number(self) -> int:
        sign = -1 if self.take("-") else 1
        digits, _, power = self.peek().partition("E")
        if not (digits.isascii() and digits.isdigit()) or (power and not power.isdigit()) or len(power) > 2:
            self.fail("a whole number")
        if not power and "E" in self.peek():
            self.fail("a whole number")
        value = int(digits) * 10 ** int(power or 0)
        self.at += 1
        return sign * value

    def sql(self, kind: SqlKind, first: int, last: int | None = None) -> Sql:
        made = super().sql(kind, first, last)
        if kind == "expression":
            made.facts = facts_of(made.tokens or [])  # each is asked for them; their tokens may not travel with them
        return made


def is_string(token: Any) -> bool:
    return token.token_type in _STRINGS
