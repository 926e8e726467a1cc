"""Collection methods that change a collection: EXTEND, TRIM, DELETE."""

from __future__ import annotations

from sct.backends.postgres.plpgsql.writer import Writer
from sct.ir.sql import Sql
from sct.rulebook.translate import Refused
from sct.sqlexpr.places import Part


def written(w: Writer, sql: Sql, parts: list[Part]) -> bool:
    """Whether the call was one, and is written."""
    name = parts[-1].name
    if len(parts) < 2 or name not in ("extend", "trim", "delete"):
        return False
    base = w.resolver.lookup(tuple(p.name for p in parts[:-1]))
    if base is None or not base.item.is_value:
        return False
    raise Refused("OR0500", f"{name.upper()} is not converted yet", sql.span)
