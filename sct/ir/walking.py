"""Walks over procedural code: the statements inside a statement, the pieces of SQL it is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from sct.ir import statements as s
from sct.ir.sql import Sql

_VALUES: dict[type, Callable[[Any], tuple[Any, ...]]] = {}

# What a value of a class is to a walk. Every analysis of a program walks all of it: it is asked once for a class.
_LEAF, _SEVERAL, _NODE = range(3)
_KINDS: dict[type, int] = {}


# Words of a field's type that say it holds no node.
_PLAIN = frozenset(("str", "int", "bool", "None", "Literal", "tuple", "list", "dict", "Span"))


def _is_plain(annotation: str) -> bool:
    return _PLAIN.issuperset(re.findall(r"\w+", re.sub(r'"[^"]*"', "", annotation)))


def _values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the fields of such a node that may hold something."""
    names = [f.name for f in fields(kind) if not _is_plain(str(f.type))]
    if len(names) > 1:
        found: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    elif names:
        only = attrgetter(names[0])
        found = lambda node: (only(node),)  # noqa: E731
    else:
        found = lambda node: ()  # noqa: E731
    _VALUES[kind] = found
    return found


def _kind(kind: type) -> int:
    if issubclass(kind, (list, tuple)):
        found = _SEVERAL
    else:
        found = _NODE if issubclass(kind, Sql) or is_dataclass(kind) else _LEAF
    _KINDS[kind] = found
    return found


def values(node: Any) -> tuple[Any, ...]:
    """The values of a node's fields that may hold something, lists of statements as they are."""
    kind = type(node)
    return (_VALUES.get(kind) or _values(kind))(node)


def parts(node: Any) -> list[Any]:
    """What a statement, declaration or handler holds directly: statements, declarations, handlers and SQL pieces."""
    found: list[Any] = []
    _flat(values(node), found)
    return found


def _flat(values: Iterable[Any], found: list[Any]) -> None:
    for value in values:
        kind = _KINDS.get(type(value))
        if kind is None:
            kind = _kind(type(value))
        if kind == _NODE:
            found.append(value)
        elif kind == _SEVERAL and value:
            _flat(value, found)


def everything(node: Any) -> Iterator[Any]:
    """The node and all that is inside it, SQL pieces included."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        if not isinstance(one, Sql):
            todo += reversed(parts(one))


# What holds neither statements nor declarations, and most of a program is made of.
CLOSED = frozenset(
    (Sql, s.TypeRef, s.Variable, s.Parameter, s.Assign, s.Call, s.Return, s.Exit, s.Null, s.Raise),
)


def outline(node: Any) -> Iterator[Any]:
    """As `everything`, without what is inside pieces, values and simple statements: for who looks for declarations."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo += reversed(inside(one))


def inside(node: Any) -> list[Any]:
    """What a node of the outline holds directly."""
    return [] if type(node) in CLOSED else parts(node)


def statements(node: Any) -> Iterator[s.Statement]:
    """All statements inside, the node itself too when it is one."""
    return (one for one in everything(node) if isinstance(one, s.Statement))
