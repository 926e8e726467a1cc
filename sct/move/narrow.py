"""What a target's type would round, cut, pad or read as another value without a word: such rows are bad instead.

Servers refuse a number out of range, but PostgreSQL rounds `0.123` to numeric(50,2) and drops the days of an INTERVAL YEAR TO
MONTH, and MariaDB takes the YEAR 5 for 2005. Only what the source's own type does not rule out is looked at.
"""

from __future__ import annotations

import decimal
import re
from typing import TYPE_CHECKING, Any

from sct.ir.types import Type
from sct.move.model import ColumnPlan
from sct.move.spans import span_of
from sct.move.wire import CLOCK, DAYS, FIXED, YEAR

if TYPE_CHECKING:
    import pyarrow as pa

Found = dict[int, str]
NUMBERS = r"^\s*(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?Infinity)\s*$"
SPAN = re.compile(r"-?\d+:\d{2}(:\d{2}(\.\d+)?)?")
MOST = 6  # digits of a second in the intervals of all targets
EXACT = decimal.Context(prec=200_000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.Inexact])
# Seconds, days and months of which less is dropped by an interval type that ends with the word.
SMALLEST = {"year": (12, None, None), "month": (1, None, None), "day": (1, 1, None), "hour": (1, 1, 3600), "minute": (1, 1, 60)}  # fmt: skip


def unfit(column: ColumnPlan, array: pa.Array) -> Found:
    """Row -> reason. `array` is of the Arrow type that the column travels as (wire.arrow_type)."""
    type_ = column.type
    if type_.kind in ("varchar", "char"):
        return _lengths(column, array)
    if type_.kind == "binary" and type_.name == FIXED:
        return _fixed(column, array)
    if type_.kind == "integer" and type_.name == YEAR:
        return _years(column, array)
    if type_.kind == "decimal" and column.carry == "text":
        return _numbers(column, array)
    if type_.kind == "interval":
        return _spans(column, array)
    if type_.kind in ("timestamp", "datetime", "time") and column.carry == "arrow":
        return _ticks(column, array)
    return {}


def _told(column: ColumnPlan, mask: Any, why: str) -> Found:
    import pyarrow.compute as pc

    mask = pc.fill_null(mask, False)
    if not pc.any(mask).as_py():
        return {}
    return dict.fromkeys(pc.indices_nonzero(mask).to_pylist(), f"{column.source}: {why}")


def _lengths(column: ColumnPlan, array: Any) -> Found:
    """Blanks beyond the length are cut by every engine, as the standard says, and other characters by none."""
    import pyarrow.compute as pc

    have, want = column.read_as, column.type
    if want.length is None or (have is not None and _no_longer(have, want)):
        return {}
    blank = pc.utf8_rtrim(array, " ") if want.kind == "char" else array
    size = pc.binary_length(blank) if want.unit == "byte" else pc.utf8_length(blank)
    return _told(column, pc.greater(size, want.length), f"is longer than {column.target_type}")


def _no_longer(have: Type, want: Type) -> bool:
    if have.kind not in ("varchar", "char") or have.length is None or want.length is None:
        return False
    width = 4 if want.unit == "byte" and have.unit != "byte" else 1
    return have.length * width <= want.length and have.raw[:1].islower()  # SQLite does not hold its columns to it


def _fixed(column: ColumnPlan, array: Any) -> Found:
    import pyarrow.compute as pc

    size = pc.binary_length(array)
    return _told(
        column, pc.not_equal(size, column.type.length or 0), f"would be padded, or cut, to {column.target_type}"
    )


def _years(column: ColumnPlan, array: Any) -> Found:
    import pyarrow.compute as pc

    sound = pc.or_(pc.equal(array, 0), pc.and_(pc.greater_equal(array, 1901), pc.less_equal(array, 2155)))
    return _told(column, pc.invert(sound), f"is no year of {column.target_type}")


def _numbers(column: ColumnPlan, array: Any) -> Found:
    """Numbers that travel as text: of a form that all engines read alike (not 0x1F or 1_000), and with no digit too many."""
    import pyarrow.compute as pc

    found = _told(column, pc.invert(pc.match_substring_regex(array, NUMBERS)), "is no number")
    have, want = column.read_as, column.type
    if want.precision is None:
        return found
    scale = want.scale or 0
    same = have is not None and have.kind == "decimal" and have.precision is not None and (have.scale or 0) <= scale
    whole = have is not None and have.kind == "integer" and scale >= 0
    if same or whole:
        return found
    unit = decimal.Decimal(1).scaleb(-scale)
    for i, text in enumerate(array.to_pylist()):
        if text is None or i in found:
            continue
        number = decimal.Decimal(text.strip())
        if not number.is_finite():
            continue
        try:
            number.quantize(unit, context=EXACT)
        except decimal.Inexact:
            found[i] = f"{column.source}: {text[:60]!r} has more digits than {column.target_type} keeps"
    return found


def _spans(column: ColumnPlan, array: Any) -> Found:
    have, want = column.read_as, column.type
    if have is not None and have.kind == "interval" and _no_finer(have, want) and not _any_finer(array):
        return {}
    if want.name not in (CLOCK, DAYS) and want.scale is None and not want.fields and not _any_finer(array):
        return {}
    found: Found = {}
    for i, text in enumerate(array.to_pylist()):
        if text is None:
            continue
        why = _span(text, want)
        if why:
            found[i] = f"{column.source}: {text[:60]!r} {why} {column.target_type}"
    return found


def _no_finer(have: Type, want: Type) -> bool:
    if have.name != want.name:
        return False
    digits = want.scale is None or (have.scale is not None and have.scale <= want.scale)
    return digits and have.fields == want.fields


def _span(text: str, want: Type) -> str:
    if want.name == CLOCK and not SPAN.fullmatch(text):
        return "is not of the form HH:MM:SS of"
    span = span_of(text)
    if span is None:
        return ""  # an infinity, or no span: the target says so
    months, days, seconds, fraction, _ = span
    if want.name == DAYS and months and not want.fields.endswith("month"):
        return "has months, which are not kept by"
    last = (want.fields.split() or [""])[-1]
    month, day, second = SMALLEST.get(last, (1, 1, 1))
    if months % month or (days if day is None else 0) or (seconds if second is None else seconds % second):
        return "has a part that is dropped by"
    digits = 0 if last in SMALLEST else MOST if want.scale is None else want.scale
    return "has more digits of a second than are kept by" if len(fraction) > digits else ""


def _any_finer(array: Any) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(array, rf"\.\d{{{MOST}}}\d*[1-9]")).as_py())


def _ticks(column: ColumnPlan, array: Any) -> Found:
    """Digits of a second that the type would round."""
    import pyarrow as pa
    import pyarrow.compute as pc

    digits = column.type.precision
    if digits in (None, 6):
        return {}
    known = column.read_as.precision if column.read_as is not None else None
    if known is not None and known <= digits:
        return {}
    step = 10 ** (6 - digits)
    ticks = array.cast(pa.int64())
    over = pc.not_equal(pc.multiply(pc.divide(ticks, step), step), ticks)
    return _told(column, over, f"has more digits of a second than {column.target_type} keeps")
