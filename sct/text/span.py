"""A place in a source file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """0-based half-open character offsets into the text of the file named `file`."""

    file: str
    start: int
    end: int
