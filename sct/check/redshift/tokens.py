"""Redshift's SQL as nested tokens that know where they stand, and the way back to text.

Lexical rules: Redshift Database Developer Guide, "Names and identifiers", "Literals"; a backslash escapes in every
literal (the server is derived from PostgreSQL 8.0), `#name` is a temporary table, comments nest as in PostgreSQL.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*)
  | (?P<comment>/\*)
  | (?P<dollar>\$(?P<tag>(?:[A-Za-z_\x80-\U0010ffff][\w]*)?)\$.*?(?:\$(?P=tag)\$|\Z))
  | (?P<string>[eEbBxX]?'(?:[^'\\]|''|\\.)*(?:'|\Z))
  | (?P<quoted>"(?:[^"]|"")*(?:"|\Z))
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[\w\#][\w$\#]*)
  | (?P<param>\$\d+)
  | (?P<mark>::|:=|<=|>=|<>|!=|\|\||<<|>>|=>|.)
    """,
    re.X | re.S,
)


@dataclass(slots=True)
class Token:
    """`kind`: word, quoted, string, number, dollar, param, mark, or group for `( … )`, whose tokens are `items`.

    `at` is the 0-based offset in the source (for what was made here: of what it stands for), `space` the white space
    before it (comments as blanks). A group's `tail` is the space before its closing parenthesis, at `close`.
    """

    kind: str
    text: str
    at: int
    space: str = ""
    items: list[Token] = field(default_factory=list)
    tail: str = ""
    close: int = 0

    @property
    def word(self) -> str:
        """The word in lower case; empty for every other token."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The identifier this token spells, folded as Redshift folds it; empty when it is none."""
        if self.kind == "word":
            return self.text.lower()
        return self.text[1:-1].replace('""', '"').lower() if self.kind == "quoted" else ""

    def copy(self) -> Token:
        """A copy that shares nothing with this one."""
        return Token(
            self.kind, self.text, self.at, self.space, [one.copy() for one in self.items], self.tail, self.close
        )


Tokens = list[Token]


def tokenise(sql: str, base: int = 0) -> Tokens:
    """Nested tokens of `sql`, which stands at `base` of the source. A parenthesis without partner stays a mark."""
    stack: list[Tokens] = [[]]
    opened: list[Token] = []
    for token, tail in _flat(sql, base):
        if token.text == "(" and token.kind == "mark":
            opened.append(token)
            stack.append([])
        elif token.text == ")" and token.kind == "mark" and opened:
            items, start = stack.pop(), opened.pop()
            stack[-1].append(Token("group", "", start.at, start.space, items, tail, token.at))
        else:
            stack[-1].append(token)
    while opened:
        items = stack.pop()
        stack[-1] += [opened.pop(), *items]
    return stack[0]


def _flat(sql: str, base: int) -> Iterator[tuple[Token, str]]:
    position, space = 0, ""
    while position < len(sql):
        found = _TOKEN.match(sql, position)
        assert found is not None  # the last alternative takes any character
        kind, text = ("dollar" if found.lastgroup == "tag" else found.lastgroup) or "mark", found[0]
        if kind == "comment":
            end = _comment_end(sql, position)
            space += re.sub(r"[^\n]", " ", sql[position:end])
            position = end
            continue
        position = found.end()
        if kind == "space":
            space += " " * len(text) if text.startswith("--") else text
            continue
        yield Token(kind, text, base + found.start(), space), space
        space = ""


def _comment_end(sql: str, position: int) -> int:
    depth, position = 1, position + 2
    while depth and position < len(sql):
        if sql.startswith("/*", position):
            depth, position = depth + 1, position + 2
        elif sql.startswith("*/", position):
            depth, position = depth - 1, position + 2
        else:
            position += 1
    return position


def statements(items: Tokens) -> list[Tokens]:
    """Cut at the semicolons; empty stretches are left out."""
    return [one for one in split(items, ";") if one]


def split(items: Tokens, mark: str) -> list[Tokens]:
    """Cut at a mark; always at least one part."""
    parts: list[Tokens] = [[]]
    for token in items:
        if token.kind == "mark" and token.text == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def words(items: Tokens, number: int | None = None) -> list[str]:
    """The lower-case words of the first `number` tokens; a token that is no word gives an empty one."""
    return [token.word for token in items[:number]]


def find(items: Tokens, wanted: Iterable[str], start: int = 0) -> int:
    """Where the first of the words stands at this depth, else the length."""
    keys = set(wanted)
    return next((at for at in range(start, len(items)) if items[at].word in keys), len(items))


def phrase(items: Tokens, wanted: Sequence[str], start: int = 0) -> int:
    """Where the words stand one behind the other at this depth, else the length."""
    size = len(wanted)
    for at in range(start, len(items) - size + 1):
        if all(items[at + n].word == wanted[n] for n in range(size)):
            return at
    return len(items)


def made(text: str, near: Token) -> Token:
    """A token that was not in the source and stands for `near`; its text may be several words."""
    return Token("made", text, near.at, " ")


def group(near: Token, *parts: Token | Tokens) -> Token:
    """`( … )` around tokens."""
    items = [token for part in parts for token in (part if isinstance(part, list) else [part])]
    return Token("group", "", near.at, " ", items, "", near.at)


def joined(parts: Sequence[Tokens], near: Token) -> Tokens:
    """The parts with commas between them."""
    out: Tokens = []
    for number, part in enumerate(parts):
        if number:
            out.append(Token("mark", ",", near.at))
        out += part
    return out


def deep(items: Tokens) -> Iterator[Token]:
    """Every token at every depth; a group comes before what is in it."""
    for token in items:
        yield token
        if token.kind == "group":
            yield from deep(token.items)


@dataclass(slots=True)
class Written:
    """Text made of tokens; `origin` leads from a place in it back to the source."""

    text: str
    _starts: list[int]
    _origins: list[tuple[int, bool]]

    def origin(self, position: int) -> int:
        """The source offset of what stands at `position` (both 0-based)."""
        index = max(bisect_right(self._starts, position) - 1, 0)
        if not self._starts:
            return 0
        at, verbatim = self._origins[index]
        return at + max(position - self._starts[index], 0) if verbatim else at


def write(items: Tokens) -> Written:
    """Tokens as text; words never run together."""
    parts: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, bool]] = []
    size, last = 0, ""

    def put(space: str, text: str, at: int, verbatim: bool) -> None:
        nonlocal size, last
        if not space and last and text and _inside_word(last) and _inside_word(text[0]):
            space = " "
        parts.append(space)
        parts.append(text)
        starts.append(size + len(space))
        origins.append((at, verbatim))
        size += len(space) + len(text)
        last = text[-1:] or last

    def walk(tokens: Tokens) -> None:
        for token in tokens:
            if token.kind == "group":
                put(token.space, "(", token.at, True)
                walk(token.items)
                put(token.tail, ")", token.close, True)
            else:
                put(token.space, token.text, token.at, token.kind != "made")

    walk(items)
    return Written("".join(parts), starts, origins)


def text_of(items: Tokens) -> str:
    """The text alone, without the space in front."""
    return write(items).text.strip()


def _inside_word(char: str) -> bool:
    return char.isalnum() or char in "_$\"'"
