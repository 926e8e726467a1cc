"""DDL for tables a live source has and Redshift has not: columns, and keys that Redshift notes but does not enforce."""

from __future__ import annotations

from sct.backends.redshift.types import type_text
from sct.move.model import ColumnInfo, TableInfo

Steps = list[tuple[str, str]]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def named(table: tuple[str, str]) -> str:
    return ".".join(quoted(part) for part in table if part)


def create_statements(tables: list[tuple[TableInfo, tuple[str, str]]]) -> tuple[Steps, Steps]:
    pre = [
        (f"schema {s}", f"CREATE SCHEMA IF NOT EXISTS {quoted(s)}") for s in sorted({t[0] for _, t in tables if t[0]})
    ]
    post: Steps = []
    targets = {(info.schema, info.name): target for info, target in tables}
    for info, target in tables:
        lines = [_column(c, c.name in info.key) for c in info.columns if not c.generated]
        if info.key:
            lines.append(f"PRIMARY KEY ({', '.join(map(quoted, info.key))})")
        body = ",\n  ".join(lines)
        pre.append((f"table {'.'.join(target)}", f"CREATE TABLE {named(target)} (\n  {body}\n)"))
        for foreign in info.foreign_keys:
            if foreign.table in targets:
                text = (
                    f"ALTER TABLE {named(target)} ADD CONSTRAINT {quoted(foreign.name)} "
                    f"FOREIGN KEY ({', '.join(map(quoted, foreign.columns))}) "
                    f"REFERENCES {named(targets[foreign.table])} ({', '.join(map(quoted, foreign.ref_columns))})"
                )
                post.append((f"foreign key {'.'.join(target)} {foreign.name}", text))
    return pre, post


def _column(column: ColumnInfo, of_key: bool) -> str:
    required = " NOT NULL" if of_key or not column.nullable else ""
    return f"{quoted(column.name)} {type_text(column.type)}{required}"
