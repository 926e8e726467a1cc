"""Walks over procedural code: the statements inside a statement, the pieces of SQL it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from sct.ir import statements as s
from sct.ir.sql import Sql

_NAMES: dict[type, tuple[str, ...]] = {}

# What a value of a class is to a walk. Every analysis of a program walks all of it: it is asked once for a class.
_LEAF, _SEVERAL, _NODE = range(3)
_KINDS: dict[type, int] = {}


def _names(kind: type) -> tuple[str, ...]:
    found = _NAMES.get(kind)
    if found is None:
        names = (f.name for f in fields(kind))
        found = _NAMES[kind] = tuple(n for n in names if n not in ("span", "at", "label", "comments"))
    return found


def _kind(kind: type) -> int:
    if issubclass(kind, (list, tuple)):
        found = _SEVERAL
    else:
        found = _NODE if issubclass(kind, Sql) or is_dataclass(kind) else _LEAF
    _KINDS[kind] = found
    return found


def parts(node: Any) -> list[Any]:
    """What a statement, declaration or handler holds directly: statements, declarations, handlers and SQL pieces."""
    found: list[Any] = []
    for name in _names(type(node)):
        _flat(getattr(node, name), found)
    return found


def _flat(value: Any, found: list[Any]) -> None:
    kind = _KINDS.get(type(value))
    if kind is None:
        kind = _kind(type(value))
    if kind == _NODE:
        found.append(value)
    elif kind == _SEVERAL:
        for one in value:
            _flat(one, found)


def everything(node: Any) -> Iterator[Any]:
    """The node and all that is inside it, SQL pieces included."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        if not isinstance(one, Sql):
            found = parts(one)
            found.reverse()
            todo += found


def statements(node: Any) -> Iterator[s.Statement]:
    """All statements inside, the node itself too when it is one."""
    return (one for one in everything(node) if isinstance(one, s.Statement))
