"""The round-trip audit: whatever the parser drops is an error that names it."""

from __future__ import annotations

import os

import pytest

from sct.ir.sql import Sql
from sct.sqlexpr.parse import SqlError, tree_of
from sct.text.span import Span


def piece(text: str, kind: str = "query") -> Sql:
    return Sql(kind, text, Span("a.sql", 0, len(text)), "oracle")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT UNIQUE a x, .5 + +b FROM t WHERE a ^= 1 AND b != 2 MINUS SELECT 1, 2 FROM dual",
        "SELECT SUM(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING) FROM t ORDER BY a ASC NULLS LAST",
        "SELECT a FROM t CROSS APPLY (SELECT 1 FROM u) x OUTER APPLY (SELECT 2 FROM u) y",
        "SELECT a FROM t LEFT OUTER JOIN u ON t.a = u.a INNER JOIN v ON 1 = 1 FETCH NEXT 1 ROW ONLY",
        "SELECT LEVEL, PRIOR a FROM t START WITH a = 1 CONNECT BY NOCYCLE PRIOR a = b ORDER SIBLINGS BY c",
        "SELECT a FROM t, u WHERE t.a = u.b(+) AND u.c(+) BETWEEN 1 AND 2",
        "SELECT INSTR(a, 'x', 1, 2), TRUNC(b, 'MM'), TO_CHAR(c, 'x', 'nls'), NVL(a, 1) FROM t",
    ],
)
def test_what_is_kept_is_not_refused(text: str) -> None:
    tree_of(piece(text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SELECT a::int FROM t", ":"),
        ("SELECT a FROM t FETCH FIRST 2 ROWS WITH TIES LIMIT 3", ""),
    ],
)
def test_what_is_lost_is_named(text: str, word: str) -> None:
    with pytest.raises(SqlError) as told:
        tree_of(piece(text))
    assert word in told.value.message


def test_a_lost_word_has_its_own_code() -> None:
    with pytest.raises(SqlError) as told:
        tree_of(piece("SELECT a, b::int FROM t"))
    assert told.value.code == "SC1700"


CORPORA = [p for p in os.environ.get("SCT_CORPORA", "").split(os.pathsep) if p]


@pytest.mark.skipif(not CORPORA, reason="SCT_CORPORA names no folders of real Oracle scripts")
@pytest.mark.parametrize("folder", CORPORA)
def test_nothing_is_lost_in_real_scripts(folder: str) -> None:
    """Every piece of SQL of a real schema is printed back whole."""
    from sct.pipeline import Options, convert

    found = convert([folder], Options(check=False, encoding="cp1252")).report.findings
    assert [(f.message, f.source) for f in found if f.code == "SC1700"] == []
