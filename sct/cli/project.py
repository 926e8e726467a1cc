"""`sct.toml`: the options of a project, written down. Every option has a key; the command line wins.

Paths in it are relative to its folder. A key that is not known, or has a value of another kind, is an error that
names file, key and what was expected.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

FILE = "sct.toml"


@dataclass(frozen=True)
class Key:
    """`kind`: text | flag | number | texts | table | targets | section. `param`: the parameter's name in the code."""

    param: str
    kind: str
    sample: str
    about: str


KEYS: dict[str, Key] = {
    "paths": Key("paths", "texts", '["scripts/"]', "Files and folders to read."),
    "from": Key("source", "text", '"oracle"', "Engine of the scripts."),
    "to": Key("target", "targets", '"postgres:15"', "Engine and version to write for; a list for `sct assess`."),
    "out": Key("out", "text", '"sct-out"', "Folder for the result."),
    "check": Key("check", "flag", "true", "Load the result into a real server before anyone sees it."),
    "on": Key("dsn", "text", '"postgresql://me@host/db"', "Prove it on this server, in a scratch database."),
    "check-seconds": Key(
        "check_seconds", "number", "120", "What of the script runs may take so long there, all together."
    ),
    "encoding": Key("encoding", "text", '"cp1252"', "Encoding of files that are not UTF-8."),
    "jobs": Key("jobs", "number", "2", "Worker processes (0: one for each processor)."),
    "cache": Key("cache", "flag", "false", "Keep what objects became, and take from the last run what still holds."),
    "fail-on": Key("fail_on", "text", '"error"', "Exit 1 from here on: differs, refused, error, none."),
    "discard-edits": Key("discard_edits", "flag", "false", "Write over files of the result that were edited by hand."),
    "rules": Key("rules", "texts", '["my-rules/"]', "Folders with rules of your own, which go first."),
    "packages": Key("packages", "text", '"schema"', "Packages become schemas, or names with a prefix: schema, prefix."),
    "autonomous": Key("autonomous", "text", '"dblink"', "Autonomous transactions: dblink, pg_background, refuse."),
    "stats": Key(
        "stats", "text", '"counts.csv"', "Row counts, for targets that spread rows over nodes (CSV: table,rows)."
    ),
    "case-insensitive-text": Key(
        "case_insensitive_text", "text", '"auto"', "Text without regard to case: auto, declared or all."
    ),
    "set-tables": Key("set_tables", "text", '"dedupe"', "Rows of a SET table that are there already: dedupe or keep."),
    "encode": Key("encode", "text", '"auto"', "Compression of columns: auto (the target's choice) or explicit."),
    "views": Key("views", "text", '"bound"', "Views hold on to their tables (bound) or find them when read (late)."),
    "keep-case": Key("keep_case", "flag", "false", "Names keep their case where the source compares without it."),
    "define": Key("define", "table", '{ OWNER = "hr" }', "Values of the script's variables."),
    "plsql-flags": Key("plsql_flag", "table", '{ debug = "false" }', "Values for conditional compilation ($IF)."),
    "move": Key("move", "section", "", ""),
}
_KINDS = {
    "text": "a text in quotes",
    "flag": "true or false",
    "number": "a whole number",
    "texts": "a list of texts",
    "targets": "an engine, or a list of engines",
    "table": "a table of names and values",
    "section": "a table",
}


def path_of(context: click.Context) -> Path:
    """The project file of this run, whether it is there or not."""
    return Path((context.find_root().obj or {}).get("project") or FILE)


def load(context: click.Context) -> dict[str, Any]:
    """The project's values by parameter name; empty without a file."""
    named = (context.find_root().obj or {}).get("project")
    path = path_of(context)
    if not path.is_file():
        if named:
            raise click.UsageError(f"{named}: no such project file")
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise click.UsageError(f"{path}: {error}") from None
    out: dict[str, Any] = {}
    for key, value in values.items():
        known = KEYS.get(key)
        if known is None:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = (
                f"; did you mean {near[0]!r}?" if near else f"; there is: {', '.join(k for k in KEYS if k != 'move')}"
            )
            raise click.UsageError(f"{path}: unknown key {key!r}{hint}")
        if not _fits(value, known.kind):
            raise click.UsageError(f"{path}: {key} must be {_KINDS[known.kind]}, not {value!r}")
        if known.kind == "section":
            continue
        if key in ("paths", "rules"):
            value = [one if one == "-" else str(path.parent / one) for one in value]
        elif key == "out":
            value = str(path.parent / value)
        elif known.kind == "table":
            value = [f"{name}={_word(one)}" for name, one in value.items()]
        out[known.param] = value
    return out


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fits(value: Any, kind: str) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in ("table", "section"):
        plain = (str, int, float, bool)
        return isinstance(value, dict) and (kind == "section" or all(isinstance(v, plain) for v in value.values()))
    is_list = isinstance(value, list) and all(isinstance(v, str) for v in value)
    if kind == "texts":
        return is_list
    return isinstance(value, str) or (kind == "targets" and is_list)


def template(source: str, targets: tuple[str, ...]) -> str:
    """A project file with every key, those without a decision as comments."""
    lines = ["# sct reads this file when it runs in this folder. The command line wins over it.", ""]
    for key, known in KEYS.items():
        if known.kind == "section":
            continue
        given = {"from": f'"{source}"', "to": _listed(targets)}.get(key)
        lines += [f"# {known.about}", f"{key} = {given}" if given else f"# {key} = {known.sample}", ""]
    return "\n".join(lines)


def _listed(targets: tuple[str, ...]) -> str:
    quoted = [f'"{one}"' for one in targets]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"
