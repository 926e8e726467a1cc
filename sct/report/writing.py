"""A result to its folder. Source text never becomes a path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sct.report.result import Result

# Pieces that belong to the script as a whole, not to an object with a file of its own.
_OF_THE_SCRIPT = ("schema", "data", "transaction")


def write(result: Result, out: Path) -> None:
    """Everything a conversion writes; files of an earlier run that are not written again are left alone."""
    from sct.report import html

    out.mkdir(parents=True, exist_ok=True)
    (out / "schema.sql").write_text(result.script, "utf-8")
    (out / "pre-data.sql").write_text(result.pre, "utf-8")
    (out / "post-data.sql").write_text(result.post, "utf-8")
    (out / "report.json").write_text(_json(result.report.to_json()), "utf-8")
    (out / "manifest.json").write_text(_json(result.manifest), "utf-8")
    (out / "report.html").write_text(html.render(result.report, result.texts), "utf-8")
    _write_objects(result, out / "objects")


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _write_objects(result: Result, folder: Path) -> None:
    objects: dict[Path, list[str]] = {}
    for piece in result.pieces:
        if piece.kind in _OF_THE_SCRIPT:
            continue
        schema = _file_name(piece.schema or "public")
        owner = _file_name(piece.object_id.split(":")[-1])
        objects.setdefault(folder / schema / _file_name(piece.kind) / f"{owner}.sql", []).append(piece.sql)
    made: set[Path] = set()
    for path, texts in objects.items():
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_text("\n\n".join(texts) + "\n", "utf-8")


def _file_name(text: str) -> str:
    safe = "".join(c if c.isalnum() or c in "._-$#" else "_" for c in text)
    return safe.strip(".")[:120] or "_"
