"""ALTER TABLE … ADD as MariaDB's log has it: the plain new columns, and what the rows that were there got.

Only what is known to the last word is taken; for everything else the answer is None. Syntax: MariaDB documentation,
ALTER TABLE (ADD COLUMN), CREATE TABLE (column definitions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"\s*(?:`((?:[^`]|``)+)`|'((?:[^'\\]|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|([(),.;]))", re.ASCII
)
# Types whose default is stored as it is written; of the others only NULL is taken.
PLAIN = frozenset(
    "TINYINT SMALLINT MEDIUMINT INT INTEGER BIGINT DECIMAL NUMERIC FLOAT DOUBLE CHAR VARCHAR "
    "TINYTEXT TEXT MEDIUMTEXT LONGTEXT DATE DATETIME TIME ENUM BOOL BOOLEAN".split()
)
# What may follow ADD and names no column.
NO_COLUMN = frozenset(
    "INDEX KEY UNIQUE PRIMARY FULLTEXT SPATIAL CONSTRAINT FOREIGN CHECK PARTITION SYSTEM PERIOD IF".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """kind: name (in backquotes) | text | number | word | sign."""

    kind: str
    text: str


class NotPlain(Exception):
    """The statement does something else, too, or something that is not known here."""


def new_columns(statement: str, table: tuple[str, str]) -> dict[str, str | None] | None:
    """Names of the new columns of `table` with the value old rows got (None = NULL); None when that is not all it does."""
    try:
        return _Reader(_words(statement)).statement(table)
    except NotPlain:
        return None


def _words(statement: str) -> list[Word]:
    words, at = [], 0
    statement = statement.strip().removesuffix(";")
    while at < len(statement):
        found = TOKEN.match(statement, at)
        if found is None:
            raise NotPlain
        kind = ("name", "text", "number", "word", "sign")[(found.lastindex or 1) - 1]
        text = found[found.lastindex or 1]
        words.append(Word(kind, text.replace("``", "`") if kind == "name" else text.replace("''", "'")))
        at = found.end()
    return words


class _Reader:
    def __init__(self, words: list[Word]) -> None:
        self.words, self.at = words, 0

    def statement(self, table: tuple[str, str]) -> dict[str, str | None]:
        self._expect("ALTER")
        self._expect("TABLE")
        name = self._name()
        schema, name = (name, self._name()) if self._take(".") else (table[0], name)
        if (schema, name) != table:
            raise NotPlain
        found: dict[str, str | None] = {}
        while True:
            self._expect("ADD")
            self._take("COLUMN")
            if self._take("("):
                self._column(found)
                while self._take(","):
                    self._column(found)
                self._expect(")")
            else:
                self._column(found)
            if self.at == len(self.words):
                return found
            self._expect(",")

    def _column(self, found: dict[str, str | None]) -> None:
        name = self._name()
        kind = self._word()
        if self._take("("):
            while not self._take(")"):
                if self._next().kind not in ("number", "text", "sign"):
                    raise NotPlain
        fill: str | None = None
        nullable = kind != "TIMESTAMP"  # which is NOT NULL, and filled, when nothing is said
        filled = False
        while self.at < len(self.words) and not self._ahead(",", ")"):
            word = self._word()
            if word == "NOT":
                self._expect("NULL")
                nullable = False
            elif word == "NULL":
                nullable = True
            elif word == "DEFAULT":
                fill = self._value()
                filled = True
            elif word in ("CHARACTER", "CHARSET", "COLLATE"):
                if word == "CHARACTER":
                    self._expect("SET")
                self._next()
            elif word == "COMMENT":
                self._next()
            elif word == "AFTER":
                self._name()
            elif word not in ("UNSIGNED", "FIRST"):
                raise NotPlain
        if (fill is None and not nullable) or (fill is not None and kind not in PLAIN) or name in found:
            raise NotPlain
        found[name] = fill if filled else None

    def _value(self) -> str | None:
        word = self._next()
        if word.kind in ("text", "number"):
            return word.text
        plain: dict[str, str | None] = {"NULL": None, "TRUE": "1", "FALSE": "0"}
        if word.kind != "word" or word.text.upper() not in plain or self._ahead("("):
            raise NotPlain
        return plain[word.text.upper()]

    def _next(self) -> Word:
        if self.at == len(self.words):
            raise NotPlain
        self.at += 1
        return self.words[self.at - 1]

    def _word(self) -> str:
        word = self._next()
        if word.kind != "word":
            raise NotPlain
        return word.text.upper()

    def _name(self) -> str:
        word = self._next()
        if word.kind == "name" or (word.kind == "word" and word.text.upper() not in NO_COLUMN):
            return word.text
        raise NotPlain

    def _ahead(self, *texts: str) -> bool:
        if self.at == len(self.words):
            return False
        word = self.words[self.at]
        return word.kind in ("word", "sign") and word.text.upper() in texts

    def _take(self, text: str) -> bool:
        if self._ahead(text):
            self.at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise NotPlain
