"""A cursor over one statement's tokens: what the statement readers beside it are written with."""

from __future__ import annotations

from typing import Any

from sct.frontends.structure.source import Source
from sct.ir.objects import Note, QName
from sct.ir.sql import Sql, SqlKind
from sct.sqlexpr.tokens import TokenType
from sct.text.span import Span

_STRINGS = (TokenType.STRING, TokenType.RAW_STRING, TokenType.NATIONAL_STRING, TokenType.HEX_STRING)


class Unexpected(Exception):
    """The statement does not go on as Teradata's grammar has it. `at` = index of the token."""

    def __init__(self, at: int, found: str, expected: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.at = at


class _Range:
    __slots__ = ("first", "last")

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last


def fold(token: Any) -> str:
    """Names are compared without regard to case, quoted or not."""
    text: str = token.text
    return text.lower()


class Cursor:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = source.tokens
        self.words = [
            "" if t.token_type in _STRINGS or t.token_type is TokenType.IDENTIFIER else " ".join(t.text.upper().split())
            for t in self.tokens
        ]
        self.at = 0
        self.said: list[Note] = []  # of clauses left out of a statement that has no notes of its own
        self.end = len(self.tokens)
        while self.end and self.words[self.end - 1] == ";":
            self.end -= 1

    # --- looking ------------------------------------------------------------------------------------------------------

    def more(self) -> bool:
        return self.at < self.end

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.words[index] if 0 <= index < self.end else ""

    def sees(self, *words: str) -> bool:
        """Whether these words stand here; two that the tokenizer made one (ORDER BY) count as two."""
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
        """Consumes these words when they stand here."""
        if self.sees(*words):
            self.at = self._behind
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

    def done(self) -> None:
        if self.more():
            self.fail("the end of the statement")

    # --- taking -------------------------------------------------------------------------------------------------------

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

    def qname(self, what: str = "a name") -> QName:
        first = self.name(what)
        if self.take("."):
            return QName(first, self.name(what))
        return QName(None, first)

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

    def is_string(self) -> bool:
        return self.more() and self.tokens[self.at].token_type in _STRINGS

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

    def skip_to(self, *stops: str) -> None:
        """Up to one of the words, a comma or `)` at depth 0, or the end."""
        depth = 0
        while self.more():
            word = self.peek()
            if depth == 0 and (word in stops or word == ")"):
                return
            depth += (word == "(") - (word == ")")
            self.at += 1

    # --- places ---------------------------------------------------------------------------------------------------------

    def span(self, first: int, last: int | None = None) -> Span:
        return self.source.span(first, self.at if last is None else last)

    def text(self, first: int, last: int | None = None) -> str:
        end = self.at if last is None else last
        if end <= first:
            return ""
        return self.source.text[self.tokens[first].start : self.tokens[end - 1].end + 1]

    def note(self, code: str, first: int, prefix: str = "") -> Note:
        """What was read since `first`, as a clause to account for."""
        text = " ".join(self.text(first).split())
        return Note(code, f"{prefix}{text if len(text) <= 100 else text[:99] + '…'}", self.span(first))

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
        """An expression up to a comma, `)`, `;` or one of the words, at depth 0 of parentheses and CASE."""
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
            elif not depth and not cases and (word in (",", ";") or word in stops) and self.at > first:
                break
            self.at += 1
        return self.sql(kind, first)
