"""How one column travels: from what the source's catalog says and the type the target has for it."""

from __future__ import annotations

from sct.ir.types import Type
from sct.move.model import ColumnInfo, ColumnPlan
from sct.move.wire import carry_of


def column_plan(
    column: ColumnInfo, name: str, native: str, type_: Type, convert: str = "identity", limit: int | None = None
) -> ColumnPlan:
    """`name`, `native` and `type_` are the target's; `convert` is the manifest's conversion."""
    typed = column.type.kind not in ("text", "unknown") or column.native != "text"
    if typed and convert == "identity" and _zoned(column.type) and not _zoned(type_) and type_.kind == "timestamp":
        convert = "to_utc"
    return ColumnPlan(
        source=column.name,
        target=name,
        type=type_,
        source_type=column.native,
        target_type=native,
        convert=convert,
        carry=carry_of(type_),
        nullable=column.nullable,
        limit=limit,
        read_as=column.type if typed else None,
    )


def _zoned(type_: Type) -> bool:
    return type_.kind == "timestamp" and type_.zone != "none"
