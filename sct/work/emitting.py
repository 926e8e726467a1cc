"""Items to pieces: every item of the folded script through lift, lower and emit; then the order they load in."""

from __future__ import annotations

from typing import Any

from sct.backends import Backend, Emitter
from sct.backends.emitted import Emitted, Made
from sct.catalog.fold import Folded
from sct.catalog.order import stable_order
from sct.diagnostics.finding import Finding
from sct.ir import objects as o
from sct.options import Options
from sct.text.span import Span
from sct.work.pool import spread
from sct.work.progress import Progress, quiet
from sct.work.reading import Sources


def emit_all(emitter: Emitter, folded: Folded, options: Options, progress: Progress = quiet) -> list[Made]:
    """What became of each item, in the order of the items."""
    emitter.begin()
    items = folded.items

    def one(index: int) -> Made:
        place, item = items[index]
        made = emitter.emit_one(place, item)
        _forget(item)
        return made

    return spread(
        [_weight(item) for _, item in items],
        one,
        options.jobs,
        "converting",
        progress,
    )


def _forget(item: Any) -> None:
    """Trees of a finished item: many times the size of its text, and rarely asked for again (they can be made again)."""
    if isinstance(item, o.Dml):
        found: list[Any] = [item.sql]
    elif isinstance(item, o.Table):
        found = [c.check for c in item.constraints]
        found += [sql for c in item.columns for sql in (c.default, c.generated)]
    elif isinstance(item, o.Index):
        found = [key.expression for key in item.keys]
    elif isinstance(item, (o.View, o.MaterializedView)):
        found = [item.query]
    else:
        return
    for sql in found:
        if sql is not None:
            sql.tree = sql.tokens = None


def _weight(item: Any) -> int:
    span: Span | None = getattr(item, "origin", None)
    return span.end - span.start if span is not None else 1


def ordered(pieces: list[Emitted]) -> list[Emitted]:
    """The source's order, except where something must stand before what uses it."""
    by_id: dict[str, Emitted] = {}
    taken: dict[str, int] = {}
    for item in sorted(pieces, key=lambda e: e.place):
        unique = item.id
        while unique in by_id:
            taken[item.id] = taken.get(item.id, 1) + 1
            unique = f"{item.id}~{taken[item.id]}"
        by_id[unique] = item
    order, _ = stable_order(list(by_id), {key: item.needs for key, item in by_id.items()})
    return [by_id[key] for key in order]


def refuse_dependents(pieces: list[Emitted], backend: Backend, sources: Sources) -> list[Finding]:
    """What needs a refused object cannot be loaded either: it is refused by name too, in loading order."""
    gone = {p.object_id for p in pieces if p.refused}
    findings: list[Finding] = []
    for piece in pieces:
        missing = next((n for n in piece.needs if n in gone), None)
        if piece.refused or missing is None:
            continue
        message = f"needs {missing}, which is refused"
        findings.append(Finding("SC0001", message, piece.span, piece.object_id))
        piece.sql = backend.comment(f"SC0001 refused: {message}\n{sources.text(piece.span)}")
        piece.refused = True
        if piece.id == piece.object_id:
            gone.add(piece.object_id)
    return findings
