"""Islands: stretches of tokens the structure grammar takes as one terminal, and the rules where they end.

An island never begins at a closing parenthesis, a comma or a semicolon, and holds at least one token. Its end is looked
for at depth 0 of parentheses and CASE … END.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sct.frontends.structure.errors import StructureError

if TYPE_CHECKING:
    from sct.frontends.structure.lexer import Scan

EndRule = Callable[["Scan", int], int]


@dataclass(frozen=True, slots=True)
class Island:
    """`words`: what it is called in an error. `end(scan, start)`: index behind its last token, or `start`.

    `first`: it is tried before the keywords and names the grammar accepts at the same place.
    """

    words: str
    end: EndRule
    first: bool = False


def until_follow(scan: Scan, start: int) -> int:
    """Up to `;`, an unmatched `)`, or the first word or sign the grammar accepts after the island.

    A word after a dot is a name, never an end. So a comma or AS ends the island only where one can follow it.
    """
    words = scan.words
    count = len(words)
    depth = cases = 0
    at = start
    opened: list[int] = []
    while at < count:
        word = words[at]
        if word == "(":
            depth += 1
            opened.append(at)
        elif word == ")":
            if not depth:
                break
            depth -= 1
            opened.pop()
        elif word == ";":
            if depth:
                raise StructureError(at, ";", ["')'"])
            break
        elif not depth and word is not None:
            if word == "CASE" and (at == start or words[at - 1] not in (".", "END")):
                cases += 1
            elif word == "END" and cases and words[at - 1] != ".":
                cases -= 1
            elif not cases and at > start and words[at - 1] != "." and scan.ends(at, word):
                break
        at += 1
    if opened:
        raise StructureError(opened[-1], "(", ["a matching ')'"])
    return at


def list_item(scan: Scan, start: int) -> int:
    """As until_follow, and a comma at depth 0 always ends it."""
    words = scan.words
    count = len(words)
    depth = cases = 0
    at = start
    while at < count:
        word = words[at]
        if word == "(":
            depth += 1
        elif word == ")":
            if not depth:
                break
            depth -= 1
        elif word == ";":
            if depth:
                raise StructureError(at, ";", ["')'"])
            break
        elif not depth and word is not None:
            if word == "CASE" and (at == start or words[at - 1] not in (".", "END")):
                cases += 1
            elif word == "END" and cases and words[at - 1] != ".":
                cases -= 1
            elif not cases and at > start and (word == "," or (words[at - 1] != "." and scan.ends(at, word))):
                break
        at += 1
    if depth:
        raise StructureError(count, "", ["')'"])
    return at


def balanced(scan: Scan, start: int) -> int:
    """`( … )` with everything inside."""
    words = scan.words
    if words[start] != "(":
        return start
    depth = 0
    for at in range(start, len(words)):
        word = words[at]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
            if not depth:
                return at + 1
    raise StructureError(start, "(", ["a matching ')'"])
