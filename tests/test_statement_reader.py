"""INSERT, UPDATE, DELETE and MERGE cut into clauses: what is read, and where reading stops and why."""

from __future__ import annotations

import pytest

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.parse import SqlError, tree_of
from sct.text.span import Span


def piece(text: str, kind: str = "statement") -> Sql:
    return Sql(kind, text, Span("a.sql", 100, 100 + len(text)), "oracle")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UPDATE (SELECT a FROM t) SET a = 1", exp.Update),
        (
            "UPDATE /*+ full(t) */ t x SET x.a = CASE WHEN b = 1 THEN 2 END, (c, d) = (SELECT 1, 2 FROM dual)",
            exp.Update,
        ),
        ("DELETE t WHERE a = 'log errors'", exp.Delete),
        ("DELETE FROM (SELECT * FROM t WHERE b = 1) v WHERE v.a = 1 RETURNING v.a", exp.Delete),
        ("INSERT INTO t x (x.a, b) VALUES (1, DEFAULT)", exp.Insert),
        ("INSERT INTO (SELECT a FROM t) SELECT 1 FROM dual", exp.Insert),
        ("INSERT INTO hr.t (a) VALUES (1)", exp.Insert),
        ("MERGE INTO t USING (SELECT 1 a FROM dual) s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = 1", exp.Merge),
    ],
)
def test_a_statement_is_read(text: str, kind: type) -> None:
    assert isinstance(tree_of(piece(text)), kind)


def test_delete_where_of_a_merge_is_a_branch_of_its_own() -> None:
    text = "MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = 1 WHERE c = 2 DELETE WHERE d = 3"
    update, delete = tree_of(piece(text)).args["whens"].expressions
    assert update.args["condition"].sql() == "c = 2"
    assert delete.args["condition"].sql() == "d = 3"
    assert delete.args["then"].name == "DELETE"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("DELETE FROM t WHERE a = 1 LOG ERRORS INTO e", "SC1705", "LOG"),
        ("UPDATE t SET a = 1 WHERE b = 2 extra words", "", "extra"),
        ("MERGE INTO t USING s WHEN MATCHED THEN UPDATE SET a = 1", "", ""),
        ("INSERT INTO t x VALUES r", "SC1706", "VALUES"),
        ("INSERT INTO (SELECT a FROM t WITH CHECK OPTION) VALUES (1)", "SC1706", "WITH"),
    ],
)
def test_what_is_not_read_has_a_name_and_a_place(text: str, code: str, place: str) -> None:
    with pytest.raises(SqlError) as told:
        tree_of(piece(text))
    span = told.value.span
    assert (told.value.code or "") == code
    if place:
        assert text[span.start - 100 : span.end - 100] == place


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SELECT * FROM t MODEL DIMENSION BY (a) MEASURES (b) RULES (b[1] = 2)", "MODEL"),
        ("SELECT * FROM t VERSIONS BETWEEN SCN MINVALUE AND MAXVALUE", "VERSIONS"),
        ("SELECT * FROM t PIVOT XML (SUM(a) FOR b IN (ANY))", "PIVOT XML"),
        ("WITH FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM dual", "WITH FUNCTION"),
    ],
)
def test_clauses_without_an_equal_are_refused_by_name(text: str, word: str) -> None:
    with pytest.raises(SqlError) as told:
        tree_of(piece(text, "query"))
    assert told.value.code == "SC1716"
    assert told.value.message.startswith(word)
