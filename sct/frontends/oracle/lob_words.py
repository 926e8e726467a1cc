"""Statements and queries as rows of words, for what is found out about LOBs of rows (lob_locators.py, lob_cursors.py)."""

from __future__ import annotations

from typing import Any

from sct.catalog.pieces import folded, tokens_of
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import CLOSED, values
from sct.sqlexpr.tokens import Token, TokenType
from sct.text.span import Span

ALL = "*"  # the item of SELECT * FROM …
_JOINS = (",", "JOIN", "LEFT", "INNER", "CROSS", "NATURAL", "RIGHT", "FULL")


def lists(node: Any) -> list[list[s.Statement]]:
    """All lists of statements inside, those of nested routines left out: they are routines of their own."""
    out: list[list[s.Statement]] = []
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, (s.Routine, Sql)):
            continue
        if isinstance(one, list) and one and isinstance(one[0], s.Statement):
            out.append(one)
        if isinstance(one, (list, tuple)):
            todo += one
        elif isinstance(one, (s.Statement, s.Handler)) and type(one) not in CLOSED:
            todo += values(one)
    return out


def is_name(token: Token) -> bool:
    return token.token_type is TokenType.IDENTIFIER or token.text[:1].isalpha()


def locks(words: list[str]) -> bool:
    return any(words[at : at + 2] == ["FOR", "UPDATE"] for at in range(len(words)))


def outer(words: list[str], word: str) -> int | None:
    """Where a word stands outside all parentheses."""
    depth = 0
    for at, text in enumerate(words):
        depth += (text == "(") - (text == ")")
        if depth == 0 and text == word:
            return at
    return None


def items(tokens: list[Token]) -> list[str]:
    """The items of a list: the column's name where one is a column, else ""."""
    items: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0:
            items.append([])
        else:
            items[-1].append(token)
    return [_quoted(one[-1]) if _is_column(one) else "" for one in items]


def _is_column(item: list[Token]) -> bool:
    return len(item) in (1, 3) and all(is_name(t) if at % 2 == 0 else t.text == "." for at, t in enumerate(item))


def table_at(tokens: list[Token], at: int) -> tuple[str, int]:
    """The table named there, as it is written, and what stands behind it and its alias; "" where there is none."""
    if at >= len(tokens) or not is_name(tokens[at]):
        return "", at
    text = _quoted(tokens[at])
    while at + 2 < len(tokens) and tokens[at + 1].text == ".":
        at += 2
        text += "." + _quoted(tokens[at])
    at += 1
    if (
        at < len(tokens)
        and is_name(tokens[at])
        and tokens[at].text.upper() not in ("WHERE", "FOR", "SET", "JOIN", "LEFT")
    ):
        at += 1
    return text, at


def _quoted(token: Token) -> str:
    return f'"{token.text}"' if token.token_type is TokenType.IDENTIFIER else str(token.text)


def expression(name: str, span: Span, dialect: str) -> Sql:
    return Sql("expression", name if name == name.lower() else f'"{name}"', span, dialect)


def locked_table(query: Sql) -> str:
    """The table whose rows a query locks, where it is the only one; "" for other queries."""
    tokens = tokens_of(query)
    words = [t.text.upper() for t in tokens]
    end = outer(words, "FROM")
    if end is None or words[:1] != ["SELECT"] or words[1:2] in (["DISTINCT"], ["UNIQUE"]) or not locks(words):
        return ""
    table, behind = table_at(tokens, end + 1)
    return "" if behind < len(words) and words[behind] in _JOINS else table


def items_of(query: Sql) -> list[str]:
    """What a query selects: the name of a column as it is written, "*" for all of them, "" for anything else."""
    tokens = tokens_of(query)
    words = [t.text.upper() for t in tokens]
    end = outer(words, "FROM") or 1
    return [ALL] if words[1:end] == [ALL] else items(tokens[1:end])


def source_of(query: Sql) -> str:
    """A query from its FROM on."""
    tokens = tokens_of(query)
    end = outer([t.text.upper() for t in tokens], "FROM")
    assert end is not None
    text: str = query.text
    return text[tokens[end].start - tokens[0].start :]


def variable_of(sql: Sql) -> str:
    """The variable, or the field of one, that a piece is; "" where it is more."""
    return dotted(tokens_of(sql))


def dotted(tokens: list[Token]) -> str:
    """`a`, or `a.b`, folded; "" for anything else."""
    if len(tokens) == 1 and is_name(tokens[0]):
        return folded(tokens[0])
    if len(tokens) == 3 and tokens[1].text == "." and is_name(tokens[0]) and is_name(tokens[2]):
        return f"{folded(tokens[0])}.{folded(tokens[2])}"
    return ""
