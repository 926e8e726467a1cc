"""Names and literals of engines that fold to lower case and quote with double quotes."""

from __future__ import annotations

import hashlib


class Names:
    """`reserved`: words that need quotes; `limit`: bytes of the longest identifier. Answers are kept: names repeat."""

    def __init__(self, reserved: frozenset[str], limit: int) -> None:
        self.reserved = reserved
        self.limit = limit
        self._quotes: dict[str, bool] = {}
        self._written: dict[str, str] = {}

    def needs_quotes(self, name: str) -> bool:
        """Whether an identifier must be quoted to mean exactly this name."""
        found = self._quotes.get(name)
        if found is None:
            found = self._quotes[name] = self._special(name)
        return found

    def _special(self, name: str) -> bool:
        if not name or name in self.reserved:
            return True
        if not (name[0].isalpha() or name[0] == "_") or not name.isascii() or name != name.lower():
            return True
        return not name.replace("_", "a").replace("$", "a").isalnum()

    def ident(self, name: str) -> str:
        found = self._written.get(name)
        if found is None:
            found = '"' + name.replace('"', '""') + '"' if self.needs_quotes(name) else name
            self._written[name] = found
        return found

    def qualified(self, path: tuple[str | None, ...]) -> str:
        if len(path) == 1 and path[0]:
            return self.ident(path[0])
        return ".".join([self.ident(p) for p in path if p])

    def shortened(self, name: str) -> str:
        """A name of at most `limit` bytes: as it is, or cut with a hash of the whole that keeps it apart from its
        neighbours."""
        if len(name) <= self.limit and (name.isascii() or len(name.encode()) <= self.limit):
            return name
        tail = "_" + hashlib.sha256(name.encode()).hexdigest()[:8]
        head = name.encode()[: self.limit - len(tail)].decode(errors="ignore")
        return head + tail


def commented(text: str) -> str:
    """Any text as a comment, whatever it holds."""
    return "/* " + text.rstrip().replace("*/", "* /").replace("/*", "/ *") + "\n*/"
