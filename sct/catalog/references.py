"""References to row objects: which tables and views have rows that are objects, and what tells those rows apart.

A reference is a text, `relation:identity`. The identity of a row of an object table is made for it when it is stored
(`OID`, a column of the table that no `*` shows), or is the table's primary key where it says so; an object view names the
attributes that are its objects' identity. A reference to a row of `t` can stand where one to a row of a type above is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sct.catalog.uses import words_of
from sct.ir import objects as o
from sct.ir.types import Type

Path = tuple[str, ...]
OID = "sys_nc_oid$"  # as the source calls it
OWN_TYPE, MORE = "sct_type", "sct_more"  # of a table whose rows may be of types under its own
_WORDS = frozenset(("ref", "deref", "make_ref", "object_id", "utl_ref", "sys_nc_oid$"))


class Target(NamedTuple):
    """A relation that references of a type may lead to: its objects' own type and the columns that tell them apart."""

    relation: Path
    type: str
    identity: tuple[str, ...]


def words_used(statements: list[Any]) -> set[str]:
    """The words by which the input refers to rows of object tables; rather too many than too few."""
    found: set[str] = set()
    for item in statements:
        if isinstance(item, o.UserType):
            if any(c.type.kind == "ref" for c in item.attributes) or (item.element and item.element.kind == "ref"):
                found.add("ref")
        elif isinstance(item, o.Table):
            if item.scopes or any(c.type.kind == "ref" for c in item.columns):
                found.add("ref")
        elif isinstance(item, o.Dml):
            found |= _WORDS & words_of(item.sql.text)
        elif isinstance(item, o.View | o.MaterializedView):
            found |= _WORDS & words_of(item.query.text)
        elif isinstance(item, o.Unit):
            found |= _WORDS & words_of(item.text)
    return found


def more_columns(table: o.Table, name: str, is_open: bool, referred: bool) -> list[o.Column]:
    """The columns an object table of the type `name` has behind its attributes."""
    made: list[o.Column] = []
    if is_open and table.substitutable:
        made.append(o.Column(OWN_TYPE, Type("varchar"), table.origin, invisible=True, role="own type"))
        made.append(o.Column(MORE, Type("json", name="jsonb"), table.origin, invisible=True, role="more attributes"))
    if referred:
        made.append(
            o.Column(OID, Type("ref", name=name), table.origin, nullable=False, invisible=True, role="reference")
        )
    return made


def targets(catalog: Any, hierarchies: Any, name: str) -> Iterator[Target]:
    """Where references of that type may lead: to rows of that type, of those under it and of those above it."""
    types = {*hierarchies.downwards(name), *hierarchies.upwards(name)}
    seen: set[Path] = set()
    for key, item in catalog.every():
        if key in seen or not isinstance(item, o.Table | o.View) or item.of_type is None:
            continue
        over = catalog._resolve(item.of_type, catalog.types)
        identity = identity_of(item)
        if over is not None and ".".join(over) in types and identity:
            seen.add(key)
            yield Target(key, ".".join(over), identity)


def identity_of(item: Any) -> tuple[str, ...]:
    """The columns that tell a relation's objects apart; none where they have no references."""
    if isinstance(item, o.View):
        return item.identity
    if isinstance(item, o.Table) and any(c.role == "reference" for c in item.columns):
        return (OID,)
    return ()


def key_columns(table: o.Table) -> tuple[str, ...]:
    """The primary key of an object table whose references are made of it."""
    if not table.keyed:
        return ()
    return next((c.columns for c in table.constraints if c.kind == "primary"), ())
