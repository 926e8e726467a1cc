"""Roles, memberships and privileges on objects (Database Developer Guide, "GRANT")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.redshift.names import ident, qualified
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

_RELATION = {
    "select": "SELECT",
    "read": "SELECT",
    "insert": "INSERT",
    "update": "UPDATE",
    "delete": "DELETE",
    "references": "REFERENCES",
    "drop": "DROP",
    "all": "ALL",
    "all privileges": "ALL",
}
_ROUTINE = {"execute": "EXECUTE", "execute procedure": "EXECUTE", "all": "ALL", "all privileges": "ALL"}


def role(e: RedshiftEmitter, item: o.Role, place: int) -> None:
    sql = f"CREATE ROLE {ident(item.name)};"
    e._add(Emitted(f"role:{item.name}", f"role:{item.name}", "role", sql, item.origin, place, name=item.name))


def write(e: RedshiftEmitter, item: o.Grant, place: int) -> None:
    id_ = f"script:{place}"
    missing = [g for g in item.grantees if g != "public" and g not in e.roles]
    try:
        if item.on is None:
            _membership(e, item, place, id_)
            return
        known, what, need = _object(e, item)
        if missing:
            words = f"{', '.join(missing)}: no role of that name is created by the input"
            raise Refused("SC1142", words, item.origin)
        words_ = []
        for privilege, columns in item.privileges:
            word = known.get(privilege)
            if word is None or (columns and word not in ("SELECT", "UPDATE")):
                e.bag(id_).add("SC1141", f"{privilege} has no equivalent", item.origin)
                continue
            words_.append(word + (f" ({', '.join(map(ident, columns))})" if columns else ""))
        if not words_:
            return
        to = ", ".join("PUBLIC" if g == "public" else f"ROLE {ident(g)}" for g in item.grantees)
        if item.grant_option:
            e.bag(id_).add("RS0154", "a role is given no right to grant", item.origin)
        verb, link = ("REVOKE", "FROM") if item.revoke else ("GRANT", "TO")
        sql = f"{verb} {', '.join(words_)} ON {what} {link} {to};"
        needs = (need, *(f"role:{g}" for g in item.grantees if g != "public"))
        e._add(Emitted(id_, id_, "grant", sql, item.origin, place, needs=needs, name="grant"))
    except Refused as error:
        e._refuse(id_, "grant", item, place, error)


def _object(e: RedshiftEmitter, item: o.Grant) -> tuple[dict[str, str], str, str]:
    """The privileges there are on the object, its words in GRANT … ON, and the piece it needs. Raises Refused."""
    assert item.on is not None
    key = e.catalog._resolve(item.on, e.catalog.relations)
    if key is not None:
        return _RELATION, f"TABLE {qualified(e.shortened(key))}", e.catalog.piece(key)
    signature = e.code.signature_of(e.catalog.key(item.on))
    if signature is not None:
        kind, words, piece = signature
        return _ROUTINE, f"{kind.upper()} {words}", piece
    raise Refused("SC1005", f"{item.on} is not among the input", item.origin)


def _membership(e: RedshiftEmitter, item: o.Grant, place: int, id_: str) -> None:
    given = [p for p, _ in item.privileges]
    if not set(given) | set(item.grantees) <= e.roles:
        verb = "from" if item.revoke else "to"
        e.bag(id_).add("SC1141", f"{', '.join(given)} {verb} {', '.join(item.grantees)}", item.origin)
        return
    verb, to = ("REVOKE", "FROM") if item.revoke else ("GRANT", "TO")
    lines = [
        f"{verb} ROLE {ident(g)} {to} ROLE {ident(r)}{' WITH ADMIN OPTION' if item.grant_option and not item.revoke else ''};"
        for g in given
        for r in item.grantees
    ]
    needs = tuple(f"role:{r}" for r in (*given, *item.grantees))
    e._add(Emitted(id_, id_, "grant", "\n".join(lines), item.origin, place, needs=needs, name="grant"))
