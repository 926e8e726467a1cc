"""What a run was asked for: the command line's and the project file's words, known to every stage and judged by none."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Options:
    """`check_seconds`: what of the script runs may take so long in the proof, all together; `define`: values of the script's own variables; `rules`: folders of the user's rule files, which go first;
    `packages`: how a package's routines are named on the target (`schema`: pkg.routine, `prefix`: owner.pkg$routine);
    `source_version`: the source's release, where its scripts ask for it; `plsql_flags`: values for conditional
    compilation; `plsql_constants`: those of package constants it asks for, found in the input; `autonomous`: how work outside the caller's transaction is
    done; `stats`: a file of row counts;
    `case_insensitive_text`: which text the source compares without regard to case does so on the target too (declared:
    where the script says so; all: also where it is the source's default; auto: all, unless the input searches in text);
    `set_tables`: INSERT of a query into a table that keeps no two equal rows leaves out what is there (dedupe), or not
    (keep); `encode`: how columns are compressed is the target's choice (auto) or said for each (explicit);
    `views`: where the target has both, views are bound to their tables or find them when they are read (late);
    `keep_case`: names keep the case they are written in, where the source compares them without it;
    `debug`: a fault of ours ends the run, with its trace; `cache`: objects are kept for the next run, and taken from the
    last one.
    """

    source: str = "oracle"
    source_version: str = ""
    target: str = "postgres"
    version: str = "15"
    encoding: str | None = None
    define: dict[str, str] = field(default_factory=dict)
    check: bool = True
    dsn: str | None = None
    check_seconds: float = 120.0
    jobs: int = 1
    rules: tuple[str, ...] = ()
    packages: str = "schema"
    plsql_flags: dict[str, Any] = field(default_factory=dict)
    plsql_constants: dict[str, Any] = field(default_factory=dict)
    autonomous: str = "dblink"
    keep_case: bool = False
    stats: str = ""
    case_insensitive_text: str = "auto"
    set_tables: str = "dedupe"
    encode: str = "auto"
    views: str = "bound"
    debug: bool = False
    cache: bool = False


def flag_value(text: str) -> Any:
    """A flag's value as the command line has it: TRUE, FALSE, NULL (None), a whole number, or text."""
    word = text.strip().upper()
    if word in ("TRUE", "FALSE", "NULL"):
        return {"TRUE": True, "FALSE": False, "NULL": None}[word]
    return int(word) if word.lstrip("-").isdigit() else text


def cache_folder(*, shared: bool = False) -> Path:
    """The user's cache folder of sct; `SCT_CACHE` overrides it. Not created here.

    `shared`: a folder that another user of the system must enter (root's own home is closed to them).
    """
    override = os.environ.get("SCT_CACHE")
    if override:
        return Path(override).absolute()
    if sys.platform == "darwin":
        return Path("/Library/Caches/sct") if shared else Path.home() / "Library" / "Caches" / "sct"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "sct" / "Cache"
    if shared:
        return Path("/var/cache/sct")
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification says a relative path there is to be ignored.
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "sct"
