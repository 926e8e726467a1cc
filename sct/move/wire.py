"""How a neutral type travels: an Arrow type that holds every value of it exactly, or text.

Whoever reads and whoever writes agree on this table alone. `carry_of` says which columns go as text: there the value
is the target's own spelling, checked by the target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sct.ir.types import Type

if TYPE_CHECKING:
    import pyarrow as pa

# Names of neutral types that are narrower than their kind says, as `narrow.py` reads them.
CLOCK = "clock"  # an interval of hours, minutes and seconds, which reads any other word wrongly
YEAR = "year"  # an integer of 0 or 1901 to 2155
DAYS = "days"  # an interval that has months or days and seconds, never both
FIXED = "fixed"  # bytes that are always as many
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


FIRST_DAY, LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, in days since 1970
DAY = 86_400_000_000  # microseconds


def beyond_calendar(batch: pa.RecordBatch) -> dict[int, str]:
    """Row -> reason, for moments outside the years 1 to 9999 and the end of day 24:00: what only PostgreSQL can say.

    Its infinities come as moments of such years, too.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[int, str] = {}
    for name, array in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_date32(array.type):
            ticks, low, high = array.cast(pa.int32()), FIRST_DAY, LAST_DAY
        elif pa.types.is_timestamp(array.type) and array.type.unit == "us":
            ticks, low, high = array.cast(pa.int64()), FIRST_DAY * DAY, (LAST_DAY + 1) * DAY - 1
        elif pa.types.is_time64(array.type):
            ticks, low, high = array.cast(pa.int64()), 0, DAY - 1
        else:
            continue
        over = pc.fill_null(pc.or_(pc.less(ticks, low), pc.greater(ticks, high)), False)
        if pc.any(over).as_py():
            why = "24:00 is no time of day" if low == 0 else "an infinity, or outside the years 1 to 9999"
            for i in pc.indices_nonzero(over).to_pylist():
                found.setdefault(i, f"{name}: {why}")
    return found


def row_of(batch: pa.RecordBatch | pa.Table, index: int = 0) -> dict[str, Any]:
    """A row as Python values; a moment that Python has not is shown as its number and type."""
    return {name: plain_value(batch.column(name)[index]) for name in batch.schema.names}


def plain_value(value: Any) -> Any:
    """An Arrow scalar as a Python value, or what it counts."""
    import pyarrow as pa

    kind = value.type
    if pa.types.is_time64(kind) and value.is_valid and value.value >= DAY:
        return "24:00:00"  # Python would begin the day again
    try:
        return value.as_py()
    except (OverflowError, ValueError):
        return f"{value.value} ({kind})"
