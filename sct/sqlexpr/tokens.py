"""The one tokenization: sqlglot's tokenizer with its command keywords off, and the merges every stage wants.

Tokens are sqlglot's own (`text`, `token_type`, `start`, `end` inclusive offsets into the tokenised text, `comments`).
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from sqlglot import Dialect
from sqlglot.dialects.oracle import Oracle
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType

__all__ = ["Token", "TokenError", "TokenType", "dialect", "tokenise"]


# Words other engines' languages have and Oracle's queries do not: there they are names like any other.
_NO_WORDS_OF_ORACLE = frozenset(
    """SHOW DESCRIBE CACHE UNCACHE LOAD ANALYZE COPY KILL USE EXECUTE LIMIT TOP SCHEMA DATABASE STRING UUID MAP STRUCT
    ARRAY LIST VOLATILE TEMPORARY TEMP DIV XOR GLOB RLIKE ILIKE FUNCTION PROCEDURE SUMMARIZE TRUNCATE REFRESH OBJECT
    TEXT BOOL TINYINT MEDIUMINT BIGINT INT8 INT4 INT2 SERIAL BIGSERIAL MONEY INET HSTORE JSONB ENUM DATETIME
    SMALLDATETIME TIMESTAMPTZ TIMESTAMPLTZ VARBINARY BINARY BYTEA IMAGE GEOMETRY GEOGRAPHY SUPER HLLSKETCH VARIANT
    NULLABLE UTINYINT USMALLINT UINT UBIGINT UHUGEINT HUGEINT FORMAT PRAGMA SETTINGS QUALIFY ASOF ANTI SEMI TIME
    OVERWRITE OPTIMIZE DISTRIBUTE STRAIGHT_JOIN KEY RANGE REPLACE REFERENCES""".split()
) - {"KEY", "RANGE", "REPLACE", "REFERENCES", "FORMAT", "TRUNCATE"}


# What the library warns of (a statement it does not understand) is refused by us, with its place.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


class SctOracle(Oracle):
    """Oracle's lexical rules; registered beside sqlglot's own dialect, never in its place."""

    class Tokenizer(Oracle.Tokenizer):
        COMMANDS: set[TokenType] = set()
        COMMAND_PREFIX_TOKENS: set[TokenType] = set()
        # Words that are one token there and two in our grammars.
        KEYWORDS = {
            word: kind
            for word, kind in Oracle.Tokenizer.KEYWORDS.items()
            if word not in _NO_WORDS_OF_ORACLE
            and word
            not in (
                "BULK COLLECT INTO",
                "PRIMARY KEY",
                "FOREIGN KEY",
                "SQL SECURITY",
                "CLUSTER BY",
                "DISTRIBUTE BY",
                "SORT BY",
                "SIMILAR TO",
                "PARTITIONED BY",
            )
        }


class SctNeutral(Postgres):
    """The language rules are written in: PostgreSQL's spelling, with `$name` a variable."""

    class Tokenizer(Postgres.Tokenizer):
        COMMANDS: set[TokenType] = set()
        COMMAND_PREFIX_TOKENS: set[TokenType] = set()
        VAR_SINGLE_TOKENS = {"$"}
        HEREDOC_STRINGS: list[str] = []
        SINGLE_TOKENS = {k: v for k, v in Postgres.Tokenizer.SINGLE_TOKENS.items() if k != "$"}


ENGINES: dict[str, type] = {"oracle": SctOracle, "neutral": SctNeutral}


@cache
def dialect(engine: str) -> Any:
    """The sqlglot dialect whose tokenizer and parser read this engine (shared, stateless)."""
    found = ENGINES.get(engine)
    return Dialect.get_or_raise(found) if found else Dialect.get_or_raise(engine)


_ADJACENT = {
    (TokenType.DOT, TokenType.DOT): (TokenType.RANGE, ".."),
    (TokenType.LT, TokenType.LT): (TokenType.LT_AT, "<<"),
    (TokenType.GT, TokenType.GT): (TokenType.AT_GT, ">>"),
    (TokenType.STAR, TokenType.STAR): (TokenType.DSTAR, "**"),
}


def tokenise(text: str, engine: str) -> list[Token]:
    """Tokens of one statement. Raises TokenError when a quote or comment is open at the end.

    Merged here, because the characters belong together in every engine that has them: `..` `<<` `>>` `**`;
    the number in front of `..` gives its dot back.
    """
    found: list[Token] = dialect(engine).tokenize(text)
    out: list[Token] = []
    append = out.append
    previous: Token | None = None
    for token in found:
        kind = token.token_type
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
        append(token)
        previous = token
    return out
