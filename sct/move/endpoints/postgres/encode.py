"""Arrow batches as PostgreSQL's COPY streams; a row of long values in slices."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from sct.move.long_values import long_values, slices, without
from sct.move.model import TablePlan

if TYPE_CHECKING:
    import pyarrow as pa


class Encoder(Protocol):
    format: str

    def encode(self, batch: pa.RecordBatch) -> Iterator[bytes]: ...

    def end(self) -> bytes: ...


def encoder_for(table: TablePlan, schema: pa.Schema) -> Encoder:
    """The binary encoder when every column has an exact binary form, else CSV."""
    import pyarrow as pa

    for column, field in zip(table.columns, schema, strict=True):
        if column.carry == "text" and column.type.kind not in ("char", "varchar", "text"):
            return CsvEncoder(table, schema)
        if pa.types.is_decimal256(field.type):
            return CsvEncoder(table, schema)
    return BinaryEncoder(table, schema)


class BinaryEncoder:
    """pgpq's COPY BINARY; the target's column types are those of the plan, so every field is read as what it is."""

    format = "binary"

    def __init__(self, table: TablePlan, schema: pa.Schema) -> None:
        import pgpq
        from pgpq import encoders
        from pgpq import schema as kinds

        builders: dict[str, Any] = {}
        for column, field in zip(table.columns, schema, strict=True):
            if column.type.kind == "json" and column.type.name == "jsonb":
                builders[field.name] = encoders.LargeStringEncoderBuilder.new_with_output(field, kinds.Jsonb())
            else:
                builders[field.name] = pgpq.ArrowToPostgresBinaryEncoder.infer_encoder(field)
        self._new = partial(pgpq.ArrowToPostgresBinaryEncoder.new_with_encoders, schema, builders)
        self._encoder = self._new()
        self._started = False
        # jsonb_recv: a byte with the version of the form, then the text
        self._before = [b"\x01" if c.type.kind == "json" and c.type.name == "jsonb" else b"" for c in table.columns]

    def encode(self, batch: pa.RecordBatch) -> Iterator[bytes]:
        if not self._started:
            self._started = True
            yield self._encoder.write_header()
        long = long_values(batch)
        if not long:
            yield self._encoder.write_batch(batch)
            return
        # The row without its long values, field by field: COPY's manual page, "Tuples".
        alone = self._new()  # the other one keeps what is little for the next batch
        alone.write_header()
        row = alone.write_batch(without(batch, long)) + alone.finish()
        at = 2
        yield row[:at]
        for i, before in enumerate(self._before):
            (size,) = struct.unpack_from(">i", row, at)
            end = at + 4 + max(size, 0)
            if i in long:
                yield struct.pack(">i", len(before) + len(long[i])) + before
                yield from slices(long[i])
            else:
                yield row[at:end]
            at = end

    def end(self) -> bytes:
        tail: bytes = self._encoder.finish()
        return tail


class CsvEncoder:
    """COPY CSV: every value in PostgreSQL's own text; NULL is an unquoted nothing, the empty string is quoted."""

    format = "csv"

    def __init__(self, table: TablePlan, schema: pa.Schema) -> None:
        self.schema = schema

    def encode(self, batch: pa.RecordBatch) -> Iterator[bytes]:
        long = long_values(batch)
        if not long:
            yield self._lines(batch)
            return
        for i, column in enumerate(batch.columns):
            yield b"," if i else b""
            if i not in long:
                yield self._lines(batch.select([i])).removesuffix(b"\n")
                continue
            as_hex = _is_bytes(column.type)
            yield b'"\\x' if as_hex else b'"'
            for piece in slices(long[i]):
                yield piece.hex().encode() if as_hex else piece.replace(b'"', b'""')
            yield b'"'
        yield b"\n"

    def _lines(self, batch: pa.RecordBatch) -> bytes:
        import pyarrow as pa
        from pyarrow import csv

        columns = [_text(column) for column in batch.columns]
        if len(columns) == 1 and columns[0].null_count:
            # One empty unquoted field would be an empty line, which COPY takes for a row only when it is alone.
            return _one_column(columns[0])
        text = pa.record_batch(columns, names=[f"c{i}" for i in range(len(columns))])
        sink = io.BytesIO()
        csv.write_csv(text, sink, csv.WriteOptions(include_header=False, quoting_style="needed"))
        return sink.getvalue()

    def end(self) -> bytes:
        return b""


def _is_bytes(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_large_binary(kind))


def _one_column(column: Any) -> bytes:
    values = ("" if v is None else '"' + str(v).replace('"', '""') + '"' for v in column.to_pylist())
    return "".join(v + "\n" for v in values).encode()


def _text(column: Any) -> Any:
    """A column in a form whose CSV text PostgreSQL reads back exactly."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([None if v is None else "\\x" + v.hex() for v in column.to_pylist()], pa.large_string())
    if pa.types.is_floating(kind):
        # Shortest text that reads back as the same number; Arrow's own is that for doubles, not for floats.
        wide = pc.cast(column, pa.float64()) if kind != pa.float64() else column
        return pa.array([None if v is None else repr(v) for v in wide.to_pylist()], pa.string())
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return column
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    return pc.cast(column, pa.string())
