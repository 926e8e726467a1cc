"""Whole conversions: the bundled schema loads, nothing is lost, the same input gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sct import pipeline
from sct.report import json_schema
from tests.json_schema_check import violations
from tests.servers import Server

BOOKSHOP = str(Path(__file__).parent.parent / "fixtures" / "schemas" / "bookshop")


def convert(path: str, **options: object) -> pipeline.Result:
    return pipeline.convert([path], pipeline.Options(check=False, **options))  # type: ignore[arg-type]


@pytest.fixture()
def script(tmp_path: Path):
    def run(text: str) -> pipeline.Result:
        file = tmp_path / "script.sql"
        file.write_text(text, "utf-8")
        return convert(str(file))

    return run


def load(server: Server, result: pipeline.Result, query: str) -> list[tuple]:
    name = server.new_database("convert")
    try:
        with server.connect(name) as connection:
            for piece in result.pieces:
                connection.execute(piece.sql)
            return connection.execute(query).fetchall()
    finally:
        server.drop_database(name)


def test_bookshop_loads_and_answers(pg15: Server) -> None:
    result = convert(BOOKSHOP)
    rows = load(pg15, result, "SELECT full_title, language, availability FROM catalogue ORDER BY isbn")
    assert rows == [
        ("The Long Lake (Lake Press)", "eng", "in print"),
        ("River's End (Liffey Books)", "n/a", "in print"),
    ]


def test_bookshop_totals(pg18: Server) -> None:
    rows = load(pg18, convert(BOOKSHOP), "SELECT order_id, total, lines FROM order_totals")
    assert [(int(a), float(b), c) for a, b, c in rows] == [(5000, 67.0, 2)]


def test_report_is_consistent_and_accounts_for_everything() -> None:
    result = convert(BOOKSHOP)
    assert result.report.problems() == []
    assert json.loads(json.dumps(result.report.to_json())) == result.report.to_json()
    assert list(violations(result.report.to_json(), json_schema(), json_schema())) == []


def test_output_is_byte_identical(tmp_path: Path) -> None:
    for name in ("a", "b"):
        pipeline.write(convert(BOOKSHOP), tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(files) > 20
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_constraint_enabled_after_the_rows_stays_after_them(script, pg15: Server) -> None:
    result = script(
        """CREATE TABLE a (id NUMBER(4) PRIMARY KEY, b_id NUMBER(4));
        CREATE TABLE b (id NUMBER(4) PRIMARY KEY);
        ALTER TABLE a ADD CONSTRAINT a_b_fk FOREIGN KEY (b_id) REFERENCES b (id);
        ALTER TABLE a DISABLE CONSTRAINT a_b_fk;
        INSERT INTO a VALUES (1, 7);
        INSERT INTO b VALUES (7);
        ALTER TABLE a ENABLE CONSTRAINT a_b_fk;"""
    )
    assert load(pg15, result, "SELECT count(*) FROM pg_constraint WHERE conname = 'a_b_fk'") == [(1,)]


def test_unread_statement_costs_only_itself(script) -> None:
    result = script("CREATE TABLE t (a NUMBER;\nCREATE TABLE u (b NUMBER);\n")
    kinds = {e.id: e.fidelity for e in result.report.objects}
    assert kinds["u"] == "exact"
    (finding,) = [f for f in result.report.findings if f.code == "OR0001"]
    assert finding.source is not None and finding.source.line == 1
    assert "expected" in finding.message


def test_unknown_function_is_refused_by_name_with_its_place(script) -> None:
    result = script("CREATE TABLE t (a NUMBER);\nCREATE VIEW v AS SELECT frobnicate(a) AS x FROM t;\n")
    (finding,) = [f for f in result.report.findings if f.fidelity == "refused"]
    assert finding.code == "SC1009" and "frobnicate" in finding.message
    assert finding.source is not None and (finding.source.line, finding.source.column) == (2, 25)
    assert "CREATE VIEW v AS SELECT frobnicate(a)" in result.script


def test_what_needs_a_refused_object_is_refused_too(script, pg15: Server) -> None:
    result = script(
        """CREATE TABLE t (a NUMBER);
        CREATE VIEW v AS SELECT frobnicate(a) AS x FROM t;
        CREATE VIEW w AS SELECT x FROM v;"""
    )
    assert load(pg15, result, "SELECT count(*) FROM pg_views WHERE viewname IN ('v', 'w')") == [(0,)]
    assert any(f.code == "SC0001" for f in result.report.findings)


def test_changes_in_place_of_a_refused_table_are_refused_too(script, pg15: Server) -> None:
    """Each stands on the one before it, and the first one on the table."""
    result = script(
        """CREATE TABLE t (a NUMBER, b nowhere_t);
        CREATE VIEW v AS SELECT a FROM t;
        ALTER TABLE t ADD (x NUMBER, y VARCHAR2(10));
        ALTER TABLE t RENAME COLUMN y TO z;
        ALTER TABLE t MODIFY (x NUMBER(10) NOT NULL);
        GRANT SELECT ON t TO PUBLIC;
        COMMENT ON TABLE t IS 'x';
        DROP TABLE t;
        CREATE TABLE u (a NUMBER);"""
    )
    assert load(pg15, result, "SELECT count(*) FROM u") == [(0,)]


def test_a_place_behind_a_long_variable_lies_in_the_file(script) -> None:
    """The value is longer than the whole script: a refusal inside it is placed on the statement."""
    text = f"DEFINE t = {'a' * 120}\nEXEC nowhere.nothing('&&t..&&t')\n"
    found = script(text).report.findings
    refused = [f for f in found if f.fidelity == "refused"]
    assert refused
    assert {f.source.line for f in refused if f.source is not None} == {2}


def test_an_end_that_exec_was_given_has_no_place_behind_the_file(script) -> None:
    """EXEC gets an END of its own; a refusal at it lies at the end of the statement."""
    found = script("EXEC p( -\n  a").report
    assert [f.code for f in found.findings if f.fidelity == "refused"] == ["OR0001"]


def test_a_statement_that_runs_a_stub_is_refused(script, pg15: Server) -> None:
    """It would end the loading: the stub raises its code. Who only names the stub is loaded."""
    result = script(
        "CREATE PROCEDURE bad IS BEGIN dbms_xdb.nothing('x'); END;\n/\nCREATE PROCEDURE mid IS BEGIN bad; END;\n/\n"
        "CREATE TABLE t (a NUMBER);\nEXEC mid\nCALL bad();\nINSERT INTO t VALUES (1);\n"
    )
    assert load(pg15, result, "SELECT a::int FROM t") == [(1,)]
    assert [f.message for f in result.report.findings if f.code == "SC0001"] == [
        "needs procedure:bad, which is refused"
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a LEFT JOIN b ON 1 = 1",
        "MERGE INTO t USING u ON (t.a = u.a) WHEN",
        "UPDATE t SET = 1",
        "INSERT INTO t VALUES ()",
        "SELECT " + "(" * 400 + "1" + " FROM dual)" * 400,
    ],
    ids=["join", "merge", "set", "values", "nested"],
)
def test_cut_statements_are_refused_by_name(script, text: str) -> None:
    result = script(
        f"CREATE TABLE t (a NUMBER);\nCREATE TABLE u (a NUMBER);\n{text};\nCREATE TABLE after_all (a NUMBER);\n"
    )
    assert [e.fidelity for e in result.report.objects if e.id == "after_all"] == ["exact"]
    assert any(f.fidelity == "refused" and f.source.line == 3 for f in result.report.findings if f.source is not None)


def test_a_view_of_the_dictionary_is_refused_as_one(script) -> None:
    """No script creates it, so the advice to add one would be wrong; a name that only looks like one is just missing."""
    result = script(
        "CREATE VIEW v AS SELECT * FROM user_types;\nCREATE VIEW w AS SELECT * FROM user_baskets;\n"
        "CREATE TABLE all_views (a NUMBER);\nCREATE VIEW x AS SELECT a FROM all_views;\n"
    )
    assert [(f.object, f.code) for f in result.report.findings if f.fidelity == "refused"] == [
        ("v", "SC1020"),
        ("w", "SC1005"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE n (a NUMBER) PCTFREE &what",
        "CREATE TABLE n (a NUMBER DEFAULT &what)",
        "CREATE VIEW n AS SELECT a &what AS b FROM t",
        "INSERT INTO &what VALUES (1)",
        "UPDATE t SET a = &&what",
        "CREATE SYNONYM n FOR &what..t",
        "BEGIN &what; END;\n/",
        "CREATE PROCEDURE n IS b NUMBER := &what; BEGIN NULL; END;\n/",
    ],
)
def test_a_variable_without_a_value_is_refused_by_its_name(script, statement: str) -> None:
    found = script(f"CREATE TABLE t (a NUMBER);\n{statement}{'' if statement.endswith('/') else ';'}\n").report.findings
    (refused,) = [f for f in found if f.fidelity == "refused"]
    assert refused.code == "SC1021"
    assert "what has no value" in refused.message
    assert refused.source is not None and refused.source.line == 2


def test_a_tablespace_without_a_name_is_as_good_as_any(script) -> None:
    found = script(
        "CREATE TABLE n (a NUMBER CONSTRAINT n_pk PRIMARY KEY USING INDEX TABLESPACE &x) TABLESPACE &&data;\n"
    )
    assert "CONSTRAINT n_pk PRIMARY KEY" in found.script
    assert not [f for f in found.report.findings if f.fidelity == "refused"]
