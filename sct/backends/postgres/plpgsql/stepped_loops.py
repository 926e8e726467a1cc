"""Loops over a query that may fail, in blocks that keep their work: every row is fetched in a step of its own.

PL/pgSQL's own FOR stands outside of what is handled, so that the work in its body can be kept.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import flow
from sct.backends.postgres.plpgsql.errors import Here
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.effects import tokens_of
from sct.catalog.scopes import Names
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr.names import locks_rows
from sct.sqlexpr.tokens import TokenType

FACT = "fetched in steps"
# Aggregates and functions that give a value or NULL, whatever they are given.
_SURE = frozenset(
    "count min max nvl coalesce decode upper lower trim ltrim rtrim row_number rank dense_rank in exists over".split()
)


def applies(w: Writer, one: s.ForQuery | s.ForCursor) -> bool:
    """Whether the loop's query may fail, and its rows can be fetched one by one: a COMMIT would close the cursor."""
    query = one.query if isinstance(one, s.ForQuery) else _query(w, one)
    if query is None or locks_rows(query) or not _may_fail(query):
        return False
    return not w.program.effects.several(one.body, w.program.effects.finder(w.names)).ends


def _query(w: Writer, one: s.ForCursor) -> Sql | None:
    found = w.program.find(tuple(t.text.lower() for t in tokens_of(one.cursor)[:1]), w.names)
    item = found.item if found is not None else None
    if item is None or item.kind != "cursor" or item.package is not None:
        return None
    query: Sql | None = item.decl.query
    return query


def _may_fail(query: Sql) -> bool:
    """Whether it calculates more than columns: calls, quotients, a subquery that gives a value."""
    tokens = tokens_of(query)
    for before, token in pairwise(tokens):
        if token.text == "/":
            return True
        if token.text == "(" and before.token_type is not TokenType.STRING:
            word = before.text.lower()
            if (word[:1].isalpha() and word not in _SURE) or word in ("=", "<", ">", ",", "select"):
                return True
    return False


def write(
    w: Writer, one: Any, names: Names, row: str, cursor: str, opening: list[str], starts: list[str] | None = None
) -> None:
    """The loop: the cursor is opened, and every row fetched, in steps."""
    _step(w, opening)
    flow.label(w, one)
    w.line("LOOP")
    with w.scope(names), w.indent():
        _step(w, [f"FETCH {cursor} INTO {ident(row)};"])
        w.line("EXIT WHEN NOT FOUND;")
        for text in starts or ():
            w.line(text)
        w.statements(one.body)
    w.line("END LOOP;")
    w.line(f"CLOSE {cursor};")


def _step(w: Writer, lines: list[str]) -> None:
    w.line("BEGIN")
    with w.indent():
        for text in lines:
            w.line(text)
    w.line("EXCEPTION WHEN OTHERS THEN")
    with w.indent():
        w.facts["steps"].note(w, Here())
    w.line("END;")
