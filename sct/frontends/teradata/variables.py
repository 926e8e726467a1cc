"""Variables of the shell or of a tool that are not Teradata's: `${name}`."""

from __future__ import annotations

import re

from sct.text.chunk import Piece

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_OF_THE_SHELL = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))")


def substituted(
    text: str, base: int, define: dict[str, str], *, shell: bool = False
) -> tuple[str, tuple[Piece, ...], list[str]]:
    """(the text with values put in, its pieces, the names that have none). Such a one stays as a name.

    `shell`: the text stands in a shell script, where `$name` is a variable too.
    """
    if "${" not in text and not (shell and "$" in text):
        return text, (), []
    out = ""
    pieces: list[Piece] = []
    missing: list[str] = []
    at = 0
    for found in (_OF_THE_SHELL if shell else _VARIABLE).finditer(text):
        pieces.append(Piece(len(out), base + at, True))
        out += text[at : found.start()]
        pieces.append(Piece(len(out), base + found.start(), False))
        name = found[1] or found[2]
        value = define.get(name)
        if value is None:
            missing.append(found[0])
            value = name
        out += value
        at = found.end()
    pieces.append(Piece(len(out), base + at, True))
    return out + text[at:], tuple(pieces), missing
