"""Trees of source SQL that a former run has read, as plain values, so that they can lie in a file.

What a text is read as hangs on nothing but the text, its kind and its dialect. A tree is made anew for each who asks,
with all its places: they count from its first token, which therefore comes with it.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlglot import exp

from sct.ir.sql import Sql
from sct.sqlexpr.tokens import Token, TokenType

_PLAIN = (str, int, bool, float, type(None))
_NODE, _SEVERAL, _ENUM = "n", "s", "e"


class Strange(Exception):
    """A tree that holds something else than plain values."""


class Trees:
    """Of one run. `before`: what former runs left; `after`: what this one leaves."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self.before = before
        self.after: dict[str, bytes] = {}

    def find(self, sql: Sql) -> tuple[exp.Expression, list[Any] | None] | None:
        """The tree of a piece, and its first token where it was cut out of a statement; a new one each time."""
        key = _key(sql)
        kept = self.before.get(key)
        if kept is None:
            return None
        tree, token = marshal.loads(kept)
        made = _up(tree), ([_token_up(token)] if token is not None else None)
        self.after[key] = kept
        return made

    def add(self, sql: Sql, tree: exp.Expression) -> None:
        """A tree that was just read: nobody has touched it."""
        token = sql.tokens[0] if sql.tokens else None
        try:
            self.after[_key(sql)] = marshal.dumps((_down(tree), _token_down(token) if token is not None else None))
        except (Strange, ValueError, RecursionError):
            return

    def drained(self) -> dict[str, bytes]:
        """What has come since it was last asked; another process hands it on."""
        found, self.after = self.after, {}
        return found


_trees: Trees | None = None


def trees() -> Trees | None:
    """Those of the run that is under way."""
    return _trees


@contextmanager
def remembering(of: Trees) -> Iterator[None]:
    """Trees are taken from there, and left there, until the end."""
    global _trees
    before, _trees = _trees, of
    try:
        yield
    finally:
        _trees = before


def _key(sql: Sql) -> str:
    return f"{sql.kind} {sql.dialect} {sql.text}"


def _down(node: Any) -> tuple[Any, ...]:
    kind = type(node)
    name = kind.__name__
    if node._type is not None or _classes().get(name) is not kind:
        raise Strange(name)
    meta = node._meta
    return (
        name,
        tuple([(key, value if type(value) in _PLAIN else _down_value(value)) for key, value in node.args.items()]),
        tuple(node.comments) if node.comments is not None else None,
        tuple(meta.items()) if meta is not None else None,
    )


def _down_value(value: Any) -> Any:
    if isinstance(value, exp.Expr):
        return _NODE, _down(value)
    if type(value) is list:
        return _SEVERAL, tuple([one if type(one) in _PLAIN else _down_value(one) for one in value])
    if type(value) is exp.DType:
        return _ENUM, value.name
    raise Strange(type(value).__name__)


def _up(data: tuple[Any, ...]) -> Any:
    name, args, comments, meta = data
    made = _classes()[name]()
    own = made.args
    for key, value in args:
        own[key] = _up_value(value, made, key) if type(value) is tuple else value
    if comments is not None:
        made.comments = list(comments)
    if meta is not None:
        made._meta = dict(meta)
    return made


def _up_value(value: tuple[str, Any], parent: Any, key: str) -> Any:
    how, what = value
    if how == _NODE:
        made = _up(what)
        made.parent, made.arg_key = parent, key
        return made
    if how == _ENUM:
        return exp.DType[what]
    several: list[Any] = []
    for index, one in enumerate(what):
        if type(one) is tuple:
            one = _up_value(one, parent, key)
            if isinstance(one, exp.Expr):
                one.index = index
        several.append(one)
    return several


@cache
def _classes() -> dict[str, Any]:
    found: dict[str, Any] = {}
    todo: list[type] = [exp.Expr]
    while todo:
        kind = todo.pop()
        todo.extend(kind.__subclasses__())
        if getattr(exp, kind.__name__, None) is kind:
            found[kind.__name__] = kind
    return found


def _token_down(token: Any) -> tuple[Any, ...]:
    comments = tuple(token.comments)
    return token.token_type.name, token.text, token.line, token.col, token.start, token.end, comments


def _token_up(data: tuple[Any, ...]) -> Any:
    kind, text, line, col, start, end, comments = data
    return Token(getattr(TokenType, kind), text, line, col, start, end, list(comments))
