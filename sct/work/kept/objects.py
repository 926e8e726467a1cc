"""The objects of a run that a former run converted, and the new ones for the next.

They are kept in blocks, of objects that stand one behind the other in a file; where one ends is said by the text of its
last object. A block is taken when all its objects are what they were, and all that was asked for any of them is
answered as it was; then none of it is asked, or read, twice.
"""

from __future__ import annotations

import marshal
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from sct.backends.emitted import Made
from sct.ir import objects as o
from sct.rulebook.translate import Refused
from sct.sqlexpr.remembered import Trees
from sct.text.span import Span
from sct.work.kept import forms
from sct.work.kept.asking import Asking
from sct.work.kept.values import Unkeepable, digest, digest_of_plain
from sct.work.memory import growing

# Code is not kept: what it becomes hangs on the whole program, which `begin` finds out anew.
_KINDS = (
    o.Table, o.Index, o.View, o.MaterializedView, o.Sequence, o.Comment, o.Dml, o.Truncate, o.Accounted, o.Opaque, o.Role
)  # fmt: skip
# Objects in a block, about; and at most.
ABOUT = 32
_MOST = 4 * ABOUT

Convert = Callable[[int, Any], Made]


@dataclass(slots=True)
class Block:
    """`indexes` of objects to be converted together, and the key they are kept under; None: they are not."""

    indexes: list[int]
    key: bytes | None = None


@dataclass(slots=True)
class Fresh:
    """What became of a block: plain values, for it may come from another process.

    `entry`: what is kept of it; None where nothing is. `lost`: why objects are not in it. `trees`: of what was read for it.
    """

    made: list[Made]
    entry: bytes | None = None
    trees: dict[str, bytes] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


class Objects:
    """Of one run. `before`: what former runs left, by key; `after`: what this one leaves. `reused`: objects that were
    taken; `lost`: why objects are not kept, how many."""

    def __init__(
        self, run: bytes, before: dict[bytes, bytes], emitter: Any, items: list[tuple[int, Any]], trees: Trees
    ) -> None:
        self.run, self.before, self.items, self.trees = run, before, items, trees
        self._early = trees.drained()
        self.after: dict[bytes, bytes] = {}
        self.reused = 0
        self.lost: dict[str, int] = {}
        self.made: list[Made | None] = [None] * len(items)
        self.wanted: list[Block] = []
        self._asking: Asking | None = None
        self._emitter = emitter
        if not _usable(emitter):
            self.wanted = [Block([index]) for index in range(len(items))]
            return
        with growing():
            self._find()

    def _find(self) -> None:
        catalog = self._emitter.catalog
        digests: dict[int, bytes] = {}
        found = list(self._blocks(digests))
        self._asking = asking = Asking(self._emitter, digests)
        timeless = not (catalog.changes or catalog.schemas)
        for block in found:
            kept = self.before.get(block.key) if block.key is not None else None
            if kept is None or block.key is None:
                self.wanted.append(block)
                continue
            if not timeless:
                catalog.at(self.items[block.indexes[0]][0])
            made = self._taken(kept, block)
            if made is None:
                self.wanted.append(block)
                continue
            self.after[block.key] = kept
            for index, one in zip(block.indexes, made, strict=True):
                self.made[index] = one
                if one is None:
                    self.wanted.append(Block([index]))
                else:
                    self.reused += 1
        if not timeless:
            catalog.at(-1)
        asking.watch()

    def _taken(self, kept: bytes, block: Block) -> list[Made | None] | None:
        assert self._asking is not None
        questions, answered, made = marshal.loads(kept)
        if _answers(self._asking, questions) != answered:
            return None
        return forms.put_up(made, len(block.indexes), self.items[block.indexes[0]])

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _blocks(self, digests: dict[int, bytes]) -> Iterator[Block]:
        """What can be kept in blocks, everything else by itself. All of a block is at one moment of the script."""
        catalog, texts = self._emitter.catalog, self._emitter.texts
        changes = [one.place for one in catalog.changes]
        indexes: list[int] = []
        parts: list[Any] = []
        first: Span | None = None
        moment: Any = None
        for index, (place, item) in enumerate(self.items):
            catalog.stand(place)
            own = _digest_of(item, digests)
            if own is None:
                yield Block([index])
                continue
            origin: Span = item.origin
            now = bisect_right(changes, place), catalog.default
            if first is not None and (first.file != origin.file or now != moment):
                yield self._block(indexes, parts)
                indexes, parts, first = [], [], None
            if first is None:
                first, moment, base = origin, now, place
                parts.append((origin.file.startswith("("), catalog.default, bool(catalog.schemas)))
            # a constraint that another statement gave its form stands there, or with its table: by the numbers of both
            bound = isinstance(item, o.Table) and any(one.place >= 0 for one in item.constraints)
            text = texts(origin)
            indexes.append(index)
            parts.append(
                (own, text, origin.start - first.start, origin.end - first.start, place - base, place if bound else -1)
            )
            if len(indexes) == _MOST or not crc32(text.encode("utf-8", "surrogatepass")) % ABOUT:
                yield self._block(indexes, parts)
                indexes, parts, first = [], [], None
        if indexes:
            yield self._block(indexes, parts)
        catalog.stand(-1)

    def _block(self, indexes: list[int], parts: list[Any]) -> Block:
        return Block(indexes, digest_of_plain((self.run, tuple(parts))))

    def weights(self) -> list[int]:
        """Of what is wanted, by the length of its text."""
        return [sum(_weight(self.items[index][1]) for index in block.indexes) for block in self.wanted]

    # --- conversion ---------------------------------------------------------------------------------------------------

    def convert(self, number: int, convert: Convert) -> Fresh:
        """A wanted block converted by `convert(place, item)`, and what is to be kept of it."""
        out = self._converted(self.wanted[number], convert)
        out.trees = self.trees.drained()
        return out

    def _converted(self, block: Block, convert: Convert) -> Fresh:
        asking = self._asking
        out = Fresh([])
        if block.key is None or asking is None:
            for index in block.indexes:
                place, item = self.items[index]
                if asking is not None:
                    asking.begin(place, item, heard=False)
                out.made.append(convert(place, item))
            return out
        questions: dict[Any, None] = {}
        kept: list[Made | None] = []
        for index in block.indexes:
            place, item = self.items[index]
            asking.begin(place, item, heard=True)
            made = convert(place, item)
            out.made.append(made)
            why = asking.notes.lost or forms.fault_of(made, place, item.origin)
            kept.append(None if why else made)
            if why:
                out.lost.append(why)
            else:
                questions.update(asking.notes.questions)
        try:
            asked = tuple(
                [(where, how, tuple(what) if isinstance(what, tuple) else what) for where, how, what in questions]
            )
            answered = digest_of_plain(tuple([asking.answer(question) for question in asked]))
            made_ = forms.taken_down(kept, self.items[block.indexes[0]])
            out.entry = marshal.dumps((asked, answered, made_))
        except (Unkeepable, ValueError) as error:
            out.lost.append(str(error))
        return out

    def end(self) -> None:
        """Everything is asked for as before."""
        if self._asking is not None:
            self._asking.end()
            self._asking = None

    def all(self, fresh: list[Fresh]) -> list[Made]:
        """What became of everything, in order. `fresh`: of the wanted blocks."""
        self.trees.after.update(self._early)
        for block, one in zip(self.wanted, fresh, strict=True):
            self.trees.after.update(one.trees)
            for index, made in zip(block.indexes, one.made, strict=True):
                self.made[index] = made
            for why in one.lost:
                self.lost[why] = self.lost.get(why, 0) + 1
            if one.entry is not None and block.key is not None:
                self.after[block.key] = one.entry
        out = [made for made in self.made if made is not None]
        assert len(out) == len(self.items)
        return out


def _usable(emitter: Any) -> bool:
    """Row counts of the user's are no part of any key, and a target whose resolver does not tell what is nothing of the
    program cannot be asked again."""
    resolver = emitter.translator.resolver
    parts = all(hasattr(emitter, name) for name in ("naming", "keys"))
    return emitter.catalog.stats is None and parts and hasattr(resolver, "lookup")


def _digest_of(item: Any, digests: dict[int, bytes]) -> bytes | None:
    found = digests.get(id(item))
    if found is None and isinstance(item, _KINDS):
        try:
            found = digests[id(item)] = digest(item, item.origin)
        except Unkeepable:
            return None
    return found


def _answers(asking: Asking, questions: tuple[Any, ...]) -> bytes:
    """What is answered now; nothing where it cannot be asked in this run."""
    try:
        return digest_of_plain(tuple([asking.answer(question) for question in questions]))
    except (Unkeepable, KeyError, AttributeError, Refused):
        return b""


def _weight(item: Any) -> int:
    span: Span | None = getattr(item, "origin", None)
    return span.end - span.start if span is not None else 1
