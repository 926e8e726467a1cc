"""A server built without XML says nothing about a view that makes XML: it is not proved, and not a failure."""

from __future__ import annotations

from sct.backends.emitted import Emitted
from sct.check.proving import prove
from sct.text.span import Span
from tests.servers import Server

WHERE = Span("a.sql", 0, 1)


def piece(name: str, sql: str, needs: tuple[str, ...] = ()) -> Emitted:
    return Emitted(name, name, "view", sql, WHERE, 1, needs=needs)


def test_what_needs_xml_is_not_proved_where_there_is_none(pg18: Server) -> None:
    name = pg18.new_database("noxml")
    try:
        found = prove(
            [
                piece("a", "CREATE VIEW a AS SELECT xmlelement(NAME x) AS e;"),
                piece("b", "CREATE VIEW b AS SELECT e FROM a;", ("a",)),
                piece("c", "CREATE VIEW c AS SELECT 1 AS n;"),
                piece("d", "CREATE VIEW d AS SELECT missing FROM c;", ("c",)),
            ],
            pg18.dsn(name),
        )
    finally:
        pg18.drop_database(name)
    assert {key: verdict.state for key, verdict in found.verdicts.items()} == {
        "a": "not_run",
        "b": "not_run",
        "c": "loaded",
        "d": "failed",
    }
    assert "without XML" in found.verdicts["a"].message
