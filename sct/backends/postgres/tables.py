"""CREATE TABLE, plain and by a query, with all that belongs to the table itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common import comments
from sct.backends.emitted import TableRow
from sct.backends.postgres import columns, constraints, partitions, temporary
from sct.backends.postgres.names import ident, qualified, shortened, string
from sct.catalog.catalog import draws
from sct.ir import objects as o
from sct.rulebook.translate import Refused
from sct.sqlexpr.names import plain_columns

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]


def write(e: PostgresEmitter, table: o.Table, place: int) -> None:
    id_ = e.id(table.name)
    bag = e.bag(id_)
    path = e.path(table.name)
    e._schema(path, place)
    for note in table.notes:
        bag.add(note.code, note.text, note.span)
    try:
        if table.query is not None:
            _by_query(e, table, place, path, id_)
        else:
            _plain(e, table, place, path, id_)
    except Refused as error:
        e._refuse(id_, "table", table, place, error)


def _by_query(e: PostgresEmitter, table: o.Table, place: int, path: Path, id_: str) -> None:
    assert table.query is not None
    text, shape = e.translator.query(table.query, e.bag(id_), table=True)
    names = f" ({', '.join(ident(c.name) for c in table.columns)})" if table.columns else ""
    head = "CREATE TABLE"
    if table.temporary:
        e.bag(id_).add("SC1114", f"temporary table {table.name} made by a query", table.origin)
        head = "CREATE TEMPORARY TABLE"
    begun = f"{head} {qualified(path)}{names} AS\n{text}"
    sql = ""
    final = [c.name for c in table.columns] or list(shape.columns)
    for name, info in zip(final, shape.columns.values(), strict=False):
        if info.type.kind == "varchar" and not info.type.length and not table.temporary:
            e.bag(id_).add("PG0873", f"{table.name}.{name} is computed by a query: text of any length", table.origin)
        if info.type.kind == "integer":  # counted inside the query, and taken with a `*`
            sql += f"\nALTER TABLE {qualified(path)} ALTER COLUMN {ident(name)} TYPE numeric;"
    for name in _not_null(e, table, final):
        sql += f"\nALTER TABLE {qualified(path)} ALTER COLUMN {ident(name)} SET NOT NULL;"
    for column, info in zip(table.columns, shape.columns.values(), strict=False):
        if column.default is not None:
            default = e.translator.expression(column.default, e.bag(id_), None, info.type, operand=True)
            sql += f"\nALTER TABLE {qualified(path)} ALTER COLUMN {ident(column.name)} SET DEFAULT {default};"
    sql += defaults_on_null(e, table, path, id_)
    sql += comments.table(e, table, path)
    unfilled = f"{begun}\nWITH NO DATA;{sql}"
    e.add_object(table, "table", f"{begun};{sql}", place, path, id_, e.used(table.query), unfilled)
    for constraint in table.constraints:
        if constraint.kind != "not_null":
            constraints.write(e, table, constraint, place, path, id_)


def _not_null(e: PostgresEmitter, table: o.Table, final: list[str]) -> list[str]:
    """NOT NULL goes over to a table made by a query where a column is selected as it is; a key's does not."""
    assert table.query is not None
    found: list[str] = []
    sources = plain_columns(table.query)
    if sources is None or any(relation is None for relation, _ in sources):
        sources = []
    flat: list[tuple[Path, str] | None] = []
    for relation, column in sources:
        key = e.catalog._resolve(relation, e.catalog.relations) if relation else None
        base = e.catalog.relations.get(key) if key else None
        if column == "*":
            if not isinstance(base, o.Table) or key is None or base.query is not None:
                flat = []
                break
            flat.extend((key, c.name) for c in base.columns if not c.invisible)
        else:
            flat.append((key, column) if key is not None and column else None)
    for name, source in zip(final, flat, strict=False):
        if source is None:
            continue
        base = e.catalog.relations.get(source[0])
        if not isinstance(base, o.Table):
            continue
        column_ = next((c for c in base.columns if c.name == source[1]), None)
        if column_ is not None and not column_.nullable and column_.identity is None:
            found.append(name)
    said = {c.name for c in table.columns if not c.nullable}
    return [n for n in final if n in said or n in found]


def _plain(e: PostgresEmitter, table: o.Table, place: int, path: Path, id_: str) -> None:
    key = e.catalog.key(table.name)
    if table.temporary and not table.private_temporary:
        temporary.write(e, table, place, path, id_)
        return
    row = TableRow(str(table.name), ".".join(path))
    lines, checks = column_lines(e, table, key, id_, row)
    inline, later = inline_constraints(e, table, key, place, path, id_)
    head, tail = "CREATE TABLE", ""
    if table.private_temporary:
        head = "CREATE TEMPORARY TABLE"
        ends = " ON COMMIT DELETE ROWS" if table.definition_kept else " ON COMMIT DROP"
        tail = ends if table.temporary == "transaction" else ""
    found = partitions.write(e, table, path, id_)
    by, parts = found if found else ("", "")
    rest = parts + defaults_on_null(e, table, path, id_) + comments.table(e, table, path)

    def made(*members: str) -> str:
        body = ",\n  ".join(members)
        return f"{head} {qualified(path)} (\n  {body}\n){by}{tail};{rest}"

    sql = made(*lines, *(text for _, text in inline), *checks)
    e.add_object(table, "table", sql, place, path, id_, e.type_needs(table))
    piece = e.out[-1]
    piece.after = counters(table, path)
    if inline and not table.private_temporary:
        piece.bare = made(*lines, *checks)
        piece.keys = "\n".join(constraints.added(e, table, one, text, path) for one, text in inline)
    if not table.private_temporary:
        e.rows.append(row)
    for constraint in later:
        constraints.write(e, table, constraint, constraint.place if constraint.place >= 0 else place, path, id_)
    constraints.partly_null(e, table, place, path, id_)


def column_lines(e: PostgresEmitter, table: o.Table, key: Path, id_: str, row: TableRow) -> tuple[list[str], list[str]]:
    """The columns, and the conditions that keep lengths counted in bytes."""
    lines: list[str] = []
    lengths: list[str] = []
    unsaid = False
    for column in table.columns:
        text, found = columns.definition(e, key, table, column, id_)
        lines.append(text)
        if found.check:
            lengths.append(found.check)
        unsaid = unsaid or (column.type.kind in ("varchar", "char") and not column.type.unit and _long(column))
        row.columns.append(
            {
                "source": column.name,
                "target": column.name,
                "source_type": column.type.raw,
                "target_type": found.text,
                "convert": found.convert,
                "generated": column.generated is not None,
            }
        )
    if unsaid:
        e.bag(id_).add("PG0117", f"{table.name}: lengths without BYTE or CHAR are characters here", table.origin)
    if e.translator.empty_is_null and any(c.type.kind == "varchar" for c in table.columns):
        e.bag(id_).add("PG0119", f"{table.name}: text that other programs write", table.origin)
    _one_sequence(e, table, id_)
    if not lengths:
        return lines, []
    name = ident(shortened(f"{key[-1]}_bytes"))
    return lines, [f"CONSTRAINT {name} CHECK ({' AND '.join(lengths)})"]


def _one_sequence(e: PostgresEmitter, table: o.Table, id_: str) -> None:
    """Defaults that draw from one sequence: a row draws once in the source, here the defaults are computed one by one."""
    found: dict[Path, list[tuple[str, str]]] = {}
    for column, sequence, kind in draws(table):
        found.setdefault(sequence, []).append((column, kind))
    for sequence, several in found.items():
        kinds = [kind for _, kind in several]
        if "nextval" in kinds[1:]:
            words = f"{table.name}: {', '.join(column for column, _ in several)} draw from {'.'.join(sequence)}"
            e.bag(id_).add("PG0878", words, table.origin)


def _long(column: o.Column) -> bool:
    """A single character is nearly always a flag, in one byte."""
    return (column.type.length or 1) > 1


def inline_constraints(
    e: PostgresEmitter, table: o.Table, key: Path, place: int, path: Path, id_: str
) -> tuple[list[tuple[o.Constraint, str]], list[o.Constraint]]:
    """What stands inside CREATE TABLE, with its words, and the constraints that come on their own."""
    inline: list[tuple[o.Constraint, str]] = []
    later: list[o.Constraint] = []
    for constraint in table.constraints:
        if constraint.kind == "not_null" and constraint.enabled:
            continue
        moved = constraint.place >= 0 and constraint.place != place
        if moved or e.ready_index(constraint) or constraint.kind == "foreign" or not constraint.enabled:
            later.append(constraint)
        else:
            text = constraints.clause(e, table, constraint, id_)
            if text:
                inline.append((constraint, text))
    return inline, later


def counters(table: o.Table, path: Path) -> str:
    """Identity columns go on behind the rows that a data move brought in with their numbers."""
    out = []
    for column in table.columns:
        if column.identity is None:
            continue
        last = f"{'min' if (column.identity.increment or 1) < 0 else 'max'}({ident(column.name)})"
        sequence = f"pg_get_serial_sequence({string(qualified(path))}, {string(column.name)})"
        out.append(f"SELECT setval({sequence}, {last}) FROM {qualified(path)} HAVING {last} IS NOT NULL;")
    return "\n".join(out)


def defaults_on_null(e: PostgresEmitter, table: o.Table, path: Path, id_: str, *, again: bool = False) -> str:
    """DEFAULT ON NULL: an explicit NULL takes the default too, which only a trigger can see."""
    lines = []
    updates = any(
        c.default_on_null_update or (c.identity is not None and c.identity.on_null_update) for c in table.columns
    )
    for column in table.columns:
        new = f"NEW.{ident(column.name)}"
        if column.identity is not None and column.identity.on_null:
            owner = string(qualified(path))
            value = f"nextval(pg_get_serial_sequence({owner}, {string(column.name)}))"
            always = column.identity.on_null_update
        elif column.default_on_null and column.default is not None:
            value = e.translator.expression(column.default, e.bag(id_), None, column.type)
            always = column.default_on_null_update
        else:
            continue
        when = f"{new} IS NULL" if always or not updates else f"TG_OP = 'INSERT' AND {new} IS NULL"
        lines.append(f"  IF {when} THEN\n    {new} := {value};\n  END IF;")
    # A number stands before every other trigger's name: the source's triggers see the defaults.
    trigger = ident("00_default_on_null")
    if not lines:
        return f"\nDROP TRIGGER IF EXISTS {trigger} ON {qualified(path)};" if again else ""
    name = qualified((*path[:-1], shortened(f"{path[-1]}_default_on_null")))
    body = "\n".join(lines)
    e.bag(id_).add("SC1112", "DEFAULT ON NULL by a trigger", table.origin)
    replace = " OR REPLACE" if again else ""
    return (
        f"\nCREATE{replace} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n{body}\n  RETURN NEW;\nEND\n$$;"
        f"\nCREATE{replace} TRIGGER {trigger} BEFORE {'INSERT OR UPDATE' if updates else 'INSERT'} ON {qualified(path)}"
        f"\nFOR EACH ROW EXECUTE FUNCTION {name}();"
    )
