"""Jobs of Parallel Transporter (Teradata Parallel Transporter Reference, "Job Script"): which file is loaded where.

A job defines operators with attributes; APPLY takes the rows one produces to another that consumes them. Attributes of
logons are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sct.frontends.teradata.loads import declared
from sct.ir import scripts as x
from sct.text.chunk import Piece
from sct.text.span import Span

_TOKEN = re.compile(r"/\*.*?\*/|--[^\n]*|'(?:[^']|'')*'|[@$]?[\w.$#]+|[^\s\w]", re.DOTALL)
_TYPES = frozenset(("VARCHAR", "INTEGER", "INT", "BIGINT", "BYTEINT", "FLOAT", "ARRAY", "CHAR", "DATE", "TIMESTAMP"))


@dataclass(slots=True)
class Operator:
    """`kind`: LOAD, UPDATE, STREAM, INSERTER, EXPORT, DATACONNECTOR PRODUCER …; attributes by their name in capitals."""

    kind: str
    attributes: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)  # of its schema
    query: Span | None = None  # where the query of its rows stands


def is_job(text: str) -> bool:
    return text[:60].upper().split()[:2] == ["DEFINE", "JOB"]


def queries(text: str) -> list[tuple[int, int]]:
    """Where the queries of a job's EXPORT operators stand in it, inside their quotes."""
    out = []
    last: list[str] = []
    for token in _TOKEN.finditer(text):
        if token[0].startswith(("--", "/*")):
            continue
        if token[0].startswith("'") and last == ["SELECTSTMT", "="]:
            out.append((token.start() + 1, token.end() - 1))
        last = [*last[-1:], token[0].upper()]
    return out


def unquoted(text: str, offset: int) -> tuple[str, tuple[Piece, ...]]:
    """A query as it stands between quotes, without their doubling; where its parts stand (`offset`: of `text`)."""
    parts = text.split("''")
    pieces, out = [], ""
    for number, part in enumerate(parts):
        pieces.append(Piece(len(out), offset, True))
        out += part + ("'" if number < len(parts) - 1 else "")
        offset += len(part) + 2
    return out, tuple(pieces)


def steps(text: str, span: Span, at: list[Span], load: Callable[[str, Operator, Span], x.Step | None]) -> list[x.Step]:
    """The steps of a job. `load(statement, file, span)`: the step an INSERT of a file's fields is, if it is one;
    `at`: where its queries stand, as `queries` finds them."""
    job = _Job([t for t in _TOKEN.findall(text) if not t.startswith(("--", "/*"))], at)
    out: list[x.Step] = []
    for producer, consumer, statements, plain in job.applied():
        if not plain:
            out.append(
                x.Other(span, f"Parallel Transporter: {producer.kind} to {consumer.kind}, rows chosen or changed")
            )
            continue
        made = [load(one, producer, span) for one in statements] if producer.kind.startswith("DATACONNECTOR") else []
        for one, statement in zip(made, statements, strict=False):
            out.append(one if one is not None else x.Other(span, " ".join(statement.split())[:100]))
        unload = _unload(producer, consumer, span)
        if unload is not None:
            out.append(unload)
        elif not made:
            out.append(x.Other(span, f"Parallel Transporter: {producer.kind} to {consumer.kind}"))
    return out or [x.Other(span, "Parallel Transporter: a job without APPLY")]


def _unload(producer: Operator, consumer: Operator, span: Span) -> x.Unload | None:
    """The rows of an EXPORT's query into the file of a DATACONNECTOR."""
    file = path_of(consumer)
    if producer.kind != "EXPORT" or producer.query is None or not file or "PRODUCER" in consumer.kind:
        return None
    if not consumer.kind.startswith("DATACONNECTOR"):
        return None
    return x.Unload(span, producer.query, file, delimiter_of(consumer))


def path_of(file: Operator) -> str:
    """The file a DATACONNECTOR reads or writes, with its folder; "" when a job variable names it, or what is between its fields."""
    name = file.attributes.get("FILENAME", "")
    folder = file.attributes.get("DIRECTORYPATH", "").rstrip("/")
    if not name or name.startswith("@") or delimiter_of(file).startswith("@"):
        return ""
    return f"{folder}/{name}" if folder else name


def delimiter_of(file: Operator) -> str:
    """What is between the fields; "" where they are of fixed length or in a binary form."""
    delimited = file.attributes.get("FORMAT", "").upper() == "DELIMITED"
    return file.attributes.get("TEXTDELIMITER", "|") if delimited else ""


class _Job:
    def __init__(self, tokens: list[str], queries: list[Span]) -> None:
        self.queries = iter(queries)
        self.tokens = tokens
        self.at = 0
        self.operators: dict[str, Operator] = {}
        self.schemas: dict[str, list[str]] = {}

    def word(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].upper() if at < len(self.tokens) else ""

    def applied(self) -> list[tuple[Operator, Operator, list[str], bool]]:
        """(producer, consumer, statements, whether they are one for all rows of the producer as they are) of every APPLY."""
        out: list[tuple[Operator, Operator, list[str], bool]] = []
        while self.at < len(self.tokens):
            if self.word() == "DEFINE" and self.word(1) == "OPERATOR":
                self.at += 2
                self._define()
            elif self.word() == "DEFINE" and self.word(1) == "SCHEMA":
                self.at += 2
                self._schema()
            elif self.word() == "APPLY":
                self.at += 1
                chosen = self.word() == "CASE"
                statements = self._until("TO")
                consumer = self._operator()
                first = self.at + 1  # behind SELECT
                self._until("FROM")
                listed = [t.lower() for t in self.tokens[first : self.at - 1] if t != ","]
                producer = self._operator()
                chosen = chosen or self.word() in ("WHERE", "UNION") or len(statements) > 1
                plain = not chosen and listed in (["*"], producer.fields)
                out.append((producer, consumer, statements, plain))
            else:
                self.at += 1
        return out

    def _until(self, word: str) -> list[str]:
        """The strings up to a word, which is passed."""
        found: list[str] = []
        while self.at < len(self.tokens) and self.word() != word:
            token = self.tokens[self.at]
            if token.startswith("'"):
                found.append(_string(token))
            self.at += 1
        self.at += 1
        return found

    def _schema(self) -> None:
        """`DEFINE SCHEMA name [DESCRIPTION 'x'] ( field type, … );`"""
        name = self.word()
        first = self.at + 1
        while self.at < len(self.tokens) and self.word() != ";":
            self.at += 1
        inside = [t for t in self.tokens[first : self.at] if not t.startswith("'")]
        if "(" in inside:
            self.schemas[name] = declared(" ".join(inside[inside.index("(") + 1 :]))

    def _define(self) -> None:
        name = self.word()
        made = Operator("")
        self.at += 1
        while self.at < len(self.tokens) and self.word() != ";":
            if self.word() == "TYPE":
                self.at += 1
                kind = []
                while self.word() and self.word() not in (
                    "SCHEMA",
                    "ATTRIBUTES",
                    "ATTRIBUTE",
                    "ATTR",
                    "DESCRIPTION",
                    ";",
                ):
                    kind.append(self.word())
                    self.at += 1
                made.kind = " ".join(kind)
            elif self.word() in ("ATTRIBUTES", "ATTRIBUTE", "ATTR"):
                self.at += 1
                self._attributes(made)
            elif self.word() == "SCHEMA":
                made.fields = self.schemas.get(self.word(1), [])
                self.at += 2
            else:
                self.at += 1
        self.operators[name] = made

    def _attributes(self, made: Operator) -> None:
        """`( VARCHAR FileName = 'x', … )`"""
        depth = 0
        name = ""
        while self.at < len(self.tokens):
            token, word = self.tokens[self.at], self.word()
            self.at += 1
            if token == "(":
                depth += 1
            elif token == ")":
                depth -= 1
                if depth == 0:
                    return
            elif token == "," and depth == 1:
                name = ""
            elif token == "=":
                value = self.tokens[self.at] if self.at < len(self.tokens) else ""
                made.attributes[name] = _string(value) if value.startswith("'") else value
                if name == "SELECTSTMT" and value.startswith("'"):
                    made.query = next(self.queries, None)
            elif word not in _TYPES and not token.startswith("'"):
                name = word

    def _operator(self) -> Operator:
        """`OPERATOR ( name [n] [ATTR (…)] )`: the one defined, with the attributes given here."""
        if self.word() == "OPERATOR":
            self.at += 1
        if self.word() == "(":
            self.at += 1
        known = self.operators.get(self.word(), Operator(self.word().lstrip("$@")))
        made = Operator(known.kind, dict(known.attributes), known.fields, known.query)
        self.at += 1
        depth = 1
        while self.at < len(self.tokens) and depth:
            if self.word() in ("ATTRIBUTES", "ATTRIBUTE", "ATTR"):
                self.at += 1
                self._attributes(made)
                continue
            depth += {"(": 1, ")": -1}.get(self.word(), 0)
            self.at += 1
        return made


def _string(token: str) -> str:
    return token[1:-1].replace("''", "'")
