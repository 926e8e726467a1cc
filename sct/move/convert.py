"""Value conversions on Arrow batches: what a source gave becomes what the target's column holds, exactly, or is bad.

A whole column is cast at once; only when that fails are its values looked at one by one, so that the bad ones are
known by row and the good ones go on.
"""

from __future__ import annotations

import datetime
import decimal
import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sct.move.model import ColumnPlan, Options, TablePlan
from sct.move.narrow import unfit
from sct.move.wire import CLOCK, TEXT_KINDS, arrow_type, beyond_calendar, plain_value

if TYPE_CHECKING:
    import pyarrow as pa

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# Texts that Arrow may make another decimal of: more digits than 128 bits hold wrap around there, as they do behind an exponent.
WIDE = re.compile(r"[eE]|.{38}")
TRUE = {"true", "t", "1", "y", "yes", "on"}
FALSE = {"false", "f", "0", "n", "no", "off"}
FINE = re.compile(r"\.\d{6}\d*[1-9]")  # a second's digits beyond the sixth
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})0*)?)?")


class Unfit(ValueError):
    """A value that the target's type cannot hold exactly."""


@dataclass(slots=True)
class Converted:
    """`batch` without the bad rows; `bad` = (row as it came, reason)."""

    batch: pa.RecordBatch
    bad: list[tuple[dict[str, Any], str]] = field(default_factory=list)


class Converter:
    """The conversions of one table, compiled once per run."""

    def __init__(self, table: TablePlan, options: Options, *, calendar: bool = False) -> None:
        """`calendar`: only moments of the years 1 to 9999 may go on (wire.beyond_calendar)."""
        import pyarrow as pa

        self.table, self.options, self.calendar = table, options, calendar
        self.types = [arrow_type(c.type, c.carry) for c in table.columns]
        self.schema = pa.schema([pa.field(c.target, t) for c, t in zip(table.columns, self.types, strict=True)])

    def __call__(self, batch: pa.RecordBatch) -> Converted:
        import pyarrow as pa

        bad: dict[int, str] = {}
        arrays = []
        for index, (column, wanted) in enumerate(zip(self.table.columns, self.types, strict=True)):
            array = batch.column(index)
            arrays.append(self._column(column, array, wanted, bad))
            for row, why in unfit(column, arrays[-1]).items():
                bad.setdefault(row, why)
        made = pa.record_batch(arrays, schema=self.schema)
        if self.calendar:
            bad = beyond_calendar(made) | bad
        if not bad:
            return Converted(made)
        keep = pa.array([i not in bad for i in range(batch.num_rows)])
        names = [c.source for c in self.table.columns]
        rows = []
        for i, why in sorted(bad.items()):
            rows.append(({n: plain_value(batch.column(k)[i]) for k, n in enumerate(names)}, why))
        return Converted(made.filter(keep), rows)

    def _column(self, column: ColumnPlan, array: Any, wanted: Any, bad: dict[int, str]) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if isinstance(array, pa.ExtensionArray):
            array = array.storage
        if pa.types.is_union(array.type):
            return self._one_by_one(column, array, wanted, bad)
        if pa.types.is_dictionary(array.type):
            array = array.cast(array.type.value_type)
        if column.convert == "empty_to_null" and _is_text(array.type):
            array = pc.if_else(pc.equal(pc.binary_length(array), 0), pa.scalar(None, array.type), array)
        if column.convert == "to_utc" and pa.types.is_timestamp(array.type):
            array = array.cast(pa.timestamp(array.type.unit))
        if column.convert == "truncate_fraction":
            array = _fraction_cut(array)
        if pa.types.is_large_string(wanted):
            array = _spelt(array)
        array = _in_micro(column, array, wanted, bad)
        if column.limit is not None and (_is_text(array.type) or _is_bytes(array.type)):
            long = pc.fill_null(pc.greater(pc.binary_length(array), column.limit), False)
            if pc.any(long).as_py():
                for i in pc.indices_nonzero(long).to_pylist():
                    bad.setdefault(i, f"{column.source}: longer than the limit of {column.limit} bytes")
        if array.type == wanted:
            return array
        try:
            return _cast(array, wanted, column, self.options)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, Unfit):
            return self._one_by_one(column, array, wanted, bad)

    def _one_by_one(self, column: ColumnPlan, array: Any, wanted: Any, bad: dict[int, str]) -> Any:
        import pyarrow as pa

        values: list[Any] = []
        # What Python has no value for would be another one, or an error of its own.
        union = pa.types.is_union(array.type)
        beyond = {} if union else beyond_calendar(pa.record_batch([array], names=[column.source]))
        for i, value in enumerate(plain_value(scalar) for scalar in array) if beyond else enumerate(array.to_pylist()):
            if i in beyond:
                bad.setdefault(i, beyond[i])
                values.append(None)
                continue
            if value == "" and column.convert == "empty_to_null":
                value = None
            try:
                if column.limit is not None and _longer(value, column.limit):
                    raise Unfit(f"is longer than the limit of {column.limit} bytes")
                if union and column.type.kind == "binary" and not isinstance(value, (bytes, type(None))):
                    raise Unfit("is no bytes, which are declared")  # also where it looks like bytes written out
                values.append(None if value is None else one_value(value, column, self.options))
            except (Unfit, ValueError, ArithmeticError) as error:
                bad.setdefault(i, f"{column.source}: {str(value)[:60]!r} {error}")
                values.append(None)
        try:
            return pa.array(values, wanted)
        except (pa.ArrowInvalid, OverflowError):
            for i, value in enumerate(values):
                try:
                    pa.array([value], wanted)
                except (pa.ArrowInvalid, OverflowError):
                    bad.setdefault(i, f"{column.source}: {str(value)[:60]!r} is out of range of {column.target_type}")
                    values[i] = None
            return pa.array(values, wanted)


def _spelt(array: Any) -> Any:
    """Moments and spans of Arrow as text, with all their digits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    if pa.types.is_duration(kind):
        digits = {"s": 0, "ms": 3, "us": 6, "ns": 9}[kind.unit]
        ticks = array.cast(pa.int64()).to_pylist()
        return pa.array([None if n is None else _clock(n, digits) for n in ticks], pa.large_string())
    if not pa.types.is_temporal(kind) or beyond_calendar(pa.record_batch([array], names=["a"])):
        return array  # of those beyond the calendar, one by one
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        text = pc.cast(array.cast(pa.timestamp(kind.unit)), pa.large_string())
        return pc.binary_join_element_wise(text, pa.scalar("+00", text.type), pa.scalar("", text.type))
    return pc.cast(pc.cast(array, pa.string()), pa.large_string())


def _clock(ticks: int, digits: int) -> str:
    """A span as hours, minutes and seconds; `ticks` of 10 to the minus `digits` seconds."""
    seconds, fraction = divmod(abs(ticks), 10**digits)
    point = f".{fraction:0{digits}d}" if digits else ""
    return f"{'-' if ticks < 0 else ''}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}"


def _in_micro(column: ColumnPlan, array: Any, wanted: Any, bad: dict[int, str]) -> Any:
    """Moments of Arrow's other units as microseconds; those that have finer digits, or none of whose ticks there are, are bad."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    moment = pa.types.is_timestamp(kind) or pa.types.is_time(kind)
    if not moment or kind.unit == "us" or not pa.types.is_temporal(wanted):
        return array
    ticks = array.cast(pa.int64() if kind.bit_width == 64 else pa.int32()).cast(pa.int64())
    if kind.unit == "ns":
        out = pc.not_equal(pc.multiply(pc.divide(ticks, 1000), 1000), ticks)
        why = f"has more digits of a second than {column.target_type} keeps"
    else:
        most = ((1 << 63) - 1) // (1_000_000 if kind.unit == "s" else 1_000)
        out = pc.or_(pc.greater(ticks, most), pc.less(ticks, -most))
        why = "is far outside the years 1 to 9999"
    out = pc.fill_null(out, False)
    for i in pc.indices_nonzero(out).to_pylist():
        bad.setdefault(i, f"{column.source}: {ticks[i]} ({kind}) {why}")
    fit = pc.if_else(out, pa.scalar(None, kind), array)
    return pc.cast(fit, pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else pa.time64("us"))


def _longer(value: Any, limit: int) -> bool:
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    return isinstance(value, bytes) and len(value) > limit


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_bytes(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _cast(array: Any, wanted: Any, column: ColumnPlan, options: Options) -> Any:
    """The whole column; raises when one value does not go."""
    import pyarrow as pa
    import pyarrow.compute as pc

    have = array.type
    if pa.types.is_null(have):
        return pa.nulls(len(array), wanted)
    if _is_text(have):
        if pa.types.is_large_string(wanted):
            if column.type.kind == "interval" and _any_match(array, FINE):
                raise Unfit("looked at one by one")
            if column.type.kind in (*TEXT_KINDS, "named", "interval", "uuid") or column.convert == "as_text":
                return pc.cast(array, wanted)
            raise Unfit("looked at one by one")
        if pa.types.is_timestamp(wanted) and wanted.tz is None and not options.csv.get("timestamp_format"):
            return pc.cast(array, wanted)
        if pa.types.is_date32(wanted) and not options.csv.get("date_format"):
            return pc.cast(array, wanted)
        if pa.types.is_decimal(wanted) and _any_match(array, WIDE):
            raise Unfit("looked at one by one")
        if pa.types.is_integer(wanted) or pa.types.is_decimal(wanted) or pa.types.is_floating(wanted):
            return pc.cast(array, wanted)
        raise Unfit("looked at one by one")
    declared_text = column.read_as is not None and column.read_as.kind != "binary"
    if _is_bytes(have) and pa.types.is_large_string(wanted) and column.type.kind in TEXT_KINDS and not declared_text:
        return pc.cast(array, wanted)
    if _is_bytes(have) and _is_bytes(wanted):
        return pc.cast(array, wanted)
    if pa.types.is_integer(have) and (pa.types.is_integer(wanted) or pa.types.is_floating(wanted)):
        return pc.cast(array, wanted)
    if pa.types.is_decimal(wanted) and (pa.types.is_decimal(have) or pa.types.is_integer(have)):
        return pc.cast(array, wanted)
    if pa.types.is_integer(wanted) and pa.types.is_decimal(have):
        return pc.cast(array, wanted)
    if pa.types.is_float32(have) and pa.types.is_float64(wanted):
        return pc.cast(array, wanted)
    if pa.types.is_timestamp(have) and pa.types.is_timestamp(wanted) and (have.tz is None) == (wanted.tz is None):
        return pc.cast(array, wanted)
    if pa.types.is_date(have) and ((pa.types.is_timestamp(wanted) and wanted.tz is None) or pa.types.is_date32(wanted)):
        return pc.cast(array, wanted)
    if pa.types.is_time(have) and pa.types.is_time64(wanted):
        return pc.cast(array, wanted)
    if pa.types.is_boolean(wanted) and pa.types.is_integer(have):
        if pc.any(pc.greater(array, 1)).as_py() or pc.any(pc.less(array, 0)).as_py():
            raise Unfit("is neither true nor false")
        return pc.cast(array, wanted)
    if pa.types.is_boolean(have) and pa.types.is_integer(wanted):
        return pc.cast(array, wanted)
    if column.carry == "text" and (pa.types.is_integer(have) or pa.types.is_decimal(have)):
        return pc.cast(array, wanted)
    raise Unfit("looked at one by one")


def _any_match(array: Any, pattern: re.Pattern[str]) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(array, pattern.pattern)).as_py())


def _fraction_cut(array: Any) -> Any:
    """At most six digits of a second: the conversion's own finding has told so."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if _is_text(array.type):
        return pc.replace_substring_regex(array, r"(\.\d{6})\d+", r"\1")
    if pa.types.is_timestamp(array.type):
        return pc.cast(array, pa.timestamp("us", array.type.tz), safe=False)
    return array


def one_value(value: Any, column: ColumnPlan, options: Options) -> Any:
    """One value for the target's column. Raises Unfit, ValueError or ArithmeticError with the reason."""
    kind = column.type.kind
    if kind in TEXT_KINDS or kind == "named":
        if isinstance(value, bytes) and column.read_as is not None and column.read_as.kind != "binary":
            raise Unfit("is bytes where text is declared")
        return _words(value)
    if column.carry == "text":
        return _as_text(value, column)
    if kind == "integer":
        if column.read_as is not None and column.read_as.kind == "boolean":
            return int(_truth(value))
        number = _number(value)
        if number != number.to_integral_value():
            raise Unfit("is no whole number")
        return int(number)
    if kind == "decimal":
        scale = decimal.Decimal(1).scaleb(-(column.type.scale or 0))
        exact = decimal.Context(prec=80, traps=[decimal.Inexact, decimal.InvalidOperation])
        try:
            return _number(value).quantize(scale, context=exact)
        except decimal.Inexact:
            raise Unfit(f"has more digits than {column.target_type} keeps") from None
        except decimal.InvalidOperation:
            raise Unfit(f"is no number that {column.target_type} holds") from None
    if kind == "float":
        real = _real(value)
        if column.type.bits == 32 and isinstance(value, float):
            import struct

            if real == real and struct.unpack("f", struct.pack("f", real))[0] != real:
                raise Unfit("loses digits in a 32-bit number")
        return real
    if kind == "boolean":
        return _truth(value)
    if kind == "binary":
        if column.read_as is not None and not (isinstance(value, (bytes, bytearray)) or str(value).startswith("\\x")):
            raise Unfit("is text where bytes are declared")
        return _octets(value)
    if kind in ("date", "timestamp", "datetime"):
        return _moment(value, column, options)
    if kind == "time":
        return _time(value)
    raise Unfit(f"cannot become {column.target_type}")


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, decimal.Decimal, datetime.date, datetime.time, datetime.datetime, uuid.UUID)):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    raise Unfit("is no text")


def _as_text(value: Any, column: ColumnPlan) -> str:
    if column.type.kind == "decimal":
        number = _number(value)
        return format(number, "f") if number.is_finite() else str(number)
    if column.type.kind == "uuid":
        return str(uuid.UUID(bytes=value) if isinstance(value, bytes) else uuid.UUID(str(value)))
    if column.type.name == CLOCK and isinstance(value, datetime.timedelta):
        return _clock(value // datetime.timedelta(microseconds=1), 6)
    if column.type.kind == "interval" and isinstance(value, datetime.timedelta):
        return f"{value.days} days {value.seconds}.{value.microseconds:06d} seconds"
    if isinstance(value, bytes):
        raise Unfit("is bytes where none are declared")
    if column.type.kind == "interval" and FINE.search(str(value)):
        raise Unfit("has more digits of a second than the target keeps")
    return _words(value)


def _number(value: Any) -> decimal.Decimal:
    if isinstance(value, decimal.Decimal):
        return value
    if isinstance(value, bool):
        return decimal.Decimal(int(value))
    if isinstance(value, int):
        return decimal.Decimal(value)
    if isinstance(value, float):
        return decimal.Decimal(repr(value))
    if isinstance(value, bytes):
        raise Unfit("is bytes where a number is declared")
    text = str(value).strip()
    if text in ("NaN", "Infinity", "-Infinity"):
        return decimal.Decimal(text)
    if not NUMBER.fullmatch(text):
        raise Unfit("is no number")
    return decimal.Decimal(text)


REAL = re.compile(rf"{NUMBER.pattern}|nan|[+-]?inf(inity)?", re.IGNORECASE)


def _real(value: Any) -> float:
    if isinstance(value, str):
        if not REAL.fullmatch(value.strip()):  # Python would take 1_000 for a number
            raise Unfit("is no number")
        return float(value)
    if isinstance(value, bytes):
        raise Unfit("is bytes where a number is declared")
    real = float(value)
    if isinstance(value, int) and int(real) != value:
        raise Unfit("is a whole number that a fraction of 64 bits does not hold")
    return real


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, decimal.Decimal)) and value in (0, 1):
        return bool(value)
    if isinstance(value, (bytes, bytearray)) and bytes(value) in (b"\0", b"\1"):
        return bytes(value) == b"\1"
    word = str(value).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise Unfit("is neither true nor false")


def _octets(value: Any) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    text = str(value)
    text = text[2:] if text.startswith(("\\x", "0x")) else text
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Unfit("is no hexadecimal text") from None


def _moment(value: Any, column: ColumnPlan, options: Options) -> Any:
    day_only = column.type.kind == "date"
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("0000-00-00") or (len(text) >= 10 and (text[5:7] == "00" or text[8:10] == "00")):
            if options.zero_dates == "null":
                return None
            raise Unfit("is no date (a zero in it)")
        if text.lower().lstrip("+-").startswith("inf") or "BC" in text or re.match(r"[+-]?\d{5,}-", text):
            raise Unfit("is an infinity, or outside the years 1 to 9999")
        form = options.csv.get("date_format" if day_only else "timestamp_format") or options.csv.get("date_format")
        if form:
            value = datetime.datetime.strptime(text, form)
        else:
            digits = re.fullmatch(r"(.*\.\d{6})\d+(.*)", text)
            if digits and set(text[len(digits[1]) : len(text) - len(digits[2])]) - {"0"}:
                raise Unfit("has more digits of a second than the target keeps")
            try:
                value = datetime.datetime.fromisoformat(digits[1] + digits[2] if digits else text)
            except ValueError:
                raise Unfit("is no date and time of the form YYYY-MM-DD HH:MM:SS") from None
    if isinstance(value, datetime.datetime):
        if day_only:
            if value.time() != datetime.time():
                raise Unfit("has a time of day, which a date does not keep")
            return value.date()
        zoned = column.type.zone != "none"
        if column.convert == "to_utc" and value.tzinfo is not None:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
        if zoned and value.tzinfo is None:
            return value.replace(tzinfo=datetime.UTC)
        if not zoned and value.tzinfo is not None:
            raise Unfit("has a time zone, which the target does not keep")
        return value
    if isinstance(value, datetime.date):
        if day_only:
            return value
        return datetime.datetime(value.year, value.month, value.day, tzinfo=_zone(column))
    raise Unfit("is no date")


def _zone(column: ColumnPlan) -> datetime.tzinfo | None:
    return datetime.UTC if column.type.zone != "none" else None


def _time(value: Any) -> datetime.time:
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, datetime.timedelta):
        if not datetime.timedelta(0) <= value < datetime.timedelta(days=1):
            raise Unfit("is beyond a day")
        return (datetime.datetime.min + value).time()
    found = TIME.fullmatch(str(value))
    if not found or int(found[1]) > 23:
        raise Unfit("is no time of day")
    return datetime.time(int(found[1]), int(found[2]), int(found[3] or 0), int((found[4] or "0").ljust(6, "0")))
