"""What every PL/SQL reader below is written with: where an expression ends, type names, lists, comments."""

from __future__ import annotations

from typing import NoReturn

from sct.frontends.oracle.cursor import Cursor, is_string
from sct.ir import statements as s
from sct.ir.sql import Sql, SqlKind
from sct.sqlexpr.tokens import TokenType
from sct.text.span import Span

_SECOND_WORDS = ("precision", "character", "char", "varying", "raw")
_BEHIND_TYPES = ("@", "%", "(", "WITH", "CHARACTER")  # what belongs to a type behind its name
_FIRST_WORDS = ("double", "national", "long", "character", "char", "nchar")


def refuse(c: Cursor, expected: str) -> NoReturn:
    c.fail(expected)
    raise AssertionError("fail always raises")


def find(c: Cursor, stops: tuple[str, ...], start: int | None = None, end: int | None = None) -> int:
    """Index of the first `;`, unmatched `)` or one of the stops, outside parentheses and CASE … END.

    A "." in front makes a stop word a name (rec.limit). Runs to `end` (the unit's end) when nothing stops it.
    """
    words = c.words
    at = c.at if start is None else start
    last = c.end if end is None else end
    depth = cases = 0
    while at < last:
        word = words[at]
        if word == "(":
            depth += 1
        elif word == ")":
            if not depth:
                return at
            depth -= 1
        elif word == "CASE":
            cases += 1
        elif word == "END" and cases:
            cases -= 1
        elif word == ";" or (not depth and not cases and word in stops and words[at - 1] != "."):
            return at
        at += 1
    return at


def expression(c: Cursor, *stops: str) -> Sql:
    """An expression up to one of the stops (default: `;`), which must be there and is not consumed."""
    first = c.at
    c.at = found = find(c, stops)
    word = c.words[found] if found < c.end else ";"
    if word not in (stops or (";",)):
        refuse(c, " or ".join(repr(stop) for stop in stops or (";",)))
    if found == first:
        refuse(c, "an expression")
    return c.sql("expression", first, found)


def expressions(c: Cursor, *stops: str) -> list[Sql]:
    """A comma list of expressions, up to one of the stops (default `;`)."""
    ends = stops or (";",)
    out = [expression(c, ",", *ends)]
    while c.take(","):
        out.append(expression(c, ",", *ends))
    return out


def semicolon(c: Cursor) -> None:
    """The terminator; the unit's last one is not among the cursor's tokens."""
    if c.more():
        c.expect(";")


def cut(c: Cursor, kind: SqlKind, first: int, last: int, *gaps: tuple[int, int]) -> Sql:
    """The tokens first … last - 1 without those of the gaps, which are blanks in the text: every offset stays true."""
    made = c.sql(kind, first, last)
    tokens = c.tokens
    base = tokens[first].start
    for before, after in gaps:
        start, end = tokens[before].start - base, tokens[after - 1].end + 1 - base
        blanks = "".join(ch if ch == "\n" else " " for ch in made.text[start:end])
        made.text = made.text[:start] + blanks + made.text[end:]
    made.text = made.text.rstrip()
    made.tokens = [tokens[n] for n in range(first, last) if not any(before <= n < after for before, after in gaps)]
    made.facts = None
    return made


def comments(c: Cursor, at: int) -> tuple[str, ...]:
    """The comments the tokenizer hung on a token: those in front of it and those behind it on its line."""
    found = c.tokens[at].comments if at < len(c.tokens) else None
    return tuple(text.strip() for text in found) if found else ()


def dotted(c: Cursor, what: str = "a name") -> tuple[str, ...]:
    parts = [c.name(what)]
    while c.sees(".") and c.at + 1 < c.end:
        c.at += 1
        parts.append(c.name(what))
    return tuple(parts)


def texts(c: Cursor) -> tuple[str, ...]:
    """The pieces of a balanced comma list in parentheses, as written; strings without their quotes."""
    c.expect("(")
    out: list[str] = []
    while not c.take(")"):
        first = c.at
        c.at = find(c, (",",))
        if c.at == first + 1 and is_string(c.tokens[first]):
            out.append(c.tokens[first].text)
        else:
            out.append(c.text(first))
        if not c.take(",") and not c.sees(")"):
            refuse(c, "',' or ')'")
    return tuple(out)


_NATIONAL = {"varchar2": "nvarchar2", "varchar": "nvarchar2", "char": "nchar", "character": "nchar", "clob": "nclob"}


def type_ref(c: Cursor) -> s.TypeRef:
    """A data type or an anchor; NOT NULL behind it is the caller's."""
    first = c.at
    reference = c.sees("REF") and c.peek(1) not in (",", ")", ";", ".", "%", ":=", "DEFAULT")
    if reference:
        c.at += 1
    if c.take("INTERVAL"):
        start = c.at
        while c.peek() in ("YEAR", "DAY", "TO", "MONTH", "SECOND", "("):
            if c.sees("("):
                c.skip_parens()
            else:
                c.at += 1
        return s.TypeRef(c.text(first), c.span(first), ("interval",), suffix=c.text(start).lower())
    quoted = c.more() and c.tokens[c.at].token_type is TokenType.IDENTIFIER
    word = c.name("a type")
    name: tuple[str, ...]
    if not quoted and word in _FIRST_WORDS and c.peek().lower() in _SECOND_WORDS:
        words = [word]
        while c.peek().lower() in _SECOND_WORDS:
            words.append(c.name())
        name = (" ".join(words),)
    else:
        parts = [word]
        while c.take("."):
            parts.append(c.name("a type"))
        name = tuple(parts)
    made = s.TypeRef("", c.span(first), name)
    if not reference and c.peek() not in _BEHIND_TYPES:
        made.text = c.text(first)
        return made
    if c.take("@"):
        made.name = (*name[:-1], f"{name[-1]}@{c.name('a database link')}")
    if c.sees("%", "TYPE") or c.sees("%", "ROWTYPE"):
        made.anchor = "type" if c.peek(1) == "TYPE" else "rowtype"
        c.at += 2
    elif c.sees("("):
        made.args = texts(c)
    start = c.at
    if c.sees("WITH", "TIME", "ZONE"):
        c.at += 3
    elif c.sees("WITH", "LOCAL", "TIME", "ZONE"):
        c.at += 4
    made.suffix = "ref" if reference else c.text(start).lower()
    made.text = c.text(first)
    if c.take("CHARACTER SET"):
        _in_character_set(made, c)
    made.span = c.span(first)
    return made


def _in_character_set(made: s.TypeRef, c: Cursor) -> None:
    """CHARACTER SET behind a type of text: NCHAR_CS makes it the national one; ANY_CS and x%CHARSET take either set, which
    one type holds where all text is of one set."""
    named = dotted(c)
    if c.take("%"):
        c.expect("CHARSET")
    elif named == ("nchar_cs",) and len(made.name) == 1 and made.name[0] in _NATIONAL:
        made.text = _NATIONAL[made.name[0]] + made.text[len(made.name[0]) :]
        made.name = (_NATIONAL[made.name[0]],)


def parameters(c: Cursor) -> list[s.Parameter]:
    """`( … )` of a routine or a cursor, when there is one."""
    out: list[s.Parameter] = []
    if not c.take("("):
        return out
    while True:
        first = c.at
        name = c.name("a parameter name")
        given_in = c.take("IN")
        given_out = c.take("OUT")
        nocopy = c.take("NOCOPY")
        made = s.Parameter(name, type_ref(c), c.span(first), nocopy=nocopy)
        made.mode = "inout" if given_in and given_out else "out" if given_out else "in"
        if c.take_one(":=", "DEFAULT"):
            made.default = expression(c, ",", ")")
        made.span = c.span(first)
        out.append(made)
        if c.take(")"):
            return out
        if not c.take(","):
            refuse(c, "',' or ')'")


def place(c: Cursor, first: int) -> Span:
    """From a token to the last one consumed, the terminator left out."""
    last = c.at
    if last > first + 1 and c.words[last - 1] == ";":
        last -= 1
    return c.span(first, last)
