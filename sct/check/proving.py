"""The proof of a whole script: what the server said of each object, in the words of the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from sct.backends.emitted import Emitted
from sct.check import check
from sct.check.model import Piece


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one object. `position`: 0-based offset of the complaint in the piece's SQL, when the server named one."""

    state: str
    message: str = ""
    piece: Emitted | None = None
    position: int | None = None


@dataclass(slots=True)
class Proved:
    """`not_run` says why nothing was proved. Refused pieces are comments and are not loaded."""

    engine: str = ""
    version: str = ""
    not_run: str = ""
    verdicts: dict[str, Verdict] = field(default_factory=dict)


def prove(pieces: list[Emitted], dsn: str | None) -> Proved:
    """Load the pieces; an object is loaded when all its pieces are."""
    wanted = [p for p in pieces if not p.refused]
    found = check([Piece(p.object_id, p.sql) for p in wanted], dsn=dsn)
    out = Proved(found.engine, found.version, found.not_run or "")
    if found.not_run:
        out.verdicts = {p.object_id: Verdict("not_run", found.not_run) for p in wanted}
        return out
    for piece, result in zip(wanted, found.results, strict=True):
        old = out.verdicts.get(piece.object_id)
        if old is not None and (old.state == "failed" or result.state != "failed"):
            continue
        position = result.position - 1 if result.position else None
        out.verdicts[piece.object_id] = Verdict(result.state, result.message or "", piece, position)
    return out
