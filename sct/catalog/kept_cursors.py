"""Cursors that a block opens and its handlers close or fetch from: opening them is work that must outlive an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sct.ir import statements as s
from sct.ir.walking import everything


def mark(block: s.Block) -> None:
    """Marks the statements of the block that open a cursor its handlers need."""
    needed = {_cursor(n) for handler in block.handlers for one in handler.body for n in _needing(one)}
    if not needed:
        return
    for one in block.body:
        for inner in everything(one):
            if isinstance(inner, (s.OpenCursor, s.OpenFor)) and _cursor(inner) in needed:
                inner.outlives = True


def _needing(one: s.Statement) -> Iterator[Any]:
    """Statements that need an open cursor; behind a question for %ISOPEN they do not."""
    if isinstance(one, (s.CloseCursor, s.Fetch)):
        yield one
    elif isinstance(one, s.If):
        for condition, body in one.branches:
            if "%isopen" not in "".join(condition.text.split()).lower():
                yield from (n for inner in body for n in _needing(inner))
        yield from (n for inner in one.otherwise or () for n in _needing(inner))
    else:
        yield from (n for n in everything(one) if isinstance(n, (s.CloseCursor, s.Fetch)))


def _cursor(one: Any) -> str:
    return str(one.cursor.text.strip().lower())
