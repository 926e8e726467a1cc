"""Functions: one expression over `$1`, `$2` …, with no query in it ("Scalar SQL UDFs")."""

from __future__ import annotations

from sct.backends.redshift.routines.writer import Writer
from sct.ir import statements as s
from sct.rulebook.translate import Refused


def value(w: Writer, block: s.Block) -> str:
    """The body as one expression: RETURN, and IF and CASE whose every branch ends in one. Raises Refused."""
    if block.handlers:
        raise Refused("RS0166", "a function that catches errors", block.handlers[0].span)
    if block.declarations:
        raise Refused("RS0166", "a function with variables", block.declarations[0].span)
    return _of(w, block.body, block)


def _of(w: Writer, body: list[s.Statement], around: s.Statement) -> str:
    if not body:
        raise Refused("RS0166", "a function that may end without RETURN", around.span)
    one, rest = body[0], body[1:]
    if isinstance(one, s.Null):
        return _of(w, rest, around)
    if isinstance(one, s.Return) and one.value is not None:
        text = w.expression(one.value, w.routine.returns if w.routine else None)
        if "select" in text.lower().replace("(", " ").split():
            raise Refused("RS0166", "a function that queries", one.span)
        return text
    if isinstance(one, s.Block) and not rest:
        return value(w, one)
    if isinstance(one, s.If):
        parts = [f"WHEN {w.expression(c)} THEN {_of(w, [*inner, *rest], one)}" for c, inner in one.branches]
        last = _of(w, [*(one.otherwise or []), *rest], one)
        return f"CASE {' '.join(parts)} ELSE {last} END"
    raise Refused("RS0166", "a function of several statements", one.span)
