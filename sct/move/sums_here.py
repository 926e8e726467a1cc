"""The same sums over rows that are read here: for a side whose engine computes none, and to check those that do."""

from __future__ import annotations

import decimal
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sct.move.sums import Cut, Sum, SumColumn, Sums
from sct.move.wire import DAY

if TYPE_CHECKING:
    import pyarrow as pa

SECOND = 1_000_000


def digests(batch: pa.RecordBatch, columns: tuple[SumColumn, ...]) -> list[str]:
    """The digest of each row of a batch in the target's types, made alike by `validate.canonical`."""
    texts = [_texts(array, column) for array, column in zip(batch.columns, columns, strict=True)]
    return [_md5(",".join(row).encode()) for row in zip(*texts, strict=True)]


def sums_of(batches: Iterable[pa.RecordBatch], columns: tuple[SumColumn, ...], cut: Cut, split: str) -> Sums:
    """The sums of all rows; `split` is the column that `cut` speaks of."""
    found: dict[str, list[int]] = {}
    for batch in batches:
        names = digests(batch, columns)
        if cut.digits or not cut.width:
            segments = [d[: cut.digits] or "0" for d in names]
        else:
            top = cut.base + cut.count * cut.width - 1
            keys = batch.column(split).to_pylist()
            segments = [str((min(max(int(k), cut.base), top) - cut.base) // cut.width) for k in keys]
        for segment, digest in zip(segments, names, strict=True):
            entry = found.setdefault(segment, [0, 0, 0])
            entry[0] += 1
            entry[1] += int(digest[:15], 16)
            entry[2] += int(digest[15:30], 16)
    return {segment: Sum(rows, 0, low, high) for segment, (rows, low, high) in found.items()}


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _texts(array: Any, column: SumColumn) -> list[str]:
    import pyarrow as pa

    if pa.types.is_temporal(array.type):
        ticks = array.cast(pa.int32() if array.type.bit_width == 32 else pa.int64()).to_pylist()
        # A number of days or microseconds names a value as well as its calendar does, but the servers do not give it.
        spell = _day if pa.types.is_date(array.type) else _clock if pa.types.is_time(array.type) else _moment
        return ["N" if v is None else spell(v) for v in ticks]
    return ["N" if v is None else _text(v, column) for v in array.to_pylist()]


def _text(value: Any, column: SumColumn) -> str:
    if column.form == "number":
        return str(int(value)) if isinstance(value, (bool, int)) else _number(value)
    if column.form == "float":
        return float_text(float(value))
    if column.form == "bytes":
        return _md5(value)
    if column.form == "text":
        return f"{len(value)}:{value}" if column.inline else _md5(value.encode())
    if column.form == "clock":
        return _trimmed(value) if "." in value else str(value)
    return str(value)


def _number(value: Any) -> str:
    number = value if isinstance(value, decimal.Decimal) else decimal.Decimal(value)
    if not number.is_finite():
        return str(number)
    if not number:
        return "0"
    return _trimmed(format(number, "f"))


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def float_text(value: float) -> str:
    """The shortest digits that name a 64-bit number: with its point, or, far from 1, with a power of ten."""
    if not value or 1e-4 <= abs(value) < 1e15:
        return _trimmed(repr(value))
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[repr(value)]
    sign, digits, exponent = decimal.Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    whole = "".join(map(str, digits)).lstrip("0")
    point = exponent + len(whole)
    whole = whole.rstrip("0")
    return f"{'-' if sign else ''}{whole}e{point}"


def _day(days: int) -> str:
    import datetime

    return (datetime.date(1970, 1, 1) + datetime.timedelta(days)).isoformat()


def _moment(ticks: int) -> str:
    days, rest = divmod(ticks, DAY)
    return f"{_day(days)} {_clock(rest)}"


def _clock(ticks: int) -> str:
    seconds, rest = divmod(ticks, SECOND)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return _trimmed(f"{text}.{rest:06}") if rest else text
