"""Passes over the statements before they are read: one loop for all, and edits of a statement's text.

A pass gives the statements that stand instead of one. A fault of ours in it costs that statement, as one in reading does,
and is an error in the report; it never costs the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sct.frontends.oracle.statement import pieces_of
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk, Piece

FAULT = "FAULT"  # the word of a bad chunk that a pass could not do
Edit = tuple[int, int, str]  # offsets of a chunk's text, and what stands there instead
Pass = Callable[[Chunk], Iterable[Chunk]]


def passed(sessions: list[list[Chunk]], one: Pass, debug: bool) -> list[list[Chunk]]:
    """The sessions with every statement as the pass has it. `debug`: faults are raised."""
    return [[made for chunk in chunks for made in instead_of(chunk, one, debug)] for chunks in sessions]


def instead_of(chunk: Chunk, one: Pass, debug: bool) -> list[Chunk]:
    """What stands instead of a chunk; one that breaks off or is no SQL stays: the reader says where."""
    try:
        return list(one(chunk))
    except (TokenError, IndexError):
        return [chunk]
    except Exception as error:
        if debug:
            raise
        words = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return [replace(chunk, kind="bad", word=FAULT, problem=words)]


def edited(chunk: Chunk, edits: list[Edit]) -> Chunk:
    """The chunk with its edits, which are in order; every place goes on telling where it comes from."""
    text, pieces, done = "", [], 0
    for start, end, new in edits:
        if start > done:
            pieces += pieces_of(chunk, done, start, len(text))
            text += chunk.text[done:start]
        pieces.append(Piece(len(text), chunk.locate(start), False))
        text += new
        done = end
    if done < len(chunk.text):
        pieces += pieces_of(chunk, done, len(chunk.text), len(text))
    return replace(chunk, text=text + chunk.text[done:], pieces=tuple(pieces))
