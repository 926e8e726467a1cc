"""A table compared by sums of segments (sums.py): what differs is read from both sides and compared row by row."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from sct.move.compare import Compared
from sct.move.endpoints.protocol import Source
from sct.move.errors import FastLaneRefused
from sct.move.model import Chunk, TablePlan
from sct.move.sums import (
    Cut,
    SumColumn,
    Summing,
    SumRequest,
    Sums,
    bounds,
    columns_of,
    cut_of,
    digits_for,
    unlike,
)
from sct.move.sums_here import digests, sums_of

if TYPE_CHECKING:
    import pyarrow as pa

    from sct.move.validate import Validator

ANSWER_BYTES = 64  # about what a segment's sum takes on its way


@dataclass(frozen=True, slots=True)
class Columns:
    source: tuple[SumColumn, ...]
    target: tuple[SumColumn, ...]


def summable(table: TablePlan, source: Source, target: Source | None) -> Columns | str:
    """How a table's columns are summed on both sides, or why it is compared row by row."""
    if not isinstance(source, Summing) and not isinstance(target, Summing):
        return "neither side computes sums where its rows are"
    made = columns_of(table)
    if isinstance(made, str):
        return made
    for side, columns in ((source, made[0]), (target, made[1])):
        if not isinstance(side, Summing):
            continue
        for column in columns:
            why = side.sum_trouble(column)
            if why:
                return f"{column.column}: {why}"
    return Columns(*made)


class SumProof:
    """The comparison of one table."""

    def __init__(self, validator: Validator, table: TablePlan, key: tuple[str, ...], columns: Columns) -> None:
        self.validator, self.table, self.key, self.columns = validator, table, key, columns
        self.segments = self.read = 0

    def run(self) -> Compared:
        split = self.validator.split(self.table, self.key)
        with ThreadPoolExecutor(2, thread_name_prefix="sums") as self.pool:
            return self._by_ranges(split) if split else self._by_digests()

    def method(self) -> str:
        return f"by sums, {self.read} of {self.segments} segments row by row"

    # --- a key of whole numbers --------------------------------------------------------------------------------------

    def _by_ranges(self, split: str) -> Compared:
        """The chunks in order; the next one is summed while segments of this one are read."""
        total = Compared()
        chunks = iter(self.table.chunks or [Chunk(0)])
        waiting: deque[tuple[Chunk, Cut, Future[Sums | None], Future[Sums | None]]] = deque()
        while True:
            while len(waiting) < 2 and (chunk := next(chunks, None)) is not None:
                waiting.append(self._asked(chunk, split))
            if not waiting:
                return total
            chunk, cut, left, right = waiting.popleft()
            here, there = left.result(), right.result()
            self.validator.merge(total, self._settled(chunk, cut, split, here, there))

    def _asked(self, chunk: Chunk, split: str) -> tuple[Chunk, Cut, Future[Sums | None], Future[Sums | None]]:
        table, source = self.table, self.validator.source
        ends: tuple[int | None, int | None] = (None, None)
        if None in (chunk.low, chunk.high):
            asked = source if isinstance(source, Summing) else self.validator.target
            assert isinstance(asked, Summing)
            first = asked is source
            name = table.split if first else split
            ends = asked.key_ends(table.source if first else table.target, name, table.filter if first else "")
        cut = cut_of(chunk, ends)
        return (
            chunk,
            cut,
            self.pool.submit(self._source_sums, [chunk], cut, split),
            self.pool.submit(self._target_sums, chunk, cut, split),
        )

    def _settled(self, chunk: Chunk, cut: Cut, split: str, here: Sums | None, there: Sums | None) -> Compared:
        """Segments that agree are counted, the others are read, all of a chunk at once: a question costs more than rows."""
        validator, table = self.validator, self.table
        if here is None or there is None:
            self.segments += cut.count
            self.read += cut.count
            return validator.range(table, chunk, self.key)
        self._count(len(here) + len(there))
        self.segments += len(here.keys() | there.keys())
        wrong = {int(s) for s in unlike(here, there)}
        self.read += len(wrong)
        rows = sum(s.rows for name, s in here.items() if int(name) not in wrong)
        done = Compared(rows, rows)
        if wrong:
            ranges = [bounds(chunk, cut, run[0], run[-1]) for run in _runs(wrong)]
            hull = Chunk(chunk.id, ranges[0][0], ranges[-1][1])
            picks = (
                self._within(validator.source, table.split, split, ranges),
                self._within(validator.target, split, split, ranges),
            )
            validator.merge(done, validator.range(table, hull, self.key, *picks))
        return done

    def _within(self, side: Source, name: str, split: str, ranges: list[tuple[int | None, int | None]]) -> Pick:
        """What reads only these ranges; `name` is the side's own name of the key's column, `split` the target's."""
        if len(ranges) == 1:
            return Pick()
        if isinstance(side, Summing):
            return Pick(side.range_filter(name, ranges))
        return Pick(rows=partial(_ranged, split=split, ranges=ranges))

    # --- any other table ---------------------------------------------------------------------------------------------

    def _by_digests(self) -> Compared:
        """Segments by the first digits of the digests: a row that differs makes two of them differ."""
        cut = Cut(digits=digits_for(self.table.rows))
        left = self.pool.submit(self._source_sums, self.table.chunks or [Chunk(0)], cut, "")
        right = self.pool.submit(self._target_sums, Chunk(0), cut, "")
        here, there = left.result(), right.result()
        validator, table = self.validator, self.table
        if here is None or there is None:
            self.segments = self.read = 16**cut.digits
            return validator.multiset(table, self.key)
        self._count(len(here) + len(there))
        wrong = unlike(here, there)
        self.segments, self.read = len(here.keys() | there.keys()), len(wrong)
        same = sum(s.rows for name, s in here.items() if name not in wrong)
        if not wrong:
            return Compared(same, same)
        found = validator.multiset(table, self.key, *self._picks(cut, [w for w in wrong if w]))
        found.source_rows += same
        found.target_rows += same
        return found

    def _picks(self, cut: Cut, wanted: list[str]) -> tuple[Pick, Pick]:
        """What reads only the rows of the segments `wanted`, on each side."""
        wanted = wanted or ["-"]  # no digest begins so: only odd rows
        made = []
        for side, columns in (
            (self.validator.source, self.columns.source),
            (self.validator.target, self.columns.target),
        ):
            if isinstance(side, Summing):
                made.append(Pick(side.digest_filter(columns, cut.digits, wanted)))
            else:
                made.append(Pick(rows=partial(_picked, columns=columns, digits=cut.digits, wanted=frozenset(wanted))))
        return made[0], made[1]

    # --- both --------------------------------------------------------------------------------------------------------

    def _source_sums(self, chunks: list[Chunk], cut: Cut, split: str) -> Sums | None:
        side, table = self.validator.source, self.table
        if not isinstance(side, Summing):
            return self._here(side, chunks, cut, split, self.columns.source)
        # Pages are no part of a key: without one all chunks are one question.
        chunk = chunks[0] if split else Chunk(0)
        name = table.split if split else ""
        return side.sums(SumRequest(table.source, self.columns.source, chunk, name, table.filter, cut))

    def _target_sums(self, chunk: Chunk, cut: Cut, split: str) -> Sums | None:
        side = self.validator.target
        if not isinstance(side, Summing):
            return self._here(side, [chunk], cut, split, self.columns.target)
        return side.sums(SumRequest(self.table.target, self.columns.target, chunk, split, "", cut))

    def _here(
        self, side: Source, chunks: list[Chunk], cut: Cut, split: str, columns: tuple[SumColumn, ...]
    ) -> Sums | None:
        """Sums of rows that are read; None where a row cannot be said in the target's types."""
        validator, table = self.validator, self.table

        def batches(careful: bool) -> Iterable[pa.RecordBatch]:
            for chunk in chunks:
                yield from validator.fit_batches(side, table, chunk, split, careful)

        for careful in (False, True):
            try:
                return sums_of(batches(careful), columns, cut, split)
            except FastLaneRefused:
                continue
            except (OverflowError, UnicodeEncodeError):  # a year that no calendar has, half a character
                return None
        return None

    def _count(self, answers: int) -> None:
        self.validator.carried.append(answers * ANSWER_BYTES)


@dataclass(frozen=True, slots=True)
class Pick:
    """Which rows of a side are read: by SQL of its engine, or sorted out here."""

    filter: str = ""
    rows: partial[Iterator[pa.RecordBatch]] | None = None

    def of(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return batches if self.rows is None else self.rows(batches)


def _picked(
    batches: Iterable[pa.RecordBatch], columns: tuple[SumColumn, ...], digits: int, wanted: frozenset[str]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        mask = pa.array([not digits or d[:digits] in wanted for d in digests(batch, columns)], pa.bool_())
        yield batch.filter(mask)


def _ranged(
    batches: Iterable[pa.RecordBatch], split: str, ranges: list[tuple[int | None, int | None]]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    lows = [-(1 << 200) if low is None else low for low, _ in ranges]
    for batch in batches:
        mask = []
        for key in batch.column(split).to_pylist():
            low, high = ranges[max(0, bisect_left(lows, int(key)) - 1)]
            mask.append((low is None or key > low) and (high is None or key <= high))
        yield batch.filter(pa.array(mask, pa.bool_()))


def _runs(numbers: set[int]) -> Iterator[list[int]]:
    """Neighbours together."""
    for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]
