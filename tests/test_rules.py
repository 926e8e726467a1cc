"""The rulebook: every file loads, every code is explained, every example holds on a real server."""

from __future__ import annotations

from typing import Any

import pytest

from sct.backends.postgres.names import needs_quotes
from sct.backends.postgres.types import type_text
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.diagnostics.finding import Bag
from sct.frontends.oracle.types import type_of_text
from sct.ir.sql import Sql
from sct.rulebook.load import entries, load
from sct.rulebook.runtime import needed, runtime_functions
from sct.rulebook.translate import Refused, Translator
from sct.text.span import Span
from tests.servers import Server

BOOK = load("oracle", "postgres")
EXAMPLES = [
    (code.code, example["run"], str(example["gives"]))
    for code in BOOK.codes.values()
    for example in code.examples
    if "run" in example
]
CALLS = [(c.code, e["calls"], e.get("error")) for c in BOOK.codes.values() for e in c.examples if "calls" in e]
REFUSES = [(c.code, e["refuses"]) for c in BOOK.codes.values() for e in c.examples if "refuses" in e]
GIVEN = [(c.code, e["given"]) for c in BOOK.codes.values() for e in c.examples if "given" in e]


def translator() -> Translator:
    return Translator("oracle", BOOK, CatalogResolver(Catalog(), type_of_text), "postgres", type_text, needs_quotes)


def translate(query: str) -> tuple[str, set[str]]:
    by = translator()
    sql = Sql("query", query, Span("example", 0, len(query)), "oracle")
    text = by.statement(sql, Bag())
    return text, by.used_runtime


@pytest.fixture(scope="module")
def connection(pg15: Server) -> Any:
    name = pg15.new_database("rules")
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
    text, _ = translate(query)
    (value,) = connection.execute(f"SELECT ({text})::text").fetchone()
    shown = "<NULL>" if value is None else value
    if shown != expected:
        assert float(shown) == float(expected), text


@pytest.mark.parametrize(("code", "query"), GIVEN, ids=[c for c, _ in GIVEN])
def test_given_converts(connection: Any, code: str, query: str) -> None:
    connection.execute(translate(query)[0])


@pytest.mark.parametrize(("code", "call", "error"), CALLS, ids=[f"{c}-{i}" for i, (c, *_) in enumerate(CALLS)])
def test_procedure_can_be_called(connection: Any, code: str, call: str, error: str | None) -> None:
    import psycopg

    sql = Sql("expression", call, Span("example", 0, len(call)), "oracle")
    text = "CALL " + translator().expression(sql, Bag())
    if error is None:
        connection.execute(text)
        return
    with pytest.raises(psycopg.Error) as raised:
        connection.execute(text)
    assert raised.value.sqlstate == error


@pytest.mark.parametrize(("code", "query"), REFUSES, ids=[f"{c}-{i}" for i, (c, _) in enumerate(REFUSES)])
def test_refused_by_name(code: str, query: str) -> None:
    with pytest.raises(Refused) as refusal:
        translate(query)
    assert refusal.value.code == code, refusal.value.message


def test_every_code_is_explained() -> None:
    for code in BOOK.codes.values():
        assert code.why, code.code
        if code.fidelity in ("refused", "differs"):
            assert code.howto, f"{code.code} says nothing about what to do"


def test_codes_are_declared_once() -> None:
    seen: dict[str, str] = {}
    for folder in ("general", "lift/oracle", "lower/postgres"):
        for file, entry in entries(folder):
            if "code" in entry:
                assert entry["code"] not in seen, f"{entry['code']} in {file} and {seen.get(entry['code'])}"
                seen[entry["code"]] = file


def test_oracle_rules_have_an_executed_example() -> None:
    bare = [e["code"] for _, e in entries("lift/oracle") if "match" in e and not e.get("examples")]
    assert bare == []
