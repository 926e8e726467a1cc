"""Columns: type, default, identity, collation, NOT NULL (Database Developer Guide, "CREATE TABLE")."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sct.backends.redshift.names import ident
from sct.backends.redshift.types import INTEGERS, OPEN_SCALE, Mapped, map_type, varchar
from sct.catalog import checks
from sct.ir import objects as o
from sct.ir.types import Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.scope import ColumnInfo, Shape

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

_MULTIBYTE = ("unicode", "graphic", "kanjisjis", "kanji1")


class Kind(NamedTuple):
    text: str
    convert: str


def shape_of(e: RedshiftEmitter, table: o.Table) -> Shape:
    return Shape({c.name: ColumnInfo(e.catalog.resolved(c.type), not c.nullable, c.invisible) for c in table.columns})


def kind(e: RedshiftEmitter, key: tuple[str, ...], table: o.Table, column: o.Column, id_: str) -> Kind:
    """The type, with what has to be said of it. Raises Refused when there is none."""
    bag = e.bag(id_)
    type_ = e.catalog.resolved(column.type)
    if type_.kind == "unknown" and column.generated is not None:
        type_ = e.translator.type_of(column.generated, shape_of(e, table))
        if type_.kind in ("unknown", "null"):
            raise Refused("SC1608", f"{column.name}: the type of its expression is not known", column.span)
    if type_.kind in ("named", "unknown", "collection", "record"):
        words = type_.raw or type_.name
        raise Refused("RS0103", f"{column.name}: a column of type {words}", column.span)
    mapped = mapped_column(type_, column)
    if column.identity is not None or (key, column.name) in e.keys.widened:
        mapped = Mapped((type_.kind == "integer" and INTEGERS[max(type_.bits or 32, 32)]) or "bigint")
    if mapped.code:
        check = checks.more_digits(table, column, OPEN_SCALE) if mapped.code == "RS0101" else ""
        bag.add(mapped.code, f"{column.name} {type_.raw or type_.kind} -> {mapped.text}", column.span, check)
    return Kind(mapped.text, mapped.convert)


def mapped_column(type_: Type, column: o.Column) -> Mapped:
    """A blank-padded column of more than single-byte characters is a varying one."""
    if type_.kind == "char" and column.character_set.lower() in _MULTIBYTE:
        return varchar(type_.length or 1, "char")._replace(code="RS0112")
    return map_type(type_)


def definition(
    e: RedshiftEmitter, key: tuple[str, ...], table: o.Table, column: o.Column, id_: str
) -> tuple[str, Kind]:
    """The column as CREATE TABLE and ADD COLUMN have it."""
    bag = e.bag(id_)
    found = kind(e, key, table, column, id_)
    parts = [ident(column.name), found.text]
    if column.generated is not None:
        words = " ".join(column.generated.text.split())
        bag.add("RS0113", f"{column.name} AS ({words})", column.span)
    elif column.identity is not None:
        parts.append(identity(e, column, column.identity, id_))
    elif column.default is not None:
        drawn = e.sequence_of(column.default)
        if drawn is not None:
            one = o.Identity(False, start=drawn.start, increment=drawn.increment)
            found = Kind("bigint", found.convert)
            parts = [ident(column.name), found.text, identity(e, column, one, id_)]
            bag.add("RS0114", f"{column.name} DEFAULT {column.default.text.strip()}", column.span)
        else:
            parts.extend(_default(e, column, id_))
    if column.default_on_null:
        bag.add("RS0115", f"{column.name} DEFAULT ON NULL", column.span)
    if column.collation:
        bag.add("RS0116", f"{column.name} COLLATE {column.collation}", column.span)
    elif e.case_insensitive(column):
        parts.append("COLLATE CASE_INSENSITIVE")
    if not column.nullable:
        parts.append("NOT NULL")
    return " ".join(parts), found


def _default(e: RedshiftEmitter, column: o.Column, id_: str) -> list[str]:
    """DEFAULT takes constants and the guide's few functions; nothing of the user's own, no other column."""
    assert column.default is not None
    before = set(e.translator.used_runtime)
    text = e.translator.expression(column.default, e.bag(id_), None, e.catalog.resolved(column.type), operand=True)
    added = set(e.translator.used_runtime) - before
    if added:
        e.translator.used_runtime -= added
        e.bag(id_).add("RS0117", f"{column.name} DEFAULT {column.default.text.strip()}", column.default.span)
        return []
    return [] if text == "NULL" else [f"DEFAULT {text}"]


def identity(e: RedshiftEmitter, column: o.Column, one: o.Identity, id_: str) -> str:
    """IDENTITY(seed, step). Values are unique and rise, but are given out in blocks, with gaps."""
    start, step = one.start if one.start is not None else 1, one.increment or 1
    if one.cycle:
        e.bag(id_).add("RS0118", f"{column.name}: CYCLE", column.span)
    words = f"IDENTITY({start}, {step})"
    return words if one.always else f"GENERATED BY DEFAULT AS {words}"
