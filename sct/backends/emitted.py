"""What a backend hands on: a piece of the target's script, where it came from, what it needs before it."""

from __future__ import annotations

from typing import Literal

from sct.diagnostics.finding import Finding
from sct.records import dataclass, field
from sct.text.span import Span


@dataclass(slots=True)
class Emitted:
    """`object_id` names the object it belongs to (several pieces may belong to one); `id` the piece itself.

    `section`: pre (before the rows of a data move) or post (after them). `place` = number of the source statement.
    `bare`: `sql` without the keys and checks it contains, `keys`: the statements that add those (in a data move, after
    the rows); both empty where there are none to part.
    `after`: what has to run once more when the rows of a data move are in (a counter, what is computed from rows).
    `ends`: it ends transactions itself, so it cannot run inside one.
    `stub`: a refused routine, there for its callers: whoever runs it gets the code as an error.
    `unfilled`: the same without running its query, which may run a stub ("": nothing of it runs).
    `lines`: (line of `sql`, from 0, and the source it was written for), where another source statement begins.
    """

    id: str
    object_id: str
    kind: str
    sql: str
    span: Span
    place: int
    section: Literal["pre", "post"] = "pre"
    needs: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()  # comes after these where they are, but does without them too
    reads: tuple[str, ...] = ()  # relations of the code that runs with it: it fails where one of them is not there
    refused: bool = False
    name: str = ""
    schema: str = ""
    lines: tuple[tuple[int, Span], ...] = ()
    bare: str = ""
    keys: str = ""
    after: str = ""
    stub: bool = False
    unfilled: str = ""
    sets: tuple[str, ...] = ()  # ids of the client's variables that a block may set
    ends: bool = False

    def source_of(self, line: int) -> Span:
        """The source of a line (from 0) of `sql`: the statement it was written for, else the whole object's."""
        found = self.span
        for first, span in self.lines:
            if first > line:
                break
            found = span
        return found


@dataclass(slots=True)
class TableRow:
    """What the manifest says of one table."""

    source: str
    target: str
    columns: list[dict[str, str | bool | None]] = field(default_factory=list)


@dataclass(slots=True)
class Made:
    """All that became of one item. Values only: it travels between processes and is kept in the cache.

    `schemas`: those its pieces live in; `runtime`: emulation functions it calls.
    """

    pieces: list[Emitted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    runtime: list[str] = field(default_factory=list)
