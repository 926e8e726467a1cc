"""Primary, unique and foreign keys: declared, looked into, and never enforced (Developer Guide, "Table constraints").

They are taken out of the statement; `sct_redshift.key` keeps book of them and objects to columns that are not there,
second primary keys, and foreign keys without a key to refer to.
"""

from __future__ import annotations

from dataclasses import dataclass

from sct.check.redshift.plain import SUPPLIED
from sct.check.redshift.relations import dotted
from sct.check.redshift.tokens import Token, Tokens, find, made, phrase, split, text_of, words


@dataclass(slots=True)
class _Key:
    kind: str  # p, u or f
    near: Token
    columns: list[str]
    name: str = ""
    there: str = ""
    there_columns: list[str] | None = None

    def call(self, owner: str) -> Tokens:
        there = f"{_literal(self.there)}, {_array(self.there_columns)}" if self.kind == "f" else "NULL, NULL"
        name = _literal(self.name) if self.name else "NULL"
        text = f"SELECT {SUPPLIED}.key({_literal(owner)}, {name}, '{self.kind}', {_array(self.columns)}, {there});"
        return [made(text, self.near)]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _array(names: list[str] | None) -> str:
    return "NULL" if names is None else "ARRAY[" + ", ".join(_literal(name) for name in names) + "]::text[]"


def without_keys(items: Tokens) -> tuple[Tokens, Tokens]:
    """(the statement, without its semicolon, empty when nothing is left; the calls that stand for its keys)."""
    head = words(items, 5)
    if head[:1] == ["create"] and "table" in head:
        return _created(items)
    if head[:2] == ["alter", "table"]:
        return _altered(items)
    return items, []


def _created(items: Tokens) -> tuple[Tokens, Tokens]:
    at = find(items, ("table",)) + 1
    at += 3 if words(items[at : at + 3]) == ["if", "not", "exists"] else 0
    start, (_, at) = at, dotted(items, at)
    if at >= len(items) or items[at].kind != "group" or find(items, ("as",), at) < len(items):
        return items, []
    owner = text_of(items[start:at])
    keys: list[_Key] = []
    kept: list[Tokens] = []
    for part in split(items[at].items, ","):
        if (key := _table_key(part)) is not None:
            keys.append(key)
        else:
            kept.append(_column_keys(part, keys))
    commas = [token for token in items[at].items if token.kind == "mark" and token.text == ","]
    out: Tokens = []
    for number, part in enumerate(kept):
        out += ([commas[number - 1]] if number else []) + part
    items[at].items = out
    return items, [token for key in sorted(keys, key=lambda one: one.kind == "f") for token in key.call(owner)]


def _altered(items: Tokens) -> tuple[Tokens, Tokens]:
    parts, at = dotted(items, 2)
    owner = text_of(items[2:at])
    if words(items[at : at + 1]) == ["add"] and (key := _table_key(items[at + 1 :])) is not None:
        return [], key.call(owner)
    if words(items[at : at + 2]) == ["drop", "constraint"] and at + 2 < len(items) and parts:
        text = f"SELECT {SUPPLIED}.drop_key({_literal(owner)}, {_literal(_case(items[at + 2]))});"
        return [], [made(text, items[at])]
    return items, []


def _table_key(part: Tokens) -> _Key | None:
    """`[CONSTRAINT name] PRIMARY KEY (…) | UNIQUE (…) | FOREIGN KEY (…) REFERENCES …`; None for anything else."""
    name = ""
    if words(part, 1) == ["constraint"] and len(part) > 2:
        name, part = _case(part[1]), part[2:]
    head = words(part, 2)
    if head[:1] == ["unique"] and len(part) > 1 and part[1].kind == "group":
        return _Key("u", part[0], _names(part[1]), name)
    if head == ["primary", "key"] and len(part) > 2 and part[2].kind == "group":
        return _Key("p", part[0], _names(part[2]), name)
    if head == ["foreign", "key"] and len(part) > 3 and part[2].kind == "group":
        there, columns, _ = _reference(part, 3)
        return _Key("f", part[0], _names(part[2]), name, there, columns)
    return None


def _column_keys(part: Tokens, keys: list[_Key]) -> Tokens:
    """A column without its keys, which are added."""
    if not part or words(part, 1) == ["like"]:
        return part
    column, out, at, name = _case(part[0]), part[:2], 2, ""
    while at < len(part):
        word = part[at].word
        if word == "constraint" and at + 2 < len(part) and part[at + 2].word in ("primary", "unique", "references"):
            name, at = _case(part[at + 1]), at + 2
        elif phrase(part, ("primary", "key"), at) == at:
            keys.append(_Key("p", part[at], [column], name))
            name, at = "", at + 2
        elif word == "unique":
            keys.append(_Key("u", part[at], [column], name))
            name, at = "", at + 1
        elif word == "references":
            there, columns, end = _reference(part, at)
            keys.append(_Key("f", part[at], [column], name, there, columns))
            name, at = "", end
        else:
            out.append(part[at])
            at += 1
    return out


def _reference(part: Tokens, at: int) -> tuple[str, list[str] | None, int]:
    """(table, columns, where it ends) of `REFERENCES table [(columns)]`."""
    _, end = dotted(part, at + 1)
    there = text_of(part[at + 1 : end])
    if end < len(part) and part[end].kind == "group":
        return there, _names(part[end]), end + 1
    return there, None, end


def _names(columns: Token) -> list[str]:
    return [_case(part[0]) for part in split(columns.items, ",") if part]


def _case(token: Token) -> str:
    """The name as the server keeps it: a quoted one in its own case."""
    return token.text[1:-1].replace('""', '"') if token.kind == "quoted" else token.name
