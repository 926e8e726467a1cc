"""Finds real schemas to measure with: folders of other people's projects, kept outside this repository.

`SCT_CORPORA` names a folder with one folder a project. Which files belong to an engine is read off their paths: a
project that names the engine among others (`scripts/oracle/…`, `tables_oracle.sql`) gives the files that do; one that
names no other engine gives everything with a fitting suffix.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = {
    ".sql",
    ".ddl",
    ".pks",
    ".pkb",
    ".pkg",
    ".plb",
    ".pls",
    ".prc",
    ".fnc",
    ".trg",
    ".tps",
    ".tpb",
    ".tab",
    ".vw",
}
ENGINE_WORDS = {
    "oracle": {"oracle", "ora", "plsql", "oracle10g"},
    "sqlserver": {"sqlserver", "mssql", "tsql"},
    "mysql": {"mysql"},
    "db2": {"db2"},
    "postgres": {"postgres", "postgresql", "pg", "cockroachdb", "redshift"},
    "sybase": {"sybase"},
    "other": {"h2", "hsqldb", "derby", "sqlite", "sqlite3", "hana", "mariadb", "spanner", "snowflake", "bigquery"},
}


@dataclass(frozen=True)
class Corpus:
    """A named set of source files below `root`, sorted."""

    name: str
    root: Path
    files: tuple[Path, ...]

    @property
    def lines(self) -> int:
        """Lines of all files."""
        return sum(file.read_bytes().count(b"\n") + 1 for file in self.files)

    @property
    def text(self) -> str:
        """All files joined; undecodable bytes are replaced (this is for counting, not for converting)."""
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in self.files)

    def arguments(self) -> list[Path]:
        """The files as few paths: a folder where all its fitting files belong to the set."""
        return _cover(self.root, set(self.files))


def corpora_folder() -> Path | None:
    """The folder named by SCT_CORPORA, else a folder `corpora` beside or above the checkout, if it is there."""
    value = os.environ.get("SCT_CORPORA")
    if value:
        return Path(value) if Path(value).is_dir() else None
    beside = (parent / "corpora" for parent in Path(__file__).resolve().parents[2:4])
    return next((folder for folder in beside if folder.is_dir()), None)


def all_corpora(engine: str = "oracle") -> list[Corpus]:
    """Every project below SCT_CORPORA that has files for `engine`."""
    folder = corpora_folder()
    if folder is None:
        return []
    found = (corpus(child, engine) for child in sorted(folder.iterdir()) if child.is_dir())
    return [one for one in found if one.files]


def corpus(where: str | Path, engine: str = "oracle") -> Corpus:
    """A path as given (everything fitting in it), or the name of a project below SCT_CORPORA (`engine`'s files)."""
    folder = corpora_folder()
    path = Path(where)
    known = folder / path if folder is not None else None
    if known is not None and known.is_dir() and (not path.exists() or known.resolve() == path.resolve()):
        files = _of_engine(known, _fitting(known), engine)
        return Corpus(known.name, known, tuple(files))
    if path.is_file():
        return Corpus(path.name, path.parent, (path,))
    if path.is_dir():
        return Corpus(path.name or str(path), path, tuple(_fitting(path)))
    raise FileNotFoundError(f"{where}: neither a path nor a project below SCT_CORPORA")


def _fitting(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES)


def _engines(file: Path, root: Path) -> set[str]:
    words = set(re.split(r"[^a-z0-9]+", str(file.relative_to(root.parent)).lower()))
    return {engine for engine, names in ENGINE_WORDS.items() if words & names}


def _of_engine(root: Path, files: Iterable[Path], engine: str) -> list[Path]:
    named = {file: _engines(file, root) for file in files}
    if not any(engines - {engine} for engines in named.values()):
        return list(named)
    # A path that names two engines (a folder of ports in a project named after another) is read by its file name.
    return [
        file
        for file, engines in named.items()
        if engine in engines and (engines == {engine} or engine in _engines(Path(file.name), Path()))
    ]


def _cover(folder: Path, wanted: set[Path]) -> list[Path]:
    fitting = _fitting(folder)
    if fitting and wanted.issuperset(fitting):
        return [folder]
    here = [file for file in fitting if file.parent == folder and file in wanted]
    below = [path for child in sorted(folder.iterdir()) if child.is_dir() for path in _cover(child, wanted)]
    return sorted([*here, *below])
