"""Literals that do not fit where they go, and counters that may leave their type's range.

The assignment of a literal or of a counter's next value is taken for one that cannot fail (pieces.is_sure), which spares
most of them a step; here are found those that can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sct.catalog.pieces import STRINGS, Path, chains, folded, is_sure, tokens_of
from sct.catalog.program import Program
from sct.catalog.scopes import Names
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, Type

_NULL = ("null",)


def tight(program: Program, codes: Iterable[tuple[Any, Names]]) -> set[int]:
    """Ids of the values that may not fit where they are assigned; `codes`: routines, triggers and blocks, and their
    scopes. A name that is declared several times inside of one is each of them."""
    found: set[int] = set()
    for code, names in codes:
        declared: dict[str, list[s.TypeRef]] = {}
        assigned: list[s.Assign] = []
        first: list[s.Variable] = []
        given = _Given()
        for one in program.outline(code):
            if isinstance(one, (s.Variable, s.Parameter)):
                declared.setdefault(one.name, []).append(one.type)
                given.declared(one)
                if isinstance(one, s.Variable) and one.default is not None and is_sure(one.default):
                    first.append(one)
            elif isinstance(one, s.Assign):
                given.assigned(one)
                if is_sure(one.value):
                    assigned.append(one)
            elif isinstance(one, (s.SelectInto, s.Fetch, s.SqlStatement, s.ExecuteDynamic)):
                given.more.update(path[0] for target in one.into for path in chains(target))
        for one in first:
            assert one.default is not None
            if len(tokens_of(one.default)) == 3:
                types = list(_types(program, names, [one.type], ()))
                if not (
                    _is_numeric(program, names, one.default, declared) and all(_counts_in(t, False) for t in types)
                ):
                    found.add(id(one.default))
            else:
                found.update(_misfits(program, names, [one.type], (), one.default))
        for one in assigned:
            path = next(chains(one.target), ())
            if len(tokens_of(one.value)) == 3:
                if not given.counts(program, names, one, path, declared):
                    found.add(id(one.value))
                continue
            if any(token.text == "(" for token in tokens_of(one.target)):
                found.add(id(one.value))  # an element may not be there
            elif path:
                refs = declared.get(path[0])
                types = list(_types(program, names, refs or [], path[1:])) if refs else _outside(program, names, path)
                if not all(_fits(type_, one.value) for type_ in types):
                    found.add(id(one.value))
    return found


class _Given:
    """What the variables of a routine are given, by name: `more`, those that get anything but small literals and their own
    next values."""

    def __init__(self) -> None:
        self.more: set[str] = set()

    def declared(self, one: s.Variable | s.Parameter) -> None:
        if isinstance(one, s.Parameter) or (one.default is not None and not _is_small(one.default)):
            self.more.add(one.name)

    def assigned(self, one: s.Assign) -> None:
        path = next(chains(one.target), ())
        if path and (_names_more(one.value, path) or not (_is_small(one.value) or _is_next(one.value, path))):
            self.more.add(path[0])

    def counts(
        self, program: Program, names: Names, one: s.Assign, path: Path, declared: dict[str, list[s.TypeRef]]
    ) -> bool:
        """Whether `target := value + n` surely fits: numbers without bounds, or a whole number that only counts."""
        refs = declared.get(path[0]) if path else None
        types = list(_types(program, names, refs, path[1:])) if refs else _outside(program, names, path)
        plain = len(tokens_of(one.target)) == 2 * len(path) - 1
        own = _is_next(one.value, path)
        if not plain or not types or not (own or _is_numeric(program, names, one.value, declared)):
            return False
        counting = own and refs is not None and len(path) == 1 and path[0] not in self.more
        return all(_counts_in(type_, counting or (own and not refs)) for type_ in types)


def _counts_in(type_: Type, counting: bool) -> bool:
    if type_.low is not None or type_.high is not None or not type_.is_number:
        return False
    return counting if type_.kind == "integer" else type_.precision is None


def _names_more(value: Sql, path: Path) -> bool:
    """Whether its names alone say that a value is neither a small literal nor the next one of `path`.

    Most values are such. What another process has read has its names with it, but no tokens: it need not be cut again.
    """
    first = next(chains(value), None)
    return first is not None and first != _NULL and first[:1] != path


def _is_small(value: Sql) -> bool:
    """A literal far from the ends of every type of whole numbers, or NULL."""
    tokens = tokens_of(value)
    if len(tokens) == 2 and tokens[0].text == "-":
        tokens = tokens[1:]
    if len(tokens) != 1:
        return False
    text: str = tokens[0].text
    return text.lower() == "null" or (text.isdigit() and len(text) <= 9)


def _is_next(value: Sql, path: Path) -> bool:
    """`path + 1`: a counter's next value."""
    tokens = tokens_of(value)
    counted = len(tokens) == 3 and tokens[1].text in ("+", "-")
    return counted and path == (folded(tokens[0]),) and len(tokens[2].text) <= 6


def _is_numeric(program: Program, names: Names, value: Sql, declared: dict[str, list[s.TypeRef]]) -> bool:
    path = next(chains(value), ())
    refs = declared.get(path[0]) if path else None
    types = list(_types(program, names, refs, path[1:])) if refs else _outside(program, names, path)
    return bool(types) and all(type_.is_number for type_ in types)


def _misfits(
    program: Program, names: Names, refs: list[s.TypeRef], fields: tuple[str, ...], value: Sql
) -> Iterator[int]:
    if not all(_fits(type_, value) for type_ in _types(program, names, refs, fields)):
        yield id(value)


def _types(program: Program, names: Names, refs: list[s.TypeRef], fields: tuple[str, ...]) -> Iterator[Type]:
    for ref in refs:
        yield _field(program.type_of(ref, names), fields)


def _outside(program: Program, names: Names, path: tuple[str, ...]) -> list[Type]:
    """The type of a variable of a package."""
    found = program.find(path, names)
    if found is None or not found.item.is_value:
        return []
    return [_field(program.type_of_item(found.item), tuple(found.rest))]


def _field(type_: Type, fields: tuple[str, ...]) -> Type:
    for name in fields:
        type_ = dict(type_.members).get(name, UNKNOWN)
    return type_


def _fits(type_: Type, value: Sql) -> bool:
    """Whether a literal surely fits; of types that are not known here it is supposed."""
    tokens = tokens_of(value)
    if len(tokens) != 1:
        return True
    text: str = tokens[0].text
    if tokens[0].token_type in STRINGS:
        if type_.is_text:
            size = len(text.encode()) if type_.unit == "byte" else len(text)
            return not type_.length or size <= type_.length
        return not text or not (type_.is_number or type_.is_moment or type_.kind in ("binary", "boolean", "interval"))
    if text[:1].isdigit() or text[:1] == ".":
        return _number_fits(type_, text)
    return not (type_.required and text.lower() == "null")


def _number_fits(type_: Type, text: str) -> bool:
    if type_.is_text:
        return not type_.length or len(text) <= type_.length
    whole = text.partition(".")[0].lstrip("0")
    if not whole.isdigit() and whole:
        return not type_.is_moment  # an exponent, or a letter behind it
    if type_.low is not None or type_.high is not None:
        number = int(whole or 0)
        return (type_.low is None or number >= type_.low) and (type_.high is None or number <= type_.high)
    if type_.kind == "integer":
        return len(whole) <= 9
    if type_.kind == "decimal" and type_.precision is not None:
        return len(whole) < max(type_.precision - (type_.scale or 0), 1) or (
            "." not in text and len(whole) <= type_.precision - (type_.scale or 0)
        )
    return not type_.is_moment
