"""A finding: one code, said of one place in the source.

What a code means (severity, fidelity, effort, why, how to fix) is declared once in the rulebook; a finding
carries only what differs from place to place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from sct.text.span import Span

Severity = Literal["note", "warning", "error"]
Fidelity = Literal["exact", "runtime", "assumes", "differs", "refused"]

SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
FIDELITIES: tuple[Fidelity, ...] = ("exact", "runtime", "assumes", "differs", "refused")


def worst(fidelities: Iterable[Fidelity]) -> Fidelity:
    """The worst of some fidelities; `exact` when there are none."""
    return max(fidelities, key=FIDELITIES.index, default="exact")


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is declared in the rulebook; `message` is what is true of this place only.

    `check`: a query for the source that counts, or shows, the rows for which an assumption does not hold.
    """

    code: str
    message: str
    span: Span | None = None
    object_id: str | None = None
    check: str = ""


class Bag:
    """Findings gathered while one object is worked on, without repeating one at the same place."""

    __slots__ = ("_at", "_items", "_seen", "object_id")

    def __init__(self, object_id: str | None = None) -> None:
        self.object_id = object_id
        self._at: Span | None = None
        self._items: list[Finding] = []
        self._seen: set[tuple[str, str, Span | None]] = set()

    def add(self, code: str, message: str, span: Span | None = None, check: str = "") -> None:
        span = self._at or span
        key = (code, message, span)
        if key not in self._seen:
            self._seen.add(key)
            self._items.append(Finding(code, message, span, self.object_id, check))

    @contextmanager
    def standing_at(self, span: Span) -> Iterator[None]:
        """What is found meanwhile is found there: of a text inside a string its places are none of a file."""
        outer, self._at = self._at, self._at or span
        try:
            yield
        finally:
            self._at = outer

    def extend(self, findings: Iterable[Finding]) -> None:
        for given in findings:
            one = given if self._at is None else replace(given, span=self._at)
            key = (one.code, one.message, one.span)
            if key not in self._seen:
                self._seen.add(key)
                self._items.append(one if one.object_id else replace(one, object_id=self.object_id))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, code: str) -> bool:
        return any(one.code == code for one in self._items)
