"""What the chunks of a script were read as, kept in blocks.

A block is a stretch of chunks that stand one behind the other in a file. Where one ends is said by the text of its last
chunk, so that what is put in or taken out changes the block it is in, and the ones behind it are found again wherever
they have moved to: places count from the block's start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import is_dataclass
from functools import cache
from typing import Any
from zlib import crc32

from sct.diagnostics.finding import Finding
from sct.frontends import Read
from sct.ir import objects as o
from sct.ir import scripts, statements
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.text.chunk import Chunk
from sct.text.span import Span
from sct.work.kept.pickled import Known, Ways, dumped, loaded, name_of, names_of, way_of
from sct.work.kept.values import Unkeepable, digest_of_plain

# Chunks in a block, about; and at most.
ABOUT = 32
_MOST = 4 * ABOUT
_FAULTS = ("SC0007", "SC1019")  # a fault of ours, and what hangs on how deep the caller stood

Spread = Callable[[list[int]], list[Read]]


class Reads:
    """Of one run. `before`: what former runs left, by key; `after`: what this one leaves."""

    def __init__(self, run: bytes, before: dict[bytes, bytes]) -> None:
        """`run`: what reading hangs on besides the chunks."""
        self.run, self.before = run, before
        self.after: dict[bytes, bytes] = {}

    def read(self, chunks: Sequence[Chunk], spread: Spread) -> list[Read]:
        """What each chunk says. `spread(indexes)` reads those that are not there."""
        out: list[Read] = []
        missing: list[tuple[bytes, int, int]] = []
        for first, last in blocks(chunks):
            key = _key_of(chunks[first:last], self.run)
            kept = self.before.get(key)
            found = _put_up(kept, chunks[first:last]) if kept is not None else None
            if found is None or kept is None:
                missing.append((key, first, last))
                found = [_NOTHING] * (last - first)
            else:
                self.after[key] = kept
            out += found
        wanted = [index for _, first, last in missing for index in range(first, last)]
        fresh = spread(wanted)
        for index, read in zip(wanted, fresh, strict=True):
            out[index] = read
        for key, first, last in missing:
            try:
                self.after[key] = _taken_down(out[first:last], chunks[first:last])
            except Unkeepable:
                continue
        return out


_NOTHING = Read()


def blocks(chunks: Sequence[Chunk]) -> Iterator[tuple[int, int]]:
    """The ranges of the blocks, half open."""
    first = 0
    for index, chunk in enumerate(chunks):
        if chunk.span.file != chunks[first].span.file:
            yield first, index
            first = index
        if index - first + 1 == _MOST or not crc32(chunk.text.encode("utf-8", "surrogatepass")) % ABOUT:
            yield first, index + 1
            first = index + 1
    if first < len(chunks):
        yield first, len(chunks)


def _key_of(chunks: Sequence[Chunk], run: bytes) -> bytes:
    file, base = chunks[0].span.file, chunks[0].span.start
    plain = [
        (
            c.kind, c.word, c.problem, c.text, c.span.start - base, c.span.end - base, c.base - base,
            tuple([(piece.start, piece.offset - base, piece.verbatim) for piece in c.pieces]),
        )
        for c in chunks
    ]  # fmt: skip
    return digest_of_plain((run, file, tuple(plain)))


def _taken_down(reads: list[Read], chunks: Sequence[Chunk]) -> bytes:
    """Raises Unkeepable."""
    first, last = chunks[0].span, chunks[-1].span
    file, base, end = first.file, first.start, last.end

    def span(value: Span) -> tuple[Any, ...]:
        if value.file != file or not base <= value.start <= value.end <= end:
            raise Unkeepable("a place outside the block")
        return Span, (value.start - base, value.end - base)

    if any(isinstance(item, o.Opaque) and item.code in _FAULTS for read in reads for item in read.items):
        raise Unkeepable("a fault")
    ways = Ways(_ways())
    ways[Span] = span
    return dumped(reads, ways)


def _put_up(kept: bytes, chunks: Sequence[Chunk]) -> list[Read] | None:
    """None where it cannot be read."""
    file, base = chunks[0].span.file, chunks[0].span.start

    def span(start: int, end: int) -> Span:
        return Span(file, base + start, base + end)

    found: list[Read] | None = loaded(kept, {**_known(), name_of(Span): span})
    whole = type(found) is list and len(found) == len(chunks) and all(type(one) is Read for one in found)
    return found if whole else None


_TYPES: dict[tuple[Any, ...], Type] = {}


def _type(*values: Any) -> Type:
    """There are few types, and what is the same one is quickly known as equal."""
    found = _TYPES.get(values)
    if found is None:
        found = _TYPES[values] = Type(*values)
    return found


@cache
def _known() -> Known:
    return {**names_of(_kinds()), name_of(Type): _type}


@cache
def _ways() -> Ways:
    return Ways({**{one: way_of(one) for one in _kinds()}, Type: way_of(Type), Sql: Sql.__reduce__})


def _kinds() -> Iterator[type]:
    """What the model is made of."""
    yield from (Finding, Read, Sql)
    for module in (o, scripts, statements):
        for one in vars(module).values():
            own = isinstance(one, type) and one.__module__ == module.__name__
            if own and (is_dataclass(one) or hasattr(one, "_fields")):
                yield one
