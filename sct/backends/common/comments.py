"""COMMENT ON of relations and their columns, as the family of targets has it."""

from __future__ import annotations

from sct.backends.common.emitter import BaseEmitter
from sct.ir import objects as o

Path = tuple[str, ...]


def relation(e: BaseEmitter, kind: str, path: Path, comment: str | None, columns: dict[str, str]) -> str:
    """`kind`: TABLE, VIEW, MATERIALIZED VIEW. Each statement on a line of its own, behind a line end."""
    out = f"\nCOMMENT ON {kind} {e.qualified(path)} IS {e.string(comment)};" if comment else ""
    for name, words in columns.items():
        out += f"\nCOMMENT ON COLUMN {e.qualified((*path, name))} IS {e.string(words)};"
    return out


def table(e: BaseEmitter, one: o.Table, path: Path, kind: str = "TABLE") -> str:
    return relation(e, kind, path, one.comment, {c.name: c.comment for c in one.columns if c.comment})
