"""Text that is put together from constants and values: what dynamic SQL is made of."""

from __future__ import annotations

import re
from typing import Any

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.tokens import TokenError, TokenType, tokenise

MARK = re.compile(r"sct_(hole|bind)_(\d+)_", re.IGNORECASE)


def parts_of_text(sql: Sql) -> list[Any] | None:
    """The parts of a concatenation: constants as str, everything else as a tree; None when it cannot be read."""
    try:
        return flat(tree_of(sql).copy())
    except SqlError:
        return None


def flat(node: Any) -> list[Any]:
    """The parts of a text that a tree concatenates."""
    if isinstance(node, exp.DPipe):
        return _joined([*flat(node.this), *flat(node.expression)])
    if isinstance(node, exp.Paren):
        inner = flat(node.this)
        return inner if len(inner) > 1 or isinstance(inner[0], str) else [node]
    if isinstance(node, exp.Literal):
        return [str(node.this)]
    if isinstance(node, exp.Anonymous) and call_name(node) == "concat":
        return _joined([part for arg in node.expressions for part in flat(arg)])
    if isinstance(node, exp.Anonymous) and call_name(node) == "chr" and len(node.expressions) == 1:
        code = node.expressions[0]
        if isinstance(code, exp.Literal) and str(code.this) in ("10", "13", "9", "32"):
            return [chr(int(str(code.this)))]
    return [node]


def _joined(parts: list[Any]) -> list[Any]:
    out: list[Any] = []
    for part in parts:
        if out and isinstance(part, str) and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return out


def joined(parts: list[Any]) -> list[Any]:
    """Neighbouring constants as one."""
    return _joined(parts)


def name_of(node: Any) -> tuple[str, ...]:
    """The dotted name a part consists of, () when it is something else."""
    if isinstance(node, exp.Column):
        return tuple(p.name for p in node.parts if isinstance(p, exp.Identifier))
    return ()


def marked(parts: list[Any], engine: str) -> tuple[str, list[Any], list[str]]:
    """(text with marks for values and placeholders, the values, the placeholders in order). Raises TokenError.

    A mark is a name no program has; inside quotes it is part of the literal, beside letters part of the name.
    """
    text = ""
    holes: list[Any] = []
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            holes.append(part)
            text += f"sct_hole_{len(holes)}_"
    binds: list[str] = []
    out = ""
    at = 0
    tokens = tokenise(text, engine)
    for number, token in enumerate(tokens):
        if token.token_type is TokenType.COLON and number + 1 < len(tokens):
            following = tokens[number + 1]
            if following.start == token.end + 1 and following.token_type is not TokenType.STRING:
                binds.append(following.text.lower())
                out += text[at : token.start] + f"sct_bind_{len(binds)}_"
                at = following.end + 1
    return out + text[at:], holes, binds


def filled(text: str, holes: list[Any], bind: Any) -> list[Any]:
    """A marked text as parts again; `bind(number)` is the text of a placeholder."""
    out: list[Any] = []
    at = 0
    for found in MARK.finditer(text):
        out.append(text[at : found.start()])
        number = int(found[2])
        out.append(bind(number) if found[1].lower() == "bind" else holes[number - 1])
        at = found.end()
    return joined([part for part in [*out, text[at:]] if part != ""])


def without_into(text: str, engine: str) -> str:
    """A DML statement without the INTO of its RETURNING clause, which the caller's statement has."""
    tokens = tokenise(text, engine)
    words = [t.text.upper() for t in tokens]
    returning = next((n for n, word in enumerate(words) if word in ("RETURNING", "RETURN")), None)
    if returning is None:
        return text
    into = next((n for n in range(returning, len(words)) if words[n] == "INTO"), None)
    if into is None:
        return text
    start = into - 2 if words[into - 2 : into] == ["BULK", "COLLECT"] else into
    head = text[: tokens[returning].start] + "RETURNING" + text[tokens[returning].end + 1 : tokens[start].start]
    return head.rstrip()


def select_list(text: str, engine: str) -> list[str]:
    """The items of a query's own select list, as written. Raises TokenError."""
    tokens = tokenise(text, engine)
    words = [token.text.upper() for token in tokens]
    if words[:1] != ["SELECT"]:
        return []
    at = 1 + (words[1:2] in (["DISTINCT"], ["UNIQUE"], ["ALL"]))
    out: list[str] = []
    first, depth = at, 0
    for place in range(at, len(tokens) + 1):
        word = words[place] if place < len(tokens) else "FROM"
        if not depth and word in (",", "FROM"):
            if place > first:
                out.append(text[tokens[first].start : tokens[place - 1].end + 1])
            first = place + 1
            if word == "FROM":
                break
        depth += (word == "(") - (word == ")")
    return out


def first_word(text: str) -> str:
    return next((m[0].upper() for m in re.finditer(r"[A-Za-z]+|\S", text.lstrip("( \n\t\r"))), "")


__all__ = [
    "MARK",
    "TokenError",
    "filled",
    "first_word",
    "flat",
    "joined",
    "marked",
    "name_of",
    "parts_of_text",
    "select_list",
    "without_into",
]
