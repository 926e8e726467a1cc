"""Collection types of the program some element of which is deleted in an anonymous block or a trigger.

These bodies are looked at one by one when they are written; the types they share with everybody else have to be known before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sct.catalog.effects import chains
from sct.catalog.program import Program
from sct.ir import statements as s
from sct.ir.types import Type
from sct.ir.walking import everything


def shared_gaps(program: Program, bodies: list[Any]) -> set[str]:
    """Names of the types; of a variable that holds several collections all of them, rather too much than too little."""
    found: set[str] = set()
    for body in bodies:
        if body is None:
            continue
        names = set(_deleted_from(body))
        if not names:
            continue
        declared = {d.name: d for d in everything(body) if isinstance(d, s.Variable)}
        for path in names:
            local = declared.get(path[0])
            if local is not None:
                found.update(_nested_tables(program, program.type_of(local.type, program.names)))
                continue
            known = program.find(path, program.names)
            if known is not None and known.item.is_value:
                found.update(_nested_tables(program, program.type_of_item(known.item)))
    return found


def _deleted_from(body: Any) -> Iterator[tuple[str, ...]]:
    """The names in front of `.DELETE(…)`."""
    for one in everything(body):
        if isinstance(one, s.Call):
            paths = list(chains(one.call))
            if any(path[-1] == "delete" for path in paths):
                yield from (path[:-1] if path[-1] == "delete" and len(path) > 1 else path for path in paths)


def _nested_tables(program: Program, type_: Type, depth: int = 0) -> Iterator[str]:
    if depth > 5:
        return
    if type_.kind == "named":
        type_ = program.resolver.type_of_text(type_.name)
    if type_.kind == "collection" and type_.key is None and type_.length is None:
        yield type_.name
    if type_.element is not None:
        yield from _nested_tables(program, type_.element, depth + 1)
    for _, member in type_.members:
        yield from _nested_tables(program, member, depth + 1)
