"""The file that holds what a script's objects became.

It lies in the user's cache folder, in a folder that only that user may enter, and is passed over when it belongs to
anybody else. It holds plain values (marshal: tuples, texts, numbers), so that reading it runs no code, behind a digest
of the whole: a file that was damaged or cut short is one that is not there. It is replaced whole, so that runs at the
same time see one or the other.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sct.options import cache_folder

# All files together; the ones that were not used for the longest time go first.
MOST_BYTES = 512 << 20
_DIGEST = 32
_HEAD = b"sct objects 1\n"


def folder() -> Path:
    return cache_folder() / "objects"


def load(name: str) -> Any:
    """What was kept under a name; None when there is nothing that can be used."""
    path = folder() / name
    try:
        if not _ours(path.parent) or not _ours(path):
            return None
        data = path.read_bytes()
        if not data.startswith(_HEAD):
            return None
        digest, body = data[len(_HEAD) : len(_HEAD) + _DIGEST], data[len(_HEAD) + _DIGEST :]
        if blake2b(body, digest_size=_DIGEST).digest() != digest:
            return None
        with suppress(OSError):
            os.utime(path)  # it was used now
        return marshal.loads(body)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def keep(name: str, value: Any) -> None:
    """Raises OSError when it cannot be written."""
    where = folder()
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not _ours(where):
        raise PermissionError(f"{where} belongs to somebody else, or others may write to it")
    body = marshal.dumps(value)
    handle, made = tempfile.mkstemp(dir=where, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_HEAD + blake2b(body, digest_size=_DIGEST).digest() + body)
        os.replace(made, where / name)
    except BaseException:
        with suppress(OSError):
            os.unlink(made)
        raise
    _evict(where, name)


def _ours(path: Path) -> bool:
    """Whether nobody else can have written it. (Windows keeps a user's folders apart by itself.)"""
    if sys.platform == "win32":
        return True
    found = path.lstat()
    return found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode) and not found.st_mode & 0o022


def _evict(where: Path, spared: str) -> None:
    found = []
    for path in where.iterdir():
        with suppress(OSError):
            state = path.stat()
            found.append((state.st_mtime, state.st_size, path))
    size = sum(one for _, one, _ in found)
    for path, freed in _oldest_first(found):
        if size <= MOST_BYTES:
            return
        if path.name != spared:
            with suppress(OSError):
                path.unlink()
                size -= freed


def _oldest_first(found: Iterable[tuple[float, int, Path]]) -> list[tuple[Path, int]]:
    return [(path, size) for _, size, path in sorted(found)]
