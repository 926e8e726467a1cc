"""Literals that do not fit where they go: a text that is too long, or no number where one is wanted.

A literal's assignment is taken for one that cannot fail (pieces.is_sure), which spares most of them a step; here are found
those that can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sct.catalog.pieces import STRINGS, chains, is_sure, tokens_of
from sct.catalog.program import Program
from sct.catalog.scopes import Names
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, Type
from sct.ir.walking import outline


def tight(program: Program, codes: Iterable[tuple[Any, Names]]) -> set[int]:
    """Ids of the values that may not fit where they are assigned; `codes`: routines, triggers and blocks, and their
    scopes. A name that is declared several times inside of one is each of them."""
    found: set[int] = set()
    for code, names in codes:
        declared: dict[str, list[s.TypeRef]] = {}
        assigned: list[s.Assign] = []
        for one in outline(code):
            if isinstance(one, (s.Variable, s.Parameter)):
                declared.setdefault(one.name, []).append(one.type)
                if isinstance(one, s.Variable) and one.default is not None and is_sure(one.default):
                    found.update(_misfits(program, names, [one.type], (), one.default))
            elif isinstance(one, s.Assign) and is_sure(one.value):
                assigned.append(one)
        for one in assigned:
            path = next(chains(one.target), ())
            if any(token.text == "(" for token in tokens_of(one.target)):
                found.add(id(one.value))  # an element may not be there
            elif path:
                refs = declared.get(path[0])
                types = list(_types(program, names, refs or [], path[1:])) if refs else _outside(program, names, path)
                if not all(_fits(type_, one.value) for type_ in types):
                    found.add(id(one.value))
    return found


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
