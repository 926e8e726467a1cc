"""The proof of a whole script: what the server said of each object, in the words of the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from sct.backends.emitted import Emitted
from sct.check import prover
from sct.check.load import STOPPED
from sct.check.model import LIMITS, BodyFinding, Limits, Piece, PieceResult
from sct.text.span import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one object. `position`: 0-based offset of the complaint in the piece's SQL, when the server named one."""

    state: str
    message: str = ""
    piece: Emitted | None = None
    position: int | None = None

    @property
    def source(self) -> Span | None:
        """The place in the source the complaint is about, as near as it is known."""
        if self.piece is None:
            return None
        if self.position is None:
            return self.piece.span
        return self.piece.source_of(self.piece.sql.count("\n", 0, self.position))


@dataclass(frozen=True, slots=True)
class Complaint:
    """About a routine's body, once it is compiled for real."""

    object_id: str
    message: str
    source: Span


@dataclass(slots=True)
class Proved:
    """`not_run` says why nothing was proved. Refused pieces are comments and are not loaded.

    `cut_short`: how many pieces ran too long or had no time left, and the first of them.
    """

    engine: str = ""
    version: str = ""
    not_run: str = ""
    cut_short: tuple[int, Emitted] | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def prove(pieces: list[Emitted], dsn: str | None, target: str = "", limits: Limits = LIMITS) -> Proved:
    """Load the pieces as the target's prover does; an object is loaded when all its pieces are."""
    wanted = [p for p in pieces if not p.refused]
    found = prover(target).check([Piece(p.object_id, p.sql) for p in wanted], dsn=dsn, limits=limits)
    out = Proved(found.engine, found.version, found.not_run or "")
    if found.not_run:
        out.verdicts = {p.object_id: Verdict("not_run", found.not_run) for p in wanted}
        return out
    stopped = [p for p, r in zip(wanted, found.results, strict=True) if r.sqlstate == STOPPED and r.state == "not_run"]
    out.cut_short = (len(stopped), stopped[0]) if stopped else None
    unproved: set[str] = set()
    for piece, result in zip(wanted, found.results, strict=True):
        old = out.verdicts.get(piece.object_id)
        if (reason := _beyond(result, piece, unproved)) is not None:
            unproved |= {piece.id, piece.object_id}
            if old is None or old.state == "loaded":
                out.verdicts[piece.object_id] = Verdict("not_run", reason, piece)
            continue
        if old is not None and (old.state == "failed" or result.state != "failed"):
            continue
        position = result.position - 1 if result.position else None
        out.verdicts[piece.object_id] = Verdict(result.state, result.message or "", piece, position)
    gone = {p.object_id for p in pieces if p.refused}
    _bodies(wanted, found.body_findings, gone, out)
    return out


_NO_XML = "the server of the proof was built without XML; name another one (--on) to prove it"
_NEEDS = "needs something that could not be proved"


def _beyond(result: PieceResult, piece: Emitted, unproved: set[str]) -> str | None:
    """Why nothing was said of the piece itself: nothing here could try it, XML is missing, or what it needs is."""
    if result.state == "not_run":
        return result.message or ""
    if result.state != "failed":
        return None
    if result.sqlstate == "0A000" and "libxml" in (result.detail or ""):
        return _NO_XML
    if result.sqlstate in ("42P01", "42883", "42703") and not unproved.isdisjoint(piece.needs):
        return _NEEDS
    return None


# What the compiler of bodies foretells and the source would do as well: a constant expression that divides by zero, a
# function that ends without RETURN.
_FORETOLD = ("22012", "2F005")
# Said of a CALL, or of a cursor's or loop's query, whose error was told before …
_AFTER_ANOTHER = ("there are no plan for query", "query does not return data")
_NOT_ASSIGNED = "is not assigned yet"  # … and of the row such a loop would have had


def _bodies(pieces: list[Emitted], findings: list[BodyFinding], gone: set[str], out: Proved) -> None:
    """Errors in bodies, at the source line of the statement the server names; an object with one is not proved.

    `gone`: objects that are refused; a body that misses one of them is right, and not proved as long as it is not there.
    """
    errors = [one for one in findings if one.level == "error" and one.body and one.sqlstate not in _FORETOLD]
    told = [one for one in errors if not one.message.startswith(_AFTER_ANOTHER)]
    places = {(one.routine, one.line) for one in told}
    routines = {one.routine for one in told if _NOT_ASSIGNED not in one.message}
    for one in errors:
        if one.message.startswith(_AFTER_ANOTHER) and (one.routine, one.line) in places:
            continue
        if _NOT_ASSIGNED in one.message and one.routine in routines:
            continue
        piece = next((p for p in pieces if one.body in p.sql), None)
        if piece is None:
            continue  # a routine no piece of ours made
        old = out.verdicts.get(piece.object_id)
        missing = next((n for n in gone if f'"{n}"' in one.message), None) if one.sqlstate == "42P01" else None
        if missing is not None:
            if old is None or old.state == "loaded":
                out.verdicts[piece.object_id] = Verdict("not_run", f"needs {missing}, which is refused", piece)
            continue
        first = piece.sql.count("\n", 0, piece.sql.index(one.body))
        source = piece.source_of(first + (one.line or 1) - 1)
        name = one.routine.partition("(")[0]
        about = f" (on {one.relation})" if one.relation else ""
        message = f"{name}{about}: {' '.join(one.message.split())}"
        out.complaints.append(Complaint(piece.object_id, message, source))
        if old is None or old.state != "failed":
            out.verdicts[piece.object_id] = Verdict("failed", message)
