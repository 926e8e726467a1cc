"""Objects of the model as plain values (tuples, texts, numbers), so that equal ones have equal digests in every run.

Places count from the start of the object's own statement: an object that moved with its statement is the same. What
the model holds only to save time (trees, tokens) is left out. A kind of value that is not known here has no digest.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

from sct.ir.objects import QName
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.text.span import Span

Plain = Callable[[Any, Span], Any]
# What two versions of it say of equal values is equal: later ones share what is the same object, earlier ones do not.
_SHARING_NOTHING = 2


class Unkeepable(Exception):
    """A value that has no stable form."""


def digest(value: Any, home: Span) -> bytes:
    """Sixteen bytes that are equal for equal values. `home`: the statement that places count from.

    Raises Unkeepable.
    """
    return digest_of_plain(plain(value, home))


def digest_of_plain(value: Any) -> bytes:
    """The same of a value made of tuples, texts and numbers alone. Raises Unkeepable where it is not."""
    try:
        return blake2b(marshal.dumps(value, _SHARING_NOTHING), digest_size=16).digest()
    except ValueError as error:
        raise Unkeepable(str(error)) from None


def plain(value: Any, home: Span) -> Any:
    """The value as tuples, texts and numbers."""
    found = _WAYS.get(type(value))
    if found is None:
        found = _WAYS[type(value)] = _way_of(type(value))
    return found(value, home)


def _as_it_is(value: Any, home: Span) -> Any:
    return value


def _several(value: Any, home: Span) -> Any:
    return tuple([plain(one, home) for one in value])


def _mapping(value: Any, home: Span) -> Any:
    return "dict", tuple([(plain(k, home), plain(v, home)) for k, v in value.items()])


def _unordered(value: Any, home: Span) -> Any:
    return "set", tuple(sorted(marshal.dumps(plain(one, home), _SHARING_NOTHING) for one in value))


def _span(value: Span, home: Span) -> Any:
    base = home.start
    if value.file == home.file:
        return value.start - base, value.end - base
    return value.file, value.start, value.end


def _sql(value: Sql, home: Span) -> Any:
    return value.kind, value.text, _span(value.span, home), value.dialect


_TYPES: dict[Type, Any] = {}
_TYPES_BY_ID: dict[int, tuple[Type, Any]] = {}
_MOST_TYPES = 5000


def _type(value: Type, home: Span) -> Any:
    """Types are values, there are few of them, and they hold no places."""
    known = _TYPES_BY_ID.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    found = _TYPES.get(value)
    if found is None:
        found = _TYPES[value] = _fields_of(Type)(value, home)
    if len(_TYPES_BY_ID) > _MOST_TYPES:  # each is held on to, so that its id is no other one's
        _TYPES_BY_ID.clear()
    _TYPES_BY_ID[id(value)] = value, found
    return found


# Fields of these need no look at what they hold. Where one holds something else it has no digest, for only plain values
# can be written down.
_PLAIN = re.compile(r"(str|int|bool|float|None|Literal\[[^]]*]|tuple\[str, \.\.\.]| \| )+")


def _fields_of(kind: type) -> Plain:
    """All fields of a dataclass under its name. The function is written out, for it runs for every object there is."""
    calls = ", ".join(_call(one.name, str(one.type)) for one in fields(kind))
    space: dict[str, Any] = {"plain": plain, "span": _span, "type_": _type}
    exec(f"def way(value, home): return {kind.__name__!r}, {calls}", space)  # names of our own classes only
    made: Plain = space["way"]
    return made


def _call(name: str, kind: str) -> str:
    if _PLAIN.fullmatch(kind):
        return f"value.{name}"
    if kind == "Span":
        return f"span(value.{name}, home)"
    if kind == "Type":
        return f"type_(value.{name}, home)"
    if kind.endswith("| None"):
        return f"None if value.{name} is None else plain(value.{name}, home)"
    if kind.startswith(("list[", "tuple[")):
        return f"plain(value.{name}, home) if value.{name} else ()"
    return f"plain(value.{name}, home)"


def _way_of(kind: type) -> Plain:
    if is_dataclass(kind):
        return _fields_of(kind)
    if issubclass(kind, tuple):  # a NamedTuple says no more than what it holds
        return _several
    raise Unkeepable(kind.__name__)


_WAYS: dict[type, Plain] = {
    str: _as_it_is,
    int: _as_it_is,
    bool: _as_it_is,
    float: _as_it_is,
    bytes: _as_it_is,
    type(None): _as_it_is,
    tuple: _several,
    list: _several,
    dict: _mapping,
    set: _unordered,
    frozenset: _unordered,
    QName: lambda value, home: (value[0], value[1]),
    Span: _span,
    Sql: _sql,
    Type: _type,
}
