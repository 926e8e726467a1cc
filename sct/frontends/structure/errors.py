"""What is said when a statement does not follow its grammar."""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 8


class StructureError(Exception):
    """`index` of the offending token (== number of tokens at the end), the text `found` there, the words `expected`."""

    def __init__(self, index: int, found: str, expected: Sequence[str]) -> None:
        self.index = index
        self.found = found
        self.expected = tuple(expected)
        super().__init__(
            f"{self.wanted()}, found {found!r}" if found else f"{self.wanted()}, found the end of the statement"
        )

    def wanted(self) -> str:
        """`expected ')' or ','`: in the grammar's words, shortened when there are many."""
        words = list(self.expected)
        if not words:
            return "expected nothing more"
        if len(words) > _SHOWN:
            words = [*words[:_SHOWN], "…"]
            return "expected one of " + ", ".join(words)
        if len(words) == 1:
            return f"expected {words[0]}"
        return f"expected {', '.join(words[:-1])} or {words[-1]}"
