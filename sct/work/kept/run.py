"""What is kept of one run, in one file: the same inputs with the same options have the same one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
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
from sct.sqlexpr.remembered import Trees, remembering
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
        self._before: dict[str, dict[Any, bytes]] = {}
        self._reads: Reads | None = None
        self._trees: Trees | None = None
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

    def remembering(self) -> AbstractContextManager[None]:
        """While it lasts, the trees of SQL are taken from there, and kept."""
        if self._reads is None:
            return nullcontext()
        self._trees = Trees(self._before.get("trees", {}))
        return remembering(self._trees)

    def objects(self, emitter: Any, items: list[tuple[int, Any]]) -> Objects | None:
        """What is kept of the objects; None where it is not worth it."""
        if self._trees is None:
            return None
        self._objects = Objects(self._run, self._before.get("objects", {}), emitter, items, self._trees)
        return self._objects

    def keep(self) -> None:
        """For the next run."""
        parts: dict[str, Any] = {"reads": self._reads, "objects": self._objects, "trees": self._trees}
        if self._objects is None:
            return
        new = sum(len(one.after.keys() - one.before.keys()) for one in parts.values())
        # trees that nobody asked for are those of what was not converted, and no reason to write
        gone = sum(len(one.before.keys() - one.after.keys()) for name, one in parts.items() if name != "trees")
        used = sum(len(one.after) for one in parts.values()) - new
        if not (new or gone) or (new + gone) * _RARELY < used:
            return
        try:
            store.keep(self.name, {name: one.after for name, one in parts.items()})
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
