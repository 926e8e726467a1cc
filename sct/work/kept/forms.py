"""What became of a block of objects as bytes, so that it can lie in a file and stand anywhere in a script.

Places count from the block's first statement, and only those inside its statements are kept: an object that names a
place elsewhere would be wrong when something moves between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sct.backends.emitted import Emitted, Made, TableRow
from sct.diagnostics.finding import Finding
from sct.text.span import Span
from sct.work.kept.pickled import Known, Ways, dumped, loaded, name_of, way_of
from sct.work.kept.values import Unkeepable

_STATEMENT = "script:"  # a piece without a name of its own is named after its statement's number
_NUMBERED = (_STATEMENT, "fault:")
_TOO_DEEP = "SC1019"  # hangs on how deep the caller stood
_LAST = 1 << 39  # places behind the whole script are the same in every script
_OWN = "\0own"

Stand = tuple[int, Any]  # the number of a statement, and what it says


class Own:
    """Stands for a piece, or a finding, that is named after its statement's number."""


class OwnFinding(Own):
    pass


def fault_of(made: Made, place: int, home: Span) -> str:
    """Why what became of an object cannot be kept; "" where it can."""
    own = f"{_STATEMENT}{place}"
    for piece in made.pieces:
        if piece.place != place and piece.place < _LAST:
            return "a piece at another place"
        names = (piece.id, piece.object_id, piece.name)
        if any(name.startswith(_NUMBERED) and name != own for name in names):
            return "a name of another statement, or a fault"
        if any(name.startswith(_STATEMENT) for name in (*piece.needs, *piece.behind)):
            return "a piece that needs another statement's"
        if not _inside(piece.span, home) or not all(_inside(span, home) for _, span in piece.lines):
            return "a place outside the statement"
    for one in made.findings:
        if one.code == _TOO_DEEP:
            return "nested too deeply"
        if one.span is not None and not _inside(one.span, home):
            return "a place outside the statement"
        if one.object_id is not None and one.object_id.startswith(_NUMBERED) and one.object_id != own:
            return "a name of another statement, or a fault"
    return ""


def _inside(span: Span, home: Span) -> bool:
    return span.file == home.file and home.start <= span.start <= span.end <= home.end


def taken_down(made: Sequence[Made | None], first: Stand) -> bytes:
    """None stands for an object that is not kept. `first`: the block's first object. Raises Unkeepable."""
    place, item = first
    base = item.origin.start

    def span(value: Span) -> tuple[Any, ...]:
        return Span, (value.start - base, value.end - base)

    def piece(one: Emitted) -> tuple[Any, ...]:
        _, (id_, object_id, kind, sql, at, stands, *more) = _of_piece(one)
        own = f"{_STATEMENT}{stands}"
        if stands < _LAST:
            stands -= place
        if own not in (id_, object_id, one.name):
            return Emitted, (id_, object_id, kind, sql, at, stands, *more)
        more[_NAME] = _marked(more[_NAME], own)
        return Own, (_marked(id_, own), _marked(object_id, own), kind, sql, at, stands, *more)

    def finding(one: Finding) -> tuple[Any, ...]:
        if one.object_id is None or not one.object_id.startswith(_STATEMENT):
            return _of_finding(one)
        number = int(one.object_id.removeprefix(_STATEMENT)) - place
        return OwnFinding, (one.code, one.message, one.span, number, one.check)

    return dumped(made, Ways({**_ways(), Span: span, Emitted: piece, Finding: finding}))


def put_up(kept: bytes, count: int, first: Stand) -> list[Made | None] | None:
    """None where it cannot be read. `count`: of the block's objects."""
    place, item = first
    file, base = item.origin.file, item.origin.start

    def span(start: int, end: int) -> Span:
        return Span(file, base + start, base + end)

    def piece(id_: str, object_id: str, kind: str, sql: str, at: Span, stands: int, *more: Any) -> Emitted:
        return Emitted(id_, object_id, kind, sql, at, stands + place if stands < _LAST else stands, *more)

    def own_piece(id_: str, object_id: str, kind: str, sql: str, at: Span, stands: int, *more: Any) -> Emitted:
        stands += place
        own = f"{_STATEMENT}{stands}"
        rest = list(more)
        rest[_NAME] = _read(rest[_NAME], own)
        return Emitted(_read(id_, own), _read(object_id, own), kind, sql, at, stands, *rest)

    def own_finding(code: str, message: str, at: Span | None, number: int, check: str) -> Finding:
        return Finding(code, message, at, f"{_STATEMENT}{number + place}", check)

    known: Known = {
        **_known(),
        name_of(Span): span,
        name_of(Emitted): piece,
        name_of(Own): own_piece,
        name_of(OwnFinding): own_finding,
    }
    found: list[Made | None] | None = loaded(kept, known)
    return found if type(found) is list and len(found) == count else None


def _marked(name: str, own: str) -> str:
    return _OWN if name == own else name


def _read(name: str, own: str) -> str:
    return own if name == _OWN else name


# Where the name stands in what comes behind a piece's place.
_NAME = [one.name for one in fields(Emitted)].index("name") - 6
_of_piece, _of_finding = way_of(Emitted), way_of(Finding)


@cache
def _ways() -> Ways:
    return Ways({one: way_of(one) for one in (Made, TableRow)})


@cache
def _known() -> Known:
    return {name_of(one): one for one in (Made, TableRow, Finding)}


__all__ = ["Unkeepable", "fault_of", "put_up", "taken_down"]
