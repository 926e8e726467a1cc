"""Numbers that stand for characters: which constants are one, in a database whose texts are UTF-8.

CHR(n) takes a number for the bytes of a character: 233 is a character in a database of one byte a character, and in UTF-8
the first byte of some other. CHR(n USING NCHAR_CS) and NCHR(n) take UTF-16 units: two of them for what lies beyond 65535.
No text of the targets holds the character 0.
"""

from __future__ import annotations

import re
from typing import Any

from sct.sqlexpr.nodes import exp, type_of

_ESCAPES = re.compile(r"(?:\\[0-9A-Fa-f]{4})+")


def constant_code(node: Any) -> int | None:
    """A number written in the source, its fraction cut off; None for everything else."""
    if isinstance(node, exp.Paren):
        return constant_code(node.this)
    if isinstance(node, exp.Neg):
        code = constant_code(node.this)
        return None if code is None else -code
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    try:
        return int(float(node.this)) if not str(node.this).isdigit() else int(node.this)
    except (ValueError, OverflowError):
        return None


def of_bytes(code: int) -> str | None:
    """The one character whose UTF-8 bytes are this number, most significant first."""
    if code <= 0:
        return None
    return _one(code.to_bytes((code.bit_length() + 7) // 8, "big"), "utf-8")


def of_units(code: int) -> str | None:
    """The one character whose UTF-16 units are this number."""
    if code <= 0:
        return None
    return _one(code.to_bytes(2 if code < 0x10000 else (code.bit_length() + 7) // 8, "big"), "utf-16-be")


def _one(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if len(text) == 1 else None


def is_character(node: Any) -> bool:
    code = constant_code(node)
    return code is not None and of_bytes(code) is not None


def is_no_character(node: Any) -> bool:
    code = constant_code(node)
    return code is not None and of_bytes(code) is None


def is_national_character(node: Any) -> bool:
    code = constant_code(node)
    return code is not None and of_units(code) is not None


def is_no_national_character(node: Any) -> bool:
    code = constant_code(node)
    return code is not None and of_units(code) is None


def is_national(node: Any) -> bool:
    """Whether a text is of the national character set: a column or a literal of it is, and what is made of one with others."""
    if isinstance(node, exp.National) or type_of(node).is_national:
        return True
    if isinstance(node, (exp.Cast, exp.Subquery)):
        return False
    return isinstance(node, exp.Expression) and any(is_national(one) for one in node.iter_expressions())


def escapes_no_character(node: Any) -> bool:
    """Whether the constant's \\XXXX hold the character 0 or half of a pair."""
    if not isinstance(node, exp.Literal) or not node.is_string:
        return False
    for found in _ESCAPES.finditer(str(node.this).replace("\\\\", "")):
        try:
            text = bytes.fromhex(found[0].replace("\\", "")).decode("utf-16-be")
        except UnicodeDecodeError:
            return True
        if "\0" in text:
            return True
    return False
