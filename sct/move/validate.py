"""The proof after the rows: both sides read as Arrow, through the same conversions, and compared exactly."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sct.ir.types import Type
from sct.move.by_sums import Columns, Pick, SumProof, summable
from sct.move.compare import Compared, Difference, Multiset, by_key, row_hashes
from sct.move.convert import Converter
from sct.move.copier import as_json
from sct.move.endpoints.protocol import ReadColumn, Request, Source
from sct.move.errors import FastLaneRefused
from sct.move.model import Chunk, ColumnPlan, Plan, TableInfo, TablePlan
from sct.move.spans import plain_span
from sct.move.state import State
from sct.move.wire import is_whole, plain_value, row_of

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
OWN_WORDS = ("date", "time", "timestamp", "datetime", "decimal")
EVERY = Pick()
LIMIT = 1000  # differences kept per table; the count goes on


@dataclass(slots=True)
class TableProof:
    """What the comparison of one table said."""

    table: str
    source_rows: int
    target_rows: int
    differences: int
    seconds: float
    method: str
    rejected: int = 0
    unsettled: int = 0  # rows that changed at every look at them (recheck.py)
    bytes: int = 0  # of the rows and sums that were read from both sides, as they are in memory


class Validator:
    """`source` and `target_reader` are both reading sides."""

    def __init__(self, plan: Plan, state: State, source: Source, target_reader: Source, *, sums: bool = False) -> None:
        """`sums`: rows are read only where sums of segments differ, for the tables that allow it (by_sums.summable)."""
        self.plan, self.state, self.source, self.target = plan, state, source, target_reader
        self.sums = sums
        self.found: list[Difference] = []  # of the table that was compared last
        self.moving = False  # changes are under way: keys are enough, as each is looked at again
        self.limit = LIMIT  # so many of them; the state has LIMIT
        self.carried: list[int] = []  # bytes that were read; a list, as several threads add to it
        # Rows that one side has and the wire cannot say: (of the source, of the target).
        self.unfit: tuple[list[tuple[dict[str, Any], str]], list[tuple[dict[str, Any], str]]] = ([], [])
        self.there = {(t.schema, t.name): t for t in target_reader.catalog()}

    def run(self, say: Callable[[str], None], only: set[str] | None = None) -> list[TableProof]:
        """Every table, or those named; what was found before of a table is replaced."""
        proofs = []
        for table in self.plan.tables:
            if only and table.id not in only:
                continue
            proof = self.table(table)
            proofs.append(proof)
            say(
                f"{table.id}: {proof.source_rows} rows, {proof.target_rows} in the target, "
                f"{proof.differences} differences ({proof.method}, {proof.bytes / 1e6:.1f} MB read, {proof.seconds:.1f} s)"
            )
        return proofs

    def table(self, table: TablePlan) -> TableProof:
        """Compare one table and keep what differs."""
        begin = time.monotonic()
        self.unfit[0].clear()
        self.unfit[1].clear()
        self.carried.clear()
        key = self.key(table)
        columns = summable(table, self.source, self.target) if self.sums else ""
        if isinstance(columns, Columns):
            proof_of = SumProof(self, table, key, columns)
            found, method = proof_of.run(), proof_of.method()
        elif self.split(table, key):
            found, method = self._by_ranges(table, key), "by key range"
        else:
            found, method = self.multiset(table, key), "by multiset of rows"
        if isinstance(columns, str) and columns:
            method += f", not by sums: {columns}"
        for kind, side in (("unfit", self.unfit[0]), ("unreadable", self.unfit[1])):
            # A row that cannot be in the target is missing there; one that cannot be read proves nothing.
            found.total += len(side)
            for row, why in side[: max(0, self.limit - len(found.differences))]:
                shown = {"source": row} if kind == "unfit" else {"target": row}
                found.differences.append(Difference(kind, {"reason": why}, [], **shown))
        found.source_rows += len(self.unfit[0])
        found.target_rows += len(self.unfit[1])
        known = self.state.rows("SELECT COALESCE(SUM(rejected), 0) FROM chunk WHERE tab = ?", table.id)[0][0]
        self.found = found.differences
        proof = TableProof(
            table.id,
            found.source_rows,
            found.target_rows,
            found.total,
            time.monotonic() - begin,
            method,
            known,
            bytes=sum(self.carried),
        )
        with self.state.transaction() as db:
            db.execute("DELETE FROM difference WHERE tab = ?", (table.id,))
            db.executemany("INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?)", rows_of(table, found.differences))
            db.execute(
                "INSERT OR REPLACE INTO validation VALUES (?, ?, ?, ?, ?, ?)",
                (table.id, proof.source_rows, proof.target_rows, proof.differences, proof.seconds, method),
            )
        return proof

    def key(self, table: TablePlan) -> tuple[str, ...]:
        """The target's names of the columns that tell rows apart."""
        info = self.there.get(table.target) or TableInfo(*table.target, [])
        return tuple(k for k in (table.target_key() or info.key) if any(c.target == k for c in table.columns))

    def split(self, table: TablePlan, key: tuple[str, ...]) -> str:
        """The target's column both sides can be read by in ranges, or nothing."""
        whole = next((c for c in table.columns if key and c.target == key[0] and is_whole(c.type)), None)
        ranged = whole is not None and whole.source == table.split and self.source.ranges and self.target.ranges
        return whole.target if ranged and whole is not None else ""

    def _request(self, table: TablePlan, chunk: Chunk, careful: bool) -> Request:
        columns = tuple(
            ReadColumn(c.source, c.read_as or c.type, c.carry if c.read_as is None else "arrow", c.source_type)
            for c in table.columns
        )
        options = self.plan.options
        return Request(
            table.source, columns, chunk, table.split, table.filter, careful, options.batch_rows, options.csv
        )

    def _by_ranges(self, table: TablePlan, key: tuple[str, ...]) -> Compared:
        """The ranges side by side: while one is compared, the next is read."""
        total = Compared()
        workers = max(1, self.plan.options.workers)
        with ThreadPoolExecutor(workers, thread_name_prefix="validate") as pool:
            waiting: deque[Future[Compared]] = deque()
            chunks = iter(table.chunks or [Chunk(0)])
            while True:
                # No more than are worked on: a range read ahead is memory.
                while len(waiting) < workers and (chunk := next(chunks, None)) is not None:
                    waiting.append(pool.submit(self.range, table, chunk, key))
                if not waiting:
                    return total
                self.merge(total, waiting.popleft().result())

    def merge(self, total: Compared, found: Compared) -> None:
        """What was found in a part of a table comes to the rest."""
        total.source_rows += found.source_rows
        total.target_rows += found.target_rows
        total.total += found.total
        total.differences += found.differences[: max(0, self.limit - len(total.differences))]

    def range(
        self, table: TablePlan, chunk: Chunk, key: tuple[str, ...], here: Pick = EVERY, there: Pick = EVERY
    ) -> Compared:
        """The rows of one range of the key, or those of them that are picked on each side."""
        return either_lane(partial(self._one_range, table, chunk, key, here, there))

    def multiset(self, table: TablePlan, key: tuple[str, ...], here: Pick = EVERY, there: Pick = EVERY) -> Compared:
        """All rows, or those that are picked on each side, in any order."""
        if self.moving and key:
            return either_lane(partial(self._by_known_keys, table, key, here, there))
        return either_lane(partial(self._by_multiset, table, key, here, there))

    def _one_range(
        self, table: TablePlan, chunk: Chunk, key: tuple[str, ...], here: Pick, there: Pick, careful: bool
    ) -> Compared:
        import pyarrow as pa

        split, schema = self.split(table, key), self._schema(table, careful)
        left = here.of(self.source_batches(table, chunk, careful, here.filter))
        right = there.of(self.target_batches(table, chunk, split, careful, there.filter))
        return by_key(pa.Table.from_batches(left, schema), pa.Table.from_batches(right, schema), key, self.limit)

    def _by_multiset(self, table: TablePlan, key: tuple[str, ...], here: Pick, there: Pick, careful: bool) -> Compared:
        left, right = Multiset(), Multiset()
        for batch in self._whole_source(table, here, careful):
            left.add(batch)
        for batch in self._whole_target(table, there, careful):
            right.add(batch)
        done = Compared(left.rows, right.rows)
        lost, new = left.counts - right.counts, right.counts - left.counts
        done.total = sum(lost.values()) + sum(new.values())
        if done.total:
            counted = (list(self.unfit[0]), list(self.unfit[1]))
            missing = list(self._pick(self._whole_source(table, here, careful), lost))
            extra = list(self._pick(self._whole_target(table, there, careful), new))
            self.unfit = counted  # the second pass met them again
            done.differences = _named(key, missing, extra)
            pairs = sum(d.kind == "changed" for d in done.differences)
            done.total -= pairs
        return done

    def _by_known_keys(
        self, table: TablePlan, key: tuple[str, ...], here: Pick, there: Pick, careful: bool
    ) -> Compared:
        """In one pass, as rows that move may not be met by a second one: keys with a digest each; the rows are read later."""
        left: dict[tuple[Any, ...], bytes] = {}
        right: dict[tuple[Any, ...], bytes] = {}
        done = Compared()
        for batch in self._whole_source(table, here, careful):
            done.source_rows += batch.num_rows
            _noted(left, batch, key)
        for batch in self._whole_target(table, there, careful):
            done.target_rows += batch.num_rows
            _noted(right, batch, key)
        for values in left.keys() | right.keys():
            if left.get(values) != right.get(values):
                done.total += 1
                kind = "changed" if values in left and values in right else "missing" if values in left else "extra"
                done.differences.append(Difference(kind, dict(zip(key, values, strict=True))))
        del done.differences[self.limit :]
        return done

    def _whole_source(self, table: TablePlan, pick: Pick, careful: bool) -> Iterator[pa.RecordBatch]:
        rows = (b for c in table.chunks for b in self.source_batches(table, c, careful, pick.filter))
        return pick.of(rows)

    def _whole_target(self, table: TablePlan, pick: Pick, careful: bool) -> Iterator[pa.RecordBatch]:
        rows = self.target_batches(table, Chunk(0), "", careful, pick.filter)
        return pick.of(rows)

    def _pick(self, batches: Iterator[pa.RecordBatch], wanted: Counter[bytes]) -> Iterator[dict[str, object]]:
        left = Counter(wanted)
        for batch in batches:
            for i, digest in enumerate(row_hashes(batch)):
                if left.get(digest, 0) > 0:
                    left[digest] -= 1
                    yield row_of(batch, i)

    def _schema(self, table: TablePlan, careful: bool) -> pa.Schema:
        return Converter(self._readable(table, careful), self.plan.options).schema

    def _readable(self, table: TablePlan, careful: bool) -> TablePlan:
        """Between equal engines, values that only they have (infinity, 24:00, NaN of a numeric) are compared in their words."""
        if not careful or not self.plan.same_engine:
            return table
        columns = [
            _in_words(c) if c.type.kind in OWN_WORDS and c.source_type == c.target_type else c for c in table.columns
        ]
        return replace(table, columns=columns)

    def source_batches(
        self, table: TablePlan, chunk: Chunk, careful: bool, filter: str = ""
    ) -> Iterator[pa.RecordBatch]:
        """The source's rows as the target should have them."""
        return (alike for _, alike in self.source_pairs(table, chunk, careful, filter))

    def target_batches(
        self, table: TablePlan, chunk: Chunk, split: str, careful: bool, filter: str = ""
    ) -> Iterator[pa.RecordBatch]:
        """The target's rows."""
        return (alike for _, alike in self.target_pairs(table, chunk, split, careful, filter))

    def fit_batches(
        self, side: Source, table: TablePlan, chunk: Chunk, split: str, careful: bool
    ) -> Iterator[pa.RecordBatch]:
        """One side's rows; raises FastLaneRefused at one that the target's types cannot say."""
        request, readable = self._asked_for(side, table, chunk, split, careful, "")
        return (alike for _, alike in self._converted(side, request, readable, strict=True))

    def source_pairs(
        self, table: TablePlan, chunk: Chunk, careful: bool = True, filter: str = ""
    ) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        """The source's rows, as they are written, and with what the target's types make equal made equal."""
        return self._converted(self.source, *self._asked_for(self.source, table, chunk, "", careful, filter))

    def target_pairs(
        self, table: TablePlan, chunk: Chunk, split: str, careful: bool = True, filter: str = ""
    ) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        return self._converted(self.target, *self._asked_for(self.target, table, chunk, split, careful, filter))

    def _asked_for(
        self, side: Source, table: TablePlan, chunk: Chunk, split: str, careful: bool, filter: str
    ) -> tuple[Request, TablePlan]:
        """What a side is asked, and the table as its rows are converted."""
        table = self._readable(table, careful)
        if side is self.source:
            both = " AND ".join(f"({f})" for f in (table.filter, filter) if f)
            return self._request(replace(table, filter=both), chunk, careful), table
        columns = tuple(ReadColumn(c.target, c.type, c.carry, c.target_type) for c in table.columns)
        request = Request(table.target, columns, chunk, split, filter, careful, self.plan.options.batch_rows)
        return request, replace(table, columns=[_as_target(c) for c in table.columns])

    def _converted(
        self, side: Source, request: Request, table: TablePlan, *, strict: bool = False
    ) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        """One request's rows, plain and in canonical form; the fast lane gives up at the first row it cannot say."""
        convert = Converter(table, self.plan.options)
        for batch in side.read(request):
            self.carried.append(batch.nbytes)
            made = convert(batch)
            if made.bad and (strict or not request.careful):
                raise FastLaneRefused(made.bad[0][1])
            self.unfit[side is self.target].extend(made.bad)
            yield made.batch, canonical(made.batch, table)


def _noted(known: dict[tuple[Any, ...], bytes], batch: pa.RecordBatch, key: tuple[str, ...]) -> None:
    columns = [[plain_value(v) for v in batch.column(k)] for k in key]
    for values, digest in zip(zip(*columns, strict=True), row_hashes(batch), strict=True):
        known[values] = known.get(values, b"") + digest


def rows_of(table: TablePlan, found: list[Difference]) -> list[tuple[str, ...]]:
    """Differences as the state keeps them, up to LIMIT."""
    return [
        (table.id, d.kind, as_json(d.key), ",".join(d.columns), as_json(d.source), as_json(d.target))
        for d in found[:LIMIT]
    ]


def _named(key: tuple[str, ...], missing: list[dict[str, Any]], extra: list[dict[str, Any]]) -> list[Difference]:
    """Rows only one side has; with a key, a lost and a new row of one key are a change."""
    found: list[Difference] = []
    if key:
        others = {tuple(row[k] for k in key): row for row in extra}
        rest = []
        for row in missing:
            other = others.pop(tuple(row[k] for k in key), None)
            if other is None:
                rest.append(row)
                continue
            columns = [n for n in row if repr(row[n]) != repr(other[n])]
            found.append(
                Difference(
                    "changed",
                    {k: row[k] for k in key},
                    columns,
                    {n: row[n] for n in columns},
                    {n: other[n] for n in columns},
                )
            )
        missing, extra = rest, list(others.values())
    for kind, rows in (("missing", missing), ("extra", extra)):
        for row in rows:
            side = {"source": row} if kind == "missing" else {"target": row}
            found.append(Difference(kind, {k: row[k] for k in key}, [], **side))
    return found


def either_lane(work: Callable[[bool], T]) -> T:
    """`work` by the fast lane, or all of it again by the careful one."""
    try:
        return work(False)
    except FastLaneRefused:
        return work(True)


def _in_words(column: ColumnPlan) -> ColumnPlan:
    text = Type("text")
    return replace(column, type=text, read_as=text, carry="text", convert="identity")


def _as_target(column: ColumnPlan) -> ColumnPlan:
    return replace(column, source=column.target, convert="identity", limit=None, read_as=None)


def canonical(batch: pa.RecordBatch, table: TablePlan) -> pa.RecordBatch:
    """What the target's type makes equal becomes equal: padding of CHAR, spelling of numbers carried as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    arrays = []
    for column, array in zip(table.columns, batch.columns, strict=True):
        if column.type.kind == "char":
            array = pc.utf8_rtrim(array, " ")
        elif column.carry == "text" and column.type.kind == "decimal":
            array = pa.array([None if v is None else _plain_number(v) for v in array.to_pylist()], pa.large_string())
        elif column.type.kind == "interval":
            array = pa.array([None if v is None else plain_span(v) for v in array.to_pylist()], pa.large_string())
        elif column.type.kind == "uuid":
            array = pc.utf8_lower(array)
        elif column.type.kind == "json":
            array = pa.array(
                [None if v is None else _plain_json(v, column) for v in array.to_pylist()], pa.large_string()
            )
        arrays.append(array)
    return pa.record_batch(arrays, names=[c.target for c in table.columns])


def _plain_number(text: str) -> str:
    import decimal

    try:
        number = decimal.Decimal(text)
    except decimal.InvalidOperation:
        return text  # a target that does not look at it may hold anything
    if not number.is_finite():
        return str(number)
    if not number:
        return "0"  # whatever its sign
    plain = format(number, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _plain_json(text: str, column: ColumnPlan) -> str:
    """jsonb keeps the value, not the text."""
    if column.type.name != "jsonb":
        return text
    import json
    from decimal import Decimal

    try:
        value = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return text
    return json.dumps(value, sort_keys=True, default=lambda n: _plain_number(str(n)), ensure_ascii=False)
