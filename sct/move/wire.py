"""How a neutral type travels: an Arrow type that holds every value of it exactly, or text.

Whoever reads and whoever writes agree on this table alone. `carry_of` says which columns go as text: there the value
is the target's own spelling, checked by the target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sct.ir.types import Type

if TYPE_CHECKING:
    import pyarrow as pa

TEXT_KINDS = ("char", "varchar", "text", "json", "xml")


def carry_of(type_: Type) -> Literal["arrow", "text"]:
    """`arrow` when an Arrow type holds every value of `type_` exactly."""
    kind = type_.kind
    if kind == "decimal":
        fits = type_.precision is not None and type_.precision <= 38 and 0 <= (type_.scale or 0) <= type_.precision
        return "arrow" if fits else "text"
    if kind in ("integer", "float", "boolean", "binary", "date", "time", "datetime", *TEXT_KINDS):
        return "arrow"
    if kind == "timestamp":
        return "arrow" if (type_.precision or 6) <= 6 else "text"
    return "text"


def arrow_type(type_: Type, carry: str) -> pa.DataType:
    """The Arrow type of a column that travels as `carry`."""
    import pyarrow as pa

    if carry == "text" or type_.kind in TEXT_KINDS:
        return pa.large_string()
    kind = type_.kind
    if kind == "integer":
        return {16: pa.int16(), 32: pa.int32()}.get(type_.bits or 64, pa.int64())
    if kind == "decimal":
        return pa.decimal128(type_.precision or 38, type_.scale or 0)
    if kind == "float":
        return pa.float32() if type_.bits == 32 else pa.float64()
    if kind == "boolean":
        return pa.bool_()
    if kind == "binary":
        return pa.large_binary()
    if kind == "date":
        return pa.date32()
    if kind == "time":
        return pa.time64("us")
    return pa.timestamp("us", "UTC" if type_.zone != "none" else None)


def is_whole(type_: Type) -> bool:
    """Whether values are whole numbers that fit 64 bits: such a key can be cut into ranges by arithmetic."""
    if type_.kind == "integer":
        return True
    return type_.kind == "decimal" and (type_.precision or 99) <= 18 and not type_.scale
