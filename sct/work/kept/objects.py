"""The objects of a run that a former run converted, and the new ones for the next."""

from __future__ import annotations

import marshal
import sys
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sct import __version__
from sct.backends.emitted import Made
from sct.ir import objects as o
from sct.options import Options
from sct.rulebook.load import rulebook_id
from sct.rulebook.translate import Refused
from sct.sqlexpr.nodes import LIBRARY_VERSION
from sct.work.kept import store
from sct.work.kept.asking import Asking
from sct.work.kept.forms import put_up, taken_down
from sct.work.kept.values import Unkeepable, digest, digest_of_plain

# With fewer items, looking is no quicker than converting.
WORTH_IT = 300
# Code is not kept: what it becomes hangs on the whole program, which `begin` finds out anew.
_KINDS = (
    o.Table, o.Index, o.View, o.MaterializedView, o.Sequence, o.Comment, o.Dml, o.Truncate, o.Accounted, o.Opaque, o.Role
)  # fmt: skip
_NOT_IN_THE_RESULT = ("jobs", "check", "dsn", "debug", "cache", "encoding")
# The file is written anew when one in so many objects is not in it as it stands.
_RARELY = 50

# Plain values in one piece: (the questions, a digest of their answers, what the object became). Bytes cost the collector
# nothing, and most of them are only passed on.
Entry = bytes


class Kept:
    """Of one run. `name`: of the file, for the same inputs and options it is the same one.

    `reused`: how many objects were taken from it; `trouble`: why it could not be written; "" so far.
    """

    def __init__(self, options: Options, paths: tuple[str, ...]) -> None:
        self.run = run_key(options)
        where = tuple(str(Path(path).absolute()) for path in paths)
        self.name = f"{digest_of_plain((self.run, where)).hex()}.kept"
        self.reused = 0
        self.trouble = ""
        self.lost: dict[str, int] = {}  # why objects are not kept: how many
        self._entries: dict[bytes, Entry] = {}
        self._used: dict[bytes, Entry] = {}
        self._keys: list[bytes | None] = []
        self._asking: Asking | None = None

    def find(self, emitter: Any, items: list[tuple[int, Any]]) -> list[Made | None]:
        """What the items became in a former run; None where they are to be converted."""
        self.items = items
        found: list[Made | None] = [None] * len(items)
        if len(items) < WORTH_IT or not _usable(emitter):
            return found
        catalog = emitter.catalog
        digests: dict[int, bytes] = {}
        for place, item in items:
            catalog.stand(place)
            self._keys.append(self._key(place, item, emitter, digests))
        for _, item in catalog.every():
            _digest_of(item, digests)
        catalog.stand(-1)
        self._asking = asking = Asking(emitter, digests)
        self._entries = self._load()
        timeless = not (catalog.changes or catalog.schemas)
        for index, key in enumerate(self._keys):
            entry = self._entries.get(key) if key is not None else None
            if entry is None or key is None:
                continue
            place, item = items[index]
            if not timeless:
                catalog.at(place)
            questions, answered, made = marshal.loads(entry)
            if _answers(asking, questions) == answered:
                found[index] = put_up(made, item.origin, place)
                self._used[key] = entry
                self.reused += 1
        if not timeless:
            catalog.at(-1)
        asking.watch()
        return found

    def _load(self) -> dict[bytes, Entry]:
        loaded = store.load(self.name)
        return loaded if isinstance(loaded, dict) else {}

    def _key(self, place: int, item: Any, emitter: Any, digests: dict[int, bytes]) -> bytes | None:
        own = _digest_of(item, digests)
        if own is None:
            return None
        catalog = emitter.catalog
        # a constraint that another statement gave its form stands there, or with its table: by the numbers of both
        where = place if isinstance(item, o.Table) and any(one.place >= 0 for one in item.constraints) else -1
        text = emitter.texts(item.origin)
        return digest_of_plain((self.run, own, text, catalog.default, bool(catalog.schemas), where))

    def convert(self, index: int, convert: Any) -> tuple[Made, Entry | str]:
        """The item converted by `convert(place, item)`, and what is to be kept of it, or why it is not."""
        place, item = self.items[index]
        asking = self._asking
        if asking is None:
            return convert(place, item), ""
        key = self._keys[index]
        asking.begin(place, item, heard=key is not None)
        made = convert(place, item)
        if key is None:
            return made, type(item).__name__
        lost = asking.notes.lost
        if lost:
            return made, lost
        questions = tuple(asking.notes.questions)
        try:
            answered = digest_of_plain(tuple([asking.answer(question) for question in questions]))
            return made, marshal.dumps((questions, answered, taken_down(made, item.origin, place)))
        except Unkeepable as error:
            return made, str(error)

    def end(self) -> None:
        """Everything is asked for as before."""
        if self._asking is not None:
            self._asking.end()
            self._asking = None

    def keep(self, new: dict[int, Entry | str]) -> None:
        """The next run's file. `new`: by index of the item."""
        if not self._keys:
            return
        fresh = {}
        for index, entry in new.items():
            if isinstance(entry, str):
                self.lost[entry] = self.lost.get(entry, 0) + 1
            else:
                key = self._keys[index]
                assert key is not None
                fresh[key] = entry
        stale = len(self._entries) - len(self._used)
        if (len(fresh) + stale) * _RARELY < len(self.items):
            return
        try:
            store.keep(self.name, self._used | fresh)
        except (OSError, ValueError) as error:
            self.trouble = f"{type(error).__name__}: {error}"  # a cache that cannot be written costs time, nothing else


def _usable(emitter: Any) -> bool:
    """Row counts of the user's are no part of any key, and a target whose resolver does not tell what is nothing of the
    program cannot be asked again."""
    resolver = emitter.translator.resolver
    parts = all(hasattr(emitter, name) for name in ("naming", "keys"))
    return emitter.catalog.stats is None and parts and hasattr(resolver, "lookup")


def _digest_of(item: Any, digests: dict[int, bytes]) -> bytes | None:
    found = digests.get(id(item))
    if found is None and isinstance(item, _KINDS):
        try:
            found = digests[id(item)] = digest(item, item.origin)
        except Unkeepable:
            return None
    return found


def _answers(asking: Asking, questions: tuple[Any, ...]) -> bytes:
    """What is answered now; nothing where it cannot be asked in this run."""
    try:
        return digest_of_plain(tuple([asking.answer(question) for question in questions]))
    except (Unkeepable, KeyError, AttributeError, Refused):
        return b""


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
    for path in sorted(root.rglob("*.py")):
        below = path.relative_to(root).as_posix()
        if not below.startswith(("move/", "cli/", "report/", "check/")):
            digest.update(below.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
