"""Every source's example in Redshift's words, run on the loadable form: what is not refused gives the source's answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sct.backends.redshift.names import needs_quotes, shortened
from sct.backends.redshift.types import type_text
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.check.redshift.loadable import script
from sct.diagnostics.finding import Bag
from sct.frontends import frontend
from sct.ir.sql import Sql
from sct.rulebook.load import Rulebook, load
from sct.rulebook.runtime import needed, runtime_functions
from sct.rulebook.translate import Refused, Translator
from sct.text.span import Span
from tests.servers import Server

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
