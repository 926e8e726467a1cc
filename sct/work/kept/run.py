"""What is kept of one run, in one file: the same inputs with the same options have the same one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sct import __version__
from sct.frontends import Read
from sct.options import Options
from sct.rulebook.load import rulebook_id
from sct.sqlexpr.nodes import LIBRARY_VERSION
from sct.text.chunk import Chunk
from sct.work.kept import store
from sct.work.kept.objects import Objects
from sct.work.kept.reads import Reads, Spread
from sct.work.kept.values import digest_of_plain

# Below so many characters of source, looking is no quicker than converting.
WORTH_IT = 60_000
_NOT_IN_THE_RESULT = ("jobs", "check", "dsn", "debug", "cache", "encoding")
# The file is written anew when, to so many blocks that were found in it, one is new or gone.
_RARELY = 50


class Kept:
    """`reused`: how many objects were taken from it; `trouble`: why it could not be written; "" so far."""

    def __init__(self, options: Options, paths: tuple[str, ...]) -> None:
        self.options, self.paths = options, paths
        self.name = ""
        self.trouble = ""
        self._run = b""
        self._before: dict[str, dict[bytes, bytes]] = {}
        self._reads: Reads | None = None
        self._objects: Objects | None = None

    @property
    def reused(self) -> int:
        return self._objects.reused if self._objects is not None else 0

    def read(self, chunks: Sequence[Chunk], spread: Spread) -> list[Read]:
        """What each chunk says. `spread(indexes)` reads those that are not there."""
        if sum(len(chunk.text) for chunk in chunks) < WORTH_IT:
            return spread(list(range(len(chunks))))
        self._open()
        self._reads = Reads(self._run, self._before.get("reads", {}))
        return self._reads.read(chunks, spread)

    def _open(self) -> None:
        self._run = run_key(self.options)
        where = tuple(str(Path(path).absolute()) for path in self.paths)
        self.name = f"{digest_of_plain((self._run, where)).hex()}.kept"
        found = store.load(self.name)
        if isinstance(found, dict):
            self._before = found

    def objects(self, emitter: Any, items: list[tuple[int, Any]]) -> Objects | None:
        """What is kept of the objects; None where it is not worth it."""
        if self._reads is None:
            return None
        self._objects = Objects(self._run, self._before.get("objects", {}), emitter, items)
        return self._objects

    def keep(self) -> None:
        """For the next run."""
        parts = [one for one in (self._reads, self._objects) if one is not None]
        used = sum(len(one.after) - one.new for one in parts)
        new = sum(one.new for one in parts)
        gone = sum(len(one.before) - (len(one.after) - one.new) for one in parts)
        if not (new or gone) or (new + gone) * _RARELY < used:
            return
        after = {"reads": self._reads, "objects": self._objects}
        try:
            store.keep(self.name, {name: one.after for name, one in after.items() if one is not None})
        except (OSError, ValueError) as error:
            self.trouble = f"{type(error).__name__}: {error}"  # a cache that cannot be written costs time, nothing else


def run_key(options: Options) -> bytes:
    """What every object of a run hangs on: the code, the libraries, the rules, the options."""
    given = [(one.name, repr(getattr(options, one.name))) for one in fields(options)]
    used = tuple(pair for pair in given if pair[0] not in _NOT_IN_THE_RESULT)
    versions = (__version__, LIBRARY_VERSION, sys.version, rulebook_id(options.rules), _code())
    return digest_of_plain((*versions, used))


@cache
def _code() -> str:
    """A digest of sct's own code: of its text, for times of files say nothing where a build sets them."""
    root = Path(__file__).resolve().parents[2]
    digest = blake2b(digest_size=16)
    for path in sorted((*root.rglob("*.py"), *root.rglob("*.lark"))):
        below = path.relative_to(root).as_posix()
        if not below.startswith(("move/", "cli/", "report/", "check/")):
            digest.update(below.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
