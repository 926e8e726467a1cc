"""One statement of an Oracle script to objects of the neutral model. Never raises on user input."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sct.frontends.oracle import ddl, plans, units
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.frontends.oracle.names import fold
from sct.frontends.oracle.plsql_conditional import Conditions
from sct.frontends.oracle.unset_variables import unread
from sct.frontends.structure.errors import StructureError
from sct.frontends.structure.parser import Leaf
from sct.frontends.structure.source import Source
from sct.ir import objects as o
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk, Piece

_DML = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "WITH"))
_TRANSACTION = frozenset(("COMMIT", "ROLLBACK", "SAVEPOINT"))
_UNITS = frozenset(("PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "LIBRARY", "JAVA"))
_BLOCKS = frozenset(("DECLARE", "BEGIN", "<<"))
# As many words as a statement's kind can need: CREATE OR REPLACE NONEDITIONABLE FORCE EDITIONING VIEW …
_LOOKAHEAD = 12


def parse_statement(chunk: Chunk, conditions: Conditions | None = None) -> list[Any]:
    """Objects, or one Opaque with the place and what was expected there."""
    try:
        source = Source(chunk, "oracle")
    except TokenError as error:
        return [o.Opaque(chunk.span, f"cannot be read: {error}", "OR0001")]
    _without_terminator(source)
    left_out = _without_templates(source)
    _without_tablespace_signs(source)
    if not source.tokens:
        return []
    words = _first_words(source)
    try:
        made = _statement(source, words, chunk, conditions)
        for item in made:
            if hasattr(item, "notes"):
                item.notes.extend(left_out)
        return made
    except StructureError as error:
        return [_opaque(source, words, *unread(source.tokens, error.index, str(error)), source.error_at(error))]
    except Unexpected as error:
        return [
            _opaque(source, words, *unread(source.tokens, error.at, str(error)), source.span(error.at, error.at + 1))
        ]


def _without_terminator(source: Source) -> None:
    """A `;` the splitter left: a unit's belongs to PL/SQL, whose reader sees to it, and means nothing elsewhere."""
    tokens = source.tokens
    end = len(tokens)
    while end and tokens[end - 1].text == ";":
        end -= 1
    if source.chunk.kind != "plsql":
        del tokens[end:]


def _without_templates(source: Source) -> list[o.Note]:
    """`@schema.t`: a place kept for a schema by a template (SqlRender's). Without a value it is the session's own."""
    tokens = source.tokens
    notes: list[o.Note] = []
    at = 0 if "@" in source.text else len(tokens)
    while at + 2 < len(tokens):
        here, behind, dot = tokens[at], tokens[at + 1], tokens[at + 2]
        if here.text == "@" and dot.text == "." and here.end + 1 == behind.start and not _ends_a_word(tokens, at):
            text = f"@{behind.text} has no value: the schema the script stands in is meant"
            if not notes:
                notes.append(o.Note("OR0614", text, source.span(at, at + 2)))
            del tokens[at : at + 3]
        else:
            at += 1
    return notes


def _without_tablespace_signs(source: Source) -> None:
    """`TABLESPACE &name`: where the rows are kept says nothing to the target, whatever the variable's value."""
    tokens = source.tokens
    at = 1 if "&" in source.text else len(tokens)
    while at + 1 < len(tokens):
        if tokens[at].text in ("&", "&&") and tokens[at - 1].text.upper() == "TABLESPACE":
            del tokens[at]
        at += 1


def _ends_a_word(tokens: list[Any], at: int) -> bool:
    """`t@link`: the sign belongs to the name in front of it."""
    return bool(at) and tokens[at - 1].end + 1 == tokens[at].start and tokens[at - 1].text[-1:].isalnum()


def _first_words(source: Source) -> list[str]:
    words: list[str] = []
    for token in source.tokens[:_LOOKAHEAD]:
        word = token.text.upper()
        if word.isalnum():  # no white space in it
            words.append(word)
        else:
            words.extend(word.split() or [""])
    return words


def _statement(source: Source, words: list[str], chunk: Chunk, conditions: Conditions | None) -> list[Any]:
    verb = words[0]
    if verb == "(" and "SELECT" in words:
        verb = "SELECT"  # a query whose first part stands in parentheses
    if words[:3] == ["CREATE", "SCHEMA", "AUTHORIZATION"]:
        return [item for part in _schema_parts(source, chunk) for item in parse_statement(part, conditions)]
    plan = plans.plan(source, verb)
    if plan is not None:
        return [plan]
    if verb in _DML:
        return [
            o.Dml(verb.lower(), _whole(source, "query" if verb in ("SELECT", "WITH") else "statement"), source.whole)
        ]
    if verb in _TRANSACTION:
        return [o.Dml(verb.lower(), _whole(source, "statement"), source.whole)]
    if verb == "PRINT":  # a bind variable that holds a cursor; of others the splitter makes a query
        return [o.ShowRows(words[1].lower(), source.whole, "sqlplus")]
    if verb == "CALL" and not _binds(source):
        return parse_statement(_as_block(source, chunk))
    kind = words[ddl.kind_at(words) :][:2] if verb == "CREATE" else []
    if verb in _BLOCKS or (kind and (kind[0] in _UNITS or kind == ["TYPE", "BODY"])):
        return [units.unit(Cursor(source), chunk, conditions)]
    reader = ddl.reader_of(words)
    if reader is None:
        at = ddl.kind_at(words) if verb == "CREATE" else 1 if verb in ("ALTER", "DROP") else 0
        found = source.tokens[at].text if at < len(source.tokens) else ""
        raise StructureError(at, found, ["a kind of object" if at else "a SQL statement"])
    if chunk.kind == "plsql":
        while source.tokens and source.tokens[-1].text == ";":
            source.tokens.pop()
    return [reader(source)]


def _binds(source: Source) -> bool:
    """CALL … INTO :v, or with :v among its arguments: a value of the client's, which there is none of."""
    return any(token.text == ":" or token.text.upper() == "INTO" for token in source.tokens)


def _as_block(source: Source, chunk: Chunk) -> Chunk:
    """`CALL p(1)` is `BEGIN p(1); END;` (SQL Language Reference, CALL)."""
    first, last = source.tokens[1].start if len(source.tokens) > 1 else len(chunk.text), source.tokens[-1].end + 1
    opening = "BEGIN "
    pieces = [Piece(0, chunk.locate(source.tokens[0].start), False), *pieces_of(chunk, first, last, len(opening))]
    text = opening + chunk.text[first:last]
    pieces.append(Piece(len(text), chunk.locate(last - 1) + 1, False))
    return replace(chunk, kind="plsql", text=f"{text}; END;", word="EXECUTE", pieces=tuple(pieces))


def pieces_of(chunk: Chunk, first: int, last: int, shift: int = 0) -> list[Piece]:
    """Where the characters `first` to `last` come from, when they stand `shift` characters from a text's start."""
    before = [p for p in chunk.pieces if p.start <= first]
    at = Piece(shift, chunk.locate(first), before[-1].verbatim if before else True)
    return [at, *(Piece(p.start - first + shift, p.offset, p.verbatim) for p in chunk.pieces if first < p.start < last)]


def _schema_parts(source: Source, chunk: Chunk) -> list[Chunk]:
    """CREATE SCHEMA AUTHORIZATION u: the statements in it, which make objects in the schema the session stands in (SQL
    Language Reference, CREATE SCHEMA: the schema's name is the user's own)."""
    tokens = source.tokens
    starts, depth = [], 0
    for at, token in enumerate(tokens[4:], 4):
        depth += (token.text == "(") - (token.text == ")")
        word = token.text.upper()
        follows = tokens[at + 1].text.upper() if at + 1 < len(tokens) else ""
        if not depth and (word == "GRANT" or (word == "CREATE" and follows in ("TABLE", "VIEW", "OR", "GLOBAL"))):
            starts.append(token.start)
    if not starts:
        raise StructureError(min(4, len(tokens)), tokens[4].text if len(tokens) > 4 else "", ["CREATE", "GRANT"])
    ends = [*starts[1:], tokens[-1].end + 1]
    return [
        replace(chunk, text=chunk.text[a:b].rstrip(), pieces=tuple(pieces_of(chunk, a, b)), kind="sql")
        for a, b in zip(starts, ends, strict=True)
    ]


def _whole(source: Source, kind: Any) -> Any:
    return source.sql(kind, Leaf("", 0, len(source.tokens)))


def _opaque(source: Source, words: list[str], reason: str, code: str, at: Any) -> o.Opaque:
    """A statement that could not be read, and what it seems to be about."""
    if words[0] != "CREATE":
        return o.Opaque(source.whole, reason, code, at)
    place = ddl.kind_at(words)
    kind, behind = (words[place].lower() if place < len(words) else "statement"), place + 1
    if kind == "materialized":
        kind, behind = "materialized view", place + 2
    name = None
    if behind < len(source.tokens) and source.tokens[behind].text[:1].isalpha():
        first = fold(source.tokens[behind])
        dot = behind + 2 < len(source.tokens) and source.tokens[behind + 1].text == "."
        name = o.QName(first, fold(source.tokens[behind + 2])) if dot else o.QName(None, first)
    return o.Opaque(source.whole, reason, code, at, kind, name)
