"""Keys, foreign keys and checks, inside CREATE TABLE or on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.columns import shape_of
from sct.backends.postgres.names import ident, qualified, shortened
from sct.catalog import references
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]
_REFERENCES = {"cascade": " ON DELETE CASCADE", "set null": " ON DELETE SET NULL", "": ""}


def clause(e: PostgresEmitter, table: o.Table, one: o.Constraint, id_: str) -> str:
    """The constraint's words; "" when there is nothing to write."""
    key = e.catalog.key(table.name)
    named = e.naming.constraint(key, one)
    if named is not None and one.name is not None and named != shortened(one.name):
        e.bag(id_).add("SC1113", f"constraint {one.name} -> {named}", one.span)
    name = f"CONSTRAINT {ident(named)} " if named else ""
    columns = ", ".join(ident(c) for c in one.columns)
    if one.kind in ("primary", "unique"):
        word = "PRIMARY KEY" if one.kind == "primary" else "UNIQUE"
        ready = e.ready_index(one)
        if ready is not None and not e.is_partitioned(table):
            return f"{name}{word} USING INDEX {ident(e.naming.index(key, ready))}{_deferred(e, key, one, id_)}"
        return f"{name}{word} ({columns}){_deferred(e, key, one, id_)}"
    if one.kind == "check" and one.check is not None:
        if one.deferrable:
            e.bag(id_).add("PG0113", f"CHECK {one.name or ''} is checked at once", one.span)
        return f"{name}CHECK ({e.translator.expression(one.check, e.bag(id_), shape_of(e, table))})"
    if one.kind == "foreign" and one.references is not None:
        target = e.catalog._resolve(one.references, e.catalog.relations) or e.catalog.key(one.references)
        to = one.ref_columns or ((references.OID,) if _of_reference(e, table, one) else ())
        refs = f" ({', '.join(ident(c) for c in to)})" if to else ""
        return (
            f"{name}FOREIGN KEY ({columns}) REFERENCES {qualified(tuple(map(shortened, target)))}{refs}"
            f"{_REFERENCES[one.on_delete]}{_state(one)}"
        )
    return ""


def _of_reference(e: PostgresEmitter, table: o.Table, one: o.Constraint) -> bool:
    """Whether the key is a column of references to row objects."""
    return any(c.name in one.columns and c.type.kind == "ref" for c in table.columns)


def _state(one: o.Constraint) -> str:
    if not one.deferrable:
        return ""
    return " DEFERRABLE INITIALLY DEFERRED" if one.initially_deferred else " DEFERRABLE"


def _deferred(e: PostgresEmitter, key: Path, one: o.Constraint, id_: str) -> str:
    """Keys are checked row by row here, at the end of the statement only when they are deferrable.

    A foreign key cannot refer to a deferrable one.
    """
    wanted = one.deferrable or e.keys.rewritten(key, one.columns)
    if not wanted:
        return ""
    if e.keys.is_referenced(key, one.columns):
        what = "is checked at once, row by row" if one.deferrable else "is checked row by row"
        e.bag(id_).add("PG0112", f"{one.name or one.kind + ' key'} of {key[-1]} {what}", one.span)
        return ""
    return _state(one) or " DEFERRABLE INITIALLY IMMEDIATE"


def partly_null(e: PostgresEmitter, table: o.Table, place: int, path: Path, id_: str) -> None:
    """Unique keys of several columns: rows that are NULL in some of them are still compared, all-NULL ones are not."""
    for one in table.constraints:
        if one.kind == "unique" and one.enabled:
            partly_null_index(e, table, one, one.place if one.place >= 0 else place, path, id_)


def partly_null_index(e: PostgresEmitter, table: o.Table, one: o.Constraint, place: int, path: Path, id_: str) -> None:
    nullable = {c.name for c in table.columns if c.nullable} if table.query is None else set(one.columns)
    primary = next((c.columns for c in table.constraints if c.kind == "primary"), ())
    open_ = [c for c in one.columns if c in nullable and c not in primary]
    if len(one.columns) < 2 or not open_ or (table.partitioning is not None and e.is_partitioned(table)):
        if open_ and len(one.columns) > 1:
            e.bag(id_).add("SC1116", f"UNIQUE ({', '.join(one.columns)}) with columns that can be NULL", one.span)
        return
    schema = path[:-1]
    name = e.naming.claim(schema, f"{one.name or '_'.join((path[-1], *one.columns))}_nulls", "index")
    sql = f"CREATE UNIQUE INDEX {ident(name)} ON {qualified(path)} {null_columns(one.columns, open_)};"
    e._add(Emitted(f"{id_}#{name}", id_, "constraint", sql, one.span, place, "post", (e.need(table.name),), name=name))


def null_columns(columns: tuple[str, ...], open_: list[str]) -> str:
    """The keys of an index over the rows that are NULL in some, but not in all, of the columns."""
    names = ", ".join(ident(c) for c in columns)
    some = f"num_nulls({', '.join(ident(c) for c in open_)}) > 0"
    if len(open_) == len(columns):
        some = f"num_nulls({names}) BETWEEN 1 AND {len(columns) - 1}"
    return f"({names}) NULLS NOT DISTINCT WHERE {some}"


def write(
    e: PostgresEmitter, table: o.Table, one: o.Constraint, place: int, path: Path, id_: str, base: str = ""
) -> None:
    """A constraint of its own: added where the script left it, after what it refers to."""
    if not one.enabled:
        e.bag(id_).add("SC1120", f"constraint {one.name or ''} is disabled", one.span)
        return
    needs = [base or e.need(table.name)]
    if one.references is not None:
        other = e.catalog._resolve(one.references, e.catalog.relations)
        if other is None:
            e.bag(id_).add("SC1005", f"{one.references} is not among the input", one.span)
            return
        needs.append(e.catalog.piece(other))
        target = e.catalog.relations[other]
        if isinstance(target, o.Table):
            needs.extend(_key_piece(e, target, one))
    text = clause(e, table, one, id_)
    if not text:
        return
    sql = added(e, table, one, text, path)
    ready = e.ready_index(one)
    if ready is not None:
        needs.append(e.index_id(ready))
        if e.is_partitioned(table):  # a key cannot take over a partitioned index: it makes one of that name
            name = e.naming.index(e.catalog.key(table.name), ready)
            sql = f"DROP INDEX {qualified((*path[:-1], name))};\n{sql}"
    e._add(
        Emitted(
            constraint_id(id_, table, one),
            id_,
            "constraint",
            sql,
            one.span,
            place,
            "post",
            tuple(needs),
            name=one.name or "",
        )
    )


def added(e: PostgresEmitter, table: o.Table, one: o.Constraint, text: str, path: Path) -> str:
    """The statement that adds a constraint; one that old rows need not keep is not tried on them."""
    lenient = not one.validated and one.kind in ("foreign", "check") and not e.is_partitioned(table)
    if lenient and one.kind == "check":
        e.bag(e.id(table.name)).add(
            "PG0131", f"{one.name or 'a check'} of {table.name} is tried on rows changed", one.span
        )
    return f"ALTER TABLE {qualified(path)} ADD {text}{' NOT VALID' if lenient else ''};"


def constraint_id(id_: str, table: o.Table, one: o.Constraint) -> str:
    """One without a name is told apart by its place, counted from its table: it moves with it."""
    place = one.span.start - table.origin.start
    return f"{id_}#{one.name or '_'.join((one.kind, *one.columns)) + str(place)}"


def _key_piece(e: PostgresEmitter, target: o.Table, one: o.Constraint) -> list[str]:
    """The piece that makes the key a foreign key refers to, where it comes on its own."""
    for key in target.constraints:
        same = key.kind == "primary" if not one.ref_columns else set(key.columns) == set(one.ref_columns)
        if same and key.kind in ("primary", "unique") and (key.place >= 0 or e.ready_index(key)):
            return [constraint_id(e.id(target.name), target, key)]
    return []
