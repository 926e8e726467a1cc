"""The text of a body: DECLARE, BEGIN, statements, END."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import exceptions, steps
from sct.backends.postgres.plpgsql.writer import Placed, Writer
from sct.catalog import jumps
from sct.ir import statements as s
from sct.rulebook.translate import Refused
from sct.text.span import Span

# Routines that are written in a way of their own: (applies, (code, item, bag) -> the whole CREATE statement).
SPECIAL: list[tuple[Callable[[Any], bool], Callable[[Any, Any, Any], str]]] = []


def routine_body(w: Writer, code: s.Routine, starts: list[str]) -> str:
    """The body of a routine: its declarations and its block are one PL/pgSQL block."""
    assert code.body is not None
    return block_text(w, [*code.declarations, *code.body.declarations], code.body, starts)


def block_text(w: Writer, declarations: list[Any], block: s.Block, starts: list[str]) -> str:
    if jumps.has_jumps(block):
        try:
            block = jumps.structured(block)
        except jumps.Unstructured as error:
            raise Refused("SC1906", f"GOTO {error.label}", error.span) from None
    w.facts.setdefault("code", (*declarations, block))
    w.resolver.early = bool(starts) and w.translator.empty_is_null
    lines, first = w.declare(declarations, w.names)
    w.resolver.early = False
    w.depth = 0
    tried = w.facts.get("try")
    if tried is None:
        exceptions.protected(w, block, [*starts, *first])
    else:
        steps.whole(w, block, [*starts, *first], tried)
    head = ["#variable_conflict use_column"]
    declared = [*w.facts.get("aliases", ()), *lines, *w.declared]
    head.extend(f"<<{ident(label)}>>" for label in w.facts.get("labels", ()))
    if declared:
        head.append("DECLARE")
        head.extend("  " + text for text in declared)
    lines = [*head, *w.lines]
    text = "\n".join(lines).removesuffix(";")
    w.translator.places.append((text, _places(lines)))
    return text


def _places(lines: list[str]) -> list[tuple[int, Span]]:
    """(line, statement) where another statement begins."""
    out: list[tuple[int, Span]] = []
    number = 0
    for line in lines:
        span = line.span if isinstance(line, Placed) else None
        if span is not None and (not out or out[-1][1] != span):
            out.append((number, span))
        number += line.count("\n") + 1
    return out
