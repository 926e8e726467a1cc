"""The Teradata frontend: examples of its rules on a real server, scripts cut and read, statements accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sct.backends.postgres.names import needs_quotes
from sct.backends.postgres.types import type_text
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.diagnostics.finding import Bag
from sct.frontends.teradata.split import split
from sct.frontends.teradata.types import type_of_text
from sct.ir.sql import Sql
from sct.options import Options
from sct.pipeline import convert
from sct.rulebook.load import entries, load
from sct.rulebook.runtime import needed, runtime_functions
from sct.rulebook.translate import Refused, Translator
from sct.text.source import SourceFile
from sct.text.span import Span
from tests import behaviour
from tests.servers import Server

BOOK = load("teradata", "postgres")
OWN = [code for code in BOOK.codes.values() if code.code.startswith("TD")]
EXAMPLES = [(c.code, e["run"], str(e["gives"])) for c in OWN for e in c.examples if "run" in e]
REFUSES = [(c.code, e["refuses"]) for c in OWN for e in c.examples if "refuses" in e]


def translate(query: str) -> str:
    by = Translator("teradata", BOOK, CatalogResolver(Catalog(), type_of_text), "postgres", type_text, needs_quotes)
    return by.statement(Sql("query", query, Span("example", 0, len(query)), "teradata"), Bag())


@pytest.fixture(scope="module")
def connection(pg15: Server) -> Any:
    name = pg15.new_database("teradata")
    with pg15.connect(name) as found:
        found.execute("CREATE SCHEMA sct")
        for function in needed(runtime_functions("postgres"), "postgres"):
            found.execute(function.sql)
        yield found
    pg15.drop_database(name)


@pytest.mark.parametrize(
    ("code", "query", "expected"), EXAMPLES, ids=[f"{c}-{i}" for i, (c, *_) in enumerate(EXAMPLES)]
)
def test_example_runs(connection: Any, code: str, query: str, expected: str) -> None:
    text = translate(query)
    (value,) = connection.execute(f"SELECT ({text})::text").fetchone()
    shown = "<NULL>" if value is None else value
    if shown != expected:
        assert float(shown) == float(expected), text


@pytest.mark.parametrize(("code", "query"), REFUSES, ids=[c for c, _ in REFUSES])
def test_refused_by_name(code: str, query: str) -> None:
    with pytest.raises(Refused) as refusal:
        translate(query)
    assert refusal.value.code == code, refusal.value.message


def test_every_rule_has_an_example() -> None:
    assert [e["code"] for _, e in entries("lift/teradata") if "match" in e and not e.get("examples")] == []


def test_every_code_is_explained() -> None:
    for code in OWN:
        assert code.why, code.code
        if code.fidelity in ("refused", "differs"):
            assert code.howto, f"{code.code} says nothing about what to do"


SCRIPT = """.LOGON prod/me,secret;
-- a comment; with a semicolon
SELECT 'a;b' FROM t;
CREATE MACRO m (x INTEGER) AS (
  SELECT 1;
  SELECT 2;
);
REPLACE PROCEDURE p (IN a INTEGER)
BEGIN
  IF a > 1 THEN
    SET a = CASE WHEN a = 2 THEN 3 ELSE 4 END;
  END IF;
  BEGIN
    DELETE FROM t;
  END;
END;
.IF ERRORCODE <> 0 THEN .QUIT 8
SELECT 1
;SELECT 2;
"""


def test_script_is_cut_without_loss() -> None:
    file = SourceFile("a.btq", SCRIPT, "utf-8", "", SCRIPT.count("\n"))
    chunks = list(split(file, {}, lambda base, name: None))
    assert "".join(SCRIPT[c.span.start : c.span.end] for c in chunks) == SCRIPT
    words = [(c.kind, c.word) for c in chunks if c.kind != "space"]
    assert words == [
        ("directive", "LOGON"),
        ("sql", "SELECT"),
        ("sql", "CREATE"),
        ("sql", "REPLACE"),
        ("directive", "IF"),
        ("sql", "SELECT"),
        ("sql", "SELECT"),
    ]


def test_shell_gives_its_here_documents() -> None:
    text = "#!/bin/ksh\necho x\nbteq <<EOF > log\nSELECT 1;\nEOF\necho 'SELECT 2;'\n"
    file = SourceFile("a.ksh", text, "utf-8", "", 6)
    chunks = list(split(file, {}, lambda base, name: None))
    assert "".join(text[c.span.start : c.span.end] for c in chunks) == text
    assert [c.text for c in chunks if c.kind == "sql"] == ["SELECT 1"]


FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "teradata").rglob("*.*"))


@pytest.mark.parametrize("path", FIXTURES, ids=[p.name for p in FIXTURES])
def test_fixture_is_converted_and_loads(path: Path, pg15: Server) -> None:
    """Nothing of it is refused, and one pass of psql loads it without an error."""
    result = convert([str(path)], Options(source="teradata", check=False, define={"DB": "shop"}))
    assert [f"{f.code} {f.message}" for f in result.report.findings if f.fidelity == "refused"] == []
    name = pg15.new_database("fixture")
    try:
        assert behaviour.LOAD_ERROR.findall(behaviour.psql(pg15, name, result.script).stderr) == []
    finally:
        pg15.drop_database(name)
