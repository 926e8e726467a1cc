"""LOAD DATA LOCAL from memory: a batch as text whose reading back is exact, and a connection that sends only that.

A server may answer any statement with a request for a file of the client. The connection here never opens one: it
answers with the bytes it was given for this very statement, and with nothing otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql.connections import Connection, MySQLResult

from sct.move.endpoints.mariadb.connect import named, quoted
from sct.move.long_values import long_values, slices
from sct.move.model import ColumnPlan, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

# The server, or its settings, do not take LOCAL: the statement is not allowed, or unknown there.
NOT_TAKEN = {1148, 3948, 4166}


class Loading(Connection):
    """A connection whose LOCAL files are bytes in memory."""

    pending: Iterator[bytes] | None = None

    def load(self, statement: str, data: Iterator[bytes]) -> tuple[int, int]:
        """(rows that went in, warnings) of a LOAD DATA statement over `data`. Raises pymysql.Error."""
        self.pending = data
        try:
            with self.cursor() as cursor:
                rows = cursor.execute(statement)
                return int(rows), int(cursor.warning_count)
        finally:
            self.pending = None

    def _read_query_result(self, unbuffered: bool = False) -> Any:
        self._result = None
        result = _Result(self)
        if unbuffered:
            result.init_unbuffered_query()
        else:
            result.read()
        self._result = result
        if result.server_status is not None:
            self.server_status = result.server_status
        return result.affected_rows


class _Result(MySQLResult):
    """The driver's result, but for the answer to a request for a file."""

    def _read_load_local_packet(self, first_packet: Any) -> None:
        connection = self.connection
        data, connection.pending = connection.pending, None
        if data is not None:
            for piece in data:  # none is empty: that would be the end
                connection.write_packet(piece)
        connection.write_packet(b"")
        self._read_ok_packet(connection._read_packet())  # an error of the server is raised by the reading
        if data is None:
            raise pymysql.OperationalError(2027, "the server asked for a file of this machine: it got none")


def statement_for(table: TablePlan, schema: pa.Schema) -> str:
    """LOAD DATA for batches of `schema`. Without an escape character the bare word NULL is NULL, and `""` one quote."""
    import pyarrow as pa

    fields, sets = [], []
    for i, (column, field) in enumerate(zip(table.columns, schema, strict=True)):
        name = quoted(column.target)
        if pa.types.is_large_binary(field.type):
            fields.append(f"@b{i}")
            sets.append(f"{name} = UNHEX(@b{i})")
        elif is_bits(column):
            # A BIT would take the digits for bytes.
            fields.append(f"@b{i}")
            sets.append(f"{name} = CAST(@b{i} AS UNSIGNED)")
        else:
            fields.append(name)
    return (
        f"LOAD DATA LOCAL INFILE 'batch' INTO TABLE {named(table.target)} CHARACTER SET utf8mb4 "
        "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' "
        f"({', '.join(fields)}){' SET ' + ', '.join(sets) if sets else ''}"
    )


def is_bits(column: ColumnPlan) -> bool:
    return column.target_type.lower().startswith("bit")


def text_of(batch: pa.RecordBatch, years: Container[str] = ()) -> Iterator[bytes]:
    """The rows as that statement reads them, in pieces for a packet each; `years`: columns of type YEAR."""
    long = long_values(batch)
    if not long:
        return slices(_lines(batch, years))
    import pyarrow as pa

    parts: list[Iterator[bytes]] = []
    for i, column in enumerate(batch.columns):
        if i:
            parts.append(iter([b","]))
        if i not in long:
            parts.append(slices(_lines(batch.select([i]), years)[:-1]))
        elif pa.types.is_large_binary(column.type):
            parts.append(piece.hex().encode() for piece in slices(long[i]))
        else:
            parts += [iter([b'"']), (piece.replace(b'"', b'""') for piece in slices(long[i])), iter([b'"'])]
    return itertools.chain(*parts, [b"\n"])


def _lines(batch: pa.RecordBatch, years: Container[str]) -> memoryview:
    import pyarrow as pa
    import pyarrow.compute as pc

    text_type = pa.large_string()
    columns = [pc.fill_null(_field(column), pa.scalar("NULL", text_type)) for column in batch.columns]
    for i, name in enumerate(batch.schema.names):
        if name in years:  # as text, 0 would be the year 2000
            columns[i] = pc.if_else(pc.equal(columns[i], "0"), "0000", columns[i])
    columns[-1] = pc.binary_join_element_wise(columns[-1], pa.scalar("\n", text_type), pa.scalar("", text_type))
    lines = pc.binary_join_element_wise(*columns, pa.scalar(",", text_type))
    # The lines follow one another in one buffer: nothing has to be joined.
    _, offsets, data = lines.buffers()
    ends = memoryview(offsets).cast("q")
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def _field(column: Any) -> Any:
    """A column as text; NULLs stay."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    text = pa.large_string()
    if pa.types.is_large_binary(kind):
        return pa.array([None if v is None else v.hex() for v in column.to_pylist()], text)
    if pa.types.is_large_string(kind):
        quote = pa.scalar('"', text)
        doubled = pc.replace_substring(column, '"', '""')
        return pc.binary_join_element_wise(quote, doubled, quote, pa.scalar("", text))
    if pa.types.is_boolean(kind):
        column = pc.cast(column, pa.int8())
    elif pa.types.is_timestamp(kind) and kind.tz is not None:
        column = pc.cast(column, pa.timestamp("us"))  # moments are kept in UTC
    elif pa.types.is_float32(kind):
        column = pc.cast(column, pa.float64())  # in full: its short text names another number where a DOUBLE takes it
    return pc.cast(column, text)
