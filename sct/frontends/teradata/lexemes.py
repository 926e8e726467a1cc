"""Quotes and comments of a script, for those who only look for where statements end."""

from __future__ import annotations

import re

# A stretch in which nothing ends a statement.
_SKIPPED = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
SPACE = re.compile(r"\s+")
WORD = re.compile(r"[A-Za-z_#$][\w#$]*")
LEADING = re.compile(r"(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


def scannable(text: str) -> str:
    """The text with every character of comments, literals and quoted names blanked; offsets stay."""

    def blank(found: re.Match[str]) -> str:
        words = found[0]
        fill = "\x00" if words[0] in "'\"" else " "
        return "".join("\n" if ch == "\n" else fill for ch in words)

    return _SKIPPED.sub(blank, text)


def open_quote(scan: str) -> int | None:
    """Where a quote or a comment begins that nothing ends, else None."""
    found = re.search(r"['\"]|/\*", scan)
    return found.start() if found else None
