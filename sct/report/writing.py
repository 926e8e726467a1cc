"""A result to its folder. Source text never becomes a path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sct.backends.emitted import Emitted
from sct.report.model import Report
from sct.report.result import Result

# Pieces that belong to the script as a whole, not to an object with a file of its own.
_OF_THE_SCRIPT = ("schema", "data", "transaction")


def write(result: Result, out: Path) -> None:
    """Everything a conversion writes. In `objects/`, scripts of an earlier run that are not written again are removed."""
    from sct.report import html

    ours = (out / "report.json").is_file()
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (("schema.sql", result.script), ("pre-data.sql", result.pre), ("post-data.sql", result.post)):
        (out / name).write_text(text, "utf-8", newline="\n")
    write_json(out / "report.json", report_parts(result.report))
    write_json(out / "manifest.json", result.manifest)
    (out / "report.html").write_text(html.render(result.report, result.texts), "utf-8")
    _write_scripts(result, out / "scripts")
    written = _write_objects(result, out / "objects")
    if ours:
        _remove_stale(out / "objects", written)


def report_parts(report: Report) -> dict[str, Any]:
    """report.json with its long lists as iterators: a report may be very large."""
    parts = replace(report, objects=(), findings=()).to_json()
    parts["objects"] = (entry.to_json() for entry in report.objects)
    parts["findings"] = (entry.to_json() for entry in report.findings)
    return parts


def write_json(path: Path, parts: dict[str, Any]) -> None:
    """One key a line, lists with one entry a line: quick to write, and to compare."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8", newline="\n") as file:
        between = "{\n"
        for key, value in parts.items():
            file.write(f"{between} {encode(key)}: ")
            if isinstance(value, (list, Iterator)):
                inner = "[\n"
                for one in value:
                    file.write(f"{inner}  {encode(one)}")
                    inner = ",\n"
                file.write("[]" if inner == "[\n" else "\n ]")
            else:
                file.write(encode(value))
            between = ",\n"
        file.write("\n}\n")


def _write_objects(result: Result, folder: Path) -> set[str]:
    """`<schema>/<kind>/<name>.sql`, all pieces of an object in one file."""
    objects: dict[str, list[Emitted]] = {}
    for piece in result.pieces:
        if piece.kind not in _OF_THE_SCRIPT:
            objects.setdefault(piece.object_id, []).append(piece)
    made: set[Path] = set()
    taken: set[str] = set()
    for id_, pieces in objects.items():
        first = pieces[0]
        *owner, name = id_.rpartition(":")[2].split(".")
        schema = first.schema or (owner[0] if owner else result.default_schema)
        place = folder / _file_name(schema) / _file_name(first.kind)
        stem, number = _file_name(name), 1
        # Two names may be one to a file system, or after what a path cannot hold is replaced.
        while str(place / stem).lower() in taken:
            number += 1
            stem = f"{_file_name(name)}~{number}"
        taken.add(str(place / stem).lower())
        if place not in made:
            place.mkdir(parents=True, exist_ok=True)
            made.add(place)
        (place / f"{stem}.sql").write_text("\n\n".join(p.sql for p in pieces) + "\n", "utf-8")
    return taken


def _write_scripts(result: Result, folder: Path) -> None:
    """Client scripts, each under its source's name with what the target's client calls its files."""
    for path, text in result.scripts.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _file_name(path.replace("/", "__"))).write_text(text, "utf-8", newline="\n")


def _remove_stale(folder: Path, taken: set[str]) -> None:
    """An object that is no longer written must not look as if it were."""
    for path in folder.glob("*/*/*.sql"):
        if str(path.with_suffix("")).lower() not in taken and not path.is_symlink():
            path.unlink()
            for parent in (path.parent, path.parent.parent):
                if not any(parent.iterdir()):
                    parent.rmdir()


def _file_name(text: str) -> str:
    safe = "".join(c if c.isalnum() or c in "._-$#" else "_" for c in text)
    return safe.strip(".")[:120] or "_"
