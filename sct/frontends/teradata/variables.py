"""Variables of the shell or of a tool that are not Teradata's: `${name}`."""

from __future__ import annotations

import re

from sct.text.chunk import Piece

_VARIABLE = re.compile(r"\$\{(\w+)\}")


def substituted(text: str, base: int, define: dict[str, str]) -> tuple[str, tuple[Piece, ...], list[str]]:
    """(the text with values put in, its pieces, the names that have none). Such a one stays as a name."""
    if "${" not in text:
        return text, (), []
    out = ""
    pieces: list[Piece] = []
    missing: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(text):
        pieces.append(Piece(len(out), base + at, True))
        out += text[at : found.start()]
        pieces.append(Piece(len(out), base + found.start(), False))
        value = define.get(found[1])
        if value is None:
            missing.append(found[0])
            value = found[1]
        out += value
        at = found.end()
    pieces.append(Piece(len(out), base + at, True))
    return out + text[at:], tuple(pieces), missing
