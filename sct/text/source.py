"""A file as it was read: the text, how it was decoded, and where its lines are."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

_NEWLINE = re.compile(r"\r\n|\n|\r")


def count_lines(text: str) -> int:
    """Number of lines; an unfinished last line counts, an empty text has none."""
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return breaks + (1 if text and text[-1] not in "\r\n" else 0)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """`path` is relative to the PATH the user gave; `sha256` is over the bytes as they were on disk;
    `text` is decoded without BOM and with its line ends untouched, so that offsets are exact."""

    path: str
    text: str
    encoding: str
    sha256: str
    lines: int
    _starts: list[int] | None = field(default=None, init=False, repr=False, compare=False)

    def line_starts(self) -> list[int]:
        """Offsets of the first character of every line (\\n, \\r\\n and a lone \\r end a line)."""
        starts = self._starts
        if starts is None:
            if "\r" in self.text:
                starts = [0, *(m.end() for m in _NEWLINE.finditer(self.text))]
            else:
                starts = list(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))
                starts.pop()  # where one more line would begin
            object.__setattr__(self, "_starts", starts)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column), both 1-based, of a character offset; columns count characters."""
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} lies outside {self.path} (0..{len(self.text)})")
        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def __reduce__(self) -> tuple[type[SourceFile], tuple[str, str, str, str, int]]:
        # The newline table is cheap to build again and large to send to a worker process.
        return SourceFile, (self.path, self.text, self.encoding, self.sha256, self.lines)
