"""Writing Parquet: a file a chunk, below schema/table/. The file is its own ledger entry: it is there whole or not at all.

On a file system it is written beside and renamed; S3 shows an object only when it is complete. Writing a chunk again
replaces its file, so nothing is doubled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sct.ir.types import Type
from sct.move.address import Address
from sct.move.endpoints.files.reader import type_of_arrow
from sct.move.endpoints.files.store import open_store
from sct.move.errors import Lacking, Transient, UsageError
from sct.move.model import Chunk, Plan, PlanFinding, SequenceInfo, TableInfo, TablePlan
from sct.move.wire import arrow_type, carry_of

if TYPE_CHECKING:
    import pyarrow as pa

MARK = b"sct"


def open_target(address: Address) -> FilesTarget:
    return FilesTarget(address)


class FilesTarget:
    """A folder, or a bucket and prefix."""

    raw_format = ""
    parallel = True
    calendar = True
    one_schema = False

    def __init__(self, address: Address) -> None:
        self.address = address
        self.store = open_store(address)

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return []

    def default_schema(self) -> str:
        return "public"

    def type_of(self, native: str) -> Type:
        import pyarrow as pa

        alias = native.replace("large_", "")
        if native.startswith("decimal128("):
            precision, scale = native[11:-1].split(",")
            return type_of_arrow(pa.decimal128(int(precision), int(scale)))
        if native == "timestamp[us, tz=UTC]":
            return type_of_arrow(pa.timestamp("us", "UTC"))
        return type_of_arrow(pa.type_for_alias(alias.replace("date32[day]", "date32")))

    def type_text(self, type_: Type) -> str:
        return str(arrow_type(type_, carry_of(type_)))

    def create_statements(
        self, tables: list[tuple[TableInfo, tuple[str, str]]], sequences: list[SequenceInfo], own: bool
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        return [], []

    def prepare(self, plan: Plan) -> None:
        strangers = [name for name, _ in self.store.files() if not any(_is_of(name, t) for t in plan.tables)]
        if strangers:
            message = f"{self.address.where} has files of something else: {', '.join(strangers[:3])}"
            raise UsageError("MV0043", message)

    def step(self, plan: Plan, name: str, sql: str) -> bool:
        raise UsageError("MV0004", "files run no DDL")

    def done(self, plan: Plan) -> dict[tuple[str, int], tuple[int, int]]:
        import pyarrow.parquet as pq

        found = {}
        for name, _ in self.store.files():
            metadata = pq.read_metadata(self.store.path(name), filesystem=self.store.filesystem).metadata or {}
            mark = json.loads(metadata.get(MARK, b"{}"))
            if mark.get("plan") == plan.id:
                found[mark["table"], mark["chunk"]] = (mark["rows"], mark["rejected"])
        return found

    @contextmanager
    def chunk(self, plan: Plan, table: TablePlan, chunk: Chunk) -> Iterator[FilesChunk]:
        writer = FilesChunk(self, plan, table, chunk)
        try:
            yield writer
            writer.commit()
        except OSError as error:
            raise Transient("MV0011", f"{self.address.where}: {self.address.redact(str(error))}") from None
        finally:
            writer.discard()

    def has_rows(self, table: tuple[str, str]) -> bool:
        return any(name.startswith(_folder(table) + "/") for name, _ in self.store.files())

    def truncate(self, tables: list[tuple[str, str]]) -> None:
        for name, _ in self.store.files():
            if any(name.startswith(_folder(t) + "/") for t in tables):
                self.store.filesystem.delete_file(self.store.path(name))

    def finish(self, plan: Plan) -> list[str]:
        return []

    def checks(self, plan: Plan) -> list[PlanFinding]:
        return []

    def close(self) -> None:
        return


class FilesChunk:
    """Batches are kept in a temporary file of this machine until the chunk is whole."""

    already = False

    def __init__(self, target: FilesTarget, plan: Plan, table: TablePlan, chunk: Chunk) -> None:
        import tempfile

        self.target, self.plan, self.table, self.id = target, plan, table, chunk.id
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed by discard)
        self._writer: Any = None
        self._rejected: list[tuple[str, str]] = []

    def write(self, batch: pa.RecordBatch) -> None:
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._spool, batch.schema, compression="zstd")
        self._writer.write_batch(batch)

    def write_raw(self, pieces: Iterator[bytes | memoryview]) -> int:
        raise Lacking

    def try_rows(self, batch: pa.RecordBatch) -> str | None:
        self.write(batch)
        return None

    def reject(self, rows: list[tuple[str, str]]) -> None:
        self._rejected += rows

    def finish(self, rows: int, rejected: int) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        mark = {"plan": self.plan.id, "table": self.table.id, "chunk": self.id, "rows": rows, "rejected": rejected}
        if self._writer is None:
            fields = [pa.field(c.target, arrow_type(c.type, c.carry)) for c in self.table.columns]
            self._writer = pq.ParquetWriter(self._spool, pa.schema(fields), compression="zstd")
        self._writer.add_key_value_metadata({MARK: json.dumps(mark).encode()})

    def commit(self) -> None:
        store = self.target.store
        self._writer.close()
        self._spool.seek(0)
        folder = store.path(_folder(self.table.target))
        remote = self.target.address.scheme == "s3"
        if not remote:
            store.filesystem.create_dir(folder, recursive=True)
        if self._rejected:
            lines = "".join(json.dumps({"reason": why, "row": json.loads(row)}) + "\n" for row, why in self._rejected)
            with store.filesystem.open_output_stream(f"{folder}/rejected-{self.id:06d}.jsonl") as out:
                out.write(lines.encode())
        final = f"{folder}/part-{self.id:06d}.parquet"
        name = final if remote else final + ".new"
        with store.filesystem.open_output_stream(name) as out:
            while piece := self._spool.read(1 << 20):
                out.write(piece)
        if not remote:
            store.filesystem.move(name, final)

    def discard(self) -> None:
        self._spool.close()


def _folder(table: tuple[str, str]) -> str:
    """Below the root; a name is data and never walks out of it."""
    return "/".join("".join(c if c.isalnum() or c in "._-$#" else "_" for c in p).strip(".") or "_" for p in table if p)


def _is_of(name: str, table: TablePlan) -> bool:
    return name.startswith(_folder(table.target) + "/")
