"""The script cut for a data move: what stands before the rows, what comes when they are in.

Keys, checks, indexes and triggers come after the rows: the rows load faster, in any order of the tables. What the
script itself changes or removes later on has to be there when it does, so it stays before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sct.backends.emitted import Emitted

_ROWS = ("data", "transaction", "block")  # the rows come from the source itself


def cut(pieces: list[Emitted]) -> tuple[list[Emitted], list[Emitted]]:
    """The pieces of pre-data.sql and of post-data.sql, each in an order that loads. `pieces`: the whole script in order."""
    kept = [p for p in pieces if p.kind not in _ROWS]
    early = _early(kept)
    whole = _with_keys(kept, early)
    passed = _passed(kept)
    before: list[Emitted] = []
    keys: list[Emitted] = []
    after: list[Emitted] = []
    again: list[Emitted] = []
    for piece in kept:
        if piece.section == "post" and id(piece) not in early:
            after.append(piece)
            continue
        if piece.bare and piece.object_id not in whole and not piece.refused:
            before.append(replace(piece, sql=piece.bare))
            keys.append(replace(piece, sql=piece.keys))
        else:
            before.append(piece)
        if piece.after and not piece.refused and piece.id not in passed:
            again.append(replace(piece, sql=piece.after))
    return before, [*keys, *after, *again]


def _early(pieces: list[Emitted]) -> set[int]:
    """Pieces (by identity) of the second half that something of the first half builds on or changes."""
    places = {p.id: n for n, p in enumerate(pieces)}
    found: set[int] = set()
    todo = [p for p in pieces if p.section == "pre"]
    changed = [p for p in todo if p.kind == "alter"]
    todo += _standing_on(pieces, changed, places)
    found.update(id(p) for p in todo if p.section == "post")
    while todo:
        for need in todo.pop().needs:
            at = places.get(need)
            if at is not None and pieces[at].section == "post" and id(pieces[at]) not in found:
                found.add(id(pieces[at]))
                todo.append(pieces[at])
    return found


def _standing_on(pieces: list[Emitted], changes: list[Emitted], places: dict[str, int]) -> list[Emitted]:
    """What was put on a table before a change of it: it speaks of the table as it was then."""
    last: dict[str, int] = {}  # object -> place of its last change
    for change in changes:
        last[change.object_id] = max(last.get(change.object_id, -1), places[change.id])
    if not last:
        return []
    owner = {p.id: p.object_id for p in pieces}
    return [
        p
        for n, p in enumerate(pieces)
        if p.section == "post"
        and any(n < last.get(name, -1) for name in (p.object_id, *(owner.get(need, "") for need in p.needs)))
    ]


def _passed(pieces: list[Emitted]) -> set[str]:
    """Pieces that a later change of their object has made history: what they do `after` the rows is the change's to do."""
    by_id = {p.id: p for p in pieces}
    found: set[str] = set()
    todo = [p for p in pieces if p.kind == "alter"]
    while todo:
        for need in todo.pop().needs:
            before = by_id.get(need)
            if before is not None and need not in found:
                found.add(need)
                if before.kind in ("alter", "constraint"):
                    todo.append(before)
    return found


def _with_keys(pieces: list[Emitted], early: set[int]) -> set[str]:
    """Objects whose keys stay inside CREATE TABLE: the script changes them, or what has to stand early refers to them."""
    owner = {p.id: p.object_id for p in pieces}
    found = {p.object_id for p in pieces if p.kind == "alter"}
    found.update(_owners((p for p in pieces if id(p) in early), owner))
    return found


def _owners(pieces: Iterable[Emitted], owner: dict[str, str]) -> Iterable[str]:
    for piece in pieces:
        yield piece.object_id
        yield from (owner[need] for need in piece.needs if need in owner)
