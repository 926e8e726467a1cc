"""Exceptions: handlers, RAISE, SQLCODE and SQLERRM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.ir import statements as s
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer


def protected(w: Writer, block: s.Block, first: list[str]) -> None:
    """BEGIN … END; of a block, with its handlers; `first` = statements that initialise its variables."""
    if block.handlers:
        raise Refused("OR0500", "an exception handler is not converted yet", block.handlers[0].span)
    w.line("BEGIN")
    with w.indent():
        for text in first:
            w.line(text)
        w.statements(block.body)
    w.line("END;")
