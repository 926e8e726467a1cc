"""SQL*Plus's line continuation inside a SQL statement: a hyphen at the end of a line.

    INSERT INTO t VALUES (1-
    , 'a text that goes on-
     here');

SQL*Plus takes hyphen and line end out before the server sees the statement, in literals too (SQL*Plus User's Guide,
"Continuing a Long SQL*Plus Command"). A statement written for another tool may end a line in a minus, so it is done
only in a statement that shows it: a hyphen there that cannot be a minus, before a comma or a closing parenthesis or
after an opening one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sct.text.chunk import Chunk, Piece

_LEXEME = re.compile(r"(?P<comment>--[^\r\n]*|/\*.*?\*/)|(?P<string>'[^']*')|(?P<end>-[ \t]*\r?\n)", re.S)
_END = re.compile(r"-[ \t]*\r?\n")


def joined(chunk: Chunk) -> Chunk:
    """The chunk with its continued lines joined; the chunk itself when there are none."""
    text = chunk.text
    if chunk.kind != "sql" or chunk.pieces or _END.search(text) is None:
        return chunk
    cuts: list[tuple[int, int, str]] = []  # start, end, what stands there instead
    shown = False
    for found in _LEXEME.finditer(text):
        if found.lastgroup == "string":
            cuts.extend((m.start(), m.end(), "") for m in _END.finditer(text, found.start(), found.end()))
        elif found.lastgroup == "end":
            cuts.append((found.start(), found.end(), " "))
            before, after = text[: found.start()].rstrip()[-1:], text[found.end() : found.end() + 200].lstrip()[:1]
            shown = shown or before in ("(", ",") or after in (",", ")")
    if not shown:
        return chunk
    out: list[str] = []
    pieces: list[Piece] = []
    at = length = 0
    for start, end, instead in cuts:
        pieces.append(Piece(length, chunk.base + at, True))
        out.append(text[at:start])
        length += start - at
        if instead:
            pieces.append(Piece(length, chunk.base + start, False))
            out.append(instead)
            length += len(instead)
        at = end
    pieces.append(Piece(length, chunk.base + at, True))
    out.append(text[at:])
    return replace(chunk, text="".join(out), pieces=tuple(pieces))
