"""Expressions and queries as the IR sees them: a piece of source with a place, opened only by `sqlexpr`.

A piece is parsed when a stage first needs its tree (`sqlexpr.parse.tree_of`), so an object can travel to a worker
process as text; the tree and the tokens are left behind on the way, what was found out of the tokens is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sct.text.span import Span

SqlKind = Literal["expression", "query", "statement"]


@dataclass(slots=True, eq=False)
class Sql:
    """`text` is the source's own wording of the piece, `span` its place; `base` = offset of text[0] in the file."""

    kind: SqlKind
    text: str
    span: Span
    dialect: str
    tokens: list[Any] | None = field(default=None, repr=False)
    tree: Any = field(default=None, repr=False)
    facts: Any = field(default=None, repr=False)  # what its tokens say by themselves (catalog.pieces), once asked for

    def part(self, start: int, end: int) -> Span:
        """The place of a part of it; the whole piece's where variables were put into the text, and places in it are no
        places in the file."""
        whole = self.span
        inside = whole.start <= start <= end <= whole.end
        return Span(whole.file, start, end) if inside else whole

    def __reduce__(self) -> tuple[type[Sql], tuple[Any, ...]]:
        if self.facts is None:
            return Sql, (self.kind, self.text, self.span, self.dialect)
        return Sql, (self.kind, self.text, self.span, self.dialect, None, None, self.facts)
