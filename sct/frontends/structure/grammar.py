"""Grammars: found in the package data, compiled by Lark once, kept as plain tables on disk.

Lark is imported only when a grammar has to be compiled. The tables are marshalled (numbers, strings, lists and
dictionaries only, so reading a foreign file can run nothing) under a checksum; a file that does not match is rebuilt.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sct.options import cache_folder
from sct.records import dataclass

# Part of the key of every cached file: raise it when the form of the tables changes.
_FORM = 2

ID, NUM, STR, END = "ID", "NUM", "STR", "$END"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a reduction builds its node.

    `keep`: positions of the children that stay, with True where the child's own children are spliced in.
    """

    name: str
    size: int
    origin: str
    keep: tuple[tuple[int, bool], ...]
    expand_single: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """LALR(1) tables. An action is a state to go to (>= 0) or, negative, -1 - index of the rule to reduce by."""

    name: str
    actions: list[dict[str, int]]
    rules: tuple[Rule, ...]
    starts: dict[str, tuple[int, int]]
    words: dict[str, str]  # keyword or punctuation, upper case -> terminal
    spelling: dict[str, str]  # terminal -> keyword or punctuation


def grammar_folder() -> Path:
    """`grammars/` inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[2]
    shipped = package / "_data" / "grammars"
    return shipped if shipped.is_dir() else package.parent / "grammars"


def _lark() -> str:
    """What names lark's version, found without loading it or the packages' metadata."""
    spec = find_spec("lark")
    return Path(spec.origin).read_text(encoding="utf-8") if spec is not None and spec.origin else ""


@cache
def load(name: str) -> Tables:
    """The tables of `grammars/<name>.lark`. Raises FileNotFoundError; lark's GrammarError when the grammar is wrong."""
    folder = grammar_folder()
    text = (folder / f"{name}.lark").read_text(encoding="utf-8")
    key = hashlib.sha256()
    for part in (str(_FORM), _lark(), sys.implementation.cache_tag or "", text):
        key.update(part.encode())
        key.update(b"\0")
    # A grammar may import from its neighbours, so all of them belong to the key.
    for other in sorted(folder.glob("common*.lark")):
        key.update(other.read_bytes())
    path = cache_folder() / f"{name}-{key.hexdigest()[:24]}.tables"
    plain = _read(path)
    if plain is None:
        plain = compile_grammar(text, folder)
        _write(path, plain)
    return _tables(name, plain)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        data = path.read_bytes()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        collecting = gc.isenabled()
        gc.disable()  # hundreds of thousands of small objects that all stay: nothing to collect
        try:
            plain = marshal.loads(data[32:])
        finally:
            if collecting:
                gc.enable()
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return plain if isinstance(plain, dict) else None


def _write(path: Path, plain: dict[str, Any]) -> None:
    """Writes beside and renames, so that a reader never sees half a file; no cache is no error."""
    payload = marshal.dumps(plain)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        Path(temporary).replace(path)


def compile_grammar(text: str, folder: Path | None = None) -> dict[str, Any]:
    """Plain tables of a grammar text. Its `start` rules are those named in `// start: a b c` on the first line."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Tokens come from the one tokenization."""

        __future_interface__ = 2

        def __init__(self, conf: Any) -> None: ...

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            return iter(())

    first = text.split("\n", 1)[0]
    starts = first.partition("// start:")[2].split() or ["start"]
    lark = Lark(
        text,
        parser="lalr",
        lexer=NoLexer,
        start=starts,
        maybe_placeholders=False,
        import_paths=[str(folder)] if folder else [],
    )
    table: Any = lark.parser.parser._parse_table
    rules: dict[Any, int] = {}
    plain_rules: list[tuple[Any, ...]] = []
    actions: list[dict[str, int]] = []
    for index in range(len(table.states)):
        row: dict[str, int] = {}
        for symbol, (action, argument) in table.states[index].items():
            if action.name == "Shift":
                row[str(symbol)] = argument
            else:
                if argument not in rules:
                    rules[argument] = len(plain_rules)
                    plain_rules.append(_plain_rule(argument))
                row[str(symbol)] = -1 - rules[argument]
        actions.append(row)
    spelling = {t.name: t.pattern.value.upper() for t in lark.terminals if type(t.pattern).__name__ == "PatternStr"}
    intern = sys.intern
    shared: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}
    for index, row in enumerate(actions):
        row = {intern(k): v for k, v in row.items()}
        actions[index] = shared.setdefault(tuple(row.items()), row)
    return {
        "actions": actions,
        "rules": plain_rules,
        "starts": {str(s): (table.start_states[s], table.end_states[s]) for s in starts},
        "spelling": {intern(str(k)): str(v) for k, v in spelling.items()},
    }


def _plain_rule(rule: Any) -> tuple[Any, ...]:
    keep = tuple(
        (i, not symbol.is_term and symbol.name.startswith("_"))
        for i, symbol in enumerate(rule.expansion)
        if rule.options.keep_all_tokens or not (symbol.is_term and symbol.filter_out)
    )
    origin = str(rule.origin.name)
    return (str(rule.alias or origin), len(rule.expansion), origin, keep, bool(rule.options.expand1 and not rule.alias))


def _tables(name: str, plain: dict[str, Any]) -> Tables:
    # Terminals were interned when the tables were made, and marshal keeps that: no row has to be made again.
    intern = sys.intern
    spelling: dict[str, str] = plain["spelling"]
    return Tables(
        name=name,
        actions=plain["actions"],
        rules=tuple(
            Rule(intern(n), size, intern(origin), keep, single) for n, size, origin, keep, single in plain["rules"]
        ),
        starts=plain["starts"],
        words={v: k for k, v in spelling.items()},
        spelling=spelling,
    )
