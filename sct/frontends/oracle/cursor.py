"""A cursor over one statement's tokens: what the statement readers below are written with."""

from __future__ import annotations

from typing import Any

from sct.catalog.pieces import facts_of
from sct.frontends.oracle.names import fold
from sct.frontends.structure.source import Source
from sct.ir.objects import QName
from sct.ir.sql import Sql, SqlKind
from sct.sqlexpr.tokens import TokenType
from sct.text.span import Span

_STRINGS = frozenset((TokenType.STRING, TokenType.RAW_STRING, TokenType.NATIONAL_STRING, TokenType.NATIONAL_RAW_STRING))
_NO_WORDS = _STRINGS | {TokenType.IDENTIFIER}


# What readers ask for, word by word: written in them, so there are only so many.
_FLAT: dict[tuple[str, ...], tuple[str, ...]] = {}


class Unexpected(Exception):
    """The statement does not go on as Oracle's grammar has it. `at` = index of the token."""

    def __init__(self, at: int, found: str, expected: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.at = at


class _Range:
    __slots__ = ("first", "last")

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last


class Cursor:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = source.tokens
        self.words = ["" if t.token_type in _NO_WORDS else t.text.upper() for t in self.tokens]
        self.at = 0
        self.end = len(self.tokens)
        while self.end and self.words[self.end - 1] == ";":
            self.end -= 1

    # --- looking ------------------------------------------------------------------------------------------------------

    def more(self) -> bool:
        return self.at < self.end

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.words[index] if index < self.end else ""

    def sees(self, *words: str) -> bool:
        at, end, here = self.at, self.end, self.words
        for word in words:
            if (here[at] if at < end else "") != word:
                return False
            at += 1
        return True

    def take(self, *words: str) -> bool:
        """Consumes these words when they stand here."""
        flat = _FLAT.get(words)
        if flat is None:
            flat = _FLAT[words] = tuple(w for word in words for w in word.split())
        if self.sees(*flat):
            self.at += len(flat)
            return True
        return False

    def take_one(self, *words: str) -> str:
        word = self.peek()
        if word and word in words:
            self.at += 1
            return word
        return ""

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            self.fail(" ".join(words))

    def fail(self, expected: str) -> None:
        found = repr(self.tokens[self.at].text) if self.more() else "the end of the statement"
        raise Unexpected(min(self.at, max(len(self.tokens) - 1, 0)), found, expected)

    # --- taking -------------------------------------------------------------------------------------------------------

    def name(self, what: str = "a name") -> str:
        if not self.more():
            self.fail(what)
        token = self.tokens[self.at]
        if token.token_type in _STRINGS or not (token.text[:1].isalpha() or token.token_type is TokenType.IDENTIFIER):
            self.fail(what)
        self.at += 1
        return fold(token)

    def qname(self, what: str = "a name") -> QName:
        first = self.name(what)
        if self.take("."):
            return QName(first, self.name(what))
        return QName(None, first)

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

    def string(self) -> str:
        if not self.more() or self.tokens[self.at].token_type not in _STRINGS:
            self.fail("a string")
        self.at += 1
        text: str = self.tokens[self.at - 1].text
        return text

    def names(self, what: str = "a column") -> tuple[str, ...]:
        """A parenthesised list of names."""
        self.expect("(")
        out = [self.name(what)]
        while self.take(","):
            out.append(self.name(what))
        self.expect(")")
        return tuple(out)

    def skip_parens(self) -> None:
        """Over a balanced (…)."""
        depth = 0
        while self.more():
            word = self.peek()
            self.at += 1
            if word == "(":
                depth += 1
            elif word == ")":
                depth -= 1
                if not depth:
                    return
        self.fail("')'")

    # --- places ---------------------------------------------------------------------------------------------------------

    def span(self, first: int, last: int | None = None) -> Span:
        return self.source.span(first, self.at if last is None else last)

    def text(self, first: int, last: int | None = None) -> str:
        end = self.at if last is None else last
        if end <= first:
            return ""
        return self.source.text[self.tokens[first].start : self.tokens[end - 1].end + 1]

    def sql(self, kind: SqlKind, first: int, last: int | None = None) -> Sql:
        end = self.at if last is None else last
        if end <= first:
            self.fail("an expression")
        made: Sql = self.source.sql(kind, _Range(first, end))
        if kind == "expression":
            made.facts = facts_of(made.tokens or [])  # each is asked for them; their tokens may not travel with them
        return made

    def parens_sql(self, kind: SqlKind = "expression") -> Sql:
        """The inside of a balanced (…)."""
        if not self.sees("("):
            self.fail("'('")
        first = self.at
        self.skip_parens()
        return self.sql(kind, first + 1, self.at - 1)

    def until(self, *stops: str) -> Sql:
        """An expression up to a comma, `)` or one of the words, at depth 0."""
        first = self.at
        depth = cases = 0
        while self.more():
            word = self.peek()
            if word == "(":
                depth += 1
            elif word == ")":
                if not depth:
                    break
                depth -= 1
            elif word == "CASE":
                cases += 1
            elif word == "END" and cases:
                cases -= 1
            elif not depth and not cases and (word == "," or word in stops) and self.at > first:
                break
            self.at += 1
        return self.sql("expression", first)


def is_string(token: Any) -> bool:
    return token.token_type in _STRINGS
