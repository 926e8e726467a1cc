"""A place in a source file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """0-based half-open character offsets into the text of the file named `file`."""

    file: str
    start: int
    end: int

    def __reduce__(self) -> tuple[type[Span], tuple[str, int, int]]:
        # There are many of them in what travels between processes, and this is the quickest way there.
        return Span, (self.file, self.start, self.end)
