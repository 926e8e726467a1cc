"""What Redshift has none of: indexes, sequences, triggers, user-defined types. Each says what takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common import script
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter


def index(e: RedshiftEmitter, item: o.Index, place: int) -> None:
    """Sort keys and zone maps answer what an index did; a unique one is a key that somebody else has to keep."""
    key = e.catalog._resolve(item.table, e.catalog.relations)
    owner = ".".join(key) if key else e.id(item.table)
    e.notes(item, owner)
    words = ", ".join(k.column or (k.expression.text.strip() if k.expression else "") for k in item.keys)
    code = "RS0151" if item.unique else "RS0150"
    e.bag(owner).add(code, f"index {item.name} on {item.table} ({words})", item.origin)


def sequence(e: RedshiftEmitter, item: o.Sequence, place: int) -> None:
    """One that only fills a column's default is that column's identity; any other is refused."""
    id_ = e.id(item.name)
    e.notes(item, id_)
    owner = e.identities.get(e.catalog.key(item.name))
    if owner is not None:
        e.bag(owner).add("RS0114", f"sequence {item.name} is the identity of {owner}", item.origin)
        return
    e._refuse(id_, "sequence", item, place, Refused("RS0152", f"sequence {item.name}", item.origin))


def user_type(e: RedshiftEmitter, item: o.UserType, place: int) -> None:
    id_ = e.id(item.name)
    e._refuse(id_, "type", item, place, Refused("RS0153", f"type {item.name}", item.origin))


def rows_shown(e: RedshiftEmitter, item: o.ShowRows, place: int) -> None:
    e._refuse(f"script:{place}", "data", item, place, Refused("RS0172", f"rows of cursor {item.cursor}", item.origin))


def data(e: RedshiftEmitter, dml: o.Dml, place: int) -> None:
    """Data statements; savepoints are refused."""
    if dml.verb == "savepoint" or (dml.verb == "rollback" and len(dml.sql.text.split()) > 1):
        words = " ".join(dml.sql.text.split())
        e._refuse(f"script:{place}", "data", dml, place, Refused("RS0172", words, dml.origin))
        return
    script.data(e, dml, place)
