"""What the proof stage takes and what it answers: plain values, no connection inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PieceState = Literal["loaded", "failed", "not_run"]  # not_run: nothing here could try it


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds a proof may take: `statement` bounds each one; `running` all that run (data statements, blocks, calls) together.

    What would run beyond them is `not_run`: the rest of the script, its DDL, is proved all the same.
    """

    statement: float = 60.0
    running: float = 120.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Piece:
    """One group of statements that belongs to one object, in load order. `id` is only handed back."""

    id: str
    sql: str


@dataclass(frozen=True, slots=True)
class PieceResult:
    """What the server said about the piece at `index` of the list given to `check`.

    `position` is the 1-based character offset of the complaint inside the piece's `sql`, None when the server
    named none (an error raised by a running function has no position in the script).
    """

    index: int
    id: str
    state: PieceState
    sqlstate: str | None = None
    message: str | None = None
    detail: str | None = None
    hint: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class BodyFinding:
    """A complaint of plpgsql_check about a routine's body.

    `routine` is the regprocedure text; `line` counts from the line on which the body's `$$` opens; `level` is
    plpgsql_check's own word (`error`, `warning`, `warning extra`). `relation` is set for a trigger function: the
    table it was checked for. `body` is the routine's text as the server keeps it.
    """

    routine: str
    schema: str
    name: str
    line: int | None
    statement: str | None
    level: str
    sqlstate: str | None
    message: str
    detail: str | None = None
    hint: str | None = None
    relation: str | None = None
    body: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The proof of one load.

    Either `not_run` says in one sentence why nothing was proved (then everything else is empty), or every piece
    has a result. `bodies_checked` is the number of PL/pgSQL routine/relation pairs that plpgsql_check compiled,
    None when the server does not have it. `roles` are the roles the pieces created (dropped again), `notes`
    assumptions and left-overs a reader should know. `database` is set only when it was kept on request.
    """

    engine: str = "postgres"
    version: str = ""
    where: str = ""
    results: list[PieceResult] = field(default_factory=list)
    body_findings: list[BodyFinding] = field(default_factory=list)
    not_run: str | None = None
    bodies_checked: int | None = None
    notices: int = 0
    roles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    database: str | None = None
    seconds: float = 0.0

    @property
    def loaded(self) -> int:
        """Number of pieces the server accepted."""
        return sum(result.state == "loaded" for result in self.results)

    @property
    def failed(self) -> list[PieceResult]:
        """The pieces the server refused, in load order."""
        return [result for result in self.results if result.state == "failed"]


class CheckUnavailable(Exception):
    """Nothing can be proved here; the text says why and what would help. Never holds a password."""
