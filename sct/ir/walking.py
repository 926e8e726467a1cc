"""Walks over procedural code: the statements inside a statement, the pieces of SQL it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from sct.ir import statements as s
from sct.ir.sql import Sql

_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    found = _NAMES.get(kind)
    if found is None:
        names = (f.name for f in fields(kind))
        found = _NAMES[kind] = tuple(n for n in names if n not in ("span", "at", "label", "comments"))
    return found


def parts(node: Any) -> Iterator[Any]:
    """What a statement, declaration or handler holds directly: statements, declarations, handlers and SQL pieces."""
    for name in _names(type(node)):
        yield from _flat(getattr(node, name))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, Sql) or is_dataclass(value):
        yield value


def everything(node: Any) -> Iterator[Any]:
    """The node and all that is inside it, SQL pieces included."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        if not isinstance(one, Sql):
            todo.extend(reversed(list(parts(one))))


def statements(node: Any) -> Iterator[s.Statement]:
    """All statements inside, the node itself too when it is one."""
    return (one for one in everything(node) if isinstance(one, s.Statement))
