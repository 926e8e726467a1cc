"""The round-trip audit: whatever the parser drops is an error that names it."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from sct.ir.sql import Sql
from sct.sqlexpr.audit import GRAMMAR_WITH_DIGITS, skeleton
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.tokens import tokenise
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


def test_names_with_digits_are_one_form() -> None:
    def form(text: str) -> object:
        return skeleton(tokenise(text, "oracle"))

    assert form("SELECT t1_a, t1_b FROM t1 x ORDER BY t1_a") == form("SELECT u2_p, u2_q FROM u2 x ORDER BY u2_p")
    assert form("SELECT t1_a, t1_b FROM t1 x ORDER BY t1_a") != form("SELECT u2_p, u2_q FROM u2 x ORDER BY u2_q")
    assert form("SELECT a FROM t FOR UPDATE NOWAIT") != form("SELECT a FROM t FOR UPDATE n0wait")


def test_what_is_lost_is_named_in_each_of_one_form() -> None:
    for name in ("c1", "d2"):
        with pytest.raises(SqlError) as told:
            tree_of(piece(f"SELECT {name}::int FROM t WHERE {name} > 1"))
        assert told.value.code == "SC1700"


def test_words_of_the_parsers_grammar_with_a_digit_are_known() -> None:
    """Names left out of a skeleton are none that the parser looks for; its functions are calls, which are marked."""
    import sqlglot

    folder = Path(sqlglot.__file__).parent
    found = set()
    for name in ("parser.py", "parsers/base.py", "parsers/oracle.py", "parsers/teradata.py"):
        for node in ast.walk(ast.parse((folder / name).read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(re.findall(r"^[A-Z][A-Z_]*[0-9][A-Z0-9_]*$", node.value))
    assert {word.lower() for word in found} - {"log2", "log10"} == GRAMMAR_WITH_DIGITS


CORPORA = [p for p in os.environ.get("SCT_CORPORA", "").split(os.pathsep) if p]


@pytest.mark.skipif(not CORPORA, reason="SCT_CORPORA names no folders of real Oracle scripts")
@pytest.mark.parametrize("folder", CORPORA)
def test_nothing_is_lost_in_real_scripts(folder: str) -> None:
    """Every piece of SQL of a real schema is printed back whole."""
    from sct.pipeline import Options, convert

    found = convert([folder], Options(check=False, encoding="cp1252")).report.findings
    assert [(f.message, f.source) for f in found if f.code == "SC1700"] == []
