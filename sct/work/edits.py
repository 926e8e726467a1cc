"""Objects whose files were edited by hand since a run wrote them: the next run takes them as they are.

`written.json` in the folder holds a digest of every script as it was written. A file of `objects/` that differs from
its digest has been edited: its text is the object's from then on, in the whole script, and is proved with it. When the
object itself has changed since, what it would be now is put beside the edited file (`.new`); taking that file away
says that it has been looked at.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sct.backends import Backend
from sct.backends.emitted import Emitted
from sct.diagnostics.finding import Finding
from sct.report.written import NEW, RECORD, SCRIPTS, Edit, digest, together
from sct.work.emitting import refuse_dependents
from sct.work.reading import InputError, Sources


@dataclass(slots=True)
class Edits:
    """The edited files of a folder, by object; `there`: digests of the others as they stand there,
    by path with the folder's."""

    found: dict[str, Edit] = field(default_factory=dict)
    there: dict[str, str] = field(default_factory=dict)

    def adopt(self, pieces: list[Emitted], backend: Backend, sources: Sources) -> list[Finding]:
        """The pieces of edited objects become what was edited; what there is to say of each."""
        if not self.found:
            return []
        plain = [replace(p) for p in pieces]
        refuse_dependents(plain, backend, sources)
        would: dict[str, list[str]] = {}
        for one in plain:
            if one.object_id in self.found:
                would.setdefault(one.object_id, []).append(one.sql)
        said: list[Finding] = []
        for id_, edit in self.found.items():
            if id_ not in would:
                said.append(Finding("SC1620", f"{edit.path}: the input makes no {id_} any more"))
                continue
            edit.now = together(would[id_])
            mine = [p for p in pieces if p.object_id == id_]
            for piece, text in zip(mine, divided(edit.text, would[id_]), strict=True):
                if text != piece.sql or piece.refused:
                    piece.sql, piece.bare, piece.keys, piece.lines = text, "", "", ()
                piece.refused = piece.stub = False
            said.append(Finding("SC1619", f"as it stands in {edit.path}", mine[0].span, id_))
            if edit.changed():
                said.append(
                    Finding("SC1621", f"{edit.path} was edited before; see {edit.path}{NEW}", mine[0].span, id_)
                )
        pieces[:] = [p for p in pieces if p.sql or p.object_id not in self.found]
        return said

    def keep(self, findings: list[Finding], said: list[Finding]) -> list[Finding]:
        """The findings without those about texts that an edited one stands for."""
        if not self.found:
            return findings
        gone = {id_ for id_, edit in self.found.items() if edit.now is not None}
        return [*(f for f in findings if f.object_id not in gone), *said]


def divided(text: str, parts: list[str]) -> list[str]:
    """An edited file's text for each of the pieces that were in it.

    What is unchanged at the beginning and the end stays where it is; between them the paragraphs go to the pieces they
    were in, or, where there are more or less of them now, all to the first. "": nothing is left of a piece.
    """
    rest = text.strip("\n")
    first, last = 0, len(parts)
    while first < last and (rest == parts[first] or rest.startswith(parts[first] + "\n\n")):
        rest = rest[len(parts[first]) :].lstrip("\n")
        first += 1
    while first < last and (rest == parts[last - 1] or rest.endswith("\n\n" + parts[last - 1])):
        rest = rest[: len(rest) - len(parts[last - 1])].rstrip("\n")
        last -= 1
    if first == last:  # nothing but what was added: it belongs to what stands in front of it
        at = max(first - 1, 0)
        added = [one for one in ((parts[at], rest) if first else (rest, parts[at])) if one]
        return [*parts[:at], "\n\n".join(added), *parts[at + 1 :]]
    middle = parts[first:last]
    sizes = [part.count("\n\n") + 1 for part in middle]
    paragraphs = rest.split("\n\n") if rest else []
    if len(paragraphs) != sum(sizes):
        return [*parts[:first], rest, *[""] * (len(middle) - 1), *parts[last:]]
    out: list[str] = []
    for size in sizes:
        out.append("\n\n".join(paragraphs[:size]))
        del paragraphs[:size]
    return [*parts[:first], *out, *parts[last:]]


# --- the folder -------------------------------------------------------------------------------------------------------


def look(out: Path, discard: bool = False) -> Edits:
    """The edits in a folder. Raises InputError where the run would write over what it could not keep."""
    if discard or not any((out / name).exists() for name in (RECORD, *SCRIPTS)):
        return Edits()
    record = _record(out)
    for name in SCRIPTS:
        data = _bytes(out / name)
        if data is None:
            continue
        if name not in record.get("scripts", {}):
            raise InputError(f"{out / name} is there and was not written by sct; nothing is written. {_WAY_OUT}")
        if digest(data) != record["scripts"][name]:
            raise InputError(
                f"{out / name} was edited since sct wrote it; nothing is written. Edit the objects' own files in "
                f"{out / 'objects'} instead, which later runs keep. {_WAY_OUT}"
            )
    edits = Edits()
    folder = str(out)
    for path, entry in record.get("objects", {}).items():
        place = os.path.join(folder, path.replace("/", os.sep))
        data = _bytes(place)
        if data is None:
            continue
        found = digest(data)
        if found == entry["sha256"]:
            edits.there[place] = found
            continue
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise InputError(f"{out / path} was edited and is not UTF-8 any more: {error}") from None
        offered = entry.get("offered", "")
        resolved = offered and not (out / (path + NEW)).exists()
        edits.found[entry["object"]] = Edit(path, text, offered if resolved else entry["sha256"], offered)
    return edits


_PART = 1 << 16  # bytes read at once
_WAY_OUT = "Take another folder (-o), move the file away, or let it go with --discard-edits."


def _record(out: Path) -> dict[str, Any]:
    data = _bytes(out / RECORD)
    if data is None:
        return {}
    try:
        found = json.loads(data)
        if found["version"] != 1 or not all({"object", "sha256"} <= e.keys() for e in found["objects"].values()):
            raise ValueError("another version's")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{out / RECORD} cannot be read ({error}); what was edited is not known. {_WAY_OUT}") from None
    return dict(found)


def _bytes(path: Path | str) -> bytes | None:
    """What a file holds; None where there is none. A folder may hold very many, so no more is asked of the system than
    it takes."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            parts = [os.read(file, _PART)]
            while len(parts[-1]) == _PART:
                parts.append(os.read(file, _PART))
        finally:
            os.close(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    return b"".join(parts)
