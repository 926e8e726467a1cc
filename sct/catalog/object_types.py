"""Methods of object types as routines: SELF is their first parameter, attributes and SELF's fields are one thing."""

from __future__ import annotations

from dataclasses import replace

from sct.catalog.hierarchies import Hierarchies
from sct.catalog.program import Program
from sct.catalog.scopes import Item, Names, Path, RoutineItem
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.types import Type

SELF = "self"
CONSTRUCTOR = "new"


def add_bodies(program: Program, units: list[o.Unit]) -> None:
    """Every type body's methods; `program.methods`: (type, method) -> overloads, constructors under `new`."""
    program.hierarchies = Hierarchies(program.catalog)
    for unit in units:
        if isinstance(unit.code, s.TypeBody):
            key = program.catalog._resolve(tuple(p for p in unit.name if p), program.catalog.types)
            if key is not None:
                program.units[id(unit)] = _body(program, key, unit.code)
    for name in [n for n in program.hierarchies.below if n not in program.hierarchies.above]:
        for one in program.hierarchies.downwards(name):
            _declared(program, one)
            _inherited(program, one)


def _body(program: Program, key: Path, code: s.TypeBody) -> list[RoutineItem]:
    names = _scope(program, key)
    for number in [n for n in program.methods if n[0] == ".".join(key)]:
        del program.methods[number]  # CREATE OR REPLACE: the last body counts
    declared = program.catalog.types[key].methods
    return [_method(program, key, names, _with_defaults(method, declared)) for method in code.methods]


def _with_defaults(method: s.Routine, declared: list[s.Routine]) -> s.Routine:
    """The method with the defaults its declaration gives and its body leaves out."""
    known = next((one for one in declared if _same(one, method)), None)
    defaults = {p.name: p.default for p in known.parameters} if known is not None else {}
    if not any(p.default is None and defaults.get(p.name) is not None for p in method.parameters):
        return method
    given = [p if p.default is not None else replace(p, default=defaults.get(p.name)) for p in method.parameters]
    return replace(method, parameters=given)


def _scope(program: Program, key: Path) -> Names:
    """What a method's names mean inside its type: attributes, and methods of SELF."""
    names = Names("object", program.names, key[-1], ".".join(key))
    for name, inner in program.catalog.resolved(Type("named", name=".".join(key))).members:
        names.add(Item("variable", name, names, None, program.catalog.resolved(inner)))
    return names


def _method(program: Program, key: Path, names: Names, method: s.Routine) -> RoutineItem:
    type_name = ".".join(key)
    name = CONSTRUCTOR if method.method == "constructor" else method.name.name
    path = (*key[:-1], f"{key[-1]}${name}")
    item = RoutineItem(_with_self(method, key), path, names, owner_type=type_name)
    several = program.methods.setdefault((type_name, name), [])
    several.append(item)
    item.number = len(several)
    if method.method in ("static", "member", "map", "order"):
        _named(names, item)
    if method.method in ("map", "order"):
        program.methods[(type_name, f"<{method.method}>")] = [item]
    program.routines.append(item)
    program.settle(item)
    return item


def _named(names: Names, item: RoutineItem) -> None:
    """A method is called by its name alone inside its type, unless an attribute has that name."""
    name = item.code.name.name
    own = names.items.get(name)
    if own is None or own.kind == "routines":
        shared = own or names.add(Item("routines", name, names, item.code))
        shared.routines.append(item)


def _declared(program: Program, name: str) -> None:
    """The members a type declares and no body of the input has: NOT INSTANTIABLE ones, and what is missing."""
    key = tuple(name.split("."))
    own = [item for (of, _), several in program.methods.items() if of == name for item in several]
    names = own[0].outer if own else _scope(program, key)
    program.scopes[name] = names
    for decl in program.catalog.types[key].methods:
        if decl.method in ("member", "map", "order") and not any(_same(decl, item.code) for item in own):
            program.undefined.setdefault(name, []).append(_method(program, key, names, decl))


def _inherited(program: Program, name: str) -> None:
    """What of its supertypes a type's members override, and which of their methods are called by their name alone."""
    own = [item for (of, _), several in program.methods.items() if of == name for item in several]
    names: dict[str, None] = {}
    for over in program.hierarchies.upwards(name):
        for (of, method), several in list(program.methods.items()):
            if of != over or over == name or method == CONSTRUCTOR or method.startswith("<"):
                continue
            names[method] = None
            for item in several:
                mine = next((one for one in own if _overrides(one, item, several)), None)
                if mine is not None:
                    item.facts.setdefault("overridden", []).append(mine)
                    mine.facts.setdefault("hides", set()).add(id(item))
    for method in names:
        for item in find(program, Type("named", name=name), method):
            if item.owner_type != name:
                _named(program.scopes[name], item)


def _overrides(one: RoutineItem, item: RoutineItem, several: list[RoutineItem]) -> bool:
    if {one.code.method, item.code.method} & {"static", "constructor"} or one.code.name.name != item.code.name.name:
        return False
    if _same(one.code, item.code):
        return True
    # the parameters' types may be spelled differently
    return one.code.overriding and len(several) == 1 and len(one.params) == len(item.params)


def _same(one: s.Routine, other: s.Routine) -> bool:
    """Whether two methods have the same name and parameters, SELF aside."""
    return (
        one.name.name == other.name.name
        and one.kind == other.kind
        and (one.method == "static") == (other.method == "static")
        and _given(one) == _given(other)
    )


def _given(code: s.Routine) -> list[tuple[str, str]]:
    return [(p.mode, " ".join(p.type.text.lower().split())) for p in code.parameters if p.name != SELF]


def implementations(program: Program, item: RoutineItem) -> list[tuple[list[str], RoutineItem]]:
    """What a call of the method means for the types under its own: (types, the method of theirs that is meant)."""
    out: dict[int, tuple[list[str], RoutineItem]] = {}
    over: dict[str, RoutineItem] = {one.owner_type: one for one in item.facts.get("overridden", ())}
    for name in program.hierarchies.downwards(item.owner_type):
        for up in program.hierarchies.upwards(name):
            if up == item.owner_type:
                break
            if up in over:
                out.setdefault(id(over[up]), ([], over[up]))[0].append(name)
                break
    return list(out.values())


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


def find(program: Program, type_: Type, name: str) -> list[RoutineItem]:
    """The methods of that name a type has: its own, and those it inherits and does not override."""
    out: list[RoutineItem] = []
    hidden: set[int] = set()
    for one in program.hierarchies.upwards(type_.name):
        for item in program.methods.get((one, name), ()):
            if id(item) not in hidden:
                out.append(item)
            hidden |= item.facts.get("hides", set())
    return out
