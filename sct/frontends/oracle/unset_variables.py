"""What could not be read because a variable of SQL*Plus stands there that nothing gave a value."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle.codes import UNREAD, UNSET


def unread(tokens: list[Any], at: int, reason: str) -> tuple[str, str]:
    """The message and the code for a statement that does not go on at a token as Oracle's grammar has it."""
    if at >= len(tokens) or not tokens[at].text.startswith("&"):
        return reason, UNREAD
    name = tokens[at].text
    if name in ("&", "&&") and at + 1 < len(tokens):
        name += tokens[at + 1].text
    return f"{name} has no value", UNSET
