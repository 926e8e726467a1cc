"""Rates hold for all workers and tables together: work done against time gone, by a clock of the test's own."""

from __future__ import annotations

import heapq
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sct.move.errors import Stopped, UsageError
from sct.move.pace import Pace, limits


class Clock:
    """Workers are generators that say how long each piece of work, or of waiting, takes; they go on in order of time."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def run(self, workers: list[Iterator[float]]) -> float:
        """Seconds until all have ended."""
        ready = [(self.now, number) for number in range(len(workers))]
        heapq.heapify(ready)
        while ready:
            self.now, number = heapq.heappop(ready)
            seconds = next(workers[number], None)
            if seconds is not None:
                heapq.heappush(ready, (self.now + seconds, number))
        return self.now


def copying(pace: Pace, table: str, chunks: int, batch: tuple[int, int], takes: Callable[[], float]) -> Iterator[float]:
    """A worker: chunks of ten batches of (rows, bytes), each of which takes its time."""
    for _ in range(chunks):
        with pace.work(table) as work:
            for _ in range(10):
                yield takes()
                work._note(*batch, 0)
                yield pace.owe(work, *batch)


def streaming(pace: Pace, table: str, chunks: int, row_bytes: int, guess: float, takes: float) -> Iterator[float]:
    """A worker whose rows are known at the end of a chunk only: 10,000 of them, and at first a guess of their size."""
    most = 10_000
    for _ in range(chunks):
        with pace.work(table) as work:
            for _ in range(10):
                yield takes
                rows = work.guess(1000 * row_bytes, guess, most)
                work._note(0, 1000 * row_bytes, rows)
                yield pace.owe(work, rows, 1000 * row_bytes)
            ahead = work.ahead
            work._note(10_000, 0, -ahead)
            yield pace.owe(work, 10_000 - ahead, 0)
        guess, most = float(row_bytes), 0


def total(pace: Pace) -> tuple[int, int]:
    return sum(m.rows for m in pace.tables.values()), sum(m.bytes for m in pace.tables.values())


def test_rows_of_several_tables_and_workers() -> None:
    clock, chance = Clock(), random.Random(1)
    pace = Pace(rows_per_second=20_000, clock=clock)
    # Alone they would do 70,000 rows a second: some slowly, some fast, one with very large batches.
    workers = [
        copying(pace, "a", 20, (1000, 50_000), lambda: chance.uniform(0.01, 0.09)),
        copying(pace, "b", 20, (1000, 50_000), lambda: chance.uniform(0.01, 0.09)),
        copying(pace, "c", 2, (20_000, 1_000_000), lambda: chance.uniform(0.5, 1.5)),
        streaming(pace, "d", 20, 80, 80.0, 0.05),
    ]
    seconds = clock.run(workers)
    assert total(pace)[0] == 1_000_000
    assert 1_000_000 / 20_000 / seconds == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("guess", [40.0, 80.0, 200.0])
def test_rows_of_streams_whatever_the_guess(guess: float) -> None:
    clock = Clock()
    pace = Pace(rows_per_second=10_000, clock=clock)
    seconds = clock.run([streaming(pace, t, 10, 80, guess, 0.02) for t in ("a", "b", "c")])
    assert total(pace)[0] == 300_000
    assert 300_000 / 10_000 / seconds == pytest.approx(1, abs=0.03)


def test_bytes_of_tables_of_every_width() -> None:
    clock, chance = Clock(), random.Random(2)
    pace = Pace(bytes_per_second=5_000_000, clock=clock)
    workers = [
        copying(pace, "narrow", 30, (20_000, 200_000), lambda: chance.uniform(0.0, 0.05)),
        copying(pace, "wide", 30, (100, 900_000), lambda: chance.uniform(0.0, 0.2)),
        streaming(pace, "streamed", 30, 100, 100.0, 0.01),
    ]
    seconds = clock.run(workers)
    assert total(pace)[1] / 5_000_000 / seconds == pytest.approx(1, abs=0.02)


def test_the_stricter_of_two_limits_holds() -> None:
    clock = Clock()
    pace = Pace(rows_per_second=1_000_000, bytes_per_second=1_000_000, clock=clock)
    seconds = clock.run([copying(pace, t, 5, (1000, 100_000), lambda: 0.01) for t in ("a", "b")])
    assert total(pace)[1] / 1_000_000 / seconds == pytest.approx(1, abs=0.02)


def test_work_that_is_slower_than_the_limit_is_not_held_up() -> None:
    clock = Clock()
    pace = Pace(rows_per_second=10_000, clock=clock)
    # two workers of 4,000 rows/s each
    seconds = clock.run([copying(pace, t, 10, (1000, 1), lambda: 0.25) for t in ("a", "b")])
    assert seconds == pytest.approx(25.0)


def test_time_in_which_nobody_worked_is_not_saved_up() -> None:
    clock = Clock()
    pace = Pace(rows_per_second=1000, clock=clock)
    clock.run([copying(pace, "a", 1, (1000, 1), lambda: 0.0)])
    clock.now += 3600
    begin = clock.now
    clock.run([copying(pace, "a", 1, (1000, 1), lambda: 0.0)])
    assert clock.now - begin == pytest.approx(10.0)


def test_what_failed_is_not_counted_and_was_paid_for() -> None:
    clock = Clock()
    pace = Pace(rows_per_second=1000, clock=clock)
    with pytest.raises(RuntimeError), pace.work("a") as work:
        work._note(500, 5, 0)
        assert pace.owe(work, 500, 5) == pytest.approx(0.5)
        raise RuntimeError
    assert (pace.tables["a"].rows, pace.tables["a"].bytes, pace.tables["a"].chunks) == (0, 0, 0)
    with pace.work("a") as work:
        assert pace.owe(work, 500, 5) == pytest.approx(1.0)


def test_who_waits_is_woken_by_the_end_of_the_run() -> None:
    stopping = threading.Event()
    pace = Pace(rows_per_second=1, stopping=stopping)
    stopped = []

    def wait() -> None:
        with ExitStack() as left:
            work = left.enter_context(pace.work("a"))
            try:
                work.moved(3600, 1)
            except Stopped:
                stopped.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    stopping.set()
    thread.join(10)
    assert stopped == [True]


def test_limits_as_they_are_written() -> None:
    assert limits(("20000rows/s",)) == (20_000, 0)
    assert limits(("5MB/s", "1000 rows/s")) == (1000, 5_000_000)
    assert limits(("1.5 kB/s",)) == (0, 1500)
    for wrong in ("fast", "5", "0MB/s", "5MB", "-1rows/s"):
        with pytest.raises(UsageError, match="MV0009"):
            limits((wrong,))
