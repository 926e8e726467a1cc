"""The rules file: one YAML file that says what is moved and how. Everything in it is checked before anything runs."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sct.move.errors import UsageError
from sct.move.model import Options

LOB_POLICIES = ("whole",)


@dataclass(slots=True)
class TableRule:
    """What is said of the tables that `match` names (`schema.table` or `table`, with * and ?); later rules win."""

    match: str
    include: bool | None = None
    rename: str = ""
    filter: str = ""
    columns: dict[str, str | bool] = field(default_factory=dict)  # column: new name, or false to leave it out
    max_bytes: dict[str, int] = field(default_factory=dict)  # LOB column: most bytes; longer ones are bad rows
    key: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rules:
    options: Options = field(default_factory=Options)
    schemas: dict[str, str] = field(default_factory=dict)  # source schema: target schema
    include: list[str] = field(default_factory=lambda: ["*"])
    exclude: list[str] = field(default_factory=list)
    tables: list[TableRule] = field(default_factory=list)

    def wanted(self, schema: str, name: str) -> bool:
        chosen = _any(self.include, schema, name) and not _any(self.exclude, schema, name)
        for rule in self.of(schema, name):
            chosen = rule.include if rule.include is not None else chosen
        return chosen

    def of(self, schema: str, name: str) -> list[TableRule]:
        return [r for r in self.tables if _matches(r.match, schema, name)]


def _matches(pattern: str, schema: str, name: str) -> bool:
    text = f"{schema}.{name}" if "." in pattern else name
    return fnmatch.fnmatchcase(text.lower(), pattern.lower())


def _any(patterns: list[str], schema: str, name: str) -> bool:
    return any(_matches(p, schema, name) for p in patterns)


def read(path: Path | None) -> Rules:
    """The rules of a file, or the defaults. Raises UsageError with the key that is wrong."""
    if path is None:
        return Rules()
    import yaml

    try:
        data = yaml.safe_load(path.read_text("utf-8")) or {}
    except OSError as error:
        raise UsageError("MV0009", f"{path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f"{path}:{place.line + 1}:{place.column + 1}" if place else str(path)
        raise UsageError("MV0009", f"{line}: {getattr(error, 'problem', error)}") from None
    if not isinstance(data, dict):
        raise UsageError("MV0009", f"{path}: a mapping is expected, like `tables: [...]`")
    options = _options(path, data)
    rules = Rules(options=options)
    for key, value in data.items():
        if key == "schemas":
            rules.schemas = _strings(path, key, value)
        elif key in ("include", "exclude"):
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise UsageError("MV0009", f"{path}: {key} is a list of table names, with * and ?")
            setattr(rules, key, value)
        elif key == "tables":
            if not isinstance(value, list):
                raise UsageError("MV0009", f"{path}: tables is a list of mappings with `match`")
            rules.tables = [_rule(path, entry) for entry in value]
    return rules


def _options(path: Path, data: dict[str, Any]) -> Options:
    known = {f.name: f for f in fields(Options)}
    chosen: dict[str, Any] = {}
    default = Options()
    words = {
        "on_bad_row": ("stop", "exceptions"),
        "target_rows": ("refuse", "truncate", "append"),
        "zero_dates": ("reject", "null"),
        "ddl": ("stop", "add_columns"),
        "validate_by": ("rows", "sums"),
    }
    for key, value in data.items():
        if key in ("schemas", "include", "exclude", "tables"):
            continue
        if key not in known:
            everything = ", ".join(sorted([*known, "schemas", "include", "exclude", "tables"]))
            raise UsageError("MV0009", f"{path}: unknown key {key!r}; known are {everything}")
        if key in words and value not in words[key]:
            raise UsageError("MV0009", f"{path}: {key} is one of {', '.join(words[key])}, not {value!r}")
        wanted = type(getattr(default, key))
        if wanted is int and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise UsageError("MV0009", f"{path}: {key} is a number, not {value!r}")
        if not isinstance(value, wanted):
            raise UsageError("MV0009", f"{path}: {key} is a {wanted.__name__}, not {value!r}")
        chosen[key] = value
    csv_keys = {"delimiter", "null", "encoding", "header", "date_format", "timestamp_format"}
    stray = set(chosen.get("csv", {})) - csv_keys
    if stray:
        raise UsageError(
            "MV0009", f"{path}: csv: unknown {', '.join(sorted(stray))}; known are {', '.join(sorted(csv_keys))}"
        )
    for key in ("workers", "chunk_rows", "batch_rows"):
        if chosen.get(key) == 0:
            raise UsageError("MV0009", f"{path}: {key} must be at least 1")
    return Options(**chosen)


def _strings(path: Path, key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise UsageError("MV0009", f"{path}: {key} maps names to names")
    return {str(k): v for k, v in value.items()}


def _rule(path: Path, entry: Any) -> TableRule:
    if not isinstance(entry, dict) or not isinstance(entry.get("match"), str):
        raise UsageError("MV0009", f"{path}: every entry of tables has `match: schema.table`")
    default = TableRule("")
    for key, value in entry.items():
        if key not in {f.name for f in fields(TableRule)}:
            known = ", ".join(f.name for f in fields(TableRule))
            raise UsageError("MV0009", f"{path}: tables, {entry['match']}: unknown key {key!r}; known are {known}")
        wanted = bool if key == "include" else type(getattr(default, key))
        if not isinstance(value, wanted):
            raise UsageError("MV0009", f"{path}: tables, {entry['match']}: {key} is a {wanted.__name__}, not {value!r}")
    return TableRule(**entry)
