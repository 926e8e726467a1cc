"""Reading CSV and Parquet. A CSV file is cut at record ends, so that its pieces are read side by side."""

from __future__ import annotations

import io
import itertools
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.files.store import matching, open_store, table_of
from sct.move.endpoints.protocol import Request
from sct.move.endpoints.rows import fine_fractions, unread
from sct.move.errors import Lacking, MoveError, Transient, UsageError
from sct.move.model import Chunk, ColumnInfo, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan

if TYPE_CHECKING:
    import pyarrow as pa

PIECE_BYTES = 32 << 20
SCAN_BYTES = 4 << 20
CSV_KEYS = {"delimiter", "null", "encoding", "header", "date_format", "timestamp_format", "quote"}


def open_source(address: Address) -> FilesSource:
    return FilesSource(address)


class FilesSource:
    """A folder of files, a table one or several."""

    home = ""
    ranges = False
    raw_format = ""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.store = open_store(address)
        self.csv: dict[str, Any] = {}
        try:
            self.files = self.store.files()
        except OSError as error:
            raise MoveError("MV0012", f"{address.where}: {address.redact(str(error))}") from None
        if not self.files:
            raise UsageError("MV0007", f"{address.where} has no CSV or Parquet file")

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        """Tables by file names; columns by header (as text) or by Parquet's schema."""
        tables: dict[tuple[str, str], TableInfo] = {}
        for file, size in self.files:
            schema, name = table_of(file)
            if (schema, name) not in tables:
                columns = (
                    self._parquet_columns(file) if file.lower().endswith(".parquet") else self._header(file, self.csv)
                )
                tables[schema, name] = TableInfo(schema, name, columns)
            info = tables[schema, name]
            info.bytes = (info.bytes or 0) + size
        return list(tables.values())

    def configure(self, csv: dict[str, Any]) -> None:
        """The rules' form of CSV, needed to read headers."""
        self.csv = csv

    def sequences(self) -> list[SequenceInfo]:
        return []

    def position(self) -> dict[str, Any]:
        raise Lacking

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        yield

    def moment(self) -> list[list[Any]]:
        return [[file, size] for file, size in self.files]

    def see(self, moment: list[list[Any]]) -> None:
        here = dict(self.files)
        odd = [file for file, size in moment if here.get(file) != size]
        if odd or len(moment) != len(here):
            shown = odd[0] if odd else "a file more"
            raise MoveError("MV0017", f"{self.address.where} has other files than the driver sees there: {shown}")

    def chunks(self, table: TablePlan, rows: int) -> list[Chunk]:
        chunks: list[Chunk] = []
        for file, size in matching(self.files, table.source):
            if file.lower().endswith((".parquet", ".gz")) or size <= PIECE_BYTES:
                chunks.append(Chunk(len(chunks), None, None, file))
                continue
            edges = [0, *self._record_ends(file, size), size]
            chunks += [
                Chunk(len(chunks) + i, low, high, file) for i, (low, high) in enumerate(itertools.pairwise(edges))
            ]
        return chunks

    def count(self, table: tuple[str, str], filter: str = "") -> int:
        raise Lacking

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        chunk = request.chunk
        if request.filter:
            raise UsageError("MV0008", "files are not filtered: a filter needs a source that runs SQL")
        if not chunk.part:
            for file, _ in matching(self.files, request.table):
                yield from self.read(replace(request, chunk=Chunk(0, None, None, file)))
            return
        try:
            if chunk.part.lower().endswith(".parquet"):
                yield from self._read_parquet(request)
            else:
                yield from self._read_csv(request)
        except OSError as error:
            raise Transient("MV0011", f"{self.address.where}: {self.address.redact(str(error))}") from None

    def read_raw(self, request: Request) -> Generator[bytes | memoryview]:
        raise Lacking

    def checks(self, plan: Plan) -> list[PlanFinding]:
        found = [*unread(plan), *fine_fractions(plan)]
        claimed = {f for t in plan.tables for f, _ in matching(self.files, t.source)}
        return found + [
            PlanFinding("MV0035", "", f"{file} belongs to no table of the plan and is not read")
            for file, _ in self.files
            if file not in claimed
        ]

    def close(self) -> None:
        return

    def _open(self, file: str) -> Any:
        compression = "gzip" if file.lower().endswith(".gz") else None
        return self.store.filesystem.open_input_stream(self.store.path(file), compression=compression)

    def _header(self, file: str, options: dict[str, Any]) -> list[ColumnInfo]:
        import csv

        if options.get("header") is False:
            return []
        with self._open(file) as stream:
            line = _first_record(stream, options)
        names = next(csv.reader(io.StringIO(line), delimiter=_delimiter(options, file)), [])
        text = Type("text", raw="text")
        return [ColumnInfo(n.strip().lstrip("\ufeff"), text, "text") for n in names]

    def _parquet_columns(self, file: str) -> list[ColumnInfo]:
        import pyarrow.parquet as pq

        schema = pq.read_schema(self.store.path(file), filesystem=self.store.filesystem)
        return [ColumnInfo(f.name, type_of_arrow(f.type), str(f.type), f.nullable) for f in schema]

    def _record_ends(self, file: str, size: int) -> list[int]:
        """Offsets near every PIECE_BYTES that begin a record: a newline after an even number of quotes."""
        ends: list[int] = []
        quotes, at, wanted = 0, 0, PIECE_BYTES
        with self._open(file) as stream:
            while block := stream.read(SCAN_BYTES):
                if at + len(block) > wanted:
                    cut, parity = 0, quotes
                    while (newline := block.find(b"\n", max(cut, wanted - at))) >= 0:
                        parity += block.count(b'"', cut, newline)
                        cut = newline + 1
                        if parity % 2 == 0:
                            ends.append(at + cut)
                            wanted = at + cut + PIECE_BYTES
                            if wanted >= at + len(block):
                                break
                quotes += block.count(b'"')
                at += len(block)
        return [e for e in ends if e < size]

    def _read_csv(self, request: Request) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        from pyarrow import csv

        chunk, options = request.chunk, request.options
        header = [c.name for c in self._header(chunk.part, options)]
        wanted = [c.name for c in request.columns]
        if options.get("header") is False:
            header = wanted
        by_name = {h.lower(): h for h in header}
        missing = [w for w in wanted if w.lower() not in by_name]
        if missing:
            message = f"{chunk.part} has no column {', '.join(missing)}; its header says: {', '.join(header)}"
            raise MoveError("MV0044", message)
        skip = 1 if options.get("header") is not False and not chunk.low else 0
        nulls = [""] if options.get("null") is None else [str(options["null"])]
        if chunk.low is None and chunk.high is None:
            stream = self._open(chunk.part)
        else:
            handle = self.store.filesystem.open_input_file(self.store.path(chunk.part))
            handle.seek(chunk.low)
            stream = pa.BufferReader(handle.read(chunk.high - chunk.low))
            handle.close()
        with stream:
            try:
                reader = csv.open_csv(
                    stream,
                    csv.ReadOptions(
                        column_names=header,
                        skip_rows=skip,
                        encoding=options.get("encoding", "utf8"),
                        block_size=4 << 20,
                    ),
                    csv.ParseOptions(
                        delimiter=_delimiter(options, chunk.part), newlines_in_values=True, quote_char='"'
                    ),
                    csv.ConvertOptions(
                        column_types={h: pa.large_string() for h in header},
                        null_values=nulls,
                        strings_can_be_null=True,
                        quoted_strings_can_be_null=False,
                        include_columns=[by_name[w.lower()] for w in wanted],
                    ),
                )
                yield from (b for b in reader if b.num_rows)
            except pa.ArrowInvalid as error:
                if "Empty CSV file" in str(error):
                    return
                raise MoveError("MV0045", f"{chunk.part}: {error}") from None

    def _read_parquet(self, request: Request) -> Iterator[pa.RecordBatch]:
        import pyarrow.parquet as pq

        path = self.store.path(request.chunk.part)
        with pq.ParquetFile(path, filesystem=self.store.filesystem) as file:
            by_name = {n.lower(): n for n in file.schema_arrow.names}
            missing = [c.name for c in request.columns if c.name.lower() not in by_name]
            if missing:
                raise MoveError("MV0044", f"{request.chunk.part} has no column {', '.join(missing)}")
            names = [by_name[c.name.lower()] for c in request.columns]
            for batch in file.iter_batches(request.batch_rows, columns=names):
                yield batch.select(names)


def _delimiter(options: dict[str, Any], file: str) -> str:
    return str(options.get("delimiter") or ("\t" if file.lower().endswith(".tsv") else ","))


def _first_record(stream: Any, options: dict[str, Any]) -> str:
    data = b""
    while b"\n" not in data or data.count(b'"') % 2:
        block = stream.read(1 << 16)
        if not block:
            break
        data += block
    text = data.decode(options.get("encoding", "utf-8"), "replace")
    return text.splitlines()[0] if text else ""


def type_of_arrow(kind: Any) -> Type:
    """Parquet's types, as Arrow shows them."""
    import pyarrow as pa

    t = pa.types
    raw = str(kind)
    if t.is_boolean(kind):
        return Type("boolean", raw=raw)
    if t.is_integer(kind):
        if kind.bit_width == 64 and t.is_unsigned_integer(kind):
            return Type("decimal", precision=20, scale=0, raw=raw)
        bits = kind.bit_width * (2 if t.is_unsigned_integer(kind) else 1)
        return Type("integer", bits=max(16, min(64, bits)), raw=raw)
    if t.is_decimal(kind):
        return Type("decimal", precision=kind.precision, scale=kind.scale, raw=raw)
    if t.is_floating(kind):
        return Type("float", bits=64 if kind.bit_width == 64 else 32, raw=raw)
    if t.is_date(kind):
        return Type("date", raw=raw)
    if t.is_time(kind):
        return Type("time", precision=9 if kind.unit == "ns" else 6, raw=raw)
    if t.is_timestamp(kind):
        digits = 9 if kind.unit == "ns" else 6
        return Type("timestamp", precision=digits, zone="local" if kind.tz else "none", raw=raw)
    if t.is_binary(kind) or t.is_large_binary(kind) or t.is_fixed_size_binary(kind):
        return Type("binary", raw=raw)
    if t.is_duration(kind):
        return Type("interval", fields="day to second", raw=raw)
    plain = t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind) or t.is_null(kind)
    if plain or (t.is_dictionary(kind) and type_of_arrow(kind.value_type).kind == "text"):
        return Type("text", raw=raw)
    return type_of_arrow(kind.value_type) if t.is_dictionary(kind) else Type("unknown", raw=raw)
