"""One chunk, from the source to the target, in one target transaction."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sct.move.convert import Converter
from sct.move.endpoints.protocol import ChunkWriter, DataRefused, Probing, ReadColumn, Request, Source, Target
from sct.move.errors import FastLaneRefused, MoveError
from sct.move.long_values import bounded
from sct.move.model import Chunk, Plan, TablePlan
from sct.move.pace import Pace, Work
from sct.move.wire import row_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(slots=True)
class ChunkResult:
    rows: int = 0
    bytes: int = 0
    lane: str = ""
    already: bool = False
    rejected: list[tuple[str, str]] | None = None


class Copier:
    """Copies chunks of one table; used by several workers at once."""

    def __init__(self, plan: Plan, table: TablePlan, source: Source, target: Target, pace: Pace) -> None:
        self.plan, self.table, self.source, self.target, self.pace = plan, table, source, target, pace
        # Of a stream: bytes of a row, for rates by rows. The source's estimate until a chunk is through.
        self._row_bytes = (table.bytes or 0) / table.rows if table.rows else 0.0
        self._most = (table.rows or 0) / max(1, len(table.chunks))
        self.raw = source.raw_format if plan.same_engine and source.raw_format == target.raw_format else ""
        if any(
            c.convert not in ("identity", "lob") or c.limit is not None or c.source_type != c.target_type
            for c in table.columns
        ):
            self.raw = ""

    @cached_property
    def convert(self) -> Converter:
        """Made when first used: rows that travel raw need no Arrow, whose loading takes a while."""
        return Converter(self.table, self.plan.options, calendar=self.target.calendar)

    def copy(self, chunk: Chunk) -> ChunkResult:
        """The lanes in order; each starts the chunk anew, so nothing of a failed one stays."""
        if self.raw:
            try:
                return self._raw(chunk)
            except DataRefused:
                pass  # the rows are looked at below
        try:
            return self._rows(chunk, careful=False, one_by_one=False)
        except FastLaneRefused:
            pass
        except DataRefused:
            return self._rows(chunk, careful=True, one_by_one=True)
        try:
            return self._rows(chunk, careful=True, one_by_one=False)
        except DataRefused:
            return self._rows(chunk, careful=True, one_by_one=True)

    def request(self, chunk: Chunk, careful: bool) -> Request:
        columns = tuple(
            ReadColumn(c.source, c.read_as or c.type, c.carry if c.read_as is None else "arrow", c.source_type)
            for c in self.table.columns
        )
        return Request(
            self.table.source,
            columns,
            chunk,
            self.table.split,
            self.table.filter,
            careful,
            self.plan.options.batch_rows,
            self.plan.options.csv,
        )

    def _raw(self, chunk: Chunk) -> ChunkResult:
        with self.pace.work(self.table.id) as work:
            result = self._streamed(chunk, work)
            if not result.already:
                work.counted(result.rows)
        if result.rows:
            self._row_bytes, self._most = result.bytes / result.rows, 0.0
        return result

    def _streamed(self, chunk: Chunk, work: Work) -> ChunkResult:
        result = ChunkResult(lane="raw")
        with self.target.chunk(self.plan, self.table, chunk) as writer:
            if writer.already:
                return ChunkResult(already=True)

            # Closed here and not by the garbage collector: a stream left open would keep its connection busy.
            with closing(self.source.read_raw(self.request(chunk, careful=False))) as stream:

                def counted() -> Iterator[bytes | memoryview]:
                    for piece in stream:
                        result.bytes += len(piece)
                        yield piece
                        work.streamed(len(piece), self._row_bytes, self._most)
                        del piece

                result.rows = writer.write_raw(counted())
            writer.finish(result.rows, 0)
        return result

    def _rows(self, chunk: Chunk, *, careful: bool, one_by_one: bool) -> ChunkResult:
        result = ChunkResult(lane="careful" if careful else "fast", rejected=[])
        assert result.rejected is not None
        with ExitStack() as left:
            work = left.enter_context(self.pace.work(self.table.id))
            writer = left.enter_context(self.target.chunk(self.plan, self.table, chunk))
            if writer.already:
                return ChunkResult(already=True)
            batches = left.enter_context(closing(self.source.read(self.request(chunk, careful))))
            while (raw := next(batches, None)) is not None:
                made = self.convert(raw)
                raw = None  # rows of long values are held once, not by every name they had
                if made.bad and not careful:
                    raise FastLaneRefused(made.bad[0][1])
                bad = [(as_json(row), why) for row, why in made.bad]
                good = made.batch.num_rows
                if one_by_one:
                    good = 0
                    for piece, why in _sorted_out(writer, made.batch):
                        if why is None:
                            good += piece.num_rows
                        else:
                            bad.append((as_json(row_of(piece)), why))
                            self._policy(bad, chunk, len(result.rejected))
                elif good:
                    for piece in bounded(made.batch):
                        writer.write(piece)
                        del piece
                self._policy(bad, chunk, len(result.rejected))
                result.rejected += bad
                result.rows += good
                result.bytes += made.batch.nbytes
                work.moved(good, made.batch.nbytes)
                del made
            if result.rejected:
                writer.reject(result.rejected)
            writer.finish(result.rows, len(result.rejected))
        return result

    def _policy(self, bad: list[tuple[str, str]], chunk: Chunk, before: int) -> None:
        if not bad:
            return
        options = self.plan.options
        if options.on_bad_row == "stop":
            row, why = bad[0]
            raise MoveError("MV0040", f"{self.table.id}, chunk {chunk.id}: {why}; the row: {row[:300]}")
        if before + len(bad) > options.max_bad_rows:
            message = (
                f"{self.table.id}, chunk {chunk.id}: more than {options.max_bad_rows} bad rows; the last: {bad[-1][1]}"
            )
            raise MoveError("MV0041", message)


def _sorted_out(writer: ChunkWriter, batch: pa.RecordBatch) -> Iterator[tuple[pa.RecordBatch, str | None]]:
    """The batch in pieces that went in (None) and single rows that did not (why).

    A target that can try rows without keeping them gets all that fit at once in the end: what it keeps piece by piece
    may cost it a lock each until the chunk is committed.
    """
    if not isinstance(writer, Probing):
        yield from _halved(writer.try_rows, batch)
        return
    import pyarrow as pa

    fit: list[pa.RecordBatch] = []
    for piece, why in _halved(writer.fits, batch):
        if why is None:
            fit.append(piece)
        else:
            yield piece, why
    if fit:
        # rows that are in each other's way show only now
        yield from _halved(writer.try_rows, pa.concat_batches(fit))


def _halved(
    tried: Callable[[pa.RecordBatch], str | None], batch: pa.RecordBatch
) -> Iterator[tuple[pa.RecordBatch, str | None]]:
    """The batch cut down to pieces that are taken (None) and single rows that are not (why). Order is kept."""
    waiting = [batch] if batch.num_rows else []
    while waiting:
        piece = waiting.pop()
        why = tried(piece)
        if why is None or piece.num_rows == 1:
            yield piece, why
            continue
        half = piece.num_rows // 2
        waiting += [piece.slice(half), piece.slice(0, half)]


def as_json(row: dict[str, Any]) -> str:
    """A row for people and for the exceptions table; long values are cut, and say so."""

    def shown(value: Any) -> Any:
        if isinstance(value, (bytes, bytearray)):
            return {"base64": base64.b64encode(value[:1000]).decode(), "bytes": len(value)}
        if isinstance(value, (decimal.Decimal, datetime.date, datetime.time, datetime.timedelta)):
            return str(value)
        if isinstance(value, str) and len(value) > 4000:
            return {"begins": value[:4000], "characters": len(value)}
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            return str(value)
        return value

    return json.dumps({k: shown(v) for k, v in row.items()}, ensure_ascii=False, default=str)
