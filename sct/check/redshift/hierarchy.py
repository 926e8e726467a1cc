"""CONNECT BY (Developer Guide, "CONNECT BY clause") as a recursive query over whole rows of its table.

The FROM clause goes first, then CONNECT BY, then WHERE; LEVEL counts from 1; PRIOR is the parent's row.
"""

from __future__ import annotations

from sct.check.redshift.relations import CLAUSES, Source, Unjudged
from sct.check.redshift.tokens import Token, Tokens, find, group, made, phrase


def is_hierarchical(rest: Tokens) -> bool:
    """Whether what follows a select list has a CONNECT BY clause."""
    return phrase(rest, ("connect", "by")) < len(rest)


def without_hierarchy(fields: list[Tokens], rest: Tokens, sources: list[Source]) -> tuple[list[Tokens], Tokens]:
    """(fields, clauses) of a hierarchical query whose FROM clause holds the hierarchy. Raises Unjudged."""
    if len(sources) != 1 or find(rest, ("join",)) < len(rest):
        raise Unjudged("CONNECT BY over a join")
    source = sources[0]
    from_at = find(rest, ("from",))
    near = rest[from_at]
    end = find(rest, CLAUSES, from_at + 1)
    table = rest[from_at + 1 : end]
    if any(token.kind == "group" for token in table):
        raise Unjudged("CONNECT BY over a subquery")
    connect, _ = _clause(rest, "connect", "by")
    start, found = _clause(rest, "start", "with")
    alias = source.star
    tree = [
        made(f"WITH RECURSIVE __h (__level, __row, __prior) AS (SELECT 1, {alias}, NULL::", near),
        *[token.copy() for token in _type(table)],
        made("FROM", near),
        *[token.copy() for token in table],
        *([made("WHERE", near), *start] if found else []),
        made(
            f"UNION ALL SELECT __p.__plevel + 1, {alias}, __p.__prow FROM __h AS __p (__plevel, __prow, __x) CROSS JOIN",
            near,
        ),
        *[token.copy() for token in table],
        made("WHERE", near),
        *_level(_prior(connect, "__p.__prow")),
        made(") SELECT __level AS level, (__row).*, __prior FROM __h", near),
    ]
    inner = [made("FROM", near), group(near, tree), made(f"AS {alias}", near)]
    kept = _without_clauses(rest, end)
    return [_field(one, source) for one in fields], [*rest[:from_at], *inner, *_prior(kept, f"{alias}.__prior")]


def _type(table: Tokens) -> Tokens:
    """The name of the table, which is the name of its rows' type."""
    at = 1
    while at + 1 < len(table) and table[at].text == ".":
        at += 2
    return table[:at]


def _clause(rest: Tokens, first: str, second: str) -> tuple[Tokens, bool]:
    at = phrase(rest, (first, second))
    if at == len(rest):
        return [], False
    return rest[at + 2 : find(rest, CLAUSES, at + 2)], True


def _without_clauses(rest: Tokens, at: int) -> Tokens:
    out: Tokens = []
    while at < len(rest):
        if phrase(rest, ("connect", "by"), at) == at or phrase(rest, ("start", "with"), at) == at:
            at = find(rest, CLAUSES, at + 2)
            continue
        out.append(rest[at])
        at += 1
    return out


def _prior(items: Tokens, row: str) -> Tokens:
    """`PRIOR column` as a column of the parent's row."""
    out: Tokens = []
    at = 0
    while at < len(items):
        token = items[at]
        if token.kind == "group":
            copy = token.copy()
            copy.items = _prior(token.items, row)
            out.append(copy)
        elif token.word == "prior" and at + 1 < len(items):
            column: Token = items[at + 1]
            at += 1
            if at + 2 < len(items) and items[at + 1].text == ".":
                column, at = items[at + 2], at + 2
            if not column.name:
                raise Unjudged("PRIOR of an expression")
            out.append(made(f"({row}).{column.text}", token))
        else:
            out.append(token)
        at += 1
    return out


def _level(items: Tokens) -> Tokens:
    """LEVEL in the condition is the level of the row that is looked for."""
    out: Tokens = []
    for at, token in enumerate(items):
        if token.kind == "group":
            token.items = _level(token.items)
        bare = token.word == "level" and not (at and items[at - 1].text == ".")
        out.append(made("(__p.__plevel + 1)", token) if bare else token)
    return out


def _field(field: Tokens, source: Source) -> Tokens:
    if field and field[-1].text == "*" and (len(field) == 1 or field[-2].text == "."):
        if source.columns is None:
            raise Unjudged("* of a CONNECT BY query over a table that is not of the script")
        return [made(", ".join(f'{source.star}."{name}"' for name in source.columns), field[-1])]
    return _prior(field, f"{source.star}.__prior")
