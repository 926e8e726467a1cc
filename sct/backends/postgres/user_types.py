"""Object types as composite types, collection types as domains over arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres import subtypes
from sct.backends.postgres.names import ident, qualified, type_path
from sct.backends.postgres.plpgsql import references
from sct.backends.postgres.types import map_type
from sct.ir import objects as o
from sct.ir.types import Type
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter


def write(e: PostgresEmitter, item: o.UserType, place: int) -> None:
    id_ = e.id(item.name)
    path = e.path(item.name)
    e._schema(path, place)
    if type_path(path) != path:
        e.bag(id_).add("PG0128", f"type {item.name} is {qualified(type_path(path))} here", item.origin)
    try:
        attributes = _attributes(e, item)
        needs = tuple(n for c in attributes for n in e.type_need(c.type))
        if item.form == "object" and attributes:
            name = ".".join(e.catalog.key(item.name))
            lines = [f"{ident(c.name)} {_text(e, c.type, item)}" for c in attributes]
            if e.code.program.hierarchies.is_open(name):
                lines.extend(f"{field} {type_}" for field, type_ in subtypes.FIELDS)
            inside = ",\n  ".join(lines)
            sql = "\n\n".join(
                [
                    f"CREATE TYPE {qualified(type_path(path))} AS (\n  {inside}\n);",
                    *subtypes.functions(e.code, name),
                    *references.functions(e.code, name),
                ]
            )
            needs = (*needs, *(one for one in e.code.program.hierarchies.upwards(name) if one != name))
            if item.supertype is not None:
                e.bag(id_).add("PG0114", f"{item.name} UNDER {item.supertype}", item.origin)
                e.translator.used_runtime.add("narrowing_failed")
        elif item.element is not None:
            text, boxes = _array(e, item)
            sql = f"CREATE DOMAIN {qualified(type_path(path))} AS {text}"
            if item.limit is not None and item.limit < 2**27:  # no array gets longer
                sql += f"\n  CHECK (cardinality(VALUE) <= {item.limit})"
            sql += ";"
            needs = (*e.type_need(item.element), *boxes)
        elif item.form == "incomplete":
            raise Refused("SC1611", f"type {item.name} is announced and never made", item.origin)
        else:
            raise Refused("SC1014", f"type {item.name} has no attributes", item.origin)
        e.add_object(item, "type", sql, place, path, id_, needs)
        if item.form == "object":
            e.code.undefined_methods(item, place, id_)
    except Refused as error:
        e._refuse(id_, "type", item, place, error)


def _array(e: PostgresEmitter, item: o.UserType) -> tuple[str, tuple[str, ...]]:
    """The array a collection is held in, and the composites of its elements that have to be there before."""
    type_ = e.catalog.resolved(Type("named", name=".".join(e.catalog.key(item.name))))
    assert item.element is not None
    if type_.kind != "collection" or e.code.types.form(type_) == "array":
        return f"{_text(e, item.element, item)}[]", ()
    e.code.begin()
    return e.code.types.text(type_), e.code.needs()


def _attributes(e: PostgresEmitter, item: o.UserType, depth: int = 0) -> list[o.Column]:
    above: list[o.Column] = []
    if item.supertype is not None and depth < 20:
        key = e.catalog._resolve(item.supertype, e.catalog.types)
        if key is None:
            raise Refused("SC1005", f"{item.supertype} is not among the input", item.origin)
        above = _attributes(e, e.catalog.types[key], depth + 1)
    return [*above, *item.attributes]


def _text(e: PostgresEmitter, type_: Type, item: o.UserType) -> str:
    found = e.catalog.resolved(type_)
    unknown = found.kind == "named" and e.catalog._resolve(tuple(found.name.split(".")), e.catalog.types) is None
    if unknown or found.kind == "ref":
        code = "PG0110" if unknown else "PG0118"
        e.bag(e.id(item.name)).add(code, f"{item.name}: {type_.raw} -> text", item.origin)
        return "text"
    return map_type(found).text
