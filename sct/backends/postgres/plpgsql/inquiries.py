"""`$$name` in code: what a unit is called, and the flags of its compilation (PL/SQL Language Reference, Inquiry Directives).

`$$PLSQL_LINE` is a number already when a unit is read.
"""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.plpgsql.resolver import SYMBOLS, CodeResolver
from sct.ir.types import VARCHAR
from sct.rulebook.translate import Refused
from sct.sqlexpr import build


def _asked(resolver: CodeResolver, path: tuple[str, ...]) -> Any:
    if len(path) != 1 or not path[0].startswith("$$"):
        return None
    name = path[0][2:].lower()
    if name in ("plsql_unit", "plsql_unit_type"):
        return _unit(resolver, name)
    if name == "plsql_unit_owner":
        raise Refused("SC1911", "$$PLSQL_UNIT_OWNER: the owner is the schema of the source's session", None)
    flags = resolver.program.flags
    if name not in flags and resolver.writer is not None:
        at = resolver.writer.piece
        resolver.writer.bag.add("SC1910", f"{path[0]} is NULL: it has no value", at.span if at else None)
    value = flags.get(name)
    if isinstance(value, bool):
        return build.boolean(value)
    if isinstance(value, int):
        return build.number(value)
    return build.null(VARCHAR) if value is None else build.string(value)


def _unit(resolver: CodeResolver, name: str) -> Any:
    """The outermost unit's name as the catalog has it; NULL in an anonymous block."""
    routine = resolver.names.routine() or (resolver.writer.routine if resolver.writer is not None else None)
    while routine is not None and routine.parent is not None:
        routine = routine.parent
    if routine is None or "stands_for" in routine.facts:
        found = resolver.writer.facts.get("unit") if resolver.writer is not None else None
        if found is None:
            return build.null(VARCHAR)
    elif routine.package is not None:
        found = ("PACKAGE BODY", routine.package.path[-1])
    elif routine.owner_type:
        found = ("TYPE BODY", routine.owner_type.rpartition(".")[2])
    else:
        found = (routine.kind.upper(), routine.code.name.name)
    return build.string(found[1].upper() if name == "plsql_unit" else found[0])


SYMBOLS.append(_asked)
