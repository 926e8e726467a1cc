"""What was found out of the shipped rule files, kept for the next run: their entries, and under which head each pattern
is looked for.

Reading YAML and parsing a thousand patterns costs a small conversion a third of its time. The file is named after the
rules' and the code's digests, holds plain JSON, and is never needed: without it, or with one that cannot be read or
written, everything is found out again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sct import __version__
from sct.options import cache_folder
from sct.sqlexpr.nodes import LIBRARY_VERSION

# Several versions of sct may take turns (a checkout beside the installed one); each finds its own file again.
_KEPT = 4


class Store:
    """`entries`: by folder; `heads`: by engine and pattern. `changed`: there is something to keep."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self.heads: dict[str, str] = {}
        self.changed = False
        try:
            found = json.loads(path.read_bytes())
            self.entries = {folder: [(f, e) for f, e in several] for folder, several in found["entries"].items()}
            self.heads = dict(found["heads"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.entries, self.heads = {}, {}  # not there, or damaged: made anew

    def of(self, folder: str, read: Callable[[], list[tuple[str, dict[str, Any]]]]) -> list[tuple[str, dict[str, Any]]]:
        """The entries of a folder."""
        found = self.entries.get(folder)
        if found is None:
            found = self.entries[folder] = read()
            self.changed = True
        return found

    def head(self, engine: str, pattern: str) -> str | None:
        return self.heads.get(f"{engine} {pattern}")

    def learn(self, engine: str, pattern: str, head: str) -> None:
        self.heads[f"{engine} {pattern}"] = head
        self.changed = True

    def keep(self) -> None:
        """Writes what is new, whole or not at all; all but the newest few of the folder are removed."""
        if not self.changed:
            return
        self.changed = False
        text = json.dumps({"entries": self.entries, "heads": self.heads}, default=str)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".rules-")
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
            os.replace(name, self.path)
            several = sorted(self.path.parent.glob("rules-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
            for old in several[_KEPT:]:
                old.unlink(missing_ok=True)
        except OSError:
            return  # a cache that cannot be written costs time, nothing else


@cache
def store(rules: str) -> Store:
    """The store of these rules (their digest) under this code."""
    digest = hashlib.sha256(f"{rules} {__version__} {LIBRARY_VERSION}".encode())
    root = Path(__file__).resolve().parents[1]
    for folder in ("rulebook", "sqlexpr"):
        for path in sorted((root / folder).rglob("*.py")):
            found = path.stat()
            digest.update(f"{path.relative_to(root)} {found.st_size} {found.st_mtime_ns}".encode())
    return Store(cache_folder() / f"rules-{digest.hexdigest()[:16]}.json")
