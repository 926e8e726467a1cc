"""The one tokenization: sqlglot's tokenizer with its command keywords off, and the merges every stage wants.

Tokens are sqlglot's own (`text`, `token_type`, `start`, `end` inclusive offsets into the tokenised text, `comments`).
"""

from __future__ import annotations

import logging
from functools import cache
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlglot import Dialect
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import TokenError
from sqlglot.tokens import Token
from sqlglot.tokens import TokenType as _Members

if TYPE_CHECKING:
    from sqlglot.tokens import TokenType
else:
    # The members as plain attributes: until Python 3.12 a member is found through a descriptor, at ten times the cost, and
    # the loops over tokens ask for several of them a token.
    TokenType = SimpleNamespace(**_Members.__members__)

__all__ = ["Token", "TokenError", "TokenType", "dialect", "tokenise"]


# What the library warns of (a statement it does not understand) is refused by us, with its place.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


class SctNeutral(Postgres):
    """The language rules are written in: PostgreSQL's spelling, with `$name` a variable."""

    class Tokenizer(Postgres.Tokenizer):
        COMMANDS: set[TokenType] = set()
        COMMAND_PREFIX_TOKENS: set[TokenType] = set()
        VAR_SINGLE_TOKENS = {"$"}
        HEREDOC_STRINGS: list[str] = []
        SINGLE_TOKENS = {k: v for k, v in Postgres.Tokenizer.SINGLE_TOKENS.items() if k != "$"}


@cache
def dialect(engine: str) -> Any:
    """The sqlglot dialect whose tokenizer and parser read this engine (shared, stateless)."""
    if engine == "neutral":
        return Dialect.get_or_raise(SctNeutral)
    from sct.sqlexpr import sources

    found = sources.source(engine).DIALECT if engine in sources.names() else engine
    return Dialect.get_or_raise(found)


_ADJACENT = {
    (TokenType.DOT, TokenType.DOT): (TokenType.RANGE, ".."),
    (TokenType.LT, TokenType.LT): (TokenType.LT_AT, "<<"),
    (TokenType.GT, TokenType.GT): (TokenType.AT_GT, ">>"),
    (TokenType.STAR, TokenType.STAR): (TokenType.DSTAR, "**"),
}
# Oracle reads an operator with blanks between its signs as well: `a > = b`, `a | | b`.
_APART = {
    "oracle": {
        (TokenType.LT, TokenType.GT): (TokenType.NEQ, "<>"),
        (TokenType.NOT, TokenType.EQ): (TokenType.NEQ, "!="),
        (TokenType.CARET, TokenType.EQ): (TokenType.NEQ, "^="),
        (TokenType.GT, TokenType.EQ): (TokenType.GTE, ">="),
        (TokenType.LT, TokenType.EQ): (TokenType.LTE, "<="),
        (TokenType.PIPE, TokenType.PIPE): (TokenType.DPIPE, "||"),
    }
}


# Every pair that is merged holds one of these: a text with none of them (most DDL) has nothing to merge.
_IN_PAIRS = ("=", "<", ">", "|", ".", "**")
# Two tokens side by side of which the first merge of a text can be.
_NUMBERS = ((TokenType.NUMBER, TokenType.DOT), (TokenType.DOT, TokenType.NUMBER))
_PAIRS = frozenset([*_ADJACENT, *_NUMBERS, *(pair for every in _APART.values() for pair in every)])

_SECONDS = frozenset(second for _, second in _PAIRS)


@cache
def _tokenizer(engine: str) -> Any:
    """Made once an engine: it holds nothing of one text that the next one does not replace."""
    return dialect(engine).tokenizer()


def tokenise(text: str, engine: str) -> list[Token]:
    """Tokens of one statement. Raises TokenError when a quote or comment is open at the end.

    Merged here, because the characters belong together in every engine that has them: `..` `<<` `>>` `**`, and the signs
    of an operator that an engine lets stand apart; the number in front of `..` gives its dot back, and a number takes the
    dot in front of it (`THEN .5`), unless a name stands before that.
    """
    found: list[Token] = _tokenizer(engine).tokenize(text)
    for signs in _IN_PAIRS:
        if signs in text:
            kinds = [token.token_type for token in found]
            return found if _PAIRS.isdisjoint(pairwise(kinds)) else _merged(found, text, engine)
    return found


def _merged(found: list[Token], text: str, engine: str) -> list[Token]:
    apart = _APART.get(engine, {})
    out: list[Token] = []
    append = out.append
    previous: Token | None = None
    for token in found:
        kind = token.token_type
        if kind not in _SECONDS:  # as nearly every token: nothing is merged with the one in front of it
            append(token)
            previous = token
            continue
        if previous is not None and token.start == previous.end + 1:
            pair = _ADJACENT.get((previous.token_type, kind))
            if pair is not None:
                out[-1] = previous = Token(
                    pair[0], pair[1], token.line, token.col, previous.start, token.end, token.comments
                )
                continue
            if kind is TokenType.DOT and previous.token_type is TokenType.NUMBER and previous.text.endswith("."):
                number = Token(
                    TokenType.NUMBER,
                    previous.text[:-1],
                    previous.line,
                    previous.col,
                    previous.start,
                    previous.end - 1,
                    previous.comments,
                )
                out[-1] = number
                previous = Token(TokenType.RANGE, "..", token.line, token.col, token.start - 1, token.end)
                append(previous)
                continue
            if kind is TokenType.NUMBER and previous.token_type is TokenType.DOT and not _continues(text, previous):
                out[-1] = previous = Token(
                    kind, f"0.{token.text}", token.line, token.col, previous.start, token.end, token.comments
                )
                continue
        if apart and previous is not None and (pair := apart.get((previous.token_type, kind))) is not None:
            out[-1] = previous = Token(
                pair[0], pair[1], token.line, token.col, previous.start, token.end, token.comments
            )
            continue
        append(token)
        previous = token
    return out


def _continues(text: str, dot: Token) -> bool:
    """Whether the dot stands right behind a name or a bracket."""
    before = text[dot.start - 1 : dot.start]
    return before.isalnum() or before in ("_", "$", "#", '"', ")", "]") if before else False
