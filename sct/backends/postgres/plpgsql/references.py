"""References to row objects: what REF, DEREF, MAKE_REF and dots through a reference become, and the functions they call.

A reference is a text, `relation:identity` (catalog/references.py). Every type that is referred to has a function
`t$deref(reference)` that looks the object up in the relation the reference names, and gives NULL where no row has that
identity: a dangling reference dereferences to NULL (Oracle Database Object-Relational Developer's Guide, REF Data Types).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sct.backends.postgres import subtypes
from sct.backends.postgres.names import ident, qualified, shortened, string, type_path
from sct.catalog import references
from sct.ir import objects as o
from sct.ir.types import BOOLEAN, UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code
    from sct.backends.postgres.plpgsql.resolver import CodeResolver

Path = tuple[str, ...]
IsOf = Callable[..., Any]  # (resolver, object, its type, types, negated): IS OF of an object


def deref_path(name: str) -> Path:
    return _path(name, "deref")


def _path(name: str, does: str) -> Path:
    path = tuple(name.split("."))
    return (*path[:-1], shortened(f"{path[-1]}${does}"))


# --- in expressions -----------------------------------------------------------------------------------------------------


def dereferenced(resolver: CodeResolver, value: Any) -> Any:
    """The object a reference leads to; None when the value is no reference to objects of the input."""
    type_ = _type(value)
    of = resolver.type_of_text(type_.name) if type_.kind == "ref" else UNKNOWN
    if of.kind != "named" or not of.members:
        return None
    resolver.types.relations.add(of.name)
    return build.function(deref_path(of.name), value, type_=of, own=True)


def reference(resolver: CodeResolver, alias: str, shape: Any) -> Any:
    """REF(alias): the reference of a row."""
    type_ = Type("ref", name=shape.object.name)
    if not shape.identity:
        raise Refused("SC1640", f"REF of rows of {shape.relation}: what tells them apart is not said", None)
    if shape.identity == (references.OID,):
        return build.name(alias, references.OID, type_=type_)
    given = [build.name(alias, one, type_=shape.columns[one].type) for one in shape.identity]
    return _made(shape.relation, [_key(one, shape.relation) for one in given], type_)


def object_id(resolver: CodeResolver, alias: str, shape: Any) -> Any:
    """OBJECT_ID: the 16 bytes of an object's own identity; None for objects that are known by their key."""
    item = resolver.catalog.relations.get(tuple(shape.relation.split(".")))
    if shape.identity != (references.OID,) or not isinstance(item, o.Table) or item.keyed:
        return None
    digits = build.function(("right",), build.name(alias, references.OID), build.number(32), type_=VARCHAR)
    return build.function(("decode",), digits, build.string("hex"), type_=Type("binary", length=16))


def made(resolver: CodeResolver, name: str, keys: list[Any], lifter: Any) -> Any:
    """MAKE_REF(relation, key, …)."""
    found = resolver.relation(tuple(name.split(".")))
    item = resolver.catalog.relations.get(found[0]) if found is not None else None
    if found is None or item is None or found[1].object is None:
        raise Refused("SC1640", f"MAKE_REF of {name}, which is no object view or object table of the input", None)
    identity = references.key_columns(item) if isinstance(item, o.Table) else found[1].identity
    if len(identity) != len(keys):
        raise Refused("SC1640", f"MAKE_REF of {name}, whose rows have a key of {len(identity)} columns", None)
    types = dict(found[1].object.members)
    given = [lifter.coerce(key, types.get(one, UNKNOWN)) for key, one in zip(keys, identity, strict=True)]
    return _made(
        found[1].relation,
        [_key(one, name, types.get(column)) for one, column in zip(given, identity, strict=True)],
        Type("ref", name=found[1].object.name),
    )


def _made(relation: str, keys: list[Any], type_: Type) -> Any:
    return build.runtime("made_reference", build.string(relation), *keys, type_=type_)


def _key(value: Any, relation: str, wanted: Type | None = None) -> Any:
    type_ = wanted if wanted is not None else _type(value)
    if not _KEYS.get(type_.kind):
        raise Refused("SC1640", f"references to rows of {relation} by a key of type {type_.raw or type_.kind}", None)
    return build.runtime("reference_key", value, type_=VARCHAR)


def seen_as(resolver: CodeResolver, value: Any, type_: Type, wanted: str, is_of: IsOf) -> Any:
    """TREAT(r AS REF t): the reference, where the object it leads to is of that type."""
    of = resolver.type_of_text(wanted)
    has = resolver.type_of_text(type_.name)
    made = Type("ref", name=of.name)
    if resolver.program.hierarchies.distance(has.name, of.name) is not None:
        return build.typed(value, made)
    condition = of_types(resolver, value.copy(), type_, wanted, False, is_of)
    return None if condition is None else build.runtime("reference_if", value, condition, type_=made)


def of_types(resolver: CodeResolver, value: Any, type_: Type, types: str, negated: bool, is_of: IsOf) -> Any:
    """`r IS [NOT] OF (REF t, …)`: the type of the object that a reference leads to."""
    found = dereferenced(resolver, value)
    return None if found is None else is_of(resolver, found, _type(found), types.replace("ref ", ""), negated)


def dangling(resolver: CodeResolver, value: Any, negated: bool) -> Any:
    """`r IS [NOT] DANGLING`; a NULL is not dangling."""
    found = dereferenced(resolver, value.copy())
    if found is None:
        return None
    there = build.negate(build.not_distinct_from_null(value.copy(), BOOLEAN))
    lost = build.both(there, build.not_distinct_from_null(found, BOOLEAN))
    return build.negate(lost) if negated else lost


def on_object(resolver: CodeResolver, name: str, args: list[Any], lifter: Any) -> Any:
    """What UTL_REF does to the object a reference leads to; an object that is not there is an error."""
    found = dereferenced(resolver, args[0])
    if found is None:
        return None
    type_ = _type(found)
    if name == "select_object":
        return build.runtime("referenced", found, type_=type_)
    given = [args[0], *(lifter.coerce(one, type_) for one in args[1:])]
    return build.function(_path(type_.name, name), *given, type_=type_, own=True)


# --- the functions ------------------------------------------------------------------------------------------------------

_KEYS = {
    "integer": "numeric",
    "decimal": "numeric",
    "varchar": "text",
    "char": "text",
}


def functions(code: Code, name: str) -> list[str]:
    """`t$deref` of a type that has rows references may lead to."""
    hierarchies = code.program.hierarchies
    found = list(references.targets(code.emitter.catalog, hierarchies, name))
    if not found:
        return []
    type_ = qualified(type_path(tuple(name.split("."))))
    branches: list[str] = []
    for one in found:
        try:
            row = _row(code, one, name)
            where = _where(code, one)
        except KeyError:
            continue  # a key of a type that no reference is made of
        relation = string(".".join(one.relation))
        branches.append(
            f"  IF split_part(reference, ':', 1) = {relation} THEN\n"
            f"    RETURN (SELECT {row} FROM {qualified(tuple(map(shortened, one.relation)))} r WHERE {where});\n  END IF;\n"
        )
        if one.identity != (references.OID,):
            code.translator.used_runtime.add("reference_keys")
    made = [
        f"CREATE FUNCTION {qualified(deref_path(name))}(reference text) RETURNS {type_}\n"
        f"LANGUAGE plpgsql STABLE AS $$\nBEGIN\n{''.join(branches)}  RETURN NULL;\nEND\n$$;"
    ]
    if "utl_ref" in code.emitter.catalog.reference_words:
        code.translator.used_runtime.add("referenced")
        made.extend(_on_objects(code, found, name, type_))
    return made


def _on_objects(code: Code, found: list[references.Target], name: str, type_: str) -> list[str]:
    """The functions that UTL_REF's procedures become: for rows of object tables, which are changed as they stand."""
    tables = [one for one in found if one.identity == (references.OID,)]

    def written(does: str, more: str, result: str, statement: Callable[[references.Target], str], gives: str) -> str:
        branches = "".join(
            f"  IF split_part(reference, ':', 1) = {string('.'.join(one.relation))} THEN\n"
            f"    {statement(one)};\n    RETURN{gives};\n  END IF;\n"
            for one in tables
        )
        return (
            f"CREATE FUNCTION {qualified(_path(name, does))}(reference text{more}) RETURNS {result}\n"
            f"LANGUAGE plpgsql AS $$\nBEGIN\n  PERFORM sct.referenced({qualified(deref_path(name))}(reference));\n"
            f"{branches}  RAISE EXCEPTION USING ERRCODE = '0A000',\n"
            f"    MESSAGE = 'an object of a view is not changed or locked by its reference';\nEND\n$$;"
        )

    def relation(one: references.Target) -> str:
        return f"{qualified(tuple(map(shortened, one.relation)))} r"

    def locked(one: references.Target) -> str:
        return f"PERFORM 1 FROM {relation(one)} WHERE {_where(code, one)} FOR UPDATE"

    def removed(one: references.Target) -> str:
        return f"DELETE FROM {relation(one)} WHERE {_where(code, one)}"

    def changed(one: references.Target) -> str:
        members = [member for member, _ in code.program.catalog.resolved(Type("named", name=one.type)).members]
        item = _item(code, one.relation)
        if isinstance(item, o.Table) and any(c.role == "own type" for c in item.columns):
            members.extend(field for field, _ in subtypes.FIELDS)
        value = "object" if one.type == name else f"{qualified(subtypes.seen_as(name, one.type))}(object)"
        columns = ", ".join(map(ident, members))
        fields = ", ".join(f"(o).{ident(member)}" for member in members)
        return (
            f"UPDATE {relation(one)} SET ({columns}) =\n      (SELECT {fields} FROM (SELECT {value} AS o) x)\n"
            f"      WHERE {_where(code, one)}"
        )

    result = f" {qualified(deref_path(name))}(reference)"
    return [
        written("lock_object", "", type_, locked, result),
        written("delete_object", "", "void", removed, ""),
        written("update_object", f", object {type_}", "void", changed, ""),
    ]


def _row(code: Code, one: references.Target, wanted: str) -> str:
    """The row as an object of the type wanted."""
    members = code.program.catalog.resolved(Type("named", name=one.type)).members
    fields = [f"r.{ident(member)}" for member, _ in members]
    item = _item(code, one.relation)
    tells = isinstance(item, o.Table) and any(c.role == "own type" for c in item.columns)
    hidden = subtypes.hidden(code.program, Type("named", name=one.type))
    fields.extend(f"r.{ident(field)}" if tells else "NULL" for field in hidden)
    row = f"ROW({', '.join(fields)})::{qualified(type_path(tuple(one.type.split('.'))))}"
    return row if one.type == wanted else f"{qualified(subtypes.seen_as(one.type, wanted))}({row})"


def _where(code: Code, one: references.Target) -> str:
    if one.identity == (references.OID,):
        return f"r.{ident(references.OID)} = reference"
    types = dict(code.program.catalog.resolved(Type("named", name=one.type)).members)
    return " AND ".join(
        f"r.{ident(column)} = (sct.reference_keys(reference))[{at}]::{_KEYS[types[column].kind]}"
        for at, column in enumerate(one.identity, 1)
    )


def _item(code: Code, key: Path) -> Any:
    return next((item for path, item in code.emitter.catalog.every() if path == key), None)


def _type(node: Any) -> Type:
    found: Type = node._meta.get("t", UNKNOWN) if node is not None and node._meta else UNKNOWN
    return found


# --- the column that holds a row's own reference --------------------------------------------------------------------------


def own_reference(code: Code, table: o.Table, column: o.Column) -> str:
    """What stands behind the type of that column in CREATE TABLE."""
    relation = string(".".join(code.emitter.catalog.key(table.name)))
    if not table.keyed:
        code.translator.used_runtime.add("new_reference")
        return f"DEFAULT sct.new_reference({relation}) NOT NULL"
    types = {c.name: code.emitter.catalog.resolved(c.type).kind for c in table.columns}
    keys = references.key_columns(table)
    if not keys or any(types.get(key) not in _KEYS for key in keys):
        raise Refused("SC1640", f"references to rows of {table.name} by its primary key", table.origin)
    code.translator.used_runtime.update(("made_reference", "reference_key"))
    given = ", ".join(f"sct.reference_key({ident(key)})" for key in keys)
    return f"GENERATED ALWAYS AS (sct.made_reference({relation}, {given})) STORED"
