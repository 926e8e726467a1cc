"""CREATE INDEX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.constraints import null_columns
from sct.backends.postgres.names import ident, qualified, shortened
from sct.ir import objects as o
from sct.rulebook.translate import Refused
from sct.sqlexpr.names import is_constant

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter


def write(e: PostgresEmitter, index: o.Index, place: int) -> None:
    id_ = e.index_id(index)
    bag = e.bag(id_)
    for note in index.notes:
        bag.add(note.code, note.text, note.span)
    try:
        _write(e, index, place, id_)
    except Refused as error:
        e._refuse(id_, "index", index, place, error)


def _write(e: PostgresEmitter, index: o.Index, place: int, id_: str) -> None:
    bag = e.bag(id_)
    key = e.catalog._resolve(index.table, e.catalog.relations)
    if key is None:
        raise Refused("SC1005", f"{index.table} is not among the input", index.origin)
    if index.domain:
        raise Refused("SC1013", f"domain index of type {index.domain}", index.origin)
    shape = e.catalog.shape_of(key) if any(item.expression is not None for item in index.keys) else None
    parts = []
    for item in index.keys:
        if item.expression is not None and is_constant(item.expression) and len(index.keys) > 1:
            # Oracle leaves rows out whose keys are all NULL, unless a constant stands beside them
            bag.add("SC1615", f"index {index.name}: the key {item.expression.text} is left out", item.expression.span)
            continue
        text = ident(item.column) if item.column else ""
        if item.expression is not None:
            text = f"({e.translator.expression(item.expression, bag, shape, immutable=True)})"
        parts.append(text + (" DESC" if item.descending else ""))
    unique = "UNIQUE " if index.unique else ""
    name = e.naming.index(key, index)
    if name != shortened(index.name.name):
        bag.add("SC1113", f"index {index.name.name} -> {name}", index.origin)
    path = e.rows_path(key)
    sql = f"CREATE {unique}INDEX {ident(name)} ON {qualified(path)} ({', '.join(parts)});"
    plain = tuple(k.column for k in index.keys if k.column)
    table = e.catalog.relations[key]
    if index.unique and len(index.keys) > 1 and isinstance(table, o.Table):
        open_ = [c.name for c in table.columns if c.nullable and c.name in plain]
        covered = any(set(c.columns) == set(plain) and c.kind in ("primary", "unique") for c in table.constraints)
        if len(plain) == len(index.keys) and not covered and (open_ or not table.columns):
            if e.is_partitioned(table):
                bag.add("SC1116", f"unique index on ({', '.join(plain)}) with columns that can be NULL", index.origin)
            else:
                nulls = e.naming.claim(key[:-1], f"{name}_nulls", "index")
                keys = null_columns(plain, open_ or list(plain))
                sql += f"\nCREATE UNIQUE INDEX {ident(nulls)} ON {qualified(path)} {keys};"
        elif len(plain) != len(index.keys):
            if e.is_partitioned(table):
                bag.add("SC1116", f"unique index {name} on expressions that can be NULL", index.origin)
            else:
                # Oracle takes NULLs as equal beside another key, and leaves out rows whose keys are all NULL
                given = " OR ".join(f"{part.removesuffix(' DESC')} IS NOT NULL" for part in parts)
                some = f" WHERE {given}" if len(parts) == len(index.keys) else ""
                sql = f"{sql.removesuffix(';')} NULLS NOT DISTINCT{some};"
    e._add(Emitted(id_, id_, "index", sql, index.origin, place, "post", (e.catalog.piece(key),), name=name))
