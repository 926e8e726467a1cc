"""A cursor over one statement's tokens: what readers by hand are written with. An engine's own adds how its words are
seen, which words are names, and its numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sct.frontends.structure.source import Source
from sct.ir.objects import QName
from sct.ir.sql import Sql, SqlKind
from sct.sqlexpr.tokens import TokenType
from sct.text.span import Span


class Unexpected(Exception):
    """The statement does not go on as the source's grammar has it. `at` = index of the token."""

    def __init__(self, at: int, found: str, expected: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.at = at


class _Range:
    __slots__ = ("first", "last")

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last


class TokenCursor(ABC):
    """`words`: every token in capitals, "" for what is no word (strings, quoted names)."""

    strings: frozenset[TokenType]
    ends_expression: tuple[str, ...] = (
        ",",
    )  # signs that end an expression at depth 0, beside the words that are asked for

    def __init__(self, source: Source, words: list[str]) -> None:
        self.source = source
        self.tokens = source.tokens
        self.words = words
        self.at = 0
        self.end = len(self.tokens)
        while self.end and words[self.end - 1] == ";":
            self.end -= 1

    # --- looking ------------------------------------------------------------------------------------------------------

    def more(self) -> bool:
        return self.at < self.end

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.words[index] if 0 <= index < self.end else ""

    @abstractmethod
    def sees(self, *words: str) -> bool:
        """Whether these words stand here."""

    @abstractmethod
    def take(self, *words: str) -> bool:
        """Consumes these words when they stand here."""

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

    @abstractmethod
    def name(self, what: str = "a name") -> str:
        """The name that stands here, as the source folds it."""

    def qname(self, what: str = "a name") -> QName:
        first = self.name(what)
        if self.take("."):
            return QName(first, self.name(what))
        return QName(None, first)

    def is_string(self) -> bool:
        return self.more() and self.tokens[self.at].token_type in self.strings

    def string(self) -> str:
        if not self.is_string():
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
        if self.peek() != "(":
            self.fail("'('")
        depth = 0
        while self.more():
            word = self.peek()
            self.at += 1
            depth += (word == "(") - (word == ")")
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
        return made

    def parens_sql(self, kind: SqlKind = "expression") -> Sql:
        """The inside of a balanced (…)."""
        first = self.at
        self.skip_parens()
        return self.sql(kind, first + 1, self.at - 1)

    def until(self, *stops: str, kind: SqlKind = "expression") -> Sql:
        """An expression up to `)`, a sign that ends one, or one of the words, at depth 0 of parentheses and CASE."""
        first = self.at
        ends = (*self.ends_expression, *stops)
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
            elif not depth and not cases and word in ends and self.at > first:
                break
            self.at += 1
        return self.sql(kind, first)
