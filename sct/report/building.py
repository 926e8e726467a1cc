"""Pieces, findings and proofs to the report's entries: places in lines, fidelity by the worst finding."""

from __future__ import annotations

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


def span_json(span: Span | None, sources: Mapping[str, SourceFile]) -> SpanJson | None:
    """Offsets as lines and columns; None outside of the files known."""
    file = sources.get(span.file) if span is not None else None
    if file is None or span is None:
        return None
    line, column = file.position(span.start)
    end_line, end_column = file.position(max(span.end, span.start))
    return SpanJson(span.file, line, column, end_line, end_column)


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
    target = {SCRIPT: SourceFile(SCRIPT, laid.text, "utf-8", "", laid.text.count("\n"))}
    first: dict[str, int] = {}
    needs: dict[str, dict[str, None]] = {}
    for index, piece in enumerate(pieces):
        first.setdefault(piece.object_id, index)
        needs.setdefault(piece.object_id, {}).update(dict.fromkeys(piece.needs))
    spots = {id_: span_json(Span(SCRIPT, *laid.places[index]), target) for id_, index in first.items()}
    shown = {id_ for id_, index in first.items() if pieces[index].kind not in _OURS}
    rows: list[FindingEntry] = []
    done: set[tuple[str, str]] = set()  # the same thing said of ten thousand rows is one thing to do
    of: dict[str, list[int]] = {}
    for finding in findings:
        code = book.codes.get(finding.code)
        if code is None:
            raise AssertionError(f"{finding.code} is raised and not declared")
        owner = finding.object_id if finding.object_id in shown else None
        if owner:
            of.setdefault(owner, []).append(len(rows))
        rows.append(
            FindingEntry(
                finding.code,
                code.severity,
                code.fidelity,
                owner,
                finding.message,
                span_json(finding.span, sources),
                spots[owner] if owner else None,
                0 if (finding.code, finding.message) in done else code.effort_minutes,
            )
        )
        done.add((finding.code, finding.message))
    objects = []
    for id_, index in first.items():
        if id_ not in shown:
            continue
        mine = of.get(id_, [])
        objects.append(
            ObjectEntry(
                id=id_,
                kind=pieces[index].kind,
                fidelity=worst(book.codes[rows[i].code].fidelity for i in mine),
                source=span_json(pieces[index].span, sources),
                target=spots[id_],
                depends_on=tuple(other for other in needs[id_] if other in shown and other != id_),
                effort_minutes=sum(rows[i].effort_minutes for i in mine),
                proof=proofs.get(id_) or Proof("not_run"),
                findings=tuple(mine),
            )
        )
    return objects, rows
