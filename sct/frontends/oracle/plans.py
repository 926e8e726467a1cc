"""EXPLAIN PLAN and the queries that show plans (SQL Language Reference, EXPLAIN PLAN; DBMS_XPLAN.DISPLAY, DISPLAY_CURSOR).

On the target one statement explains and shows, so EXPLAIN PLAN becomes it, and DISPLAY is accounted for. DISPLAY_CURSOR,
where it names no statement, is about the one that ran last in the session: that one is explained in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sct.frontends.oracle.cursor import is_string
from sct.frontends.structure.parser import Leaf
from sct.frontends.structure.source import Source
from sct.ir import objects as o
from sct.ir.sql import SqlKind
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk, Piece

_EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


def plan(source: Source, verb: str) -> o.Dml | o.Accounted | None:
    return _explained(source) if verb == "EXPLAIN" else _shown(source) if verb == "SELECT" else None


def _explained(source: Source) -> o.Dml | None:
    """`EXPLAIN PLAN [SET STATEMENT_ID = …] [INTO t] FOR statement`; None for a statement of another kind."""
    words = [token.text.upper() for token in source.tokens]
    at = words.index("FOR") + 1 if "FOR" in words else len(words)
    if words[:2] != ["EXPLAIN", "PLAN"] or at >= len(words) or words[at] not in _EXPLAINED:
        return None
    kind: SqlKind = "query" if words[at] in ("SELECT", "WITH") else "statement"
    return o.Dml("explain", source.sql(kind, Leaf("", at, len(source.tokens))), source.whole)


def _shown(source: Source) -> o.Accounted | None:
    if _arguments(source, "DISPLAY") is None:
        return None
    return o.Accounted("plan shown", "", "OR1090", source.whole, "the plan is what EXPLAIN shows")


def _arguments(source: Source, name: str) -> list[str] | None:
    """The words of the arguments in `SELECT … FROM TABLE(DBMS_XPLAN.name[(…)])`, nothing behind it; None for another query."""
    words = ["'" if is_string(token) else token.text.upper() for token in source.tokens]
    if "DBMS_XPLAN" not in words or words.count("SELECT") != 1 or words.count("FROM") != 1:
        return None
    behind = words[words.index("FROM") + 1 :]
    call = ["DBMS_XPLAN", ".", name]
    for opening in (["TABLE", "(", *call], ["TABLE", "(", "SYS", ".", *call]):
        if behind[: len(opening)] == opening and behind[-1] == ")":
            inside = behind[len(opening) : -1]
            return inside[1:-1] if inside[:1] == ["("] and inside[-1] == ")" else None if inside else []
    return None


class LastStatement:
    """What ran last in a session: DISPLAY_CURSOR of it as EXPLAIN PLAN of that."""

    def __init__(self) -> None:
        self.last: Chunk | None = None

    def instead_of(self, chunk: Chunk) -> Iterator[Chunk]:
        if chunk.kind not in ("sql", "plsql"):
            yield chunk
            return
        if chunk.word == "SELECT" and "dbms_xplan" in chunk.text.lower():
            if self.last is not None and _of_last(chunk):
                # nothing of the statement stands here: what is said of it is said of this query
                pieces = (Piece(0, chunk.locate(0), False),)
                chunk = replace(chunk, text=f"EXPLAIN PLAN FOR {self.last.text}", word="EXPLAIN", pieces=pieces)
        else:
            self.last = chunk if chunk.kind == "sql" and chunk.word in _EXPLAINED else None
        yield chunk


def _of_last(chunk: Chunk) -> bool:
    """Whether the call names no statement: its first two arguments are NULL, or only a format is given."""
    try:
        words = _arguments(Source(chunk, "oracle"), "DISPLAY_CURSOR")
    except TokenError:
        return False
    if words is None:
        return False
    given = " ".join(words).replace(" ", "").split(",") if words else []
    for at, one in enumerate(given):
        name, named, value = one.partition("=>")
        if (named and name not in ("FORMAT", "SQL_ID", "CURSOR_CHILD_NO")) or (
            named and name != "FORMAT" and value != "NULL"
        ):
            return False
        if not named and ((at < 2 and one not in ("NULL", "")) or (at == 2 and one != "'") or at > 2):
            return False
    return True
