"""Reads the rule files. One list of entries a file; every entry declares a code, most of them a rule.

lift/<source>/*.yml    source -> neutral          match: in the source's SQL     becomes: neutral SQL
lower/<target>/*.yml   neutral -> target          match: neutral SQL             becomes: the target's SQL
legal/<target>.yml     what exists on the target
runtime/<target>/*.sql emulation functions
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from sct.records import dataclass, field
from sct.rulebook.codes import Code, code_of
from sct.rulebook.store import Store, store
from sct.sqlexpr.lowering import tidy_types
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.patterns import PatternError, parse_neutral, parse_pattern
from sct.sqlexpr.rules import Rule, RuleIndex, guard


class RuleFileError(ValueError):
    """A rule file that cannot be used: file, entry and what is wrong."""


def rulebook_id(user: tuple[str, ...] = ()) -> str:
    """Twelve digits that change with any rule, shipped or the user's."""
    return _rulebook_id(tuple(user))


@cache  # behind a function without a default, so that no way of asking has the files read again
def _rulebook_id(user: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    root = rules_folder()
    for folder in (root, *map(Path, user)):
        found = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
        for path in sorted(p for p in found if p.suffix in (".yml", ".sql")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def rules_folder() -> Path:
    """`rules/` inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_data" / "rules"
    return shipped if shipped.is_dir() else package.parent / "rules"


@dataclass(slots=True)
class Rulebook:
    """All one conversion needs: the codes, both halves' rules, coercions, the legality list."""

    codes: dict[str, Code] = field(default_factory=dict)
    lift: RuleIndex = field(default_factory=RuleIndex)
    lower: RuleIndex = field(default_factory=RuleIndex)
    coercions: dict[tuple[str, str], str] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    legal: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=lambda: Errors())


@dataclass(slots=True)
class Errors:
    """What both engines call an error (exceptions.yml of each).

    `named`: predefined exception -> (number, text); `asks`: dotted name -> what it asks of the handled error (number,
    text, stack, backtrace, or a part of one, which a construct answers); `raises`: calls that raise an error of the caller's own; `states`: number -> the target's
    entry (states, name, shared).
    """

    named: dict[str, tuple[int, str]] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    raises: frozenset[str] = frozenset()
    library: str = ""
    unhandled: str = ""  # what an exception without a number says when nobody handles it
    states: dict[int, dict[str, Any]] = field(default_factory=dict)

    def take(self, entry: dict[str, Any]) -> bool:
        """Whether an entry of a rule file was one of these."""
        if "exceptions" in entry:
            self.named.update((e["name"], (e["number"], e["text"])) for e in entry["exceptions"])
            self.asks.update((name, kind) for kind, names in entry["asks"].items() for name in names)
            self.raises = frozenset(entry["raises"])
            self.library = entry["library"]
            self.unhandled = entry["unhandled"]
        elif "states" in entry:
            self.states.update((e["number"], e) for e in entry["states"])
        else:
            return False
        return True


def _read(path: Path) -> Any:
    import yaml  # not in every run: what the shipped files say is kept (`store`)

    with path.open("rb") as handle:
        return yaml.load(handle, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def kept() -> Store:
    """What is known of the shipped rules from an earlier run."""
    return store(rulebook_id())


def entries(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file, entry) of every rule file of a folder, in order of file names."""
    yield from kept().of(folder, lambda: list(_entries(folder)))


def _entries(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    root = rules_folder()
    for path in sorted((root / folder).glob("*.yml")):
        name = path.relative_to(root).as_posix()
        for entry in _read(path) or ():
            if not isinstance(entry, dict):
                raise RuleFileError(f"{name}: every entry is a mapping, not {entry!r}")
            yield name, _spelled_out(entry) if "runtime" in entry else entry


def _spelled_out(entry: dict[str, Any]) -> dict[str, Any]:
    """A line `neutral: HEX_TO_BYTES, runtime: hextoraw`: the neutral function is that emulation function."""
    neutral, function = entry["neutral"], entry["runtime"]
    return {
        "name": neutral.lower().replace("_", "-"),
        "match": f"{neutral}(*$xs)",
        "becomes": f"sct.{function}(*$xs)",
        "fidelity": "runtime",
        **entry,
    }


def _parameters(entry: dict[str, Any], pattern: str) -> tuple[str, ...]:
    """The names of a function's parameters; a mapping says them for each subprogram of an entry."""
    named = entry.get("parameters") or ()
    if isinstance(named, dict):
        named = named.get(pattern.partition("(")[0].rpartition(".")[2].lower(), ())
    return tuple(named)


def compile_rule(entry: dict[str, Any], engine: str, file: str) -> list[Rule]:
    """The rules of one entry (`match` may be a list of spellings). Raises RuleFileError."""
    return [_compiled(entry, engine, file, text, template) for text, template in _spellings(entry, file)]


def _spellings(entry: dict[str, Any], file: str) -> list[tuple[str, str | None]]:
    """(pattern, replacement) of an entry. Raises RuleFileError."""
    matches = entry["match"] if isinstance(entry["match"], list) else [entry["match"]]
    templates = entry.get("becomes")
    if not isinstance(templates, list):
        templates = [templates] * len(matches)
    if len(templates) != len(matches):
        raise RuleFileError(
            f"{file}: {entry.get('code')} has {len(matches)} patterns and {len(templates)} replacements"
        )
    return list(zip(matches, templates, strict=True))


def _compiled(entry: dict[str, Any], engine: str, file: str, text: str, template: str | None) -> Rule:
    try:
        return Rule(
            code=entry["code"],
            name=entry["name"],
            pattern=parse_neutral(text) if engine == "neutral" else parse_pattern(text, engine),
            template=tidy_types(parse_neutral(template)) if template else None,
            hook=entry.get("call"),
            keep=bool(entry.get("keep")),
            guards={name: guard(words) for name, words in (entry.get("where") or {}).items()},
            returns=entry.get("returns"),
            coerce=entry.get("coerce") or {},
            not_null=entry.get("not_null", ""),
            message=entry.get("message", ""),
            fidelity=entry.get("fidelity", "exact"),
            report=bool(entry.get("report")),
            procedure=bool(entry.get("procedure")),
            parameters=_parameters(entry, text),
        )
    except (PatternError, ValueError, KeyError) as error:
        raise RuleFileError(f"{file}: {entry.get('code')} {entry.get('name')}: {error}") from None


def _add(index: RuleIndex, entry: dict[str, Any], engine: str, file: str) -> None:
    """The rules of a shipped entry: compiled when their head is first asked for, where that is known."""
    known = kept()
    for text, template in _spellings(entry, file):
        head = known.head(engine, text)
        if head is None:
            rule = _compiled(entry, engine, file, text, template)
            known.learn(engine, text, rule.head)
            index.add(rule)
        else:
            index.add_at(head, partial(_compiled, entry, engine, file, text, template))


def user_entries(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file, entry) of every rule file in a folder of the user's. Raises RuleFileError naming what is wrong."""
    from yaml import YAMLError

    root = Path(folder)
    if not root.is_dir():
        raise RuleFileError(f"{folder}: no such folder of rules")
    for path in sorted(root.rglob("*.yml")):
        name = path.relative_to(root).as_posix()
        try:
            found = _read(path)
        except (YAMLError, UnicodeDecodeError) as error:
            raise RuleFileError(f"{name}: {' '.join(str(error).split())}") from None
        if found is None:
            continue
        if not isinstance(found, list):
            raise RuleFileError(f"{name}: a rule file is a list of entries")
        for entry in found:
            if not isinstance(entry, dict):
                raise RuleFileError(f"{name}: every entry is a mapping, not {entry!r}")
            unknown = set(entry) - _ENTRY_KEYS
            if unknown:
                raise RuleFileError(
                    f"{name}: {entry.get('code', entry)} has unknown keys: {', '.join(sorted(map(str, unknown)))}"
                )
            if not re.fullmatch(r"[A-Z]{2}\d{4}", str(entry.get("code", ""))):
                raise RuleFileError(f"{name}: {entry.get('name', entry)}: `code` is two letters and four digits")
            yield name, entry


_ENTRY_KEYS = {
    "code", "name", "match", "becomes", "call", "where", "coerce", "returns", "not_null", "message", "keep", "report",
    "fidelity", "severity", "effort_minutes", "why", "howto", "examples", "example", "stage", "once",
}  # fmt: skip


_DATA = {"coercions", "exceptions", "states"}  # entries that are tables, no rules


def _declare(codes: dict[str, Code], entry: dict[str, Any], file: str) -> None:
    try:
        code = code_of(entry, file)
    except (KeyError, ValueError) as error:
        raise RuleFileError(f"{file}: {entry.get('code', entry)} lacks {error}") from None
    if code.code in codes and codes[code.code].name != code.name:
        raise RuleFileError(f"{file}: {code.code} is declared twice (also in {codes[code.code].file})")
    codes.setdefault(code.code, code)


def all_codes(user: tuple[str, ...] = ()) -> dict[str, Code]:
    """Every code of every engine, and those of the user's rules, without compiling a rule."""
    codes: dict[str, Code] = {}
    root = rules_folder()
    shipped = sorted(root.glob("lift/*")) + sorted(root.glob("lower/*"))
    folders = ["general", "move", *(path.relative_to(root).as_posix() for path in shipped)]
    for folder in folders:
        for file, entry in entries(folder):
            if not _DATA & entry.keys():
                _declare(codes, entry, file)
    for folder in user:
        for file, entry in user_entries(folder):
            _declare(codes, entry, file)
    return codes


def _whole_package(entry: dict[str, Any], package: str) -> Rule:
    """What is said of a subprogram of this package that no rule converts."""
    return Rule(entry["code"], entry["name"], exp.Null(), message=package, fidelity="refused")


@cache
def load(source: str, target: str, user: tuple[str, ...] = ()) -> Rulebook:
    """The rulebook of one pair of engines; `user`: folders of rules that go first. Raises RuleFileError for theirs."""
    book = Rulebook()
    for folder in user:
        for file, entry in user_entries(folder):
            _declare(book.codes, entry, file)
            if "match" in entry:
                lower = entry.get("stage") == "lower"
                for rule in compile_rule(entry, "neutral" if lower else source, file):
                    (book.lower if lower else book.lift).add(rule)
    for folder, engine, index in (
        ("general", "neutral", book.lower),
        (f"lift/{source}", source, book.lift),
        (f"lower/{target}", "neutral", book.lower),
        ("lower/common", "neutral", book.lower),  # behind the target's own: what is native in most
    ):
        for file, entry in entries(folder):
            if "coercions" in entry:
                for line in entry["coercions"]:
                    book.coercions[(line["from"], line["to"])] = line["call"]
                continue
            if book.errors.take(entry):
                continue
            _declare(book.codes, entry, file)
            if "match" in entry and target in entry.get("targets", (target,)):
                _add(index, entry, engine, file)
            for package in entry.get("package") or ():
                index.add_at(f"package:{package.lower()}", _whole_package(entry, package))
    kept().keep()
    legal = _read(rules_folder() / "legal" / f"{target}.yml")
    book.legal = legal
    book.functions = frozenset(legal["functions"])
    book.nodes = frozenset(legal["nodes"])
    return book
