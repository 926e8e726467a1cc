"""Which source statement each line of a piece was written for, when the bodies of code in it are noted as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sct.backends.emitted import Emitted
from sct.text.span import Span

Body = tuple[str, list[tuple[int, Span]]]  # its text; (line, source) where another statement begins


def place(pieces: Sequence[Emitted], written: Mapping[int, int], bodies: Sequence[Body]) -> None:
    """`written`: by id of a piece, how many bodies there were when it was added.

    A piece has the bodies that were written since the last one that had some; else it repeats what stood before.
    """
    index = _Index()
    done = 0
    for piece in pieces:
        until = written[id(piece)]
        own = bodies[done:until]
        found = _lines(piece.sql, own)
        if found:
            index.add(own)
            done = until
        elif done:
            found = _lines(piece.sql, index.candidates(piece.sql))
        piece.lines = found


class _Index:
    """Bodies by the longest of the lines that stand in them whole, so that a piece is not compared with every one."""

    def __init__(self) -> None:
        self._by_line: dict[str, list[Body]] = {}
        self._short: list[Body] = []

    def add(self, bodies: Sequence[Body]) -> None:
        for body in bodies:
            whole = body[0].split("\n")[1:-1]
            if whole:
                self._by_line.setdefault(max(whole, key=len), []).append(body)
            else:
                self._short.append(body)

    def candidates(self, sql: str) -> list[Body]:
        out = list(self._short)
        for line in dict.fromkeys(sql.split("\n")):
            out += self._by_line.get(line, ())
        return out


def _lines(sql: str, bodies: Sequence[Body]) -> tuple[tuple[int, Span], ...]:
    """Where the statements of the bodies in `sql` stand in it."""
    out: list[tuple[int, Span]] = []
    for body, places in bodies:
        at = sql.find(body) if places else -1
        if at >= 0:
            first = sql.count("\n", 0, at)
            out.extend((first + line, span) for line, span in places)
    return tuple(sorted(out, key=lambda pair: pair[0]))
