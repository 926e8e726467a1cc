"""Global temporary tables: there for everyone, each session with rows of its own.

PostgreSQL has none. The rows of all sessions stand in one unlogged table beside a column that says whose they are; a
view of the table's name shows, and takes, only the session's (or the transaction's) own. Rows that nobody can see any
more are removed when new ones come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common import comments
from sct.backends.emitted import Emitted, TableRow
from sct.backends.postgres.constraints import shape_of
from sct.backends.postgres.names import ident, qualified, rows_name, shortened, string
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]
OWNER = "sct_owner"


def write(e: PostgresEmitter, table: o.Table, place: int, path: Path, id_: str) -> None:
    from sct.backends.postgres.tables import column_lines, defaults_on_null

    key = e.catalog.key(table.name)
    base = (*path[:-1], rows_name(path[-1]))
    by_transaction = table.temporary == "transaction"
    e.translator.used_runtime.update(("temporary_owner", "temporary_cleanup"))
    owner = f"sct.temporary_owner({'true' if by_transaction else 'false'})"
    lines, checks = column_lines(e, table, key, id_, TableRow("", ""))
    lines.insert(0, f"{OWNER} text NOT NULL DEFAULT {owner}")
    keys: list[str] = []
    for one in table.constraints:
        if one.kind == "foreign":
            e.bag(id_).add("PG0115", f"foreign key {one.name or ''} of temporary table {table.name}", one.span)
        elif one.enabled and one.kind != "not_null":
            keys.append(_clause(e, table, one, key, id_))
        elif not one.enabled:
            e.bag(id_).add("SC1120", f"constraint {one.name or ''} is disabled", one.span)
    body = ",\n  ".join([*lines, *keys, *checks])
    columns = ", ".join(ident(c.name) for c in table.columns if not c.invisible)
    cleanup = ident(shortened(f"{base[-1]}_cleanup"))
    kind = "transaction" if by_transaction else "session"
    sql = (
        f"CREATE UNLOGGED TABLE {qualified(base)} (\n  {body}\n);\n"
        f"CREATE INDEX ON {qualified(base)} ({OWNER});\n"
        f"CREATE TRIGGER {cleanup} BEFORE INSERT ON {qualified(base)}\n"
        f"FOR EACH STATEMENT EXECUTE FUNCTION sct.temporary_cleanup({string(kind)});\n"
        f"CREATE VIEW {qualified(path)} AS\nSELECT {columns}\nFROM {qualified(base)}\nWHERE {OWNER} = {owner};"
    )
    sql += defaults_on_null(e, table, base, id_)
    sql += comments.table(e, table, path, "VIEW")
    e.bag(id_).add("PG0116", f"temporary table {table.name}", table.origin)
    e.add_object(table, "table", sql, place, path, id_, e.type_needs(table))


def _clause(e: PostgresEmitter, table: o.Table, one: o.Constraint, key: Path, id_: str) -> str:
    named = e.naming.constraint(key, one)
    name = f"CONSTRAINT {ident(named)} " if named else ""
    if one.kind == "check" and one.check is not None:
        return f"{name}CHECK ({e.translator.expression(one.check, e.bag(id_), shape_of(e, table))})"
    word = "PRIMARY KEY" if one.kind == "primary" else "UNIQUE"
    columns = ", ".join((OWNER, *(ident(c) for c in one.columns)))
    return f"{name}{word} ({columns})"


__all__ = ["Emitted", "write"]
