"""CREATE TABLE, plain and by a query, with distribution and sort keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sct.backends.common import comments
from sct.backends.emitted import TableRow
from sct.backends.redshift import columns, constraints, encoding, placement
from sct.backends.redshift.names import SYSTEM, ident, qualified
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

Path = tuple[str, ...]


def write(e: RedshiftEmitter, table: o.Table, place: int) -> None:
    id_ = e.id(table.name)
    path = e.path(table.name)
    e.notes(table, id_)
    try:
        if table.external:
            raise Refused("RS0119", f"external table {table.name}", table.origin)
        if table.query is not None:
            _by_query(e, table, place, path, id_)
        else:
            _plain(e, table, place, path, id_)
        e._schema(path, place)
    except Refused as error:
        e._refuse(id_, "table", table, place, error)


def head_of(e: RedshiftEmitter, table: o.Table, id_: str) -> tuple[str, bool]:
    """CREATE … TABLE, and whether the table is the session's own.

    A temporary table of the source that every session finds has no equal: it becomes a plain table, whose rows all
    sessions share unless they keep to themselves.
    """
    if not table.temporary:
        return "CREATE TABLE", False
    if table.private_temporary:
        if table.temporary == "transaction":
            e.bag(id_).add("RS0126", f"{table.name}: its rows stay when the transaction ends", table.origin)
        return "CREATE TEMPORARY TABLE", True
    e.bag(id_).add("RS0125", f"global temporary table {table.name}", table.origin)
    return "CREATE TABLE", False


def placed(path: Path, own: bool) -> Path:
    """A temporary table has no schema."""
    return path[-1:] if own else path


class Definition(NamedTuple):
    """CREATE TABLE with all that belongs to it; `later`: constraints that come on their own."""

    sql: str
    row: TableRow
    later: list[o.Constraint]
    own: bool


def definition(e: RedshiftEmitter, table: o.Table, path: Path, id_: str, place: int = -1) -> Definition:
    """Raises Refused."""
    key = e.catalog.key(table.name)
    head, own = head_of(e, table, id_)
    path = placed(path, own)
    row = TableRow(str(table.name), ".".join(path))
    texts: dict[str, str] = {}
    types: dict[str, str] = {}
    _names(e, table, id_)
    for column in table.columns:
        text, found = columns.definition(e, key, table, column, id_)
        texts[column.name] = text
        types[column.name] = found.text
        row.columns.append(
            {
                "source": column.name,
                "target": column.name,
                "source_type": column.type.raw,
                "target_type": found.text,
                "convert": found.convert,
                "generated": False,
            }
        )
    where = placement.choose(e, table, key, types)
    lines = _encoded(e, table, key, types, where.sorted_by, texts, id_)
    later: list[o.Constraint] = []
    for one in table.constraints:
        moved = one.place >= 0 and one.place != place and place >= 0
        if one.kind == "not_null":
            continue
        if moved or one.kind == "foreign" or not one.enabled:
            later.append(one)
        else:
            lines.append(constraints.clause(e, table, one, path, id_))
    body = ",\n  ".join(x for x in lines if x)
    _placement(e, table, where, id_)
    sql = f"{head} {qualified(path)} (\n  {body}\n)" + (f"\n{where.text}" if where.text else "") + ";"
    return Definition(sql + comments.table(e, table, path), row, later, own)


def _encoded(
    e: RedshiftEmitter,
    table: o.Table,
    key: Path,
    types: dict[str, str],
    sorted_by: tuple[str, ...],
    texts: dict[str, str],
    id_: str,
) -> list[str]:
    """The columns' lines, with encodings where the run was asked for them."""
    if e.options.encode != "explicit":
        return list(texts.values())
    chosen, why = encoding.choose(e, table, key, types, sorted_by)
    if why:
        e.bag(id_).add("RS0135", why, table.origin)
    return [f"{text} ENCODE {chosen[name].upper()}" if name in chosen else text for name, text in texts.items()]


def _names(e: RedshiftEmitter, table: o.Table, id_: str) -> None:
    """Names that differ in case alone are one name; a system column's name is another one's. Raises Refused."""
    seen: dict[str, o.Column] = {}
    for one in table.columns:
        if one.name.lower() in seen:
            words = f"{seen[one.name.lower()].name} and {one.name} of {table.name} are one name here"
            raise Refused("RS0132", words, one.span)
        seen[one.name.lower()] = one
        if one.name in SYSTEM:
            e.bag(id_).add("RS0133", f"{one.name} -> {ident(one.name)}", one.span)


def _plain(e: RedshiftEmitter, table: o.Table, place: int, path: Path, id_: str) -> None:
    made = definition(e, table, path, id_, place)
    by = table.partitioning
    if by is not None:
        e.bag(id_).add("RS0131", f"partitions by {by.method}", by.span)
    path = placed(path, made.own)
    e.add_object(table, "table", made.sql, place, path, id_)
    if not made.own:
        e.rows.append(made.row)
    for one in made.later:
        constraints.write(e, table, one, one.place if one.place >= 0 else place, path, id_)


def _placement(e: RedshiftEmitter, table: o.Table, where: placement.Placement, id_: str) -> None:
    if where.reason:
        span = table.distribution.span if table.distribution is not None else table.origin
        e.bag(id_).add("RS0130", where.reason, span)


def _by_query(e: RedshiftEmitter, table: o.Table, place: int, path: Path, id_: str) -> None:
    assert table.query is not None
    text, shape = e.translator.query(table.query, e.bag(id_))
    head, own = head_of(e, table, id_)
    path = placed(path, own)
    names = f" ({', '.join(ident(c.name) for c in table.columns)})" if table.columns else ""
    types = {c.name: "" for c in table.columns} or dict.fromkeys(shape.columns, "")
    where = placement.choose(e, table, e.catalog.key(table.name), types)
    _placement(e, table, where, id_)
    middle = f"\n{where.text}" if where.text else ""
    sql = f"{head} {qualified(path)}{names}{middle}\nAS\n{text};"
    sql += comments.table(e, table, path)
    if any(info.not_null for info in shape.columns.values()):
        kept = ", ".join(name for name, info in shape.columns.items() if info.not_null)
        e.bag(id_).add("RS0134", f"{table.name}: {kept}", table.origin)
    e.add_object(table, "table", sql, place, path, id_, e.used(table.query))
    for one in table.constraints:
        constraints.write(e, table, one, place, path, id_)
