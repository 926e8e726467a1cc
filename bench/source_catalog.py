"""What a script of Oracle DDL creates, counted by a scanner that shares nothing with the converter's parser.

It sees CREATE, ALTER TABLE, DROP, RENAME and COMMENT statements with static names; what dynamic SQL makes it does not
see. Names are lower case without owner and quotes. A check that only says NOT NULL is no check here, and a constraint
given again under its name replaces the earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|\s+"
    r"|(?P<text>[nN]?[qQ]'(?:\[.*?\]'|\{.*?\}'|\(.*?\)'|<.*?>'|(?P<d>[^\s\[{(<]).*?(?P=d)')|[nN]?'(?:[^']|'')*')"
    r'|"(?P<quoted>[^"]*)"|(?P<word>[^\W\d][\w$#]*)|(?P<other>\d[\w.]*|.)',
    re.S,
)
MODIFIERS = set(
    "or replace global private temporary sharded duplicated immutable blockchain unique bitmap multivalue force no "
    "noforce editionable noneditionable editioning public".split()
)


@dataclass
class Table:
    columns: set[str] = field(default_factory=set)
    keys: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    foreign: set[tuple[tuple[str, ...], str]] = field(default_factory=set)
    checks: list[str] = field(default_factory=list)
    named: dict[str, tuple[str, object]] = field(default_factory=dict)


@dataclass
class Made:
    """Names by kind; tables with what is in them; comments as (table, column or '')."""

    tables: dict[str, Table] = field(default_factory=dict)
    views: set[str] = field(default_factory=set)
    materialized: set[str] = field(default_factory=set)
    sequences: set[str] = field(default_factory=set)
    indexes: set[str] = field(default_factory=set)
    comments: set[tuple[str, str]] = field(default_factory=set)


class _Tokens:
    """Tokens of a statement: (kind, text), words in lower case."""

    def __init__(self, text: str) -> None:
        self.all: list[tuple[str, str]] = []
        for found in TOKEN.finditer(text):
            kind = found.lastgroup if found.lastgroup != "d" else "text"
            if kind is not None:
                value = found[kind]
                self.all.append((kind, value.lower() if kind in ("word", "quoted") else value))
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        if at >= len(self.all):
            return ""
        kind, value = self.all[at]
        return value if kind != "text" else "'"

    def take(self, *words: str) -> bool:
        if all(self.peek(i) == word for i, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def name(self) -> str:
        """The last part of a dotted name."""
        found = self.parts()
        return found[-1] if found else ""

    def parts(self) -> list[str]:
        found = [self.peek()]
        self.at += 1
        while self.peek() == "." and self.at + 1 < len(self.all):
            found.append(self.peek(1))
            self.at += 2
        return found

    def parenthesis(self) -> list[list[str]]:
        """`( … , … )` from here: the items, each a list of words; nested ones whole."""
        items: list[list[str]] = [[]]
        depth = 0
        while self.at < len(self.all):
            word = self.peek()
            self.at += 1
            depth += (word == "(") - (word == ")")
            if depth == 0:
                break
            if depth == 1 and word == "(":
                continue
            if depth == 1 and word == ",":
                items.append([])
            else:
                items[-1].append(word)
        return [item for item in items if item]


def scan(statements: Iterable[str]) -> Made:
    """What is there after the statements, in their order."""
    made = Made()
    for text in statements:
        tokens = _Tokens(text)
        if tokens.take("create"):
            _create(tokens, made)
        elif tokens.take("alter", "table"):
            _alter(tokens, made)
        elif tokens.take("drop"):
            _drop(tokens, made)
        elif tokens.take("rename"):
            old = tokens.name()
            tokens.take("to")
            _rename(made, old, tokens.name())
        elif tokens.take("comment", "on"):
            _comment(tokens, made)
    return made


def _create(tokens: _Tokens, made: Made) -> None:
    while tokens.peek() in MODIFIERS:
        tokens.at += 1
    if tokens.take("table"):
        tokens.take("if", "not", "exists")
        table = made.tables.setdefault(tokens.name(), Table())
        if tokens.take("of"):
            tokens.name()
        elif tokens.peek() == "(":
            items = tokens.parenthesis()
            if any(len(item) > 1 for item in items):
                for item in items:
                    _item(item, table)
            # else the names of CREATE TABLE AS, whose columns are its query's
    elif tokens.take("materialized", "view"):
        if tokens.peek() != "log":
            tokens.take("if", "not", "exists")
            made.materialized.add(tokens.name())
    elif tokens.take("view"):
        tokens.take("if", "not", "exists")
        made.views.add(tokens.name())
    elif tokens.take("sequence"):
        tokens.take("if", "not", "exists")
        made.sequences.add(tokens.name())
    elif tokens.take("index"):
        tokens.take("if", "not", "exists")
        made.indexes.add(tokens.name())


def _item(item: list[str], table: Table, *, new: bool = True) -> None:
    """A column or constraint of a table."""
    words = list(item)
    if words[0] in ("supplemental", "period", "scope", "ref", "with"):
        return
    name = ""
    if words[0] == "constraint":
        name, words = words[1], words[2:]
    if words and (
        words[:2] in (["primary", "key"], ["foreign", "key"])
        or (words[0] in ("unique", "check") and words[1:2] == ["("])
    ):
        _constraint(words, (), table, name)
        return
    column = words[0]
    if new:
        table.columns.add(column)
    depth, at, label = 0, 1, ""
    while at < len(words):
        word = words[at]
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == "constraint":
            label = words[at + 1] if at + 1 < len(words) else ""
        if depth == 0 and (word in ("unique", "check", "references") or words[at : at + 2] == ["primary", "key"]):
            _constraint(words[at:], (column,), table, label)
            label = ""
        at += 1


def _constraint(words: list[str], columns: tuple[str, ...], table: Table, name: str) -> None:
    def listed(at: int) -> tuple[str, ...]:
        end = words.index(")", at) if ")" in words[at:] else len(words)
        return tuple(sorted(w for w in words[at + 1 : end] if w != ","))

    if name and name in table.named:
        _forget(table, name)
    where: tuple[str, object]
    if words[:2] == ["primary", "key"] or words[0] == "unique":
        kind = "unique" if words[0] == "unique" else "primary"
        where = ("keys", (kind, columns or listed(1 if kind == "unique" else 2)))
    elif words[0] == "check":
        text = " ".join(words[: _closing(words, 1) + 1])
        if re.fullmatch(r"check \( \(?\s*\S+ is not null\s*\)? \)", text):
            return
        where = ("checks", text)
    else:
        if words[0] == "foreign":
            columns = listed(2)
        if "references" not in words:
            return
        at = words.index("references") + 1
        while words[at + 1 : at + 2] == ["."]:
            at += 2
        where = ("foreign", (columns, words[at]))
    if where[0] == "checks":
        table.checks.append(str(where[1]))
    else:
        getattr(table, where[0]).add(where[1])
    if name:
        table.named[name] = where


def _closing(words: list[str], at: int) -> int:
    depth = 0
    for i in range(at, len(words)):
        depth += (words[i] == "(") - (words[i] == ")")
        if depth == 0:
            return i
    return len(words) - 1


def _forget(table: Table, name: str) -> None:
    kind, what = table.named.pop(name)
    held = getattr(table, kind)
    if what in held:
        held.remove(what)


def _alter(tokens: _Tokens, made: Made) -> None:
    name = tokens.name()
    table = made.tables.get(name)
    if table is None:
        return
    while tokens.at < len(tokens.all):
        if tokens.take("add") or tokens.peek() == "modify":
            new = tokens.peek() != "modify"
            if not new:
                tokens.at += 1
            if tokens.peek() in ("partition", "subpartition", "supplemental", "lob", "default", "constraint") and not (
                new and tokens.peek() == "constraint"
            ):
                return
            if tokens.peek() == "(":
                for item in tokens.parenthesis():
                    _item(item, table, new=new)
            else:
                _item([tokens.peek(i) for i in range(len(tokens.all) - tokens.at)], table, new=new)
                return
        elif tokens.take("drop", "column"):
            _drop_column(table, tokens.name())
        elif tokens.peek() == "drop" and tokens.peek(1) == "(":
            tokens.at += 1
            for item in tokens.parenthesis():
                _drop_column(table, item[0])
        elif tokens.take("drop", "constraint"):
            one = tokens.name()
            if one in table.named:
                _forget(table, one)
        elif tokens.take("drop", "primary", "key"):
            table.keys = {key for key in table.keys if key[0] != "primary"}
        elif tokens.take("rename", "to"):
            _rename(made, name, tokens.name())
        elif tokens.take("rename", "column"):
            old = tokens.name()
            tokens.take("to")
            table.columns.discard(old)
            table.columns.add(tokens.name())
        else:
            tokens.at += 1


def _drop_column(table: Table, column: str) -> None:
    table.columns.discard(column)
    table.keys = {key for key in table.keys if column not in key[1]}
    table.foreign = {key for key in table.foreign if column not in key[0]}


def _rename(made: Made, old: str, new: str) -> None:
    if old in made.tables:
        made.tables[new] = made.tables.pop(old)
    for names in (made.views, made.sequences, made.indexes):
        if old in names:
            names.discard(old)
            names.add(new)


def _drop(tokens: _Tokens, made: Made) -> None:
    kind = "materialized" if tokens.take("materialized", "view") else tokens.peek()
    if kind != "materialized":
        tokens.at += 1
    tokens.take("if", "exists")
    name = tokens.name()
    if kind == "table" and made.tables.pop(name, None) is not None:
        made.comments = {c for c in made.comments if c[0] != name}
    for which, names in (
        ("view", made.views),
        ("materialized", made.materialized),
        ("sequence", made.sequences),
        ("index", made.indexes),
    ):
        if kind == which:
            names.discard(name)


def _comment(tokens: _Tokens, made: Made) -> None:
    kind = tokens.peek()
    tokens.at += 1
    if kind == "materialized":
        tokens.take("view")
    parts = tokens.parts()
    if not tokens.take("is") or kind not in ("table", "column", "materialized"):
        return
    text = tokens.all[tokens.at][1] if tokens.at < len(tokens.all) else ""
    key = (parts[-2], parts[-1]) if kind == "column" and len(parts) > 1 else (parts[-1], "")
    if text.strip("nN") in ("''", ""):
        made.comments.discard(key)
    else:
        made.comments.add(key)
