"""EXPLAIN PLAN and the query that shows what it found (SQL Language Reference, EXPLAIN PLAN; DBMS_XPLAN.DISPLAY).

On the target one statement does both, so the first becomes it, and the second is accounted for.
"""

from __future__ import annotations

from sct.frontends.oracle.cursor import is_string
from sct.frontends.structure.parser import Leaf
from sct.frontends.structure.source import Source
from sct.ir import objects as o
from sct.ir.sql import SqlKind

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
    """`SELECT … FROM TABLE(DBMS_XPLAN.DISPLAY[(…)])`, nothing behind it: what EXPLAIN PLAN left is shown."""
    words = [token.text.upper() for token in source.tokens if not is_string(token)]
    if "DBMS_XPLAN" not in words or words.count("SELECT") != 1 or words.count("FROM") != 1:
        return None
    at = words.index("FROM")
    behind = [word for word in words[at + 1 :] if word != "SYS"]
    behind = behind[1:] if behind[:1] == ["."] else behind
    if behind[:5] != ["TABLE", "(", "DBMS_XPLAN", ".", "DISPLAY"] or behind[-1] != ")":
        return None
    return o.Accounted("plan shown", "", "OR1090", source.whole, "the plan is what EXPLAIN shows")
