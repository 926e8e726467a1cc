"""Conditional compilation: $IF … $THEN … $ELSIF … $ELSE … $END decided before a unit is parsed.

PL/SQL Language Reference, Conditional Compilation: a condition is a static expression of inquiry directives
(`$$name`, NULL when nothing defines it) and package constants. What is not taken becomes blanks, so places stay true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sct.frontends.oracle.cursor import Cursor, is_string
from sct.frontends.oracle.plsql_pieces import refuse
from sct.frontends.structure.source import Source
from sct.sqlexpr.tokens import TokenType
from sct.text.span import Span

SERVER = "19"  # the release whose DBMS_DB_VERSION is answered for, unless the run names one
_RELEASES = (
    *("9", "9_1", "9_2", "10", "10_1", "10_2", "11", "11_1", "11_2"),
    *("12", "12_1", "12_2", "18", "19", "20", "21", "23", "26"),
)
FLAGS: dict[str, Any] = {"plsql_optimize_level": 2, "plsql_code_type": "INTERPRETED", "plsql_debug": False}


@dataclass(slots=True)
class Conditions:
    """What conditions are decided by. `flags`: values of `$$name`; `constants`: of `package.name`; in lower case.

    `supposed`: the names among the constants whose value is a supposition (the release, when the run names none).
    """

    flags: dict[str, Any]
    constants: dict[str, Any]
    supposed: frozenset[str] = frozenset()

    @staticmethod
    def of(given: Mapping[str, Any], release: str, constants: Mapping[str, Any]) -> Conditions:
        server = _server(release or SERVER)
        flags = {**FLAGS, **{name.lower().removeprefix("$$"): value for name, value in given.items()}}
        return Conditions(flags, {**server, **constants}, frozenset() if release else frozenset(server))


def _server(release: str) -> dict[str, Any]:
    """DBMS_DB_VERSION (PL/SQL Packages and Types Reference): `12_2` is not over 12, and over 12_1."""
    mine = tuple(int(n) for n in release.split("."))
    out: dict[str, Any] = {
        "dbms_db_version.version": mine[0],
        "dbms_db_version.release": mine[1] if len(mine) > 1 else 0,
    }
    for one in _RELEASES:
        other = tuple(int(n) for n in one.split("_"))
        out[f"dbms_db_version.ver_le_{one}"] = mine[: len(other)] <= other
    return out


Choice = tuple[str, Span, str]  # what was decided, its place, what had to be supposed


def resolve(c: Cursor, conditions: Conditions) -> tuple[Cursor, list[Choice]]:
    """A cursor (at the same place) over the taken text, and every condition met with what it came to.

    Raises Unexpected for a malformed directive, a package constant of unknown value, and a taken $ERROR.
    """
    if "$$PLSQL_LINE" in c.words:
        c = _with_lines(c)
    if "$IF" not in c.words and "$ERROR" not in c.words:
        return _with_release(c, conditions) if "DBMS_DB_VERSION" in c.words else (c, [])
    reader = _Reader(c, conditions)
    kept = reader.run()
    text = list(c.source.text)
    position = 0
    for at in (*kept, None):
        # only tokens are blanked: comments of what is not taken say nothing to a parser
        stop = len(c.tokens) if at is None else at
        for token in c.tokens[position:stop]:
            for index in range(token.start, token.end + 1):
                if text[index] != "\n":
                    text[index] = " "
        position = stop + 1
    chunk = replace(c.source.chunk, text="".join(text))
    made = Cursor(Source(chunk, c.source.engine, [c.tokens[at] for at in kept]))
    made.at = sum(1 for at in kept if at < c.at)
    if "DBMS_DB_VERSION" not in made.words:
        return made, reader.choices
    made, more = _with_release(made, conditions)
    return made, [*reader.choices, *more]


def _with_release(c: Cursor, conditions: Conditions) -> tuple[Cursor, list[Choice]]:
    """`DBMS_DB_VERSION.VERSION` and its like as the values they have; as long as before, so that places stay true."""
    text = list(c.source.text)
    choices: list[Choice] = []
    for at in range(len(c.tokens) - 2):
        name = f"{c.words[at]}.{c.words[at + 2]}"
        value = conditions.constants.get(name.lower())
        if c.words[at] != "DBMS_DB_VERSION" or c.words[at + 1] != "." or value is None:
            continue
        first = at - 2 * (at > 1 and c.words[at - 2 : at] == ["SYS", "."])
        start, end = c.tokens[first].start, c.tokens[at + 2].end + 1
        written = str(value).upper()
        text[start:end] = f"{written:<{end - start}}"
        supposed = f"the source is Oracle {SERVER}" if name.lower() in conditions.supposed else ""
        choices.append((f"{name} is {written}", c.source.span(first, at + 3), supposed))
    made = Cursor(Source(replace(c.source.chunk, text="".join(text)), c.source.engine))
    made.at = c.at
    return made, choices


def _with_lines(c: Cursor) -> Cursor:
    """`$$PLSQL_LINE` as the number it stands for; as long as before, so that places stay true."""
    text = list(c.source.text)
    prefix = ("CREATE", "OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE", "FORCE")  # no part of a unit's stored text
    first = next((t for t, word in zip(c.tokens, c.words, strict=True) if word not in prefix), c.tokens[0])
    for token, word in zip(c.tokens, c.words, strict=True):
        if word == "$$PLSQL_LINE":
            line = 1 + c.source.text.count("\n", first.start, token.start)
            text[token.start : token.end + 1] = f"{line:<{token.end + 1 - token.start}}"
    made = Cursor(Source(replace(c.source.chunk, text="".join(text)), c.source.engine))
    made.at = c.at
    return made


class _Reader:
    def __init__(self, c: Cursor, conditions: Conditions) -> None:
        self.c = Cursor(c.source)
        self.c.end = len(c.tokens)
        self.conditions = conditions
        self.supposed: list[str] = []  # by the condition being read
        self.choices: list[Choice] = []

    def run(self) -> list[int]:
        kept: list[int] = []
        self._text(kept, True)
        if self.c.more():
            refuse(self.c, "no directive without its $IF")
        return kept

    def _text(self, kept: list[int], taken: bool) -> None:
        """Up to a directive that ends this text."""
        c = self.c
        while c.more():
            word = c.peek()
            if word == "$IF":
                self._if(kept, taken)
            elif word == "$ERROR":
                if taken:
                    refuse(c, "no $ERROR (the unit does not compile with these settings)")
                while c.more() and not c.take("$END"):
                    c.at += 1
            elif word in ("$ELSIF", "$ELSE", "$END"):
                return
            else:
                if taken:
                    kept.append(c.at)
                c.at += 1

    def _if(self, kept: list[int], taken: bool) -> None:
        c = self.c
        done = not taken
        c.at += 1
        while True:
            first = c.at
            if done:
                while c.more() and not c.sees("$THEN"):
                    c.at += 1
                holds = False
            else:
                self.supposed = []
                holds = self._or() is True
                said = f"$IF {' '.join(c.text(first).split())}: {'taken' if holds else 'left out'}"
                self.choices.append((said, c.span(first), ", ".join(dict.fromkeys(self.supposed))))
            c.expect("$THEN")
            self._text(kept, holds)
            done = done or holds
            if c.take("$ELSIF"):
                continue
            if c.take("$ELSE"):
                self._text(kept, not done)
            c.expect("$END")
            return

    # Three-valued: None is NULL.
    def _or(self) -> Any:
        left = self._and()
        while self.c.take("OR"):
            right = self._and()
            left = True if left is True or right is True else None if left is None or right is None else False
        return left

    def _and(self) -> Any:
        left = self._not()
        while self.c.take("AND"):
            right = self._not()
            left = False if left is False or right is False else None if left is None or right is None else True
        return left

    def _not(self) -> Any:
        if self.c.take("NOT"):
            value = self._not()
            return None if value is None else not value
        return self._comparison()

    def _comparison(self) -> Any:
        c = self.c
        left = self._value()
        if c.take("IS"):
            negated = c.take("NOT")
            c.expect("NULL")
            return (left is None) != negated
        operator = c.take_one("=", "<>", "!=", "^=", "<", "<=", ">", ">=")
        if not operator:
            return left
        right = self._value()
        if left is None or right is None:
            return None
        if type(left) is not type(right):
            refuse(c, "a comparison of values of one type")
        if operator == "=":
            return left == right
        if operator in ("<>", "!=", "^="):
            return left != right
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]

    def _value(self) -> Any:
        c = self.c
        if not c.more():
            refuse(c, "a static expression")
        if c.take("("):
            value = self._or()
            c.expect(")")
            return value
        token = c.tokens[c.at]
        word = c.peek()
        if is_string(token):
            return c.string()
        if token.token_type is TokenType.NUMBER or word == "-":
            return c.number()
        if word in ("TRUE", "FALSE", "NULL"):
            c.at += 1
            return {"TRUE": True, "FALSE": False, "NULL": None}[word]
        if word.startswith("$$"):
            c.at += 1
            flag = word[2:].lower()
            if flag not in self.conditions.flags:
                self.supposed.append(f"$${flag} is NULL")
            return self.conditions.flags.get(flag)
        first = c.at
        name = c.name("a static expression")
        while c.take("."):
            name += "." + c.name()
        known = next((n for n in (name, name.partition(".")[2]) if n in self.conditions.constants), None)
        if known is None:
            c.at = first
            refuse(c, "a package constant whose value is known")
        if known in self.conditions.supposed:
            self.supposed.append(f"the source is Oracle {SERVER}")
        return self.conditions.constants[known]
