"""Where a value goes: variables, fields, elements, package state, `:new.x`; and how it is stored there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sct.backends.postgres.names import ident, qualified
from sct.backends.postgres.plpgsql.collections import reached_limit
from sct.catalog.scopes import Item
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.built_ins import package_rule
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
        """Whether INTO and OUT arguments can name it directly: a variable, or a field of a record variable. An attribute
        of an object is stored by itself, since the object may be NULL, which has none."""
        if self.is_state or not self.steps:
            return not self.is_state
        first = self.steps[0]
        return len(self.steps) == 1 and first.kind == "field" and (first.of.kind != "named" or self.base == "self")

    @property
    def text(self) -> str:
        return self.base + "".join(f".{ident(s.text)}" for s in self.steps)


def place_of(w: Writer, sql: Sql) -> Place:
    """The place an assignment's target, an INTO target or an OUT argument names."""
    parts = parts_of(sql)
    if parts is None:
        raise Refused("SC1515", f"{sql.text.strip()} cannot be assigned to", sql.span)
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
        rule = package_rule(tuple(names), w.translator.book.lift) if len(names) > 1 else None
        if rule is not None:
            raise Refused(rule.code, f"{'.'.join(names)} has no equal on the target", sql.span)
        raise Refused("SC1006", f"{sql.text.strip()} is not known here: no variable", sql.span)
    item = found.item
    type_ = w.types.value(item, w.program.type_of_item(item))
    if item.package is not None:
        if type_.kind == "unknown":
            raise Refused("SC1514", f"{item.name}: type {item.decl.type.text} is not among the input", sql.span)
        base = f"{qualified(item.package.inside(item.target or item.name))}()"
    else:
        label = w.resolver.qualifier(item) if found.qualified else ""
        base = (f"{ident(label)}." if label else "") + ident(w.resolver.target(item))
    made = Place(base, type_, type_, item)
    if item.home.kind == "object":
        whole = w.resolver.type_of_text(str(item.home.owner))
        made = Place("self", type_, whole, None, [Step("field", item.name, whole, type_)])
    at = len(names) - len(found.rest)
    if parts[at - 1].args is not None:
        _element(w, sql, made, parts[at - 1].args or [])
    for part in parts[at:]:
        if part.name:
            member = dict(w.resolver.members(made.type)).get(part.name)
            if member is None:
                raise Refused("SC1008", f"{part.name} is no known attribute of {sql.text.strip()}", sql.span)
            made.steps.append(Step("field", part.name, made.type, member))
            made.type = member
        if part.args is not None:
            _element(w, sql, made, part.args)
    return made


def _element(w: Writer, sql: Sql, made: Place, args: list[Any]) -> None:
    if made.type.kind != "collection" or len(args) != 1:
        raise Refused("SC1510", f"{sql.text.strip()}: no collection", sql.span)
    form = w.types.form(made.type)
    index = _map_key(w, sql, made.type, args[0]) if form == "map" else w.whole(sql, args[0])
    element = made.type.element or UNKNOWN
    made.steps.append(Step("element", index, made.type, element))
    made.type = element


def _map_key(w: Writer, sql: Sql, type_: Type, arg: Any) -> str:
    """An index of text; too long a one for the index type is an error."""
    text = w.node(sql, arg, VARCHAR)
    key = type_.key or VARCHAR
    if not key.length or not w.translator.empty_is_null:
        return text
    if text.startswith("'") and text.count("'") == 2 and len(text) - 2 <= key.length:
        return text
    given = w.translator.type_of_node(sql, arg.copy())
    if given.is_text and given.length and given.length <= key.length:
        return text
    return fit(w, text, key)


def store(w: Writer, place: Place, value: str) -> None:
    """`place := value`"""
    if place.is_state and not place.steps:
        _set_state(w, place, value)
        return
    if cast := checked(w, place):
        value = f"CAST({value} AS {cast})"
    if any(s.kind == "element" and w.types.form(s.of) in ("keyed", "map") for s in place.steps):
        value = _ready(w, value, place.type)
    last = place.steps[-1] if place.steps else None
    form = w.types.form(last.of) if last is not None and last.kind == "element" else ""
    if last is not None and form in ("map", "keyed"):
        holder = Place(place.base, last.of, place.base_type, place.item, place.steps[:-1])
        change(w, holder, lambda to, read: _put(w, to, read, last, form, value))
    else:
        change(w, place, lambda to, read: w.line(f"{to} := {value};"))


def checked(w: Writer, place: Place) -> str:
    """What a value is cast to where the place is a parameter that keeps less than the source's: one of the source, or what
    a nested routine changes of its surroundings, which has its declared size there; "" elsewhere."""
    if place.steps or place.item is None:
        return ""
    if place.item.kind == "parameter":
        return str(w.types.checked(place.type))
    type_ = place.type
    sized = type_.scale is not None if type_.kind == "decimal" else type_.kind in ("char", "timestamp")
    if sized and not type_.required and id(place.item.decl) in w.resolver.renamed:
        return str(w.types.text(type_))
    return ""


def _ready(w: Writer, value: str, type_: Type) -> str:
    """A value that cannot fail any more: an element is made for it before it is stored."""
    quoted = value.startswith("'") and value.count("'") == 2 and value.endswith("'")
    plain = not (type_.length or type_.precision) and type_.kind not in ("record", "named", "unknown")
    if value == "NULL" or (value.isdigit() and type_.is_number and plain):
        return value
    if quoted and type_.is_text and (not type_.length or len(value) - 2 <= type_.length):
        return value
    if plain and value.replace("_", "a").isalnum() and not value[:1].isdigit():
        return value
    holder = w.temporary("value", w.types.text(type_))
    w.line(f"{holder} := {value};")
    return holder


def _put(w: Writer, to: str, read: str, last: Step, form: str, value: str) -> None:
    """The element of an associative array, made or replaced."""
    if form == "map":
        w.use_runtime("map_put")
        w.line(f"{to} := sct.map_put({read}, {last.text}, {as_text(w, value, last.type)});")
        return
    key = key_of(w, last.text)
    at = _room(w, to, read, key)
    w.line(f"{to}[{at}] := ROW({key}, {value});")


def as_text(w: Writer, value: str, type_: Type) -> str:
    """A value as the text of its type, which is what a map holds; too long a value is an error, as in an assignment."""
    if value == "NULL" or (type_.is_text and not type_.length):
        return value
    if type_.is_text or type_.kind in ("record", "collection", "named"):
        holder = w.temporary("element", w.types.text(type_))
        w.line(f"{holder} := {value};")
        return f"{holder}::text"
    return f"({value})::{w.types.text(type_)}::text"


def key_of(w: Writer, text: str, kind: str = "integer") -> str:
    """A subscript that is written several times: a name or a number, or a variable that holds it."""
    if text.replace("_", "a").replace(".", "a").isalnum() or text.removeprefix("-").isdigit():
        return text
    holder = w.temporary("key", kind)
    w.line(f"{holder} := {text};")
    return holder


def _room(w: Writer, to: str, read: str, key: str) -> str:
    """Makes room for an element of that key; the subscript it then has."""
    for name in ("keyed_at", "keyed_between", "keyed_insert"):
        w.use_runtime(name)
    w.line(f"IF sct.keyed_between({read}, {key}) THEN")
    w.line(f"  {to} := sct.keyed_insert({read}, {key});")
    w.line("END IF;")
    return f"sct.keyed_at({read}, {key})"


def change(w: Writer, place: Place, act: Callable[[str, str], None], *, exists: bool = False) -> None:
    """Lets `act(target, value)` write statements that change what the place holds.

    `target` is what can be assigned to, `value` how the same is read. `exists`: an element that is not there is an
    error; else assigning makes it.
    """
    if place.is_state:
        holder = w.temporary("state", w.types.text(place.base_type))
        w.line(f"{holder} := {place.base};")
        if place.steps:
            _change(w, holder, holder, place.steps, act, exists)
        else:
            act(holder, holder)
        _set_state(w, place, holder)
        return
    _change(w, place.base, place.base, place.steps, act, exists)


def _set_state(w: Writer, place: Place, value: str) -> None:
    assert place.item is not None and place.item.package is not None
    package = place.item.package
    w.line(f"CALL {qualified(package.inside(package.setter(place.item.target or place.item.name)))}({value});")


def _change(w: Writer, to: str, read: str, steps: list[Step], act: Callable[[str, str], None], exists: bool) -> None:
    from sct.backends.postgres.plpgsql import declarations

    is_self = to == "self"
    for number, step in enumerate(steps):
        if step.kind == "field":
            if step.of.kind == "named" and (number or not is_self):
                w.use_runtime("object_filled")
                w.line(f"PERFORM sct.object_filled({read});")
            to += f".{ident(step.text)}"
            # a variable's field is a name; a field of that field is taken from the value in parentheses
            read = f"({read}).{ident(step.text)}" if number or "[" in read else f"{read}.{ident(step.text)}"
            continue
        form = w.types.form(step.of)
        if form == "map":
            element = w.types.text(step.type)
            key = key_of(w, step.text, "text")
            holder = w.temporary("element", element)
            get = "map_get" if exists else "map_peek"
            w.use_runtime(get)
            w.use_runtime("map_put")
            w.line(f"{holder} := sct.{get}({read}, {key})::{element};")
            if not exists and declarations.has_defaults(w, step.type):
                w.use_runtime("map_exists")
                w.line(f"IF NOT sct.map_exists({read}, {key}) THEN")
                with w.indent():
                    w.line(f"{holder} := {declarations.fresh(w, step.type)};")
                w.line("END IF;")
            _change(w, holder, holder, steps[number + 1 :], act, exists)
            w.line(f"{to} := sct.map_put({read}, {key}, {holder}::text);")
            return
        if form == "keyed":
            key = key_of(w, step.text)
            if exists:
                w.use_runtime("keyed_get")
                w.use_runtime("keyed_at")
                w.line(f"PERFORM sct.keyed_get({read}, {key});")
                at = f"sct.keyed_at({read}, {key})"
            elif declarations.has_defaults(w, step.type):
                w.use_runtime("keyed_exists")
                w.line(f"IF NOT sct.keyed_exists({read}, {key}) THEN")
                with w.indent():
                    value = declarations.fresh(w, step.type)
                    at = _room(w, to, read, key)
                    w.line(f"{to}[{at}] := ROW({key}, {value});")
                w.line("END IF;")
                w.use_runtime("keyed_at")
                at = f"sct.keyed_at({read}, {key})"
            else:
                at = _room(w, to, read, key)
                w.line(f"{to}[{at}].k := {key};")
        else:
            most = reached_limit(step.of)
            limit = f", {most}" if most is not None else ""
            w.use_runtime("array_index")
            at = f"sct.array_index({read}, {step.text}{limit})"
        to += f"[{at}]"
        read = f"({read})[{at}]" if "[" in read or "." in read else f"{read}[{at}]"
        if form != "array":
            to += ".v"
            read = f"({read}).v"
    act(to, read)


def targets(
    w: Writer, into: tuple[Sql, ...], held: bool = False, given: list[Type] | None = None
) -> tuple[list[str], list[Type], list[tuple[Place, str]]]:
    """INTO targets: their texts, types, and what has to be stored afterwards (place, value); `held`: all of it.

    `given`: the types of what comes, as far as they are known; None where it was made to fit already.
    """
    from sct.backends.postgres.plpgsql import whole_rows

    texts: list[str] = []
    types: list[Type] = []
    later: list[tuple[Place, str]] = []
    for position, sql in enumerate(into):
        place = place_of(w, sql)
        types.append(place.type)
        has = given[position] if given and len(given) == len(into) else UNKNOWN
        if given is not None and len(into) == 1 and whole_rows.is_changed(w, place.type, given):
            texts, value = whole_rows.taken_apart(w, sql, place.type, given)
            later.append((place, value))
        elif given is not None and is_changed(w, place.type, has):
            holder, value = taken(w, sql, place.type, has)
            texts.append(holder)
            later.append((place, value))
        elif place.plain and not held and not _is_composite(place) and not checked(w, place):
            texts.append(place.text)
        else:
            holder = received(w, place.type)
            texts.append(holder)
            later.append((place, holder))
    return texts, types, later


def _is_composite(place: Place) -> bool:
    """Whether PostgreSQL would not spread a row over it: an object, or a record that is a field."""
    return place.type.kind == "named" or (place.type.kind == "record" and bool(place.steps))


def may_be_cut(w: Writer, type_: Type, given: Type) -> bool:
    """Whether PostgreSQL may cut blanks off a value of type `given` that goes into a place of that type, where the source
    refuses it."""
    if type_.kind not in ("varchar", "char") or not type_.length or not w.translator.empty_is_null:
        return False
    if given.kind in ("unknown", "null") or (given.is_text and not given.length):
        return True
    return given.is_text and (given.length or 0) > type_.length


def converts(given: Type, wanted: Type) -> bool:
    """Whether a value becomes one of another kind on its way, which the source does in its own form: a number or a date
    that becomes text, and back."""
    kinds = ("is_number", "is_text", "is_moment")
    has, wants = (tuple(getattr(type_, kind) for kind in kinds) for type_ in (given, wanted))
    return any(has) and any(wants) and has != wants


def is_changed(w: Writer, type_: Type, given: Type) -> bool:
    """Whether a value of type `given` has to be converted, or made to fit, for a place of that type."""
    return converts(given, type_) or may_be_cut(w, type_, given)


def taken(w: Writer, sql: Sql, type_: Type, given: Type, stem: str = "into") -> tuple[str, str]:
    """A variable of our own for a value of type `given`, and what a place of type `type_` gets of it."""
    if converts(given, type_):
        holder = w.temporary(stem, w.types.argument(given))
        return holder, w.node(sql, build.name(holder, type_=given), type_)
    if may_be_cut(w, type_, given):
        holder = w.temporary(stem, "text")
        return holder, fit(w, holder, type_)
    holder = received(w, type_, stem)
    return holder, holder


def spread(w: Writer, several: list[Type]) -> list[Type]:
    """The types a row is spread over."""
    if len(several) == 1 and several[0].kind == "record":
        return [type_ for _, type_ in w.resolver.members(several[0])]
    return several


def fit(w: Writer, value: str, type_: Type) -> str:
    """A text that is a variable's or a call's, as a value for a place of that type: too long a one is an error."""
    name = "fit_bytes" if type_.unit == "byte" else "fit_text"
    w.use_runtime(name)
    return f"sct.{name}({value}, {type_.length})"


def received(w: Writer, type_: Type, stem: str = "into") -> str:
    """A variable of our own that INTO can name: an object goes into a field, or its attributes would be wanted."""
    if type_.kind == "named":
        return w.temporary(stem, w.types.holder(type_)) + ".v"
    return w.temporary(stem, w.types.text(type_))


def finish(w: Writer, later: list[tuple[Place, str]]) -> None:
    for place, holder in later:
        store(w, place, holder)


def keeps_types(w: Writer, given: list[Type], wanted: list[Type], span: Any) -> None:
    """What is fetched here goes into its place field by field: a value of another type of the hierarchy would be taken
    for one of the place's. `given`: the types of what comes, as far as known. Raises Refused."""
    for position, type_ in enumerate(wanted):
        has = given[position] if position < len(given) else UNKNOWN
        if type_.kind == "named" and w.program.hierarchies.is_open(type_.name) and has.name != type_.name:
            message = f"what goes into a {type_.name} here may be declared as a type under it"
            raise Refused("SC1577", message, span)


def row_types(w: Writer, item: Item | None) -> list[Type]:
    """The types of a cursor's columns, as far as they are known."""
    row = w.program.type_of_item(item) if item is not None else UNKNOWN
    row = row.element or UNKNOWN if row.kind == "cursor" else row
    return [type_ for _, type_ in row.members] if row.kind == "record" else [row]
