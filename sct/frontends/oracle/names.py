"""Oracle names, folded: what Oracle calls case-insensitively is lower case, every other name keeps its case."""

from __future__ import annotations

from typing import Any

from sct.sqlexpr.tokens import TokenType


def fold_text(text: str, quoted: bool) -> str:
    if not quoted:
        return text.lower()
    plain = text.isascii() and text.replace("_", "A").replace("$", "A").replace("#", "A").isalnum()
    return text.lower() if plain and text == text.upper() and not text[:1].isdigit() else text


def fold(token: Any) -> str:
    return fold_text(token.text, token.token_type is TokenType.IDENTIFIER)
