"""Where a value goes: variables, fields, elements, package state, `:new.x`; and how it is stored there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sct.backends.postgres.names import ident, qualified
from sct.catalog.program import Item
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.places import Part, parts_of

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer


class Step(NamedTuple):
    """From a value to a part of it: a field, or an element by its index (`text` is written already)."""

    kind: str  # field | element
    text: str
    of: Type  # the type of what it is taken from
    type: Type  # the type of the part


@dataclass(slots=True)
class Place:
    """`base` is the text of a local variable, or of the call that reads a package variable (`item.package`)."""

    base: str
    type: Type
    base_type: Type
    item: Item | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def is_state(self) -> bool:
        return self.item is not None and self.item.package is not None

    @property
    def plain(self) -> bool:
        """Whether INTO and OUT arguments can name it directly: a variable, or a field of a record variable."""
        return not self.is_state and (not self.steps or (len(self.steps) == 1 and self.steps[0].kind == "field"))

    @property
    def text(self) -> str:
        return self.base + "".join(f".{ident(s.text)}" for s in self.steps)


def place_of(w: Writer, sql: Sql) -> Place:
    """The place an assignment's target, an INTO target or an OUT argument names."""
    parts = parts_of(sql)
    if parts is None:
        raise Refused("OR0515", f"{sql.text.strip()} cannot be assigned to", sql.span)
    return place_of_parts(w, sql, parts)


def place_of_parts(w: Writer, sql: Sql, parts: list[Part]) -> Place:
    give = w.facts.get("place")
    if give is not None:
        special: Place | None = give(w, sql, parts)  # :new.x of a trigger, SELF of a constructor
        if special is not None:
            return special
    names: list[str] = []
    for part in parts:
        names.append(part.name)
        if part.args is not None:
            break
    found = w.resolver.lookup(tuple(names))
    if found is None or not found.item.is_value:
        raise Refused("OR0006", f"{sql.text.strip()} is not known here: no variable", sql.span)
    item = found.item
    type_ = w.program.type_of_item(item)
    if item.package is not None:
        base = f"{qualified((item.package.schema, item.target or item.name))}()"
    else:
        label = w.resolver.qualifier(item) if found.qualified else ""
        base = (f"{ident(label)}." if label else "") + ident(w.resolver.target(item))
    made = Place(base, type_, type_, item)
    at = len(names) - len(found.rest)
    if parts[at - 1].args is not None:
        _element(w, sql, made, parts[at - 1].args or [])
    for part in parts[at:]:
        if part.name:
            member = dict(w.resolver.members(made.type)).get(part.name)
            if member is None:
                raise Refused("OR0008", f"{part.name} is no known attribute of {sql.text.strip()}", sql.span)
            made.steps.append(Step("field", part.name, made.type, member))
            made.type = member
        if part.args is not None:
            _element(w, sql, made, part.args)
    return made


def _element(w: Writer, sql: Sql, made: Place, args: list[Any]) -> None:
    if made.type.kind != "collection" or len(args) != 1:
        raise Refused("OR0510", f"{sql.text.strip()}: no collection", sql.span)
    form = w.types.form(made.type)
    index = w.node(sql, args[0], VARCHAR if form == "map" else INTEGER)
    element = made.type.element or UNKNOWN
    made.steps.append(Step("element", index, made.type, element))
    made.type = element


def store(w: Writer, place: Place, value: str) -> None:
    """`place := value`"""
    if place.is_state:
        assert place.item is not None and place.item.package is not None
        if place.steps:
            holder = w.temporary("state", w.types.text(place.base_type))
            w.line(f"{holder} := {place.base};")
            _store(w, holder, place.steps, value)
            value = holder
        package = place.item.package
        name = qualified((package.schema, package.setter(place.item.target or place.item.name)))
        w.line(f"CALL {name}({value});")
        return
    _store(w, place.base, place.steps, value)


def _store(w: Writer, base: str, steps: list[Step], value: str) -> None:
    text = base
    for number, step in enumerate(steps):
        if step.kind == "field":
            text += f".{ident(step.text)}"
            continue
        form = w.types.form(step.of)
        if form == "map":
            rest = steps[number + 1 :]
            element = w.types.text(step.type)
            if rest:
                holder = w.temporary("element", element)
                w.use_runtime("map_peek")
                w.line(f"{holder} := sct.map_peek({text}, {step.text})::{element};")
                _store(w, holder, rest, value)
                value = holder
            w.use_runtime("map_put")
            cast = value if value == "NULL" else f"({value})::{element}"
            w.line(f"{text} := sct.map_put({text}, {step.text}, ({cast})::text);")
            return
        if form == "sparse":
            if step.of.key is None:
                w.use_runtime("item_check")
                w.line(f"PERFORM sct.item_check({text}, ({step.text})::integer);")
            text += f"[{step.text}].v"
        else:
            w.use_runtime("array_check")
            w.line(f"PERFORM sct.array_check({text}, ({step.text})::integer);")
            text += f"[{step.text}]"
    w.line(f"{text} := {value};")


def targets(w: Writer, into: tuple[Sql, ...]) -> tuple[list[str], list[Type], list[tuple[Place, str]]]:
    """INTO targets: their texts, types, and what has to be stored afterwards (place, temporary)."""
    texts: list[str] = []
    types: list[Type] = []
    later: list[tuple[Place, str]] = []
    for sql in into:
        place = place_of(w, sql)
        types.append(place.type)
        if place.plain:
            texts.append(place.text)
        else:
            holder = w.temporary("into", w.types.text(place.type))
            texts.append(holder)
            later.append((place, holder))
    return texts, types, later


def finish(w: Writer, later: list[tuple[Place, str]]) -> None:
    for place, holder in later:
        store(w, place, holder)
