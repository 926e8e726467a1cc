"""What the tokens of a piece of code say by themselves: the names in it, and whether it can fail.

Found once for a piece, by whoever has its tokens: a reader's process sends it along, the tokens it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from sys import intern
from typing import Any

from sct.ir.sql import Sql
from sct.sqlexpr.tokens import TokenError, TokenType, tokenise

Path = tuple[str, ...]
# The dotted names in order, folded; whether it cannot fail; whether its value surely fits its target; the names with
# something in parentheses behind them, None where it can fail even if none of those does. A plain tuple travels cheaply.
Facts = tuple[tuple[Path, ...], bool, bool, tuple[Path, ...] | None]

STRINGS = (TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING)
_LITERALS = frozenset((*STRINGS, TokenType.NUMBER))
_SAFE_SIGNS = frozenset(("||", "=", "<>", "!=", "<", ">", "<=", ">=", ".", ":", "=>", ",", ")"))
_SAFE_WORDS = frozenset(("null", "true", "false", "and", "or", "not", "is"))
_BEFORE_PARENTHESIS = _SAFE_WORDS | {"(", "||"}


VALUE = "()"  # what a member belongs to that has no name


def facts(sql: Sql) -> Facts:
    found: Facts | None = sql.facts
    if found is None:
        found = sql.facts = facts_of(tokens_of(sql))
    return found


def chains(sql: Sql) -> Iterator[Path]:
    """The dotted names in a piece, in order, folded; one of a call's or element's result, `f(1).x`, begins with VALUE."""
    return iter(facts(sql)[0])


def is_safe(sql: Sql) -> bool:
    """Whether an expression cannot fail: literals, plain values, comparisons, concatenation. `v + 1` too: where it is
    assigned, `literals.tight` finds the counters that may leave their type's range."""
    return facts(sql)[1]


def is_sure(sql: Sql) -> bool:
    """Whether a value surely fits its target: a literal, NULL, or a counter's next value."""
    return facts(sql)[2]


def safe_tokens(tokens: list[Any]) -> bool:
    """As `is_safe`, of tokens; commas keep several expressions apart."""
    return facts_of(tokens)[1]


def tokens_of(sql: Sql) -> list[Any]:
    if sql.tokens is not None and sql.tree is None:
        return sql.tokens  # once there is a tree, only the first one is kept
    try:
        return tokenise(sql.text, sql.dialect)
    except TokenError:
        return []


def folded(token: Any) -> str:
    """A name as the source folds it."""
    text: str = token.text
    return text if token.token_type is TokenType.IDENTIFIER and text != text.upper() else text.lower()


def facts_of(tokens: list[Any]) -> Facts:
    names: list[Path] = []
    chain: list[str] = []
    after = 0  # 1: right behind a name, 2: behind its dot, 3: behind the dot of a value
    safe = True
    heads: list[Path] = []
    quoted = TokenType.IDENTIFIER
    for position, token in enumerate(tokens):
        text, kind = token.text, token.token_type
        if kind is quoted or (text[:1].isalpha() and kind not in _LITERALS):
            name = intern(folded(token))
            if after == 2:
                chain.append(name)
            else:
                if chain:
                    names.append(tuple(chain))
                chain = [VALUE, name] if after == 3 else [name]
            after = 1
            continue
        behind, after = (
            after,
            (2 if after == 1 else 3 if position and tokens[position - 1].text == ")" else 0) * (text == "."),
        )
        if safe and kind not in _LITERALS and text not in _SAFE_SIGNS:
            before = tokens[position - 1].text.lower() if position else ""
            safe = (text == "%" and before == "sql") or (
                text == "(" and (not position or before in _BEFORE_PARENTHESIS)
            )
            if not safe and text == "(" and behind == 1:
                heads.append(tuple(chain))
                safe = True
    if chain:
        names.append(tuple(chain))
    count = len(tokens)
    counted = count == 3 and tokens[1].text in "+-" and tokens[2].token_type is TokenType.NUMBER
    single = count == 1 and (tokens[0].token_type in _LITERALS or tokens[0].text.lower() in _SAFE_WORDS)
    called = tuple(heads) if safe else None
    return tuple(names), (safe and not heads) or counted, single or counted, called
