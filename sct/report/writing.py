"""A result to its folder. Source text never becomes a path."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any

from sct.backends.emitted import Emitted
from sct.report.lines import Encoded, finding_lines, object_lines
from sct.report.model import Report
from sct.report.result import Result
from sct.report.written import NEW, RECORD, digest, entry, together
from sct.text.file_names import file_name

# Pieces that belong to the script as a whole, not to an object with a file of its own.
_OF_THE_SCRIPT = ("schema", "data", "transaction")
# Below this many objects another process costs more than it saves.
_WORTH_IT = 500


def write(result: Result, out: Path, jobs: int = 1) -> None:
    """Everything a conversion writes. In `objects/`, scripts of an earlier run that are not written again are removed;
    what was edited by hand stays.

    With several `jobs` another process writes `objects/` while this one writes the rest.
    """
    ours = (out / "report.json").is_file()
    out.mkdir(parents=True, exist_ok=True)
    everything = _scripts(result, out / "objects")
    edited = {os.path.join(str(out), edit.path) for edit in result.edits.values()}
    contents = {path: together([p.sql for p in pieces]).encode() for path, pieces in everything.items()}
    digests = {path: digest(data) for path, data in contents.items()}
    there = result.there
    # What was looked at when the run began, and is the same now, is not opened again.
    scripts = {path: data for path, data in contents.items() if path not in edited and there.get(path) != digests[path]}
    child = _beside(scripts, ours) if jobs > 1 and len(scripts) >= _WORTH_IT else 0
    whole = {"schema.sql": result.script, "pre-data.sql": result.pre, "post-data.sql": result.post}
    for name, text in whole.items():
        (out / name).write_text(text, "utf-8", newline="\n")
    write_json(out / "report.json", report_parts(result.report))
    write_json(out / "manifest.json", result.manifest)
    _write_page(result, out / "report.html")
    _write_scripts(result, out / "scripts")
    if not child or os.waitpid(child, 0)[1]:
        _write_objects(scripts, ours)  # also where the other process could not: here it says why
    offered = _offer(result, out)
    if ours:
        _remove_stale(out / "objects", {*everything, *edited, *offered})
    _write_record(result, out, whole, everything, digests)


def _offer(result: Result, out: Path) -> list[str]:
    """What edited objects would be now, beside their files, where that has changed since."""
    paths = []
    for edit in result.edits.values():
        if edit.now is not None and edit.changed():
            paths.append(os.path.join(str(out), edit.path + NEW))
            Path(paths[-1]).write_text(edit.now, "utf-8", newline="\n")
    return paths


def _write_record(
    result: Result, out: Path, whole: dict[str, str], scripts: dict[str, list[Emitted]], digests: dict[str, str]
) -> None:
    """What tells the next run which files were edited since."""
    base = len(str(out)) + 1
    encode = json.JSONEncoder(ensure_ascii=False).encode
    objects: dict[str, str] = {}
    for path, pieces in scripts.items():
        id_ = pieces[0].object_id
        edit = result.edits.get(id_)
        if edit is None:
            said = f'{{"object": {quoted(id_)}, "sha256": "{digests[path]}"}}'
        else:
            said = encode(entry(id_, edit))
        objects[path[base:].replace(os.sep, "/")] = said
    for id_, edit in result.edits.items():
        if edit.path not in objects:
            objects[edit.path] = encode(entry(id_, edit))
    lines = ",\n  ".join([f"{quoted(path)}: {said}" for path, said in objects.items()])
    scripts_as = {name: digest(text) for name, text in whole.items()}
    text = f'{{\n "version": 1,\n "scripts": {encode(scripts_as)},\n "objects": {{\n  {lines}\n }}\n}}\n'
    (out / RECORD).write_text(text, "utf-8", newline="\n")


def _write_page(result: Result, path: Path) -> None:
    from sct.report import html

    path.write_text(html.render(result.report, result.texts), "utf-8")


def report_parts(report: Report) -> dict[str, Any]:
    """report.json with its long lists as iterators: a report may be very large."""
    parts = replace(report, objects=(), findings=()).to_json()
    parts["objects"] = object_lines(report.objects)
    parts["findings"] = finding_lines(report.findings)
    return parts


def write_json(path: Path, parts: dict[str, Any]) -> None:
    """One key a line, lists with one entry a line: quick to write, and to compare."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8", newline="\n") as file:
        between = "{\n"
        for key, value in parts.items():
            file.write(f"{between} {encode(key)}: ")
            if isinstance(value, (list, Iterator)):
                inner = "[\n  "
                for one in value:
                    file.write(inner + (one if isinstance(one, Encoded) else encode(one)))
                    inner = ",\n  "
                file.write("[]" if inner == "[\n  " else "\n ]")
            else:
                file.write(encode(value))
            between = ",\n"
        file.write("\n}\n")


def _scripts(result: Result, folder: Path) -> dict[str, list[Emitted]]:
    """`<schema>/<kind>/<name>.sql` of every object, and all its pieces. The same path in other letters is another's."""
    objects: dict[str, list[Emitted]] = {}
    for piece in result.pieces:
        if piece.kind not in _OF_THE_SCRIPT:
            objects.setdefault(piece.object_id, []).append(piece)
    base = str(folder)
    places: dict[tuple[str, str], str] = {}
    scripts: dict[str, list[Emitted]] = {}
    taken: set[str] = set()
    for id_, pieces in objects.items():
        first = pieces[0]
        *owner, name = id_.rpartition(":")[2].split(".")
        schema = first.schema or (owner[0] if owner else result.default_schema)
        place = places.get((schema, first.kind))
        if place is None:
            place = places[schema, first.kind] = os.path.join(base, file_name(schema), file_name(first.kind))
        stem, number = f"{place}{os.sep}{file_name(name)}", 1
        # Two names may be one to a file system, or after what a path cannot hold is replaced.
        while stem.lower() in taken:
            number += 1
            stem = f"{place}{os.sep}{file_name(name)}~{number}"
        taken.add(stem.lower())
        scripts[stem + ".sql"] = pieces
    return scripts


def _write_objects(scripts: dict[str, bytes], ours: bool) -> None:
    """One file an object; `ours`: an earlier run wrote here, and what it wrote is mostly the same."""
    made: set[str] = set()
    for path, data in scripts.items():
        folder = path[: path.rindex(os.sep)]
        if folder not in made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        _put(path, data, ours)


def _put(path: str, data: bytes, ours: bool) -> None:
    """A small file. One that is there with the same content is left alone: writing over it costs many times as much."""
    binary = getattr(os, "O_BINARY", 0)
    if not ours:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | binary, 0o666)
    else:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | binary, 0o666)
        except PermissionError:
            if _has(path, data):
                return
            raise
    try:
        if ours:
            there = os.read(file, len(data) + 1)
            if there == data:
                return
            if there:
                os.ftruncate(file, 0)
                os.lseek(file, 0, os.SEEK_SET)
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
    finally:
        os.close(file)


def _has(path: str, data: bytes) -> bool:
    """Whether a file that may not be written holds this already."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        return os.read(file, len(data) + 1) == data
    finally:
        os.close(file)


def _beside(scripts: dict[str, bytes], ours: bool) -> int:
    """The process that writes the objects; 0 where there is none to be had."""
    if not hasattr(os, "fork"):
        return 0
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        _write_objects(scripts, ours)
        status = 0
    except Exception:
        status = 1  # the parent does it again, and says what is wrong
    finally:
        os._exit(status)


def _write_scripts(result: Result, folder: Path) -> None:
    """Client scripts, each under its source's name with what the target's client calls its files."""
    for path, text in result.scripts.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file_name(path.replace("/", "__"))).write_text(text, "utf-8", newline="\n")


def _remove_stale(folder: Path, written: set[str]) -> None:
    """An object that is no longer written must not look as if it were."""
    taken = {path.lower() for path in written}
    for schema in _folders(str(folder)):
        for place in _folders(schema):
            with os.scandir(place) as found:
                gone = [
                    one.path
                    for one in found
                    if one.name.endswith((".sql", ".sql" + NEW))
                    and one.path.lower() not in taken
                    and not one.is_symlink()
                ]
            for path in gone:
                os.unlink(path)
            if gone and not os.listdir(place):
                os.rmdir(place)
                if not os.listdir(schema):
                    os.rmdir(schema)


def _folders(place: str) -> list[str]:
    try:
        with os.scandir(place) as found:
            return sorted(one.path for one in found if one.is_dir())
    except FileNotFoundError:
        return []
