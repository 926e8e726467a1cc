"""A name of a database as the name of a file: what other systems cannot keep in one becomes `_`."""

from __future__ import annotations


def file_name(text: str) -> str:
    """At most 120 characters, never empty, never beginning or ending with a dot."""
    if text.isascii() and text.isidentifier() and len(text) <= 120:
        return text
    safe = "".join(c if c.isalnum() or c in "._-$#" else "_" for c in text)
    return safe.strip(".")[:120] or "_"
