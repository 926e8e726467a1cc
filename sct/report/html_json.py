"""JSON that can stand inside a script element."""

from __future__ import annotations

import json
import re

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
# Lone surrogates cannot be written as UTF-8; JSON can name them.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def block(value: object) -> str:
    """Compact JSON without ``<``, ``>``, ``&``, line separators or lone surrogates in it: nothing in it can end the
    script element or start another one, and it can always be written as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", text)
