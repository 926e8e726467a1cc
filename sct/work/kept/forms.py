"""What became of an object as plain values, so that it can lie in a file and stand anywhere in a script.

Places count from the object's statement, and only those inside it are kept: an object that names a place elsewhere
would be wrong when something moves between the two.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any

from sct.backends.emitted import Emitted, Made, TableRow
from sct.diagnostics.finding import Finding
from sct.text.span import Span
from sct.work.kept.values import Unkeepable

_NAMES = [one.name for one in fields(Emitted)]
_PIECE = attrgetter(*_NAMES)
_ID, _OBJECT, _SPAN, _PLACE, _NEEDS, _BEHIND, _NAME, _LINES = (
    _NAMES.index(name) for name in ("id", "object_id", "span", "place", "needs", "behind", "name", "lines")
)
_STATEMENT = "script:"  # a piece without a name of its own is named after its statement's number
_TOO_DEEP = "SC1019"  # hangs on how deep the caller stood
_OWN = "\0own"
_HERE = -1_000_000
_LAST = 1 << 39  # places behind the whole script are the same in every script


def taken_down(made: Made, home: Span, place: int) -> tuple[Any, ...]:
    """Raises Unkeepable."""
    if any(one.code == _TOO_DEEP for one in made.findings):
        raise Unkeepable("nested too deeply")
    out = _Down(home, place)
    return (
        tuple([out.piece(one) for one in made.pieces]),
        tuple([(f.code, f.message, out.span(f.span), out.name(f.object_id), f.check) for f in made.findings]),
        tuple([(row.source, row.target, tuple([tuple(c.items()) for c in row.columns])) for row in made.rows]),
        tuple(made.schemas),
        tuple(made.runtime),
    )


def put_up(kept: tuple[Any, ...], home: Span, place: int) -> Made:
    pieces, findings, rows, schemas, runtime = kept
    file, base, own = home.file, home.start, f"{_STATEMENT}{place}"

    def span(at: tuple[int, int]) -> Span:
        return Span(file, base + at[0], base + at[1])

    made = []
    for one in pieces:
        values = list(one)
        values[_SPAN] = span(one[_SPAN])
        if one[_PLACE] == _HERE:
            values[_PLACE] = place
        if one[_ID] == _OWN:
            values[_ID] = own
        if one[_OBJECT] == _OWN:
            values[_OBJECT] = own
        if one[_NAME] == _OWN:
            values[_NAME] = own
        if one[_LINES]:
            values[_LINES] = tuple([(line, span(at)) for line, at in one[_LINES]])
        made.append(Emitted(*values))
    said = [
        Finding(code, message, None if at is None else span(at), own if owner == _OWN else owner, check)
        for code, message, at, owner, check in findings
    ]
    table_rows = [TableRow(source, target, [dict(c) for c in columns]) for source, target, columns in rows]
    return Made(made, said, table_rows, list(schemas), list(runtime))


class _Down:
    def __init__(self, home: Span, place: int) -> None:
        self.home, self.place = home, place
        self.own = f"{_STATEMENT}{place}"

    def piece(self, one: Emitted) -> tuple[Any, ...]:
        values = list(_PIECE(one))
        values[_SPAN] = self.span(one.span)
        if one.place == self.place:
            values[_PLACE] = _HERE
        elif one.place < _LAST:
            raise Unkeepable("a piece at another place")
        for at in (_ID, _OBJECT, _NAME):
            values[at] = self.name(values[at])
        for name in (*one.needs, *one.behind):
            if name.startswith(_STATEMENT):
                raise Unkeepable("a piece that needs another statement's")
        values[_LINES] = tuple([(line, self.span(span)) for line, span in one.lines])
        return tuple(values)

    def name(self, name: str | None) -> str | None:
        if name == self.own:
            return _OWN
        if name is not None and name.startswith((_STATEMENT, "fault:")):
            raise Unkeepable("a name of another statement, or a fault")
        return name

    def span(self, span: Span | None) -> Any:
        if span is None:
            return None
        home = self.home
        if span.file != home.file or not home.start <= span.start <= span.end <= home.end:
            raise Unkeepable("a place outside the statement")
        return span.start - home.start, span.end - home.start
