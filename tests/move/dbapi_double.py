"""A stand-in for a DB-API driver: it records what is sent and answers by a part of the query."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Driver:
    """`answers`: part of a query -> rows, or an error to raise. The longest part that fits wins."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.sent: list[str] = []
        self.given: list[Any] = []
        self.connected: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        self.open = 0
        self.asked: list[int] = []
        self.Error = type("Error", (Exception,), {})

    def connect(self, *args: Any, **options: Any) -> Connection:
        self.connected.append((args, options))
        self.open += 1
        return Connection(self)

    def install(self, monkeypatch: pytest.MonkeyPatch, name: str) -> Driver:
        module = types.ModuleType(name)
        module.connect = self.connect  # type: ignore[attr-defined]
        module.Error = self.Error  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, module)
        return self


class Connection:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.timeout = 0

    def cursor(self) -> Cursor:
        return Cursor(self.driver)

    def close(self) -> None:
        self.driver.open -= 1

    def set_autocommit(self, on: bool) -> None:
        self.driver.sent.append(f"autocommit {on}")

    def commit(self) -> None:
        self.driver.sent.append("COMMIT")

    def rollback(self) -> None:
        self.driver.sent.append("ROLLBACK")


class Cursor:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.left: list[tuple[Any, ...]] = []

    def execute(self, query: str, values: Any = None) -> Cursor:
        self.driver.sent.append(query)
        self.driver.given.append(values)
        fitting = [part for part in self.driver.answers if part in query]
        answer = self.driver.answers[max(fitting, key=len)] if fitting else []
        if isinstance(answer, BaseException):
            raise answer
        self.left = list(answer)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self.left = self.left, []
        return rows

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        self.driver.asked.append(size)
        rows, self.left = self.left[:size], self.left[size:]
        return rows

    @contextmanager
    def arrow_reader(self, batch_size: int) -> Iterator[Any]:
        import pyarrow as pa

        self.driver.asked.append(batch_size)

        def batches() -> Iterator[Any]:
            while rows := self.fetchmany(batch_size):
                yield pa.record_batch(
                    [pa.array(c) for c in zip(*rows, strict=True)], names=[f"C{i}" for i in range(len(rows[0]))]
                )

        yield batches()

    def close(self) -> None:
        return None
