"""What a run wrote, as the next one finds it again: a digest of every script, in `written.json`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

RECORD = "written.json"
SCRIPTS = ("schema.sql", "pre-data.sql", "post-data.sql")
NEW = ".new"  # beside an edited file: what its object would be now


@dataclass(slots=True)
class Edit:
    """An object's file that was edited by hand.

    `path`: in the folder; `base`: digest of what sct would have written when it was edited; `offered`: of what was put
    beside it since; `now`: what this run would have written, None where it makes no such object.
    """

    path: str
    text: str
    base: str
    offered: str = ""
    now: str | None = None

    def changed(self) -> bool:
        """Whether this run would write something else than what was edited."""
        return self.now is not None and digest(self.now) != self.base


def digest(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def together(texts: list[str]) -> str:
    """An object's file, of its pieces."""
    return "\n\n".join(texts) + "\n"


def entry(object_id: str, edit: Edit) -> dict[str, Any]:
    """What the record says of an edited object's file; of others it has the object and the digest."""
    said = {"object": object_id, "sha256": edit.base}
    return {**said, "offered": digest(edit.now)} if edit.now is not None and edit.changed() else said
