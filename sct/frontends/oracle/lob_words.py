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
    return [_quoted(one[-1]) if _is_column(one) else "" for one in map(_unnamed, _parts(tokens))]


def _parts(tokens: list[Token]) -> list[list[Token]]:
    """A list's items, as they stand."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _unnamed(item: list[Token]) -> list[Token]:
    """An item without its alias."""
    for size in (1, 3):
        rest = item[size:]
        named = (len(rest) == 2 and rest[0].text.upper() == "AS") or len(rest) == 1
        if _is_column(item[:size]) and named and is_name(rest[-1]):
            return item[:size]
    return item


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
    selected = _selected(query)
    return [ALL] if _is_all(selected) else items(selected)


def fields_of(query: Sql) -> dict[str, str]:
    """The columns that a query gives as they are, by the names its rows' fields have; {"*": "*"} for all of them."""
    selected = _selected(query)
    if _is_all(selected):
        return {ALL: ALL}
    return {folded(one[-1]): name for one, name in zip(_parts(selected), items(selected), strict=True) if name}


def _selected(query: Sql) -> list[Token]:
    tokens = tokens_of(query)
    return list(tokens[_first(tokens) : outer([t.text.upper() for t in tokens], "FROM") or 1])


def _first(tokens: list[Token]) -> int:
    """Where the items of a query begin: behind SELECT and a hint."""
    return 2 if len(tokens) > 1 and tokens[1].text.startswith(("/*", "--")) else 1


def with_item(query: Sql, item: str) -> Sql:
    """The query with one more item in front of the others."""
    tokens = tokens_of(query)
    last = tokens[_first(tokens) - 1]
    at = last.start - tokens[0].start + len(last.text)
    return Sql("query", f"{query.text[:at]} {item},{query.text[at:]}", query.span, query.dialect)


def _is_all(selected: list[Token]) -> bool:
    words = [t.text for t in selected]
    return words == [ALL] or (len(words) == 3 and words[1:] == [".", ALL])


def shown_name(query: Sql) -> str:
    """What the only table of a query is called in it: its alias, or its own name."""
    tokens = tokens_of(query)
    at = (outer([t.text.upper() for t in tokens], "FROM") or 0) + 1
    behind = table_at(tokens, at)[1]
    return _quoted(tokens[behind - 1])


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
