"""A hyphen at the end of a line: SQL*Plus joins the lines, inside SQL statements too.

A minus sign may stand at a line's end as well, in scripts that other programs run. So hyphens are joined away only
where one of them can be no minus: after an opening parenthesis or a comma, before a comma or a closing parenthesis.
"""

from __future__ import annotations

import re

from sct.text.chunk import Piece

_TOKEN = re.compile(
    r"(?P<skip>--(?!\r?\n)[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<literal>'(?:[^']|'')*'?|\"[^\"]*\"?)"
    r"|(?P<end>-(?P<line>\r?\n))",
    re.DOTALL,
)
_IN_LITERAL = re.compile(r"-(\r?\n)")


def joined(text: str, start: int, pieces: tuple[Piece, ...]) -> tuple[str, tuple[Piece, ...]]:
    """The statement with its lines joined, and where its pieces come from."""
    if "-\n" not in text and "-\r\n" not in text:
        return text, pieces
    cuts, certain = _cuts(text)
    if not certain:
        return text, pieces
    out: list[str] = []
    moved: list[Piece] = []
    length = 0
    given = pieces or (Piece(0, start, True),)
    for number, piece in enumerate(given):
        stop = given[number + 1].start if number + 1 < len(given) else len(text)
        at = piece.start
        moved.append(Piece(length, piece.offset, piece.verbatim))
        for first, last in cuts:
            if not piece.start <= first < stop:
                continue
            out.append(text[at:first])
            length += first - at
            at = min(last, stop)
            offset = piece.offset + (at - piece.start if piece.verbatim else 0)
            moved.append(Piece(length, offset, piece.verbatim))
        out.append(text[at:stop])
        length += stop - at
    return "".join(out), tuple(moved)


def _cuts(text: str) -> tuple[list[tuple[int, int]], bool]:
    """Where hyphens with their line ends stand outside comments, and whether one of them can be no minus."""
    cuts: list[tuple[int, int]] = []
    certain = False
    for token in _TOKEN.finditer(text):
        if token.group("literal") is not None:
            cuts.extend(
                (m.start() + token.start(), m.end() + token.start()) for m in _IN_LITERAL.finditer(token.group())
            )
        elif token.group("end") is not None:
            cuts.append(token.span())
            before, after = text[: token.start()].rstrip()[-1:], text[token.end() :].lstrip()[:1]
            certain = certain or before in ("(", ",") or after in (",", ")")
    return cuts, certain
