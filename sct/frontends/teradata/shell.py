"""Shell scripts: the here-documents that feed BTEQ and the load utilities."""

from __future__ import annotations

import re

_UTILITY = re.compile(r"(?:^|[\s/|;(`])(bteq|fastload|mload|fexp|tbuild|tpump|fload)\b", re.IGNORECASE)
_HERE = re.compile(r"<<-?\s*(?:\"(\w+)\"|'(\w+)'|\\?(\w+))")
_SCRIPT = (".ksh", ".sh", ".bash")


def documents(path: str, text: str) -> list[tuple[int, int]]:
    """The ranges of the text that are scripts for Teradata's utilities: the whole of a file that is no shell script."""
    if not (path.lower().endswith(_SCRIPT) or text.startswith("#!")):
        return [(0, len(text))]
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        found = _HERE.search(line)
        if found is None or line.lstrip().startswith("#"):
            at = end + 1
            continue
        mark = found[1] or found[2] or found[3]
        start = end + 1
        closing = re.compile(rf"^\s*{re.escape(mark)}[ \t\r]*$", re.MULTILINE).search(text, start)
        stop = closing.start() if closing else len(text)
        if _UTILITY.search(line[: found.start()]):
            out.append((start, stop))
        at = closing.end() if closing else len(text)
    return out
