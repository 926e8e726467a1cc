"""A place in a source file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """0-based half-open character offsets into the text of the file named `file`."""

    file: str
    start: int
    end: int

    def __init__(self, file: str, start: int, end: int) -> None:
        # What the class would be given, at half the cost: everything that is read has a place.
        _file(self, file)
        _start(self, start)
        _end(self, end)

    def __reduce__(self) -> tuple[type[Span], tuple[str, int, int]]:
        # There are many of them in what travels between processes, and this is the quickest way there.
        return Span, (self.file, self.start, self.end)


_file, _start, _end = (Span.__dict__[name].__set__ for name in Span.__slots__)
