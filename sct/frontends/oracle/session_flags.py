"""PLSQL_CCFLAGS (Database Reference): the values of `$$name` that a session sets for what it compiles from there on.

A flag is written out where it is asked for; one that the run is given (`--plsql-flag`) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sct.frontends.oracle.cursor import is_string
from sct.frontends.oracle.rewriting import Edit, edited
from sct.frontends.structure.source import Source
from sct.text.chunk import Chunk

# one flag of the list; what is none of these is no value Oracle accepts
_FLAG = re.compile(r"\s*(\w+)\s*:\s*(TRUE|FALSE|NULL|[+-]?\d+)\s*", re.IGNORECASE)


class SessionFlags:
    """What the session has set so far."""

    def __init__(self, given: Iterable[str]) -> None:
        self.given = frozenset(name.lower().removeprefix("$$") for name in given)
        self.flags: dict[str, str] = {}

    def instead_of(self, chunk: Chunk) -> Iterator[Chunk]:
        if chunk.kind == "sql" and "plsql_ccflags" in chunk.text.lower():
            self._set(Source(chunk, "oracle"))
        elif chunk.kind == "plsql" and self.flags and "$$" in chunk.text:
            chunk = edited(chunk, list(self._edits(Source(chunk, "oracle"))))
        yield chunk

    def _set(self, source: Source) -> None:
        """`ALTER {SESSION | SYSTEM} SET PLSQL_CCFLAGS = 'name:value, …'`: the list replaces the one before."""
        words = [token.text.lower() for token in source.tokens]
        if words[:1] != ["alter"] or words[1:2] not in (["session"], ["system"]) or "plsql_ccflags" not in words:
            return
        at = words.index("plsql_ccflags")
        if words[at + 1 : at + 2] != ["="] or not is_string(source.tokens[at + 2]):
            return
        found = [_FLAG.fullmatch(one) for one in source.tokens[at + 2].text.split(",") if one.strip()]
        self.flags = {one[1].lower(): one[2].upper() for one in found if one is not None}

    def _edits(self, source: Source) -> Iterator[Edit]:
        for token in source.tokens:
            name = token.text.lower().removeprefix("$$")
            if token.text.startswith("$$") and name in self.flags and name not in self.given and not is_string(token):
                yield token.start, token.end + 1, self.flags[name]
