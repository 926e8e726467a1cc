"""References to row objects: what REF, DEREF, MAKE_REF and dots through a reference become, and the functions they call.

A reference is a text, `relation:identity` (catalog/references.py). Every type that is referred to has a function
`t$deref(reference)` that looks the object up in the relation the reference names, and gives NULL where no row has that
identity: a dangling reference dereferences to NULL (Oracle Database Object-Relational Developer's Guide, REF Data Types).
"""

from __future__ import annotations

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


def deref_path(name: str) -> Path:
    path = tuple(name.split("."))
    return (*path[:-1], shortened(f"{path[-1]}$deref"))


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


def dangling(resolver: CodeResolver, value: Any, negated: bool) -> Any:
    """`r IS [NOT] DANGLING`; a NULL is not dangling."""
    found = dereferenced(resolver, value.copy())
    if found is None:
        return None
    there = build.negate(build.not_distinct_from_null(value.copy(), BOOLEAN))
    lost = build.both(there, build.not_distinct_from_null(found, BOOLEAN))
    return build.negate(lost) if negated else lost


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
    return [
        f"CREATE FUNCTION {qualified(deref_path(name))}(reference text) RETURNS {type_}\n"
        f"LANGUAGE plpgsql STABLE AS $$\nBEGIN\n{''.join(branches)}  RETURN NULL;\nEND\n$$;"
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
