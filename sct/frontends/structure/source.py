"""One statement with its tokens: what builders ask for places, words and pieces of SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sct.frontends.structure.errors import StructureError
from sct.frontends.structure.parser import Leaf, Node
from sct.ir.sql import Sql, SqlKind
from sct.sqlexpr.tokens import tokenise
from sct.text.chunk import Chunk
from sct.text.span import Span


class Ranged(Protocol):
    """Anything with a half-open range of tokens: a Node, a Leaf."""

    first: int
    last: int


class Source:
    """A chunk and its tokens. Token indices count from 0; offsets inside are into `chunk.text`.

    Raises sct.sqlexpr.tokens.TokenError when made from a text with an open quote or comment.
    """

    __slots__ = ("chunk", "engine", "text", "tokens")

    def __init__(self, chunk: Chunk, engine: str, tokens: Sequence[Any] | None = None) -> None:
        self.chunk = chunk
        self.engine = engine
        self.text = chunk.text
        self.tokens: list[Any] = tokenise(chunk.text, engine) if tokens is None else list(tokens)

    def span(self, first: int, last: int) -> Span:
        """Place in the file of tokens first … last - 1; of an empty range, the place where it would begin."""
        tokens = self.tokens
        chunk = self.chunk
        whole = chunk.span
        if last <= first:
            at = chunk.locate(tokens[first].start) if first < len(tokens) else self.end
            return Span(whole.file, at, at)
        if chunk.pieces:
            start = chunk.locate(tokens[first].start)
            return Span(whole.file, start, max(self._behind(tokens[last - 1]), start))
        # As above, where the text stands in the file as it is: every node of a statement is asked for its place.
        base = chunk.base
        start, end = base + tokens[first].start, base + tokens[last - 1].end + 1
        if end > whole.end:
            end = max(whole.end, start)
        return Span(whole.file, start, end)

    def place(self, node: Ranged) -> Span:
        return self.span(node.first, node.last)

    @property
    def whole(self) -> Span:
        """The statement without the comments around it."""
        return self.span(0, len(self.tokens)) if self.tokens else self.chunk.span

    @property
    def end(self) -> int:
        """File offset behind the last token."""
        return self._behind(self.tokens[-1]) if self.tokens else self.chunk.span.start

    def _behind(self, token: Any) -> int:
        # Text put in behind the statement's last character (EXEC gets an END) stands nowhere in the file.
        return min(self.chunk.locate(token.end) + 1, self.chunk.span.end)

    def words(self, node: Ranged) -> str:
        """The source's own wording of a node, comments inside included."""
        if node.last <= node.first:
            return ""
        return self.text[self.tokens[node.first].start : self.tokens[node.last - 1].end + 1]

    def token(self, leaf: Ranged) -> Any:
        """The (first) token of a leaf."""
        return self.tokens[leaf.first]

    def sql(self, kind: SqlKind, node: Ranged) -> Sql:
        """An island, or any other range, as a piece of SQL."""
        return Sql(kind, self.words(node), self.place(node), self.engine, tokens=self.tokens[node.first : node.last])

    def inside(self, node: Node | Leaf) -> Leaf:
        """The range between the parentheses a node begins and ends with."""
        return Leaf(node.rule, node.first + 1, node.last - 1)

    def error_at(self, error: StructureError) -> Span:
        """Where in the file the offending token stands; behind the last token when the text ended too early."""
        return (
            self.span(error.index, error.index + 1)
            if error.index < len(self.tokens)
            else self.span(error.index, error.index)
        )
