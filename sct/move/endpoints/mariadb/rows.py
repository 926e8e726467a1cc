"""Rows of a prepared statement as the server sends them, decoded a column at a time.

Source: the client/server protocol's "binary protocol result set row": a byte 0, a bit a column for NULL, then the
values, each of a width its type or its first bytes tell. A batch of rows is walked row by row only to find where each
begins; after that each column is one pass over all rows, which costs less than half of a driver that builds its values
one by one, and says every value as it is: all digits of a DECIMAL, the dates no calendar has.
"""

from __future__ import annotations

import struct
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import pymysql
from pymysql.constants import CR, FIELD_TYPE, FLAG
from pymysql.protocol import FieldDescriptorPacket

from sct.move.errors import FastLaneRefused

if TYPE_CHECKING:
    import pyarrow as pa

PREPARE, EXECUTE, CLOSE = 0x16, 0x17, 0x19
BATCH_BYTES = 4 << 20
_SLACK = 16  # a value is looked at as a whole word, which may reach behind the last one
_HEAD = 4  # bytes before a packet: its length, its number
_CONTINUED = 0xFFFFFF  # the length of a packet that goes on in the next one
_ERROR = 0xFF  # the first byte of an error
_BINARY_CHARSET = 63
_TEXT, _BYTES, _MOMENT, _DAY = "text", "bytes", "moment", "day"

_NUMBERS = {
    FIELD_TYPE.TINY: ("i1", "u1", "int16", "int16"),
    FIELD_TYPE.SHORT: ("<i2", "<u2", "int16", "int32"),
    FIELD_TYPE.YEAR: ("<i2", "<u2", "int16", "int16"),
    FIELD_TYPE.INT24: ("<i4", "<u4", "int32", "int32"),
    FIELD_TYPE.LONG: ("<i4", "<u4", "int32", "int64"),
    FIELD_TYPE.LONGLONG: ("<i8", "<u8", "int64", "uint64"),
    FIELD_TYPE.FLOAT: ("<f4", "<f4", "float32", "float32"),
    FIELD_TYPE.DOUBLE: ("<f8", "<f8", "float64", "float64"),
}
_WORDS = {
    FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL, FIELD_TYPE.VARCHAR, FIELD_TYPE.VAR_STRING, FIELD_TYPE.STRING,
    FIELD_TYPE.ENUM, FIELD_TYPE.SET, FIELD_TYPE.JSON, FIELD_TYPE.TINY_BLOB, FIELD_TYPE.MEDIUM_BLOB,
    FIELD_TYPE.LONG_BLOB, FIELD_TYPE.BLOB, FIELD_TYPE.GEOMETRY,
}  # fmt: skip


def batches(
    connection: Any, query: str, names: list[str], octets: list[bool], batch_rows: int
) -> Generator[pa.RecordBatch]:
    """The rows of `query`; `octets` says which columns are bytes where the server says so too.

    Whole numbers and floats come in their own width (a BIGINT UNSIGNED as uint64), DECIMAL as text, DATE as date32, DATETIME
    as timestamp[us], TIMESTAMP as timestamp[us, UTC] (the connection's zone must be UTC), the rest as large_string or
    large_binary. A row of more than a packet (16 MB) is a batch of its own, whose long values are held once. A `connection` that was not
    read to the end can only be closed. Raises pymysql.Error; FastLaneRefused for a date that no calendar has, for text
    that is no UTF-8, and for types it does not know.
    """
    connection._execute_command(PREPARE, query)
    statement, columns, parameters = struct.unpack_from("<IHH", connection._read_packet().get_all_data(), 1)
    for count in (parameters, columns):
        for _ in range(count + 1 if count else 0):
            connection._read_packet()
    connection._execute_command(EXECUTE, struct.pack("<IBI", statement, 0, 1))
    found = connection._read_packet().read_length_encoded_integer()
    fields = [connection._read_packet(FieldDescriptorPacket) for _ in range(found)]
    connection._read_packet()
    decode = _Decoder(fields, names, octets)
    for raw, starts, kept in _packets(connection._rfile, batch_rows):
        batch = decode(raw, starts, kept)
        del raw
        yield batch
        del batch
    connection._execute_command(CLOSE, struct.pack("<I", statement))


def _packets(stream: Any, batch_rows: int) -> Generator[tuple[bytearray, Any, bool]]:
    """(bytes, where rows' packets begin in them, False); the bytes are written over when the next are asked for.

    A row of several packets comes alone and as one, in bytes of its own: (bytes, [0], True).
    """
    # All that the buffer holds behind the names of the columns; then without it, as readinto1 would wait for more.
    first = stream.read1()
    held = bytearray(max(BATCH_BYTES, len(first)) + _SLACK)
    held[: len(first)] = first
    filled, at = len(first), 0
    starts: list[int] = []
    head, begun = struct.Struct("<I").unpack_from, starts.append
    while True:
        missing = 0  # bytes that the packet at `at` must have before anything can be said of it
        for _ in range(batch_rows - len(starts)):
            end = at + _HEAD
            if end <= filled:
                end += head(held, at)[0] & 0xFFFFFF
            if end > filled:
                missing = end - at
                break
            begun(at)
            at = end
        # The end of the rows, or an error in the place of one, is the last packet there is.
        last = starts.pop() if starts and held[starts[-1] + _HEAD] else None
        if starts and (last is not None or not missing or filled + _SLACK == len(held)):
            yield held, np.array(starts, np.int64), False
            starts.clear()
        if last is not None:
            if held[last + _HEAD] == _ERROR:
                pymysql.err.raise_mysql_exception(bytes(held[last + _HEAD : filled]))
            return
        if not missing:
            continue
        if missing >= _CONTINUED + _HEAD:
            if starts:
                yield held, np.array(starts, np.int64), False
                starts.clear()
            rest = memoryview(held)[at:filled]
            whole, taken = _joined(stream, rest)
            rest.release()
            at += taken
            yield whole, np.zeros(1, np.int64), True
            del whole
            continue
        if not starts:
            held[: filled - at] = held[at:filled]
            filled, at = filled - at, 0
            if missing + _SLACK > len(held):
                held = held + bytearray(missing + _SLACK - len(held))
        with memoryview(held) as view, view[filled : len(held) - _SLACK] as free:
            filled += _more(stream, free)


def _more(stream: Any, free: memoryview) -> int:
    try:
        got: int = stream.raw.readinto(free)
    except OSError as error:
        raise pymysql.OperationalError(
            CR.CR_SERVER_LOST, f"Lost connection to MySQL server during query ({error})"
        ) from None
    if not got:
        raise pymysql.OperationalError(CR.CR_SERVER_LOST, "Lost connection to MySQL server during query")
    return got


def _joined(stream: Any, begun: memoryview) -> tuple[bytearray, int]:
    """(a packet of any size with the row that begins in `begun` and goes on in `stream`, how much of `begun` it was)."""
    whole = bytearray(_HEAD)
    taken = 0

    def append(size: int) -> None:
        nonlocal taken
        here = min(size, len(begun) - taken)
        end = len(whole)
        whole.extend(bytes(size))
        with memoryview(whole) as view:
            view[end : end + here] = begun[taken : taken + here]
            taken += here
            while here < size:
                with view[end + here : end + size] as free:
                    here += _more(stream, free)

    length = _CONTINUED
    while length == _CONTINUED:
        end = len(whole)
        append(_HEAD)
        length = int.from_bytes(whole[end : end + _HEAD - 1], "little")
        del whole[end:]
        append(length)
    whole.extend(bytes(_SLACK))
    return whole, taken


class _Decoder:
    """Packets of one result to a batch."""

    def __init__(self, fields: list[Any], names: list[str], octets: list[bool]) -> None:
        import pyarrow as pa

        self.names = names
        self.columns: list[tuple[str, Any, str, bool]] = []  # (how, Arrow type, type on the wire, may be NULL)
        for field, is_octets in zip(fields, octets, strict=True):
            code = field.type_code
            nullable = not field.flags & FLAG.NOT_NULL
            if code in _NUMBERS:
                signed, unsigned, own, wide = _NUMBERS[code]
                plain = not field.flags & FLAG.UNSIGNED
                kind = pa.type_for_alias(own if plain else wide)
                self.columns.append(("number", kind, signed if plain else unsigned, nullable))
            elif code in (FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP):
                zone = "UTC" if code == FIELD_TYPE.TIMESTAMP else None
                self.columns.append((_MOMENT, pa.timestamp("us", zone), "", nullable))
            elif code in (FIELD_TYPE.DATE, FIELD_TYPE.NEWDATE):
                self.columns.append((_DAY, pa.date32(), "", nullable))
            elif code in _WORDS:
                raw = is_octets and field.charsetnr == _BINARY_CHARSET
                self.columns.append((_BYTES, pa.large_binary(), "", nullable) if raw else
                                    (_TEXT, pa.large_string(), "", nullable))  # fmt: skip
            else:
                raise FastLaneRefused(f"a column of the protocol's type {code}")
        self.first_of_month, self.days_of_month = _calendar()

    def __call__(self, held: bytearray, starts: Any, kept: bool) -> pa.RecordBatch:
        """`kept`: the bytes stay as they are, so that values may lie in them."""
        import pyarrow as pa

        raw = np.frombuffer(held, np.uint8)
        bits = starts + (_HEAD + 1)
        at = bits + (len(self.columns) + 9) // 8
        arrays = []
        for index, (how, kind, wire, nullable) in enumerate(self.columns):
            nulls = None
            if nullable:
                byte, bit = divmod(index + 2, 8)
                nulls = (raw[bits + byte] & (1 << bit)) != 0
                if not nulls.any():
                    nulls = None
            if how == "number":
                array, at = _numbers(held, at, nulls, kind, wire)
            elif how in (_MOMENT, _DAY):
                array, at = self._moments(held, raw, at, nulls, kind)
            else:
                array, at = _strings(held, raw, at, nulls, kind, kept)
            arrays.append(array)
        return pa.record_batch(arrays, names=self.names)

    def _moments(self, held: bytearray, raw: Any, at: Any, nulls: Any, kind: Any) -> tuple[Any, Any]:
        """A length of 0, 4, 7 or 11, then year, month, day, hour, minute, second, microseconds as far as they are not 0."""
        size = raw[at].astype(np.int64)
        words = _window(held, "<u8")[at + 1]
        if nulls is not None:
            size[nulls] = 0
            words[nulls] = _NEW_YEAR
        if size.min() < 7:
            zero = (size == 0) if nulls is None else (size == 0) & ~nulls
            if zero.any():
                raise FastLaneRefused("a date with a zero in it")
            words = np.where(size >= 7, words, words & np.uint64(0xFFFFFFFF))
        words = words.view(np.int64)
        year, month, day = words & 0xFFFF, (words >> 16) & 0xFF, (words >> 24) & 0xFF
        place = year * 12 + month - 1
        sound = (month >= 1) & (month <= 12) & (year >= 1) & (year <= 9999) & (day >= 1)
        if not sound.all():
            raise FastLaneRefused("a date with a zero in it")
        if (day > self.days_of_month[place]).any():
            raise FastLaneRefused("a day that its month does not have")
        days = self.first_of_month[place] + (day - 1)
        after = at + size + (1 if nulls is None else ~nulls)
        if kind.bit_width == 32:
            return _array(days.astype(np.int32), nulls, kind), after
        seconds = ((words >> 32) & 0xFF) * 3600 + ((words >> 40) & 0xFF) * 60 + ((words >> 48) & 0xFF)
        ticks = (days * 86_400 + seconds) * 1_000_000
        if size.max() > 7:
            ticks += np.where(size > 7, _window(held, "<u4")[at + 8], 0)
        return _array(ticks, nulls, kind), after


_NEW_YEAR = np.uint64(1970 | 1 << 16 | 1 << 24)  # what stands in for a NULL


def _numbers(held: bytearray, at: Any, nulls: Any, kind: Any, wire: str) -> tuple[Any, Any]:
    values = _window(held, wire)[at]
    width = values.itemsize
    after = at + (width if nulls is None else np.where(nulls, 0, width))
    return _array(values.astype(kind.to_pandas_dtype(), copy=False), nulls, kind), after


def _strings(held: bytearray, raw: Any, at: Any, nulls: Any, kind: Any, kept: bool) -> tuple[Any, Any]:
    """A length of 1, 3, 4 or 9 bytes, then the value.

    The values lie apart in the packets. Arrow is shown the packets as values and gaps in turn, and takes every second one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    size = raw[at].astype(np.int64)
    begin = at + 1
    if nulls is not None:
        size[nulls] = 0
        begin[nulls] -= 1
    if size.max() > 250:
        two, three = size == 252, size == 253
        words = _window(held, "<u4")[at + 1].astype(np.int64)
        size = np.where(two, words & 0xFFFF, np.where(three, words & 0xFFFFFF, size))
        begin = begin + np.where(two, 2, np.where(three, 3, 0))
        eight = raw[at] == 254
        if nulls is not None:
            eight &= ~nulls
        if eight.any():
            size = np.where(eight, _window(held, "<i8")[at + 1], size)
            begin = begin + np.where(eight, 8, 0)
    after = begin + size
    rows = len(at)
    bounds: Any = np.empty(2 * rows + 1, np.int64)
    bounds[0:-1:2] = begin
    bounds[1::2] = after
    bounds[-1] = after[-1]
    all_ = pa.Array.from_buffers(
        pa.large_binary(), 2 * rows, [None, pa.py_buffer(bounds), pa.py_buffer(memoryview(held))]
    )
    if kept and nulls is None:
        taken = all_.slice(0, 1)
    else:
        taken = pc.take(all_, _array(np.arange(0, 2 * rows, 2), nulls, pa.int64()), boundscheck=False)
    if kind == pa.large_binary():
        return taken, after
    try:
        return pc.cast(taken, kind), after
    except pa.ArrowInvalid:
        raise FastLaneRefused("text that is not in its character set") from None


def _array(values: Any, nulls: Any, kind: Any) -> Any:
    import pyarrow as pa

    valid = None if nulls is None else pa.py_buffer(np.packbits(~nulls, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(np.ascontiguousarray(values))])


def _window(held: bytearray, kind: str) -> Any:
    """The value of type `kind` that begins at each byte."""
    size = np.dtype(kind).itemsize
    return np.ndarray((len(held) - size + 1,), kind, held, strides=(1,))


_made: list[tuple[Any, Any]] = []


def _calendar() -> tuple[Any, Any]:
    """By year * 12 + month - 1: the first day since 1970, and how many days there are."""
    if not _made:
        first: Any = np.arange("0000-01", "10000-02", dtype="M8[M]").astype("M8[D]").astype(np.int64)
        _made.append((first[:-1], np.diff(first)))
    return _made[0]
