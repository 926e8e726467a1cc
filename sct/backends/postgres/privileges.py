"""Roles, memberships and privileges on objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import ident, qualified, shortened, string, type_path
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

_RELATION = {
    "select": "SELECT",
    "read": "SELECT",
    "insert": "INSERT",
    "update": "UPDATE",
    "delete": "DELETE",
    "references": "REFERENCES",
    "all": "ALL",
    "all privileges": "ALL",
}
_SEQUENCE = {"select": "USAGE, SELECT", "all": "ALL", "all privileges": "ALL"}
_EXECUTE = {"execute": "EXECUTE", "all": "ALL", "all privileges": "ALL"}
_TYPE = {"execute": "USAGE", "under": "USAGE", "all": "ALL", "all privileges": "ALL"}


def role(e: PostgresEmitter, item: o.Role, place: int) -> None:
    """Roles belong to the whole server: one that is there already is taken as it is."""
    name = ident(item.name)
    sql = (
        f"DO $$ BEGIN\n  CREATE ROLE {name};\nEXCEPTION WHEN duplicate_object THEN\n"
        f"  RAISE NOTICE 'role % is there already', {string(item.name)};\nEND $$;"
    )
    e._add(Emitted(f"role:{item.name}", f"role:{item.name}", "role", sql, item.origin, place, name=item.name))


def write(e: PostgresEmitter, item: o.Grant, place: int) -> None:
    id_ = f"script:{place}"
    if item.on is None:
        _membership(e, item, place, id_)
        return
    missing = [g for g in item.grantees if g != "public" and g not in e.roles]
    try:
        found = _object(e, item.on)
        if found is None:
            raise Refused("SC1005", f"{item.on} is not among the input", item.origin)
        if missing:
            words = f"{', '.join(missing)}: no role of that name is created by the input"
            raise Refused("SC1142", words, item.origin)
        known, what, need, schema = found
        words_ = []
        for privilege, columns in item.privileges:
            word = known.get(privilege)
            if word is None:
                e.bag(id_).add("SC1141", f"{privilege} has no equivalent", item.origin)
                continue
            words_.append(word + (f" ({', '.join(ident(c) for c in columns)})" if columns else ""))
        if not words_:
            return
        to = ", ".join("PUBLIC" if g == "public" else ident(g) for g in item.grantees)
        if item.revoke:
            option = "GRANT OPTION FOR " if item.grant_option else ""
            sql = f"REVOKE {option}{', '.join(words_)} ON {what} FROM {to};"
        else:
            option = " WITH GRANT OPTION" if item.grant_option and "public" not in item.grantees else ""
            sql = f"GRANT {', '.join(words_)} ON {what} TO {to}{option};"
            if schema:  # a name in a schema is found by who may look there
                sql = f"GRANT USAGE ON SCHEMA {ident(schema)} TO {to};\n{sql}"
        needs = (*need, *(f"role:{g}" for g in item.grantees if g != "public"))
        e._add(Emitted(id_, id_, "grant", sql, item.origin, place, needs=needs, name="grant"))
    except Refused as error:
        e._refuse(id_, "grant", item, place, error)


def _object(e: PostgresEmitter, name: o.QName) -> tuple[dict[str, str], str, tuple[str, ...], str] | None:
    """The privileges there are on the object, its words in GRANT … ON, the pieces it needs, and the schema it is in."""

    def schema_of(path: tuple[str, ...]) -> str:
        return shortened(path[-2]) if len(path) > 1 else ""

    key = e.catalog._resolve(name, e.catalog.relations)
    if key is not None:
        return _RELATION, qualified(tuple(map(shortened, key))), (e.catalog.piece(key),), schema_of(key)
    key = e.catalog._resolve(name, e.catalog.sequences)
    if key is not None:
        return _SEQUENCE, f"SEQUENCE {qualified(tuple(map(shortened, key)))}", (e.catalog.piece(key),), schema_of(key)
    key = e.catalog._resolve(name, e.catalog.types)
    if key is not None:
        return _TYPE, f"TYPE {qualified(type_path(tuple(map(shortened, key))))}", (".".join(key),), schema_of(key)
    wanted = e.catalog.key(name)
    unit = e.by_name.get(wanted)
    if unit is None:
        return None
    if unit.kind == "package":
        schema = shortened(wanted[-1])
        need = f"package:{'.'.join(wanted)}"
        return {"execute": "EXECUTE"}, f"ALL ROUTINES IN SCHEMA {ident(schema)}", (need,), schema
    path = qualified(tuple(map(shortened, wanted)))
    return _EXECUTE, f"{unit.kind.upper()} {path}", (f"{unit.kind}:{'.'.join(wanted)}",), schema_of(wanted)


def _membership(e: PostgresEmitter, item: o.Grant, place: int, id_: str) -> None:
    given = [p for p, _ in item.privileges]
    if not set(given) | set(item.grantees) <= e.roles:
        verb = "from" if item.revoke else "to"
        e.bag(id_).add("SC1141", f"{', '.join(given)} {verb} {', '.join(item.grantees)}", item.origin)
        return
    verb, to = ("REVOKE", "FROM") if item.revoke else ("GRANT", "TO")
    option = " WITH ADMIN OPTION" if item.grant_option and not item.revoke else ""
    sql = f"{verb} {', '.join(map(ident, given))} {to} {', '.join(map(ident, item.grantees))}{option};"
    needs = tuple(f"role:{r}" for r in (*given, *item.grantees))
    e._add(Emitted(id_, id_, "grant", sql, item.origin, place, needs=needs, name="grant"))
