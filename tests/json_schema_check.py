"""The part of JSON Schema (2020-12) that our schema uses; a keyword it does not know is an error, not a pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "null": (type(None),),
}  # fmt: skip
_NOTES = {"$schema", "$id", "title", "description", "$defs"}


def violations(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "$") -> Iterator[str]:
    """What in the value breaks the schema, each with its place."""
    for word, rule in schema.items():
        if word not in _NOTES:
            yield from _KEYWORDS[word](value, rule, schema, root, where)


def _ref(value: Any, rule: str, schema: Any, root: Any, where: str) -> Iterator[str]:
    target = root
    for part in rule.removeprefix("#/").split("/"):
        target = target[part]
    yield from violations(value, target, root, where)


def _type(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    names = [rule] if isinstance(rule, str) else rule
    if isinstance(value, bool) or not any(isinstance(value, _TYPES[name]) for name in names):
        yield f"{where}: {value!r} is not of type {rule}"


def _any_of(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    if all(list(violations(value, one, root, where)) for one in rule):
        yield f"{where}: {value!r} matches none of anyOf"


def _properties(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    for name, one in rule.items():
        if isinstance(value, dict) and name in value:
            yield from violations(value[name], one, root, f"{where}.{name}")


def _additional(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    for name in set(value if isinstance(value, dict) else ()) - set(schema.get("properties", ())):
        if rule is False:
            yield f"{where}: {name} is not allowed"
        else:
            yield from violations(value[name], rule, root, f"{where}.{name}")


def _names(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from violations(name, rule, root, f"{where} name {name}")


def _items(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    for number, one in enumerate(value if isinstance(value, list) else ()):
        yield from violations(one, rule, root, f"{where}[{number}]")


def _plain(holds: Any) -> Any:
    def check(value: Any, rule: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
        if not holds(value, rule):
            yield f"{where}: {value!r} breaks {rule!r}"

    return check


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KEYWORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "anyOf": _any_of,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "required": _plain(lambda value, rule: not isinstance(value, dict) or set(rule) <= set(value)),
    "const": _plain(lambda value, rule: value == rule),
    "enum": _plain(lambda value, rule: value in rule),
    "minimum": _plain(lambda value, rule: not _is_number(value) or value >= rule),
    "maximum": _plain(lambda value, rule: not _is_number(value) or value <= rule),
    "pattern": _plain(lambda value, rule: not isinstance(value, str) or re.search(rule, value) is not None),
}
