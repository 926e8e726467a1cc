"""JSON that can stand inside a script element."""

from __future__ import annotations

import json
import re

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
# Lone surrogates cannot be written as UTF-8; JSON can name them.
_SURROGATE = re.compile("[\ud800-\udfff]")


def block(value: object) -> str:
    """Compact JSON without ``<``, ``>``, ``&``, line separators or lone surrogates in it: nothing in it can end the
    script element or start another one, and it can always be written as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _ESCAPES.items():
        text = text.replace(sign, escaped)
    if text.isascii():
        return text
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
