"""The cursor that readers of Teradata's statements are written with."""

from __future__ import annotations

from typing import Any

from sct.frontends.structure.cursor import TokenCursor, Unexpected
from sct.frontends.structure.source import Source
from sct.ir.objects import Note
from sct.sqlexpr.tokens import TokenType

__all__ = ["Cursor", "Unexpected", "fold"]

_STRINGS = frozenset((TokenType.STRING, TokenType.RAW_STRING, TokenType.NATIONAL_STRING, TokenType.HEX_STRING))
_NO_WORDS = _STRINGS | {TokenType.IDENTIFIER}


def fold(token: Any) -> str:
    """Names are compared without regard to case, quoted or not."""
    text: str = token.text
    return text.lower()


class Cursor(TokenCursor):
    strings = _STRINGS
    ends_expression = (",", ";")

    def __init__(self, source: Source) -> None:
        words = ["" if t.token_type in _NO_WORDS else " ".join(t.text.upper().split()) for t in source.tokens]
        super().__init__(source, words)
        self.said: list[Note] = []  # of clauses left out of a statement that has no notes of its own

    def sees(self, *words: str) -> bool:
        """Two words that the tokenizer made one (ORDER BY) count as two."""
        at = self.at
        if len(words) == 1 and " " not in words[0]:
            if at < self.end and self.words[at] == words[0]:
                self._behind = at + 1
                return True
            return False
        pending = " ".join(words).split()
        while pending:
            if at >= self.end:
                return False
            have = self.words[at].split() or [""]
            if have != pending[: len(have)]:
                return False
            pending = pending[len(have) :]
            at += 1
        self._behind = at
        return True

    def take(self, *words: str) -> bool:
        if self.sees(*words):
            self.at = self._behind
            return True
        return False

    def done(self) -> None:
        if self.more():
            self.fail("the end of the statement")

    def is_name(self) -> bool:
        if not self.more():
            return False
        token = self.tokens[self.at]
        if token.token_type is TokenType.IDENTIFIER:
            return True
        return token.token_type not in _STRINGS and (token.text[:1].isalpha() or token.text[:1] in "_#$")

    def name(self, what: str = "a name") -> str:
        if not self.is_name():
            self.fail(what)
        self.at += 1
        return fold(self.tokens[self.at - 1])

    def is_number(self) -> bool:
        return self.more() and self.tokens[self.at].token_type is TokenType.NUMBER

    def number(self) -> int:
        sign = -1 if self.take("-") else 1
        self.take("+")
        word = self.peek()
        if not word.isdigit():
            self.fail("a whole number")
        self.at += 1
        return sign * int(word)

    def skip_to(self, *stops: str) -> None:
        """Up to one of the words, a comma or `)` at depth 0, or the end."""
        depth = 0
        while self.more():
            word = self.peek()
            if depth == 0 and (word in stops or word == ")"):
                return
            depth += (word == "(") - (word == ")")
            self.at += 1

    def note(self, code: str, first: int, prefix: str = "") -> Note:
        """What was read since `first`, as a clause to account for."""
        text = " ".join(self.text(first).split())
        return Note(code, f"{prefix}{text if len(text) <= 100 else text[:99] + '…'}", self.span(first))
