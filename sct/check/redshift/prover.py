"""What can be said of a Redshift script without a Redshift: three nets, spread independently of each other.

1. grammar.py: PostgreSQL's parser on what is left without Redshift's own clauses, and the deny list.
2. fluff.py: sqlfluff's Redshift dialect.
3. loadable.py: a form that a PostgreSQL runs with Redshift's meaning: views are read, procedures compiled.

A piece is loaded when no net has anything against it and the third could load all of it. What the third has no form
for (COPY, GRANT, sort keys of a table that is there …) was looked at by the others only, and is not called loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sct.check import CheckResult, Piece, PieceResult, Prover
from sct.check import check as load
from sct.check.model import LIMITS, BodyFinding, Limits
from sct.check.redshift.attributes import Fault
from sct.check.redshift.blocks import inside
from sct.check.redshift.fluff import Fluff
from sct.check.redshift.grammar import Judged, judge
from sct.check.redshift.loadable import Known, Loadable, loadable, prelude
from sct.check.redshift.plain import SUPPLIED
from sct.check.redshift.relations import Relations
from sct.check.redshift.tokens import deep, statements, tokenise
from sct.check.statements import Statement

GRAMMAR, FLUFF = "grammar net", "sqlfluff net"
# Fails where CASE_INSENSITIVE could not be supplied (functions.sql).
_ICU = """DO $$ BEGIN ASSERT NOT (SELECT collisdeterministic FROM pg_collation
  WHERE collname = 'case_insensitive' AND collnamespace = 'sct_redshift'::regnamespace), 'ICU'; END $$"""


def check(
    pieces: Sequence[Piece],
    *,
    dsn: str | None = None,
    keep: bool = False,
    limits: Limits = LIMITS,
    thorough: bool = False,
) -> CheckResult:
    """As sct.check.check, for pieces in Redshift's SQL; `dsn` names a PostgreSQL. Never raises for the pieces' sake.

    `thorough`: sqlfluff looks at everything, however long that takes.
    """
    relations, known = Relations(), Known()
    fluff = Fluff(thorough)
    judged = [judge(piece.sql, relations) for piece in pieces]
    linted = fluff.judge([piece.sql for piece in pieces])
    forms = [loadable(piece.sql, known) for piece in pieces]
    first = Piece(SUPPLIED, prelude())
    texts = [Piece(piece.id, form.written.text) for piece, form in zip(pieces, forms, strict=True)]
    found = load([first, Piece("collation", _ICU), *texts], dsn=dsn, keep=keep, limits=limits)
    if found.not_run is None and found.results[0].state == "failed":
        reason = f"the functions of Redshift cannot be supplied there: {found.results[0].message}"
        return CheckResult(not_run=reason, seconds=found.seconds)
    notes = [fluff.missing] if fluff.missing else []
    if fluff.passed_over:
        total = fluff.looked_at + fluff.passed_over
        notes.append(f"sqlfluff looked at {fluff.looked_at} of {total} statements; `sct check` looks at all of them")
    if found.not_run is None and found.results[1].state == "failed" and any("case_insensitive" in t.sql for t in texts):
        notes.append("the server has no ICU: CASE_INSENSITIVE was compiled, but does not disregard case there")
    name = f"postgres-{found.version} as redshift"
    if found.not_run is not None:
        return replace(found, engine="redshift", notes=found.notes + notes)
    results = [
        _result(index, piece, judged[index], linted[index], forms[index], found.results[index + 2])
        for index, piece in enumerate(pieces)
    ]
    return replace(
        found,
        engine=name,
        version="",
        where=found.where.replace(f"postgres-{found.version}", name),
        results=results,
        body_findings=_bodies(pieces, forms, found.body_findings),
        notes=found.notes + notes,
    )


def _result(
    index: int, piece: Piece, judged: Judged, linted: list[Fault], form: Loadable, loaded: PieceResult
) -> PieceResult:
    told = [(GRAMMAR, fault) for fault in judged.faults[:3]] + [(FLUFF, fault) for fault in linted[:1]]
    if loaded.state == "failed":
        at = form.written.origin(loaded.position - 1) if loaded.position else None
        told.append(("load net", Fault(-1 if at is None else at, loaded.message or "")))
    if told:
        place = next((fault.at for _, fault in told if fault.at >= 0), None)
        message = "; ".join(f"{net}: {' '.join(fault.message.split())}" for net, fault in told)
        only_loaded = loaded if len(told) == 1 and loaded.state == "failed" else None
        return PieceResult(
            index,
            piece.id,
            "failed",
            loaded.sqlstate if only_loaded else None,
            message,
            loaded.detail if only_loaded else None,
            loaded.hint if only_loaded else None,
            None if place is None else place + 1,
        )
    left = list(dict.fromkeys([*judged.unjudged, *form.left_out]))
    if left:
        return PieceResult(index, piece.id, "not_run", None, f"{', '.join(left)}: no form that PostgreSQL could load")
    return PieceResult(index, piece.id, "loaded")


def _bodies(pieces: Sequence[Piece], forms: list[Loadable], findings: list[BodyFinding]) -> list[BodyFinding]:
    """Findings on rewritten bodies, as findings on the bodies that were written.

    A table that a body makes itself is not there yet when the body is compiled: that is no fault.
    """
    made = {name for form in forms for name in _made_in_bodies(form.written.text)}
    out: list[BodyFinding] = []
    for one in findings:
        if one.schema == SUPPLIED or not one.body:
            continue
        if one.sqlstate == "42P01" and any(f'"{name}"' in one.message for name in made):
            continue
        for piece, form in zip(pieces, forms, strict=True):
            if one.body in form.written.text:
                out.append(_back(one, piece, form))
                break
    return out


def _made_in_bodies(text: str) -> set[str]:
    """Names behind CREATE [TEMP] TABLE inside of dollar quotes."""
    names: set[str] = set()
    for token in deep(tokenise(text)):
        if token.kind != "dollar":
            continue
        items = list(deep(tokenise(inside(token)[1])))
        for at, one in enumerate(items):
            if one.word == "table" and at and items[at - 1].word in ("create", "temp", "temporary"):
                rest = [t for t in items[at + 1 : at + 7] if t.word not in ("if", "not", "exists")]
                names |= {t.name for t in rest[:3] if t.name}
    return names


def _back(one: BodyFinding, piece: Piece, form: Loadable) -> BodyFinding:
    text: Any = form.written.text
    start = text.index(one.body)
    lines = one.body.split("\n")
    number = min((one.line or 1) - 1, len(lines) - 1)
    at = start + sum(len(line) + 1 for line in lines[:number])
    at += len(lines[number]) - len(lines[number].lstrip())
    origin = form.written.origin(at)
    for token in deep(tokenise(piece.sql)):
        if token.kind == "dollar" and token.at <= origin <= token.at + len(token.text):
            _, body, base = inside(token)
            return replace(one, body=body, line=piece.sql.count("\n", base, max(origin, base)) + 1)
    return one


def split(sql: str) -> list[Statement]:
    """The statements of a script, by Redshift's lexical rules: a backslash escapes in every literal."""
    found: list[Statement] = []
    for items in statements(tokenise(sql)):
        last = items[-1]
        end = last.close + 1 if last.kind == "group" else last.at + len(last.text)
        found.append(Statement(items[0].at, sql[items[0].at : end]))
    return found


PROVER = Prover(check, split)
