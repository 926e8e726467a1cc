"""Pieces, findings and proofs to the report's entries: places in lines, fidelity by the worst finding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from sct.backends.emitted import Emitted
from sct.diagnostics.finding import Finding, worst
from sct.report.model import FindingEntry, ObjectEntry, Proof, SpanJson
from sct.rulebook.load import Rulebook
from sct.text.source import SourceFile
from sct.text.span import Span

SCRIPT = "schema.sql"
# Pieces that are no object of the source's.
_OURS = ("runtime", "schema", "transaction")


@dataclass(slots=True)
class Laid:
    """A script, and where each piece of it stands (character offsets, by index)."""

    text: str
    places: list[tuple[int, int]]


def lay_out(pieces: list[Emitted], header: str) -> Laid:
    """The pieces one after the other below the header."""
    parts = [header]
    at = len(header)
    places: list[tuple[int, int]] = []
    for piece in pieces:
        text = "\n" + piece.sql + "\n"
        places.append((at + 1, at + 1 + len(piece.sql)))
        parts.append(text)
        at += len(text)
    return Laid("".join(parts), places)


class _Places:
    """Offsets as lines and columns. The same places are asked for again and again: an object's, by its findings."""

    def __init__(self, sources: Mapping[str, SourceFile]) -> None:
        self._sources = sources
        self._known: dict[str, dict[tuple[int, int], SpanJson]] = {}

    def must(self, span: Span) -> SpanJson:
        found = self.of(span)
        assert found is not None
        return found

    def of(self, span: Span | None) -> SpanJson | None:
        """None outside of the files known."""
        if span is None:
            return None
        known = self._known.get(span.file)
        if known is None:
            if span.file not in self._sources:
                return None
            known = self._known[span.file] = {}
        key = span.start, span.end
        found = known.get(key)
        if found is None:
            found = known[key] = self._found(self._sources[span.file], span.start, max(span.end, span.start))
        return found

    @staticmethod
    def _found(file: SourceFile, start: int, end: int) -> SpanJson:
        if not 0 <= start <= end <= len(file.text):
            raise ValueError(f"{start} to {end} lies outside {file.path} (0..{len(file.text)})")
        starts = file.line_starts()
        line = bisect_right(starts, start)
        last = line if line == len(starts) or end < starts[line] else bisect_right(starts, end, line)
        return SpanJson(file.path, line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1)


def _in_script(pieces: list[Emitted], laid: Laid, wanted: Mapping[str, int]) -> dict[str, SpanJson]:
    """Where the wanted pieces (by index) stand in the script. Each begins on a line of its own, behind the one before:
    counting is quicker than looking."""
    if "\r" in laid.text:  # ends a line too
        file = SourceFile(SCRIPT, laid.text, "utf-8", "", laid.text.count("\n"))
        places = _Places({SCRIPT: file})
        return {id_: places.must(Span(SCRIPT, *laid.places[index])) for id_, index in wanted.items()}
    at = laid.places[0][0] if laid.places else 0
    line = laid.text.count("\n", 0, at) + 1
    spots: list[tuple[int, int, int, int]] = []
    for piece in pieces:
        sql = piece.sql
        breaks = sql.count("\n")
        column = len(sql) - sql.rfind("\n") if breaks else len(sql) + 1
        spots.append((line, 1, line + breaks, column))
        line += breaks + 2
    return {id_: SpanJson(SCRIPT, *spots[index]) for id_, index in wanted.items()}


def anchors(pieces: list[Emitted], laid: Laid, sources: Mapping[str, SourceFile]) -> dict[str, list[tuple[int, int]]]:
    """Object -> lines of its source and of the script that belong together, where its body's statements begin."""
    found: dict[str, list[tuple[int, int]]] = {}
    at_line, at = 1, 0
    for piece, (start, _) in zip(pieces, laid.places, strict=True):
        at_line += laid.text.count("\n", at, start)
        at = start
        for line, span in piece.lines:
            file = sources.get(span.file)
            if file is not None and span.file == piece.span.file:
                found.setdefault(piece.object_id, []).append((file.position(span.start)[0], at_line + line))
    return found


def entries(
    pieces: list[Emitted],
    laid: Laid,
    findings: list[Finding],
    sources: Mapping[str, SourceFile],
    book: Rulebook,
    proofs: Mapping[str, Proof],
) -> tuple[list[ObjectEntry], list[FindingEntry]]:
    """An entry an object, in the order of the script, and an entry a finding."""
    first: dict[str, int] = {}
    needs: dict[str, dict[str, None]] = {}
    for index, piece in enumerate(pieces):
        id_ = piece.object_id
        if id_ not in first:
            first[id_] = index
        if piece.needs:
            needs.setdefault(id_, {}).update(dict.fromkeys(piece.needs))
    in_sources = _Places(sources).of
    spots = _in_script(pieces, laid, first)
    shown = {id_ for id_, index in first.items() if pieces[index].kind not in _OURS}
    rows: list[FindingEntry] = []
    done: set[tuple[str, str]] = set()  # the same thing said of ten thousand rows is one thing to do
    of: dict[str, list[int]] = {}
    codes = book.codes
    for finding in findings:
        code, message = finding.code, finding.message
        known = codes.get(code)
        if known is None:
            raise AssertionError(f"{code} is raised and not declared")
        owner = finding.object_id
        if owner is not None and owner in shown:
            of.setdefault(owner, []).append(len(rows))
            spot: SpanJson | None = spots[owner]
        else:
            owner = spot = None
        effort = known.effort_minutes
        if effort:
            said = (code, message)
            effort = 0 if said in done else effort
            done.add(said)
        where = in_sources(finding.span)
        rows.append(FindingEntry(code, known.severity, known.fidelity, owner, message, where, spot, effort))
    objects = []
    not_run = Proof("not_run")
    for id_, index in first.items():
        if id_ not in shown:
            continue
        mine = of.get(id_, ())
        objects.append(
            ObjectEntry(
                id=id_,
                kind=pieces[index].kind,
                fidelity=worst(codes[rows[i].code].fidelity for i in mine),
                source=in_sources(pieces[index].span),
                target=spots[id_],
                depends_on=tuple([other for other in needs.get(id_, ()) if other in shown and other != id_]),
                effort_minutes=sum([rows[i].effort_minutes for i in mine]),
                proof=proofs.get(id_) or not_run,
                findings=tuple(mine),
            )
        )
    return objects, rows
