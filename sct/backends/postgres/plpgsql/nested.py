"""Routines declared inside others.

A nested routine becomes a routine of its own, `parent$name`; what it uses of its surroundings comes as its first
parameters, INOUT where it changes them (sct/catalog/bodies.py finds out).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.postgres.names import ident
from sct.catalog.handled import surely_ends
from sct.catalog.scopes import Item, RoutineItem
from sct.ir import statements as s
from sct.ir.types import Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr import build

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver


def captured(item: RoutineItem) -> list[Item]:
    found: list[Item] = item.facts.get("captured", [])
    return found


def writes(item: RoutineItem, of: Item) -> bool:
    return id(of.decl) in item.facts.get("written", ())


def gives_several(item: RoutineItem) -> bool:
    """A function whose call gives more than its result (hoisting.py)."""
    return item.kind == "function" and (bool(item.outs) or any(writes(item, c) for c in captured(item)))


def renamed(item: RoutineItem) -> dict[int, str]:
    """What the captured items are called inside the routine: their own names, unless it declares the same name."""
    out: dict[int, str] = {}
    taken = set(item.names.items) if item.names is not None else set()
    for of in captured(item):
        from sct.backends.postgres.names import untaken

        name = own = f"{of.target}_row" if of.name.startswith(":") else untaken(of.name)
        number = 1
        while name in taken:
            number += 1
            name = f"{own}_{number}"
        taken.add(name)
        out[id(of.decl)] = name
    return out


def lost_changes(item: RoutineItem) -> bool:
    """Whether an error that leaves the routine is handled around it: what it changed before it failed is not seen."""
    if not item.facts.get("written"):
        return False
    top = item
    while top.parent is not None:
        top = top.parent
    span = item.code.span
    return any(
        isinstance(one, s.Handler) and not (span.start <= one.span.start < span.end) for one in everything(top.code)
    )


def hands_back(item: RoutineItem) -> bool:
    """A routine whose callers get what it changed though it failed, and raise its error again: it has a form that
    gives its error back (handled.py)."""
    rows = any(of.kind == "row" and writes(item, of) for of in captured(item))
    if item.parent is None or rows or not lost_changes(item):
        return False
    if item.kind == "procedure":
        return True
    plain = item.returns is not None and item.returns.kind not in ("record", "named", "cursor", "unknown")
    return plain and item.code.body is not None and "pipelined" not in item.code.options and surely_ends(item.code.body)


def type_of(resolver: CodeResolver, item: RoutineItem, of: Item) -> str:
    """The type of the parameter an item is handed over in."""
    type_ = resolver.program.type_of_item(of)
    if of.kind == "cursor" or type_.kind == "unknown":
        raise Refused("SC1571", f"{of.name} of the surrounding code is used in {item.code.name.name}", item.code.span)
    if of.kind == "parameter":
        return str(resolver.types.argument(type_))  # as it is a parameter around it
    return str(resolver.types.text(row_type(of, type_, item)))


def row_type(of: Item, type_: Type, item: RoutineItem) -> Type:
    """The row of a loop or trigger has no type of its own: one is made for it."""
    if type_.kind == "record" and not type_.name and type_.members:
        owner = item
        while owner.parent is not None:
            owner = owner.parent
        name = ".".join((*owner.path[:-1], f"{owner.path[-1]}${of.target or of.name}"))
        return Type("record", name=name, members=type_.members)
    return type_


def parameters(resolver: CodeResolver, item: RoutineItem) -> list[str]:
    """The parameters for what a nested routine uses of its surroundings."""
    names = renamed(item)
    out = []
    for of in captured(item):
        mode = "INOUT " if writes(item, of) else ""
        out.append(f"{mode}{ident(names[id(of.decl)])} {type_of(resolver, item, of)}")
    return out


def given(resolver: CodeResolver, item: RoutineItem) -> list[Any]:
    """The arguments for them, as the caller sees them."""
    out = []
    for of in captured(item):
        seen = resolver.names.find((of.name,))
        if seen is None or seen.item.decl is not of.decl:
            raise Refused("SC1571", f"{of.name}, which {item.code.name.name} uses, is hidden here", item.code.span)
        type_ = resolver.program.type_of_item(of)
        target = resolver.target(seen.item)
        node = build.name(target, type_=type_)
        row = row_type(of, type_, item)
        if of.kind == "row":
            fields = [build.name(target, name, type_=t) for name, t in row.members]
            node = build.row(fields, resolver.types.text(row), row)
        out.append(node)
    return out
