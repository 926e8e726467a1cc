"""The folder of an extract: an object a file, and `extract.json`, which says what is there and what could not be had.

Nothing that somebody else wrote is written over: a file that was edited since, or is none of ours, stops the run before
anything is written. Files of objects that are gone are taken away.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sct import __version__
from sct.extract.model import Extracted, NotRead
from sct.move.errors import UsageError
from sct.text.file_names import file_name

RECORD = "extract.json"


@dataclass(slots=True)
class Extract:
    """What a database gave: `objects` and what could not be had, and where it came from."""

    engine: str
    release: str
    schemas: tuple[str, ...]
    objects: list[Extracted] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)


def write(extract: Extract, out: Path, discard: bool = False) -> list[str]:
    """Writes the folder; the paths of files that were taken away. Raises UsageError (MV0106) and writes nothing."""
    before = _before(out)
    files = _placed(extract.objects)
    if not discard:
        _hands_off(out, before, set(files))
    for path, one in files.items():
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(one.text.encode())
    gone = sorted(path for path in before if path not in files and (out / path).is_file())
    for path in gone:
        (out / path).unlink()
        _tidy((out / path).parent, out)
    record = {
        "version": 1,
        "tool": {"name": "sct", "version": __version__},
        "source": {"engine": extract.engine, "release": extract.release, "schemas": list(extract.schemas)},
        "objects": [
            {"schema": o.schema, "kind": o.kind, "name": o.name, "file": path, "sha256": _digest(o.text.encode())}
            for path, o in files.items()
        ],
        "not_read": [
            {"schema": n.schema, "kind": n.kind, "name": n.name, "reason": n.reason} for n in extract.not_read
        ],
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / RECORD).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return gone


def _placed(objects: list[Extracted]) -> dict[str, Extracted]:
    """Path in the folder -> its object. Names that a file cannot have, or that differ in case only, get a number."""
    files: dict[str, Extracted] = {}
    taken: set[str] = set()
    for one in sorted(objects, key=lambda o: (o.schema, o.kind, o.name)):
        stem = f"{file_name(one.schema)}/{one.kind}/{file_name(one.name)}"
        path, number = f"{stem}.sql", 2
        while path.lower() in taken:
            path, number = f"{stem}~{number}.sql", number + 1
        taken.add(path.lower())
        files[path] = one
    return files


def _before(out: Path) -> dict[str, str]:
    """Path -> digest of what the last extract wrote there."""
    try:
        record: dict[str, Any] = json.loads((out / RECORD).read_text(encoding="utf-8"))
        return {o["file"]: o["sha256"] for o in record["objects"] if _inside(Path(o["file"]))}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError("MV0106", f"{out / RECORD} cannot be read ({error}); nothing is written") from None


def _inside(path: Path) -> bool:
    """A record is a file like others: it makes nothing outside of its folder go away."""
    return not path.is_absolute() and ".." not in path.parts and path.suffix == ".sql"


def _hands_off(out: Path, before: dict[str, str], now: set[str]) -> None:
    for path in sorted({*before, *now}):
        place = out / path
        if not place.is_file():
            continue
        if path not in before:
            raise UsageError("MV0106", f"{place} is there and was not extracted; nothing is written")
        if _digest(place.read_bytes()) != before[path]:
            raise UsageError("MV0106", f"{place} was edited since it was extracted; nothing is written")


def _tidy(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
