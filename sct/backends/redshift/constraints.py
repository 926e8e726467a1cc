"""Keys and foreign keys, which Redshift takes for true and never checks; checks, which it has none of.

Database Developer Guide, "Defining table constraints": a plan leans on declared keys (it may leave DISTINCT out), so a
violated one gives wrong results. What the source enforced has to be enforced by the loads: the report has the query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.redshift.columns import shape_of
from sct.backends.redshift.names import ident, qualified
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

Path = tuple[str, ...]


def clause(e: RedshiftEmitter, table: o.Table, one: o.Constraint, path: Path, id_: str) -> str:
    """The constraint's words; "" when there is nothing to write."""
    key = e.catalog.key(table.name)
    columns = ", ".join(ident(c) for c in one.columns)
    name = e.naming.constraint(key, one)
    head = f"CONSTRAINT {ident(name)} " if name else ""
    if one.kind in ("primary", "unique"):
        test = " AND ".join(f"{ident(c)} IS NOT NULL" for c in one.columns)
        where = f" WHERE {test}" if one.kind == "unique" else ""
        query = f"SELECT {columns} FROM {qualified(path)}{where} GROUP BY {columns} HAVING count(*) > 1"
        e.bag(id_).add("RS0120", f"{one.name or one.kind} ({', '.join(one.columns)}): {query}", one.span)
        return f"{head}{'PRIMARY KEY' if one.kind == 'primary' else 'UNIQUE'} ({columns})"
    if one.kind == "check":
        _check(e, table, one, path, id_)
    return ""


def _check(e: RedshiftEmitter, table: o.Table, one: o.Constraint, path: Path, id_: str) -> None:
    """No CHECK: the report has the query that finds what it would have refused."""
    words = one.name or "CHECK"
    try:
        assert one.check is not None
        test = e.translator.expression(one.check, e.bag(id_), shape_of(e, table))
        words += f": SELECT * FROM {qualified(path)} WHERE NOT ({test})"
    except Refused as error:
        words += f" ({error.message})"
    e.bag(id_).add("RS0121", words, one.span)


def foreign(e: RedshiftEmitter, table: o.Table, one: o.Constraint, place: int, path: Path, id_: str) -> None:
    """A foreign key, behind both tables."""
    assert one.references is not None
    if not one.enabled:
        e.bag(id_).add("SC1120", f"constraint {one.name or ''} is disabled", one.span)
        return
    other = e.catalog._resolve(one.references, e.catalog.relations)
    if other is None:
        e.bag(id_).add("SC1005", f"{one.references} is not among the input", one.span)
        return
    target = e.catalog.relations[other]
    refs = one.ref_columns or e.keys.primary(other)
    keyed = isinstance(target, o.Table) and any(
        c.kind in ("primary", "unique") and c.enabled and set(c.columns) == set(refs) for c in target.constraints
    )
    if not keyed:
        e.bag(id_).add("RS0123", f"{one.name or ''} to {one.references} ({', '.join(refs)})", one.span)
        return
    key = e.catalog.key(table.name)
    name = e.naming.constraint(key, one)
    columns = ", ".join(ident(c) for c in one.columns)
    if one.on_delete:
        e.bag(id_).add("RS0124", f"{one.name or ''} ON DELETE {one.on_delete.upper()}", one.span)
    sql = (
        f"ALTER TABLE {qualified(path)} ADD {f'CONSTRAINT {ident(name)} ' if name else ''}FOREIGN KEY ({columns})"
        f" REFERENCES {qualified(e.shortened(other))} ({', '.join(ident(c) for c in refs)});"
    )
    there = ", ".join(f"t.{ident(a)} = r.{ident(b)}" for a, b in zip(one.columns, refs, strict=False))
    e.bag(id_).add("RS0122", f"{one.name or ''} {columns} -> {one.references}: {there}", one.span)
    piece = constraint_id(id_, one)
    needs = (e.need(table.name), e.catalog.piece(other), *_key_piece(e, target, refs))
    e._add(Emitted(piece, id_, "constraint", sql, one.span, place, "post", needs, name=one.name or ""))


def write(e: RedshiftEmitter, table: o.Table, one: o.Constraint, place: int, path: Path, id_: str) -> None:
    """A constraint that comes on its own."""
    if one.kind == "not_null":
        return
    if one.kind == "foreign":
        foreign(e, table, one, place, path, id_)
        return
    if not one.enabled:
        e.bag(id_).add("SC1120", f"constraint {one.name or ''} is disabled", one.span)
        return
    text = clause(e, table, one, path, id_)
    if text:
        piece = constraint_id(id_, one)
        sql = f"ALTER TABLE {qualified(path)} ADD {text};"
        needs = (e.need(table.name),)
        e._add(Emitted(piece, id_, "constraint", sql, one.span, place, "post", needs, name=one.name or ""))


def constraint_id(id_: str, one: o.Constraint) -> str:
    return f"{id_}#{one.name or '_'.join((one.kind, *one.columns)) + str(one.span.start)}"


def _key_piece(e: RedshiftEmitter, target: o.Table, refs: tuple[str, ...]) -> list[str]:
    """The piece that makes the key a foreign key refers to, where it comes on its own."""
    found = (k for k in target.constraints if k.kind in ("primary", "unique") and set(k.columns) == set(refs))
    return [constraint_id(e.id(target.name), key) for key in found if key.place >= 0]
