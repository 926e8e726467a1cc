"""Defaults of a nested routine's parameters that are made of what stands around it.

The target knows nothing of its surroundings where a routine is declared: such a default is written where the routine is
called without the argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.catalog.effects import chains
from sct.catalog.program import Program
from sct.catalog.scopes import Item, Param, RoutineItem
from sct.rulebook.translate import Refused
from sct.sqlexpr.places import argument_name

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver


def surrounds(program: Program, routine: RoutineItem, param: Param) -> list[Item]:
    """The variables around a nested routine that a parameter's default names."""
    if routine.parent is None or param.decl.default is None:
        return []
    found = [program.find(path, routine.outer) for path in chains(param.decl.default)]
    return [one.item for one in found if one is not None and one.item.is_value and one.item.package is None]


def left_out(resolver: CodeResolver, routine: RoutineItem, args: list[Any]) -> list[Param]:
    """The parameters that a call leaves to such defaults. Raises Refused where a variable of theirs is not seen here."""
    if routine.parent is None:
        return []
    named = [argument_name(arg) for arg in args]
    told = {one[0] for one in named if one is not None}
    out = []
    for param in routine.params[sum(1 for one in named if one is None) :]:
        needed = [] if param.name in told else surrounds(resolver.program, routine, param)
        for item in needed:
            seen = resolver.names.find((item.name,))
            if seen is None or seen.item.decl is not item.decl:
                name = routine.code.name.name
                raise Refused("SC1571", f"{item.name}, a default of {name}, is hidden here", routine.code.span)
        if needed:
            out.append(param)
    return out
