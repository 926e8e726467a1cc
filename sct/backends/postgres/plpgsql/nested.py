"""Routines declared inside others, and functions that give back more than their result.

A nested routine becomes a routine of its own, `parent$name`; what it uses of its surroundings comes as its first
parameters, INOUT where it changes them (sct/catalog/bodies.py finds out). A function with OUT parameters, or one that
changes its surroundings, gives a record of all of them and `sct_result`; it is called in a statement of its own before
the one its call stands in, where that makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.postgres.names import ident, qualified
from sct.catalog.program import Item, RoutineItem
from sct.ir.types import Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import argument_name, columns_outside, is_unconditional

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver
    from sct.backends.postgres.plpgsql.writer import Writer

RESULT = "sct_result"


def captured(item: RoutineItem) -> list[Item]:
    found: list[Item] = item.facts.get("captured", [])
    return found


def writes(item: RoutineItem, of: Item) -> bool:
    return id(of.decl) in item.facts.get("written", ())


def gives_several(item: RoutineItem) -> bool:
    """A function whose call gives more than its result."""
    return item.kind == "function" and (bool(item.outs) or any(writes(item, c) for c in captured(item)))


def renamed(item: RoutineItem) -> dict[int, str]:
    """What the captured items are called inside the routine: their own names, unless it declares the same name."""
    out: dict[int, str] = {}
    one: RoutineItem | None = item
    taken = set(item.names.items) if item.names is not None else set()
    for of in captured(item):
        name = of.name
        number = 1
        while name in taken:
            number += 1
            name = f"{of.name}_{number}"
        taken.add(name)
        out[id(of.decl)] = name
    del one
    return out


def type_of(resolver: CodeResolver, item: RoutineItem, of: Item) -> str:
    """The type of the parameter an item is handed over in."""
    type_ = resolver.program.type_of_item(of)
    if of.kind == "cursor" or type_.kind == "unknown":
        raise Refused("OR0571", f"{of.name} of the surrounding code is used in {item.code.name.name}", item.code.span)
    return str(resolver.types.text(_row(of, type_, item)))


def _row(of: Item, type_: Type, item: RoutineItem) -> Type:
    """The row of a loop has no type of its own: one is made for it."""
    if type_.kind == "record" and not type_.name and type_.members:
        owner = item
        while owner.parent is not None:
            owner = owner.parent
        name = ".".join((*owner.path[:-1], f"{owner.path[-1]}${of.name}"))
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
            raise Refused("OR0571", f"{of.name}, which {item.code.name.name} uses, is hidden here", item.code.span)
        type_ = resolver.program.type_of_item(of)
        node = build.name(resolver.target(of), type_=type_)
        row = _row(of, type_, item)
        if of.kind == "row":
            fields = [build.name(resolver.target(of), name, type_=t) for name, t in row.members]
            node = build.row(fields, resolver.types.text(row), row)
        out.append(node)
    return out


# --- functions that give several values -------------------------------------------------------------------------------


def result_parameter(code: Any, item: RoutineItem) -> str:
    return f"OUT {RESULT} {code.types.argument(item.returns or Type('unknown'))}"


def returning(w: Writer, one: Any) -> None:
    """RETURN in such a function."""
    if one.value is not None:
        with w.ahead():
            w.line(f"{RESULT} := {w.expression(one.value, w.returns)};")
    w.line("RETURN;")


def ahead(resolver: CodeResolver, item: RoutineItem, args: list[Any], lifter: Any, node: Any) -> Any:
    """The call, in a statement before the present one; its result as a variable."""
    w = resolver.writer
    name = item.code.name.name
    if w is None or not w.facts.get("ahead") or node is None or not is_unconditional(node):
        raise Refused("OR0512", f"{name} gives back several values and is called inside an expression", None)
    targets: list[str] = []
    texts: list[str] = []
    for of, value in zip(captured(item), given(resolver, item), strict=True):
        texts.append(w.translator.text(value, lifter.ctx))
        if writes(item, of):
            targets.append(texts[-1])
    outs: dict[str, str] = {}
    by_name = {p.name: p for p in item.params}
    for position, arg in enumerate(args):
        named = argument_name(arg)
        param = by_name[named[0]] if named else item.params[position]
        value = named[1] if named else arg
        if param.mode == "in":
            text = w.translator.text(resolver.passed(value, param.type, lifter), lifter.ctx)
        else:
            if not build.is_variable(value):
                raise Refused("OR0512", f"{name} is called inside an expression and gives {param.name}", None)
            text = w.translator.text(value, lifter.ctx)
            outs[param.name] = text
        if param.mode != "out":
            texts.append(f"{ident(param.name)} => {text}" if named else text)
    for param in item.outs:
        targets.append(outs.get(param.name) or w.temporary("unused", w.types.argument(param.type)))
    changed = {t.partition(".")[0].strip('"') for t in targets}
    if changed & columns_outside(node):
        raise Refused("OR0573", f"{name} changes a variable that the same expression reads", None)
    holder: str = w.temporary("result", w.types.argument(item.returns or Type("unknown")))
    targets.append(holder)
    w.line(f"SELECT * INTO {', '.join(targets)} FROM {qualified(item.path)}({', '.join(texts)});")
    return build.name(holder, type_=item.returns)
