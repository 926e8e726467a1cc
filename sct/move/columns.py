"""How one column travels: from what the source's catalog says of it and what the target's column is."""

from __future__ import annotations

from sct.ir.types import Type
from sct.move.endpoints.protocol import Target
from sct.move.model import ColumnInfo, ColumnPlan
from sct.move.wire import carry_of


def column_plan(
    target: Target, column: ColumnInfo, name: str, native: str, convert: str = "identity", limit: int | None = None
) -> ColumnPlan:
    """The plan of `column`, which is `name` with the type `native` on the target; `convert` is the manifest's."""
    type_ = target.type_of(native)
    typed = column.type.kind not in ("text", "unknown") or column.native != "text"
    unzoned = type_.kind == "timestamp" and not _zoned(type_)
    if typed and convert == "identity" and _zoned(column.type) and unzoned:
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
