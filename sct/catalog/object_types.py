"""Methods of object types as routines: SELF is their first parameter, attributes and SELF's fields are one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sct.catalog.program import Item, Names, Path, Program, RoutineItem
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.types import Type

SELF = "self"
CONSTRUCTOR = "new"


def add_bodies(program: Program, units: list[o.Unit]) -> None:
    """Every type body's methods; `program.methods`: (type, method) -> overloads, constructors under `new`."""
    for unit in units:
        if isinstance(unit.code, s.TypeBody):
            key = program.catalog._resolve(tuple(p for p in unit.name if p), program.catalog.types)
            if key is not None:
                program.units[id(unit)] = _body(program, key, unit.code)


def _body(program: Program, key: Path, code: s.TypeBody) -> list[RoutineItem]:
    type_ = program.catalog.resolved(Type("named", name=".".join(key)))
    names = Names("object", program.names, key[-1], ".".join(key))
    for name, inner in type_.members:
        names.add(Item("variable", name, names, None, program.catalog.resolved(inner)))
    made: list[RoutineItem] = []
    for number in [n for n in program.methods if n[0] == type_.name]:
        del program.methods[number]  # CREATE OR REPLACE: the last body counts
    for method in code.methods:
        name = CONSTRUCTOR if method.method == "constructor" else method.name.name
        item = RoutineItem(_with_self(method, key), (*key[:-1], f"{key[-1]}${name}"), names, owner_type=type_.name)
        several = program.methods.setdefault((type_.name, name), [])
        several.append(item)
        item.number = len(several)
        own = names.items.get(method.name.name)
        if method.method in ("static", "member", "map", "order") and (own is None or own.kind == "routines"):
            shared = own or names.add(Item("routines", method.name.name, names, method))
            shared.routines.append(item)
        if method.method in ("map", "order"):
            program.methods[(type_.name, f"<{method.method}>")] = [item]
        program.routines.append(item)
        program.settle(item)
        made.append(item)
    return made


def _with_self(method: s.Routine, key: Path) -> s.Routine:
    """The routine with SELF as a parameter, or, in a constructor, as a variable that is returned."""
    ref = s.TypeRef(".".join(key), method.span, name=key)
    if method.method == "static":
        return method
    if method.method == "constructor":
        given = [p for p in method.parameters if p.name != SELF]
        own = s.Variable(SELF, ref, method.span)
        return replace(method, parameters=given, returns=ref, declarations=[own, *method.declarations])
    if any(p.name == SELF for p in method.parameters):
        return method
    mode = "inout" if method.kind == "procedure" else "in"
    return replace(method, parameters=[s.Parameter(SELF, ref, method.span, mode), *method.parameters])  # type: ignore[arg-type]


def ancestors(program: Program, name: str) -> Iterator[str]:
    """The type and those it is UNDER."""
    catalog = program.catalog
    for _ in range(30):
        yield name
        key = catalog._resolve(tuple(name.split(".")), catalog.types)
        above = catalog.types[key].supertype if key is not None else None
        over = catalog._resolve(above, catalog.types) if above is not None else None
        if over is None:
            return
        name = ".".join(over)


def find(program: Program, type_: Type, name: str) -> list[RoutineItem]:
    """The methods of that name, the nearest type's."""
    for one in ancestors(program, type_.name):
        found: list[RoutineItem] | None = program.methods.get((one, name))
        if found:
            return found
    return []
