"""What a splitter cuts a script into."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sct.text.span import Span

ChunkKind = Literal["sql", "plsql", "directive", "space", "bad"]


class Piece(NamedTuple):
    """A stretch of a chunk's text, up to the start of the next piece. `verbatim`: it stands in the file at `offset`
    character by character; otherwise it replaces, or was put in at, what stands there."""

    start: int
    offset: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """One statement, client directive, stretch of blank space or unreadable stretch.

    The spans of all chunks of a file, in order, cover the file without gap or overlap (`span` takes in the
    terminator, a comment after it on its line, and the line end). `text` is what the server gets: leading comments and
    the statement, without terminator, variables substituted. A "plsql" text keeps the `;` of its last END, which
    belongs to PL/SQL. `word` is the canonical first word: of a directive (PROMPT, SET, INCLUDE, RUN, ...) or of a
    statement (CREATE, BEGIN, ...). `problem` says what a reader has to know; kind "bad" always has one.
    """

    kind: ChunkKind
    span: Span
    text: str
    base: int
    word: str = ""
    problem: str | None = None
    pieces: tuple[Piece, ...] = ()

    def locate(self, index: int) -> int:
        """The file offset where `text[index]` comes from; inside a substituted value, where the variable stands."""
        pieces = self.pieces
        if not pieces:
            return self.base + index
        piece = pieces[max(bisect_right(pieces, index, key=lambda p: p.start) - 1, 0)]
        return piece.offset + (index - piece.start if piece.verbatim else 0)
