"""Accounted for: every statement of the script belongs to an object or has a finding, in every run.

A statement that has neither is a fault of ours. It is not passed over: it becomes an error that quotes its place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import Any

from sct.backends.emitted import Emitted
from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.diagnostics.finding import Finding
from sct.ir import objects as o
from sct.text.span import Span
from sct.work.reading import Script

_TOGETHER = (o.Unit, o.UserType)
_CHANGES = (o.Alter, o.Comment, o.Rename, o.Drop)


def account(
    script: Script, folded: Folded, catalog: Catalog, pieces: list[Emitted], findings: list[Finding]
) -> list[Finding]:
    """Findings for the statements that left nothing behind: what the script undid itself, and what we lost.

    `pieces`: the whole script as it is written; `findings`: all so far.
    """
    written = {piece.place for piece in pieces}
    said = _Places([f.span for f in findings] + [p.span for p in pieces])
    living: dict[tuple[str, ...], int] = {}
    # a package is one object, whether its specification or its body carries the pieces; so is a type
    units: set[tuple[str, ...]] = set()
    for place, item in folded.items:
        catalog.stand(place)  # a name means what it means where its statement stands
        if _named(item):
            living[_key(item, catalog)] = place
        if isinstance(item, _TOGETHER) and place in written:
            units.add(_key(item, catalog))
    folded_places = {place for place, _ in folded.items}
    out: list[Finding] = []
    for place, (item, span) in enumerate(zip(script.statements, script.spans, strict=True)):
        if place in written or said.inside(span):
            continue
        catalog.stand(place)
        at = getattr(item, "origin", span)
        name = getattr(item, "name", "")
        if isinstance(item, o.Drop):
            out.append(Finding("SC0003", f"DROP {item.kind.upper()} {name}", at))
        elif isinstance(item, _TOGETHER) and _key(item, catalog) in units:
            continue
        elif isinstance(item, _CHANGES):
            owner = living.get(_key(item, catalog))
            if owner is None or owner > place:
                out.append(Finding("SC0004", f"{type(item).__name__.lower()} of {name}", at))
            elif owner not in written:
                out.append(Finding("SC0002", f"{type(item).__name__} of {name} has left nothing in the result", at))
        elif isinstance(item, o.Dml) and item.verb in ("commit", "rollback", "savepoint"):
            out.append(Finding("SC0005", item.verb.upper(), at))
        elif isinstance(item, o.Grant) and place not in folded_places:
            out.append(Finding("SC0004", f"privileges on {item.on}", at))
        elif _named(item) and place not in folded_places:
            out.append(Finding("SC0004", f"{type(item).__name__.lower()} {name}", at))
        else:
            what = f"{type(item).__name__} {name}".strip()
            out.append(Finding("SC0002", f"{what} has left nothing in the result", at))
    return out


def _named(item: Any) -> bool:
    return isinstance(getattr(item, "name", None), o.QName) and not isinstance(item, _CHANGES)


def _key(item: Any, catalog: Catalog) -> tuple[str, ...]:
    name = item.name
    if isinstance(item, o.Rename):
        name = o.QName(name.schema, item.new_name)
    return catalog.key(name)


class _Places:
    """Where findings and pieces come from, to be asked by statement."""

    def __init__(self, spans: list[Span | None]) -> None:
        self._starts: dict[str, list[int]] = defaultdict(list)
        for span in spans:
            if span is not None:
                self._starts[span.file].append(span.start)
        for starts in self._starts.values():
            starts.sort()

    def inside(self, span: Span) -> bool:
        starts = self._starts.get(span.file, [])
        at = bisect_left(starts, span.start)
        return at < len(starts) and starts[at] <= max(span.end - 1, span.start)
