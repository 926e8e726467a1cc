"""Reading a parsed JSON value with errors that name the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class ReportFormatError(ValueError):
    """A value that is not a report; the message starts with the path of what is wrong."""


class Reader:
    """One JSON object and where it stands; every method raises :class:`ReportFormatError` on another type."""

    __slots__ = ("_value", "_where")

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise ReportFormatError(f"{where}: an object is expected")
        self._value: dict[str, object] = value
        self._where = where

    def names(self) -> Iterable[str]:
        return self._value.keys()

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a string")
        return value

    def nullable_text(self, key: str) -> str | None:
        return None if self._get(key) is None else self.text(key)

    def choice(self, key: str, words: Iterable[str]) -> str:
        value = self.text(key)
        if value not in words:
            raise self._wrong(key, "one of " + ", ".join(words))
        return value

    def integer(self, key: str, least: int = 0) -> int:
        return self._integer(self._get(key), key, least)

    def share(self, key: str) -> float:
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self._wrong(key, "a number from 0 to 1")
        return float(value)

    def texts(self, key: str) -> Iterator[str]:
        for value in self._list(key):
            if not isinstance(value, str):
                raise self._wrong(key, "strings")
            yield value

    def integers(self, key: str) -> Iterator[int]:
        for value in self._list(key):
            yield self._integer(value, key, 0)

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        for key in self._value:
            if key not in words:
                raise self._wrong(key, "one of " + ", ".join(words))
        return {key: self.integer(key) for key in self._value}

    def child(self, key: str) -> Reader:
        return Reader(self._get(key), f"{self._where}.{key}")

    def optional(self, key: str) -> Reader | None:
        return None if self._get(key) is None else self.child(key)

    def children(self, key: str) -> Iterator[Reader]:
        for number, value in enumerate(self._list(key)):
            yield Reader(value, f"{self._where}.{key}[{number}]")

    def _integer(self, value: object, key: str, least: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self._wrong(key, f"an integer from {least}")
        return value

    def _list(self, key: str) -> list[object]:
        value = self._get(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return value

    def _get(self, key: str) -> object:
        if key not in self._value:
            raise ReportFormatError(f"{self._where}.{key}: missing")
        return self._value[key]

    def _wrong(self, key: str, expected: str) -> ReportFormatError:
        return ReportFormatError(f"{self._where}.{key}: {expected} expected")
