"""Items to pieces: every item of the folded script through lift, lower and emit; then the order they load in."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from sct.work.kept.run import Kept

# The piece of an item that could not be written; `comment_faults` makes a comment of the target's out of it.
FAULT = "fault: "
_SHOWS = ("select", "with", "print")  # statements of the script that only show something
_CODE = ("function:", "procedure:", "type_body:")


def comment_faults(pieces: list[Emitted], backend: Backend, sources: Sources) -> None:
    """An item with a fault keeps its place, its original text in a comment under the code."""
    for piece in pieces:
        if piece.refused and piece.sql.startswith(FAULT):
            words = piece.sql.removeprefix(FAULT)
            piece.sql = backend.comment(f"SC0007 refused: {words}\n{sources.text(piece.span)}")


def emit_all(
    emitter: Emitter, folded: Folded, options: Options, progress: Progress = quiet, kept: Kept | None = None
) -> list[Made]:
    """What became of each item, in the order of the items. `kept`: what former runs made of them."""
    with kept.remembering() if kept is not None else nullcontext():
        return _emitted(emitter, folded, options, progress, kept)


def _emitted(emitter: Emitter, folded: Folded, options: Options, progress: Progress, kept: Kept | None) -> list[Made]:
    emitter.begin()
    items = folded.items

    def convert(place: int, item: Any) -> Made:
        try:
            made = emitter.emit_one(place, item)
        except Exception as error:
            if options.debug:
                raise
            made = _fault(place, item, error)
        _forget(item)
        return made

    objects = kept.objects(emitter, items) if kept is not None else None
    if objects is None:
        weights = [_weight(item) for _, item in items]
        return spread(weights, lambda index: convert(*items[index]), options.jobs, "converting", progress)
    try:
        fresh = spread(objects.weights(), lambda at: objects.convert(at, convert), options.jobs, "converting", progress)
    finally:
        objects.end()
    return objects.all(fresh)


def _fault(place: int, item: Any, error: Exception) -> Made:
    """A fault of ours costs the object, and is an error in the report; it never costs the run."""
    span: Span = item.origin
    words = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    id_ = f"fault:{place}"
    kind = str(getattr(item, "kind", "") or type(item).__name__.lower())
    piece = Emitted(
        id_, id_, kind, FAULT + words, span, place, refused=True, name=str(getattr(item, "name", "") or id_)
    )
    return Made([piece], [Finding("SC0007", words, span, id_)])


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


def keep_steps(pieces: list[Emitted], spans: list[Span], blocks: set[Span]) -> None:
    """What stands for one block of the source keeps its order: a statement that waits for what it runs takes those behind
    it along. `spans`: of the script's statements; `blocks`: those that several statements stand for."""
    at: dict[Span, tuple[int, str, str]] = {}  # place, its last piece, the last one of the place before
    for piece in sorted(pieces, key=lambda one: one.place):
        span = spans[piece.place] if 0 <= piece.place < len(spans) else None
        if span is None or span not in blocks:
            continue
        place, last, before = at.get(span, (piece.place, "", ""))
        before = last if place != piece.place else before
        if before:
            piece.behind = (*piece.behind, before)
        at[span] = (piece.place, piece.id, before)


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
    code: dict[str, list[str]] = {}  # a routine comes with those inside it, a type's body is its methods
    for key, item in by_id.items():
        if item.object_id.startswith(_CODE):
            code.setdefault(item.object_id, []).append(key)

    def before(item: Emitted) -> list[str]:
        wanted = (*item.needs, *item.behind)
        if not code:
            return list(wanted)
        return [one for n in wanted for one in (code.get(n) or [n] if n != item.object_id else [n])]

    order, _ = stable_order(
        list(by_id), {key: before(item) for key, item in by_id.items() if item.needs or item.behind}
    )
    return [by_id[key] for key in order]


def refuse_dependents(pieces: list[Emitted], backend: Backend, sources: Sources) -> list[Finding]:
    """What needs a refused object cannot be loaded either: it is refused by name too, in loading order.

    A stub is enough for who names it, but not for a statement of the script that runs it: it would end the loading. A
    query that is kept with its rows is made without them then.
    """
    gone = {p.object_id for p in pieces if p.refused}
    made = {p.id for p in pieces}

    def lost(need: str) -> bool:
        """A later form of a relation (`t~7`) that is refused has no piece of its own: its object's stands for it."""
        return need in gone or (need not in made and need.partition("~")[0] in gone)

    stubs = {p.id for p in pieces if p.stub}
    findings: list[Finding] = []
    spoiled: dict[str, str] = {}
    for piece in pieces:
        runs = piece.kind in ("block", "data")
        wanted = (*piece.needs, *piece.reads) if runs else piece.needs
        missing = next((n for n in wanted if lost(n) or (runs and n in stubs)), None)
        if missing is None and piece.kind == "data" and piece.name in _SHOWS:
            missing = next((spoiled[n] for n in wanted if n in spoiled), None)
        for one in piece.sets:  # what a refused block leaves in the client's variables is not what the source leaves
            if piece.refused or missing is not None:
                spoiled[one] = piece.id
            else:
                spoiled.pop(one, None)
        if piece.refused:
            continue
        if missing is None and piece.unfilled:
            run = next((n for n in (*piece.needs, *piece.behind) if n in stubs), None)
            if run is not None:
                findings.append(Finding("SC0024", f"needs {run}, which is refused", piece.span, piece.object_id))
                piece.sql, piece.after, piece.unfilled = piece.unfilled, "", ""
                stubs.add(piece.id)
        if missing is None:
            continue
        message = f"needs {missing if missing in made else missing.partition('~')[0]}, which is refused"
        findings.append(Finding("SC0001", message, piece.span, piece.object_id))
        piece.sql = backend.comment(f"SC0001 refused: {message}\n{sources.text(piece.span)}")
        piece.refused = True
        gone.add(piece.id)  # a change in place too: the next one stands on it
    return findings
