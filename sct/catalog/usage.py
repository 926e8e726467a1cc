"""Where the code of one routine mentions names, and which attributes (`c%FOUND`) it asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sct.catalog.pieces import folded, tokens_of
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.sqlexpr.tokens import TokenType


@dataclass(slots=True)
class Usage:
    """`mentions`: name -> offsets in the file; `attributes`: name -> (attribute, offset); the name alone, folded.

    `direct`: ids of pieces that stand right behind a FETCH and ask nothing but whether that fetch found a row; `leaving`
    those of them behind which the loop or the routine is left.
    """

    mentions: dict[str, list[int]] = field(default_factory=dict)
    attributes: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    direct: dict[int, str] = field(default_factory=dict)
    leaving: set[int] = field(default_factory=set)
    opens: dict[str, list[int]] = field(default_factory=dict)
    closes: dict[str, list[int]] = field(default_factory=dict)
    fetches: dict[str, list[int]] = field(default_factory=dict)
    named: list[tuple[int, int]] = field(default_factory=list)  # spans of the cursors that OPEN, FETCH and CLOSE name
    questions: set[int] = field(default_factory=set)  # where the name stands in front of an attribute
    loops: list[tuple[int, int]] = field(default_factory=list)  # spans of loops
    works: bool = False  # there are SQL statements whose row count can be asked for

    def asked(self, name: str) -> set[str]:
        return {attribute for attribute, _ in self.attributes.get(name, ())}

    def loop_around(self, at: int) -> tuple[int, int] | None:
        """The innermost loop a place is in."""
        around = [(start, end) for start, end in self.loops if start <= at < end]
        return min(around, key=lambda span: span[1] - span[0]) if around else None

    def handed_on(self, name: str, at: int) -> bool:
        """Whether a cursor was an argument, or assigned, between the first FETCH here (where there is none: at all) and
        this place, so that others may have fetched from it."""
        first = min(self.fetches.get(name, [0]))
        return any(
            first < place < at
            and place not in self.questions
            and not any(start <= place < end for start, end in self.named)
            for place in self.mentions.get(name, ())
        )

    def outside(self, name: str, span: tuple[int, int]) -> bool:
        return any(not span[0] <= at < span[1] for at in self.mentions.get(name, ()))


def usage_of(roots: Iterable[Any]) -> Usage:
    out = Usage()
    for root in roots:
        for one in everything(root):
            if isinstance(one, Sql):
                _piece(out, one)
            elif isinstance(one, s.Statement):
                _statement(out, one)
    return out


def asked_of_cursors(roots: Iterable[Any]) -> set[tuple[str, str]]:
    """(cursor's name, found | rowcount) asked elsewhere than in a condition right behind a FETCH, over whole units."""
    out: set[tuple[str, str]] = set()
    for root in roots:
        one = usage_of([root])
        direct = [
            (p.span.start, p.span.end, one.direct[id(p)])
            for p in everything(root)
            if isinstance(p, Sql) and id(p) in one.direct
        ]
        for name, asked in one.attributes.items():
            for attribute, at in asked:
                if attribute == "rowcount":
                    out.add((name, "rowcount"))
                elif attribute in ("found", "notfound") and not any(
                    start <= at < end and of == name for start, end, of in direct
                ):
                    out.add((name, "found"))
    return out


def _piece(out: Usage, sql: Sql) -> None:
    tokens = tokens_of(sql)
    base = sql.span.start - (tokens[0].start if tokens and sql.tokens is not None else 0)
    for at, token in enumerate(tokens):
        text = token.text
        if not (text[:1].isalpha() or token.token_type is TokenType.IDENTIFIER) or token.token_type in _STRINGS:
            continue
        if at > 1 and tokens[at - 1].text == "%":
            name = folded(tokens[at - 2])
            out.attributes.setdefault(name, []).append((text.lower(), base + token.start))
            out.questions.add(base + tokens[at - 2].start)
        else:
            out.mentions.setdefault(folded(token), []).append(base + token.start)


_STRINGS = (TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING)


def _statement(out: Usage, one: s.Statement) -> None:
    if isinstance(one, (s.OpenCursor, s.OpenFor, s.Fetch, s.CloseCursor, s.ForCursor)):
        out.named.append((one.cursor.span.start, one.cursor.span.end))
    elif isinstance(one, s.Assign) and gives_anew(one):
        out.named.append((one.target.span.start, one.target.span.end))
    if isinstance(one, (s.Fetch, s.ForCursor)):
        out.fetches.setdefault(last_name(one.cursor), []).append(one.span.start)
    if isinstance(one, (s.OpenCursor, s.OpenFor)):
        out.opens.setdefault(last_name(one.cursor), []).append(one.span.start)
    elif isinstance(one, s.CloseCursor):
        out.closes.setdefault(last_name(one.cursor), []).append(one.span.start)
    elif isinstance(one, (s.Loop, s.While, s.ForRange, s.ForQuery, s.ForCursor, s.ForIterator)):
        out.loops.append((one.span.start, one.span.end))
        _following(out, one.body)
    elif isinstance(one, s.Block):
        _following(out, one.body)
        for handler in one.handlers:
            _following(out, handler.body)
    elif isinstance(one, (s.If, s.Case)):
        for _, body in one.branches:
            _following(out, body)
        _following(out, one.otherwise or [])
    elif isinstance(one, (s.SqlStatement, s.SelectInto, s.ForAll, s.ExecuteDynamic)):
        out.works = True


def gives_anew(one: s.Assign) -> bool:
    """Whether a cursor variable is given what a call makes: no other variable here has that cursor."""
    tokens = tokens_of(one.value)
    return bool(tokens) and tokens[-1].text == ")"


def _following(out: Usage, body: list[s.Statement]) -> None:
    for first, second in pairwise(body):
        if isinstance(first, s.Fetch) and isinstance(second, (s.Exit, s.Continue, s.If)):
            condition = second.condition if not isinstance(second, s.If) else second.branches[0][0]
            if condition is not None:
                out.direct[id(condition)] = last_name(first.cursor)
                last = second.branches[0][1][-1:] if isinstance(second, s.If) else [second]
                if any(
                    isinstance(x, s.Return | s.Raise) or (isinstance(x, s.Exit) and _always(x, second)) for x in last
                ):
                    out.leaving.add(id(condition))


def _always(one: s.Exit, asked: s.Statement) -> bool:
    """Whether EXIT is taken whenever the condition asked holds: it is the question itself, or has no other."""
    return one is asked or one.condition is None


def last_name(sql: Sql) -> str:
    """The last name of a cursor's (dotted) name."""
    names = [t for t in tokens_of(sql) if t.text[:1].isalpha() or t.token_type is TokenType.IDENTIFIER]
    return folded(names[-1]) if names else ""
