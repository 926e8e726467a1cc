"""Columns: type, default, identity, virtual expression, NOT NULL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sct.backends.postgres.names import ident, shortened, string
from sct.backends.postgres.plpgsql import references
from sct.backends.postgres.types import Mapped, map_type
from sct.catalog.catalog import stored
from sct.ir import objects as o
from sct.ir.types import Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.scope import ColumnInfo, Shape

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

# Packages of types that come with the source's server.
_SUPPLIED = frozenset(("mdsys", "sys", "ordsys", "ordimage", "xdb"))


class Kind(NamedTuple):
    """A column's type on the target; `check`: a condition that keeps the source's limits."""

    text: str
    convert: str
    check: str = ""


def shape_of(e: PostgresEmitter, table: o.Table) -> Shape:
    if table.query is not None:
        return e.catalog.shape_of(e.catalog.key(table.name))
    return Shape(
        {c.name: ColumnInfo(stored(e.catalog.resolved(c.type)), not c.nullable, c.invisible) for c in table.columns}
    )


def kind(e: PostgresEmitter, key: tuple[str, ...], table: o.Table, column: o.Column, id_: str) -> Kind:
    """The type, with what has to be said of it. Raises Refused when there is none."""
    bag = e.bag(id_)
    type_ = e.catalog.resolved(column.type)
    if type_.kind == "unknown" and column.generated is not None:
        type_ = e.translator.type_of(column.generated, shape_of(e, table))
        if type_.kind in ("unknown", "null"):
            raise Refused("SC1608", f"{column.name}: the type of its expression is not known", column.span)
        if type_.kind in ("char", "varchar"):
            type_ = Type("varchar")
        elif type_.kind == "decimal":
            type_ = Type("decimal")
    known = type_.kind == "named" and e.catalog._resolve(tuple(type_.name.split(".")), e.catalog.types) is not None
    if type_.kind in ("named", "unknown") and not known:
        first = type_.name.split(".")[0]
        if first not in _SUPPLIED and first != "vector":
            raise Refused("SC1005", f"{column.name}: type {type_.raw} is not among the input", column.span)
        bag.add("PG0110", f"{column.name} {type_.raw} -> text", column.span)
        return Kind("text", "identity")
    native = (key, column.name) in e.keys.native or column.identity is not None
    mapped: Mapped = map_type(type_, native=native)
    text = mapped.text
    if text.startswith("numeric") and (column.identity is not None or (key, column.name) in e.keys.widened):
        text = "bigint"
        bag.add("PG0101", f"{column.name} {column.type.raw} -> {text}", column.span)
    if mapped.code and not column.role:
        bag.add(mapped.code, f"{column.name} {column.type.raw} -> {text}", column.span)
    check = ""
    if (type_.kind in ("varchar", "char") and type_.length and type_.unit == "byte") or (
        type_.kind == "binary" and type_.length
    ):
        # the blanks that fill a char(n) are characters of it; the value's own bytes are counted
        bytes_ = f"octet_length({ident(column.name)}{'::text' if type_.kind == 'char' else ''})"
        check = f"{bytes_} <= {type_.length}"
        if "code" in e.keys.handling:  # to which a violated constraint is another error than a value too large
            known_as = string(f'"{key[-1].upper()}"."{column.name.upper()}"')
            e.translator.used_runtime.add("value_too_large")
            check = f"({check} OR sct.value_too_large({known_as}, {bytes_}, {type_.length}))"
    if type_.kind == "varchar" and type_.length and (key, column.name) in e.keys.blank_ended:
        # a length would cut blanks before anything sees them
        text = "varchar"
        e.translator.used_runtime.add("fit_column")
        fits = f"sct.fit_column({ident(column.name)}, {type_.length}) = {ident(column.name)}"
        check = f"{fits} AND {check}" if check else fits
        bag.add("PG0129", f"{column.name} {column.type.raw} -> {text} with a check", column.span)
    if column.name in table.scopes and type_.kind == "ref":
        other = e.catalog._resolve(table.scopes[column.name], e.catalog.relations)
        if other is None:
            raise Refused("SC1005", f"{table.scopes[column.name]} is not among the input", column.span)
        check = f"split_part({ident(column.name)}, ':', 1) = {string('.'.join(other))}"
    return Kind(text, mapped.convert, check)


def definition(
    e: PostgresEmitter, key: tuple[str, ...], table: o.Table, column: o.Column, id_: str
) -> tuple[str, Kind]:
    """The column as CREATE TABLE and ADD COLUMN have it."""
    bag = e.bag(id_)
    found = kind(e, key, table, column, id_)
    parts = [ident(column.name), found.text]
    if column.role == "reference":
        return f"{' '.join(parts)} {references.own_reference(e.code, table, column)}", found
    if column.collation:
        bag.add("PG0111", f"{column.name} COLLATE {column.collation}", column.span)
    if column.generated is not None:
        text = e.translator.expression(column.generated, bag, shape_of(e, table), immutable=True)
        parts.append(f"GENERATED ALWAYS AS ({text}) STORED")
    elif column.identity is not None:
        parts.append(identity(column.identity))
    elif column.default is not None:
        text = e.translator.expression(column.default, bag, None, e.catalog.resolved(column.type), operand=True)
        if text != "NULL":
            parts.append(f"DEFAULT {text}")
    if not column.nullable:
        # before PostgreSQL 18 the name is read and forgotten
        named = next((c.name for c in table.constraints if _names_not_null(c, column.name)), None)
        parts.append(f"CONSTRAINT {ident(shortened(named))} NOT NULL" if named else "NOT NULL")
    return " ".join(parts), found


def _names_not_null(constraint: o.Constraint, column: str) -> bool:
    return constraint.kind == "not_null" and constraint.enabled and constraint.columns == (column,)


def identity_changed(one: o.Identity) -> str:
    """What MODIFY says of a column that is an identity already: options that are left out stay, START WITH starts anew."""
    parts = [f"SET GENERATED {'ALWAYS' if one.always else 'BY DEFAULT'}"]
    if one.increment is not None:
        parts.append(f"SET INCREMENT BY {one.increment}")
    if one.minimum is not None:
        parts.append(f"SET MINVALUE {max(one.minimum, -(2**63))}")
    if one.maximum is not None and one.maximum < 2**63:
        parts.append(f"SET MAXVALUE {one.maximum}")
    if one.cycle:
        parts.append("SET CYCLE")
    if one.start is not None:
        parts.append(f"SET START WITH {one.start} RESTART")
    return " ".join(parts)


def identity(one: o.Identity) -> str:
    parts = ["GENERATED", "ALWAYS" if one.always else "BY DEFAULT", "AS IDENTITY"]
    options = []
    if one.increment is not None:
        options.append(f"INCREMENT BY {one.increment}")
    if one.minimum is not None:
        options.append(f"MINVALUE {max(one.minimum, -(2**63))}")
    if one.maximum is not None and one.maximum < 2**63:
        options.append(f"MAXVALUE {one.maximum}")
    if one.start is not None:
        options.append(f"START WITH {one.start}")
    if one.cycle:
        options.append("CYCLE")
    return " ".join(parts) + (f" ({' '.join(options)})" if options else "")
