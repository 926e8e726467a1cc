"""What a conversion lost: routines of the source that are neither written nor spoken of, statements nobody answers for."""

from __future__ import annotations

from pathlib import Path

from sct import pipeline
from sct.frontends import frontend
from sct.ir import objects as o
from sct.ir import statements as s
from sct.text.read import source_from_bytes


def routines(text: bytes) -> set[str]:
    """`kind name` of what the source defines; a package's routine with the package's name in front."""
    reader, options = frontend("oracle"), pipeline.Options()
    found: set[str] = set()
    source = source_from_bytes("source.sql", text, "cp1252")
    for chunk in reader.split(source, options, lambda *_: None):
        for item in reader.read(chunk, options).items:
            if not isinstance(item, o.Unit) or item.kind == "block":
                continue
            name = item.name.name
            if isinstance(item.code, s.Package):
                found.update(
                    f"{d.kind} {name}.{d.name.name}" for d in item.code.declarations if isinstance(d, s.Routine)
                )
            elif isinstance(item.code, s.Routine):
                found.add(f"{item.code.kind} {name}")
            elif isinstance(item.code, s.Trigger):
                found.add(f"trigger {name}")
    return found


def written(result: pipeline.Result) -> set[str]:
    """The same of what was written; an overload that got a number counts under its old name too."""
    found: set[str] = set()
    for piece in result.pieces:
        kind, _, path = piece.id.partition(":")
        name = path.partition("~")[0]
        for end in range(len(name.split("."))):  # the source writes it with or without its schema
            known = ".".join(name.split(".")[end:])
            found |= {f"{kind} {known}", f"{kind} {known.rpartition('_')[0]}"}
    return found


def lost(path: Path, result: pipeline.Result | None = None) -> set[str]:
    """Routines of a file without a piece and without a word; `result`: its conversion, where there is one already."""
    text = path.read_bytes()
    if result is None:
        result = pipeline.convert([str(path)], pipeline.Options(check=False, encoding="cp1252"))
    said = " ".join(f.message.lower() for f in result.report.findings)
    there = written(result)
    dropped = text.decode("cp1252", "replace").lower()
    told = {piece.id.rpartition(":")[2] for piece in result.pieces if piece.refused and piece.id.startswith("package")}
    missing = {one for one in routines(text) if one not in there and one.split()[1].rpartition(".")[0] not in told}
    return {one for one in missing if one.rpartition(".")[2].split()[-1] not in said and f"drop {one}" not in dropped}
