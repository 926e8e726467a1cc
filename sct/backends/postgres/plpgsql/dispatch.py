"""Methods that subtypes override: `type$method` calls what the value's own type has, `type$method$own` is the type's.

The body that the source gives the type goes into `…$own`; a supertype's method called as such, `(SELF AS t).m()`, means
that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres import subtypes
from sct.backends.postgres.names import ident, qualified, string, type_path
from sct.backends.postgres.plpgsql import hoisting, nested, object_types, pipelined, routines
from sct.backends.postgres.plpgsql.overriding import is_abstract, is_dispatched, own_path
from sct.catalog import object_types as objects
from sct.catalog.scopes import RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir.types import Type
from sct.rulebook.translate import Refused
from sct.text.span import Span

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code


def emit(code: Code, item: RoutineItem, place: int, origin: Span, owner: str) -> None:
    """The routine that chooses, when there is something to choose from."""
    if not is_dispatched(item):
        return
    bag = code.emitter.bag(owner)
    code.begin()
    refused = False
    try:
        text = _written(code, item, bag)
    except Refused as error:
        refused = True
        bag.add(error.code, f"{item.code.name.name}: {error.message}", error.span or item.code.span)
        code.forget()
        text = routines.stub(code, item, bag, f"{error.code}: {'.'.join(item.path)} is not converted", item.path)
    schema = item.path[0] if item.path[1:] else ""
    id_ = f"{owner}#{item.id}$any"
    needs = tuple(n for n in code.needs() if n != owner)
    code.add(
        Emitted(
            id_, owner, item.kind, text, origin, place, needs=needs, name=item.path[-1], schema=schema, stub=refused
        )
    )


def _written(code: Code, item: RoutineItem, bag: Bag) -> str:
    head = routines.signature(code, item, bag)
    result = ""
    if item.kind == "function" and not nested.gives_several(item):
        if item.returns is None or item.returns.kind == "unknown":
            raise Refused("SC1514", "the type of its result is not among the input", item.code.span)
        result = f" RETURNS {pipelined.result(code, item)}"
    declared: list[str] = []
    gives_value = routines.gives_one_value(item)
    if gives_value:
        code.translator.used_runtime.add("called_from_sql")
    lines = [
        *object_types.given_self(gives_value),
        f"CASE {qualified(subtypes.own_type(item.owner_type))}(self)",
    ]
    for kinds, other in objects.implementations(code.program, item):
        lines.append(f"WHEN {', '.join(map(string, kinds))} THEN")
        lines.extend(f"  {line}" for line in _call(code, item, other, declared))
    lines.append("ELSE")
    if is_abstract(item):
        why = f"{item.owner_type}.{item.code.name.name} is NOT INSTANTIABLE"
        lines.append(f"  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(why)};")
    else:
        lines.extend(f"  {line}" for line in _call(code, item, item, declared))
    lines.append("END CASE;")
    body = "BEGIN\n" + "\n".join(f"  {line}" for line in lines) + "\nEND"
    if declared:
        body = "DECLARE\n" + "\n".join(f"  {line}" for line in declared) + "\n" + body
    return routines.create(item, head, result, body, path=item.path)


def _call(code: Code, item: RoutineItem, other: RoutineItem, declared: list[str]) -> list[str]:
    """The statements that call one type's method and give back what it gives."""
    if other.code.body is None and not is_dispatched(other):
        why = f"SC1518: {'.'.join(other.path)} is not among the input"
        return [f"RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(why)};"]
    if len(other.params) != len(item.params) or other.kind != item.kind:
        raise Refused("SC1577", f"{other.owner_type} overrides it with other parameters", other.code.span)
    mine, theirs = item.owner_type, other.owner_type
    path = own_path(other) if other is item else other.path
    code.types.text(code.program.catalog.resolved(Type("named", name=theirs)))  # the piece needs the type
    this = item.params[0]
    given = [ident(p.name) for p in item.params]
    before: list[str] = []
    after: list[str] = []
    if other is not item:
        given[0] = f"{qualified(subtypes.seen_as(mine, theirs))}({given[0]})"
        if this.mode != "in":
            back = qualified(subtypes.seen_as(theirs, mine))
            if item.kind == "procedure":
                holder = f"sct_{theirs.rpartition('.')[2]}"
                line = f"{ident(holder)} {qualified(type_path(tuple(theirs.split('.'))))};"
                if line not in declared:
                    declared.append(line)
                before.append(f"{ident(holder)} := {given[0]};")
                given[0] = ident(holder)
                after.append(f"self := {back}({given[0]});")
    name = qualified(path)
    if item.kind == "procedure":
        return [*before, f"CALL {name}({', '.join(given)});", *after]
    inputs = ", ".join(g for g, p in zip(given, item.params, strict=True) if p.mode != "out")
    if item.code.options.get("pipelined") is not None:
        return [f"RETURN QUERY SELECT * FROM {name}({inputs});", "RETURN;"]
    result = _returned(code, item, other)
    if not nested.gives_several(item):
        return [f"RETURN {result.format(f'{name}({inputs})')};"]
    if "sct_row record;" not in declared:
        declared.append("sct_row record;")
    lines = [f"SELECT * INTO sct_row FROM {name}({inputs});"]
    for p, q in zip(item.params, other.params, strict=True):
        if p.mode != "in":
            value = f"sct_row.{ident(q.name)}"
            if p is this and other is not item:
                value = f"{qualified(subtypes.seen_as(theirs, mine))}({value})"
            lines.append(f"{ident(p.name)} := {value};")
    lines.append(f"{hoisting.RESULT} := {result.format(f'sct_row.{hoisting.RESULT}')};")
    return lines


def _returned(code: Code, item: RoutineItem, other: RoutineItem) -> str:
    """How a result is given back: as it is, or seen as the supertype the method here gives."""
    here, there = item.returns, other.returns
    if here is None or there is None or here.kind != "named" or here.name == there.name:
        return "{}"
    if code.program.hierarchies.distance(there.name, here.name) is None:
        raise Refused("SC1577", f"{other.owner_type} overrides it and gives a {there.name}", other.code.span)
    return f"{qualified(subtypes.seen_as(there.name, here.name))}({{}})"
