"""Every source's example in Redshift's words, run on the loadable form: what is not refused gives the source's answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sct.backends.redshift.names import needs_quotes, shortened
from sct.backends.redshift.types import type_text
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.check.redshift.loadable import script
from sct.diagnostics.finding import Bag
from sct.frontends import frontend
from sct.ir.sql import Sql
from sct.options import Options
from sct.pipeline import convert
from sct.rulebook.load import Rulebook, load, rules_folder
from sct.rulebook.runtime import needed, runtime_functions
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr.rules import Rule
from sct.text.span import Span
from tests import behaviour
from tests.servers import Server
from tests.test_redshift_behaviour import parameters

BOOKS: dict[str, Rulebook] = {source: load(source, "redshift") for source in ("oracle", "teradata")}


def examples() -> Iterator[Any]:
    for source, book in BOOKS.items():
        for code in book.codes.values():
            for number, example in enumerate(e for e in code.examples if "run" in e):
                yield pytest.param(source, example["run"], str(example["gives"]), id=f"{code.code}-{number}")


def translate(source: str, query: str) -> str:
    """Raises Refused."""
    type_of_text = frontend(source).type_of_text
    resolver = CatalogResolver(Catalog(), type_of_text)
    by = Translator(source, BOOKS[source], resolver, "redshift", type_text, needs_quotes, shortened)
    sql = Sql("query", query, Span("example", 0, len(query)), source)
    return by.statement(sql, Bag())


@pytest.fixture(scope="module")
def connection(pg15: Server) -> Any:
    name = pg15.new_database("redshift_examples")
    library = "\n".join(f.sql for f in needed(runtime_functions("redshift"), "redshift"))
    with pg15.connect(name) as found:
        found.prepare_threshold = None  # a view of one name gives now this type, now that
        found.execute(script(f"CREATE SCHEMA sct;\n{library}"))
        yield found
    pg15.drop_database(name)


@pytest.mark.parametrize(("source", "query", "expected"), list(examples()))
def test_example_gives_the_source_s_answer(connection: Any, source: str, query: str, expected: str) -> None:
    try:
        text = translate(source, query)
    except Refused as refusal:
        assert refusal.code
        return
    form = script(f"CREATE OR REPLACE VIEW example AS SELECT v FROM ({text}) AS q(v);").partition(
        "CREATE OR REPLACE VIEW"
    )
    connection.execute("DROP VIEW IF EXISTS example")
    connection.execute(form[1] + form[2])
    (value,) = connection.execute("SELECT v::text FROM example").fetchone()
    shown = "<NULL>" if value is None else value
    if shown != expected:
        assert float(shown) == pytest.approx(float(expected), rel=1e-9), text


# --- what no source's example leads to ----------------------------------------------------------------------------------


RUNTIME = [
    pytest.param(*line.removeprefix("-- example: ").rsplit(" => ", 1), id=f"{path.stem}-{number}")
    for path in sorted((rules_folder() / "runtime" / "redshift").glob("*.sql"))
    for number, line in enumerate(x for x in path.read_text("utf-8").splitlines() if x.startswith("-- example: "))
]


def answer(connection: Any, text: str) -> str:
    form = script(f"CREATE OR REPLACE VIEW example AS SELECT {text} AS v;").partition("CREATE OR REPLACE VIEW")
    connection.execute("DROP VIEW IF EXISTS example")
    connection.execute(form[1] + form[2])
    (value,) = connection.execute("SELECT v::text FROM example").fetchone()
    return "<NULL>" if value is None else str(value)


def test_every_function_of_the_library_has_an_example() -> None:
    bare = [
        f.name
        for f in runtime_functions("redshift").values()
        if not any(p.id.startswith(f"{f.name}-") for p in RUNTIME)
    ]
    assert bare == ["connect_by_loop"]  # it only raises: fixtures/behaviour/oracle_redshift/015_hierarchies.case


@pytest.mark.parametrize(("expression", "expected"), RUNTIME)
def test_runtime_example(connection: Any, expression: str, expected: str) -> None:
    assert answer(connection, expression) == expected


NEUTRAL = [
    ("WITHIN_TEXT('ab', 2)", "ab"),
    ("INSTR_OCCURRENCE('abcabc', 'b', 1)", "2"),
    ("INSTR_OCCURRENCE('abcabc', 'b', 1, 1)", "2"),
    ("INSTR_OCCURRENCE('abcabc', 'b', 3, 1)", "5"),
    ("CASE WHEN STATEMENT_CLOCK(6) > TIMESTAMP_LITERAL('2020-01-01') THEN 1 END", "1"),
    ("PAD_RIGHT('ab', 4) || '|'", "ab  |"),
    ("PAD_RIGHT('ab', 0)", "<NULL>"),
    ("PAD_RIGHT('ab', 5, 'x', 4)", "abxx"),
    ("PAD_LEFT('ab', 3, 'x', 4)", "xab"),
    ("TRIM_LEFT('  ab ') || '|'", "ab |"),
    ("TRIM_LEFT('  ')", "<NULL>"),
    ("REGEX_COUNT('abcabc', 'b', 3)", "1"),
    ("REGEX_POSITION('abcabc', 'b', 3)", "5"),
    ("REGEX_POSITION('abcabc', 'b', 1, 2)", "5"),
    ("REGEX_SUBSTRING('ab12', '[0-9]+')", "12"),
    ("REGEX_SUBSTRING('ab', '[0-9]+')", "<NULL>"),
    ("REGEX_SUBSTRING('1ab2', '[0-9]+', 2)", "2"),
    ("CURRENT_SCHEMA_NAME()", "public"),
    ("TO_SINGLE(1.5)", "1.5"),
    ("FIRST_OF_BOTH(1, 2)", "1"),
    ("CASE WHEN LIES_BETWEEN(2, 1, 3) THEN 1 END", "1"),
    ("ARC_COSINE(1)", "0"),
    ("ARC_SINE(0)", "0"),
    ("ARC_TANGENT(0)", "0"),
    ("COSINE(0)", "1"),
    ("TANGENT(0)", "0"),
    ("ALL_BITS_AND(6)", "6"),
    ("MONTHS_INTERVAL(2, 'YEAR')", "2 years"),
    ("TIME_INTERVAL(5, 'SECOND')", "00:00:05"),
    ("FITS_COLUMN('ab', 2)", "ab"),
    ("FITS_TEXT('ab', 2)", "ab"),
    ("FITS_BYTES('ab', 2)", "ab"),
    ("FITS_INTERVAL(CAST('5 days' AS INTERVAL), 2)", "5 days"),
    ("NULL_IF_EMPTY('')", "<NULL>"),
    ("SHORT_TEXT('ab', 4000)", "ab"),
    ("NULL_IF_EMPTY('  ') || '|'", "  |"),
]


def lowered(expression: str) -> str:
    from sct.sqlexpr.lowering import Lowerer
    from sct.sqlexpr.patterns import parse_neutral
    from sct.sqlexpr.printing import to_sql

    by = Translator(
        "oracle",
        BOOKS["oracle"],
        CatalogResolver(Catalog(), frontend("oracle").type_of_text),
        "redshift",
        type_text,
        needs_quotes,
    )
    ctx = by.context(Sql("expression", expression, Span("example", 0, len(expression)), "oracle"), Bag())
    return to_sql(Lowerer(ctx, by._target()).lower(parse_neutral(expression)), "redshift")


@pytest.mark.parametrize(("expression", "expected"), NEUTRAL)
def test_neutral_function(connection: Any, expression: str, expected: str) -> None:
    assert answer(connection, lowered(expression)) == expected


def test_every_rule_for_redshift_is_reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A rule that no executed example or case leads to could say anything."""
    reached: set[tuple[str, str]] = set()
    matches = Rule.matches

    def noting(self: Rule, node: Any) -> Any:
        found = matches(self, node)
        if found is not None:
            reached.add((self.code, self.pattern.sql()))
        return found

    monkeypatch.setattr(Rule, "matches", noting)
    for one in examples():
        with contextlib.suppress(Refused):
            translate(*one.values[:2])
    for expression, _ in NEUTRAL:
        lowered(expression)
    for one in parameters():
        case = behaviour.read(one.values[0])
        script_ = tmp_path / "case.sql"
        script_.write_text(case.sections["source"])
        convert([str(script_)], Options(source=case.source_engine, target="redshift", version="current", check=False))
    index = BOOKS["oracle"].lower
    every = {(r.code, r.pattern.sql()) for h in index.heads() for r in index.candidates(h) if r.code.startswith("RS")}
    assert len(every) > 100
    assert sorted(every - reached) == []
