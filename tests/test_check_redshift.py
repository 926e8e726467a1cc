"""The proof of Redshift scripts without a Redshift: each net by itself, and what the prover makes of them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from sct.backends.emitted import Emitted
from sct.check import Piece, prover
from sct.check.again import check_folder
from sct.check.proving import prove
from sct.check.redshift import denied
from sct.check.redshift.fluff import Fluff
from sct.check.redshift.grammar import judge
from sct.check.redshift.loadable import Known, loadable, prelude
from sct.check.redshift.meaning import supplied_names
from sct.check.redshift.relations import Relations
from sct.text.span import Span
from tests.servers import Server

pytest.importorskip("pglast", reason="pglast is not installed")

SCRIPTS = Path(__file__).parent.parent / "fixtures" / "redshift"
ACCEPTED = (SCRIPTS / "accepted.sql").read_text("utf-8")
NOT_LOADABLE = (SCRIPTS / "not_loadable.sql").read_text("utf-8")
REDSHIFT = prover("redshift")
HAS_FLUFF = importlib.util.find_spec("sqlfluff") is not None
needs_fluff = pytest.mark.skipif(not HAS_FLUFF, reason="SKIPPED: sqlfluff is not installed (extra verify-redshift)")


def statements(sql: str) -> list[str]:
    return [one.text for one in REDSHIFT.split(sql)]


def complaints(sql: str) -> list[str]:
    return [fault.message for fault in judge(sql, Relations()).faults]


@pytest.fixture(scope="module")
def database(pg15: Server) -> Any:
    """A database with what is supplied; the connection is one of psycopg."""
    name = pg15.new_database("supplied")
    with pg15.connect(name) as connection:
        connection.execute(prelude())
        yield connection
    pg15.drop_database(name)


# --- what is accepted ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [*statements(ACCEPTED), *statements(NOT_LOADABLE)], ids=lambda sql: sql[:40])
def test_the_grammar_net_accepts(sql: str) -> None:
    assert complaints(sql) == []


@needs_fluff
def test_the_sqlfluff_net_accepts() -> None:
    fluff = Fluff(thorough=True)
    assert fluff.judge([ACCEPTED, NOT_LOADABLE]) == [[], []]
    assert fluff.looked_at > 60 and fluff.passed_over == 0


@needs_fluff
@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (a integer) DISTSTYLE SOMETIMES;",
        "CREATE TABLE t (a integer) SORTKEY DISTKEY (a);",
        "SELECT a FRM t WHERE;",
        "ALTER TABLE t ADD COLUMN a varchar(3) ENCODE zstd DEFAULT 'x';",
        "COPY t FROM 's3://b' IAM_ROLE NOBODY KNOWS;",
        "CREATE PROCEDURE p() AS $$ BEGIN DELETE FROM t WHERE WHERE a = 1; END; $$ LANGUAGE plpgsql;",
    ],
)
def test_the_sqlfluff_net_refuses(sql: str) -> None:
    ((fault,),) = Fluff().judge([sql])
    assert "cannot be read" in fault.message and 0 <= fault.at < len(sql)


@needs_fluff
def test_the_sqlfluff_net_looks_at_a_shape_once_and_ends_at_its_bound() -> None:
    fluff = Fluff()
    assert fluff.judge(["SELECT 1; SELECT 2; SELECT 'x';"]) == [[]]
    assert len(fluff._shapes) == 2 and fluff.looked_at == 3
    fluff._left = 0
    assert fluff.judge(["SELECT nonsense nonsense nonsense;"]) == [[]]
    assert fluff.passed_over == 1
    assert Fluff(thorough=True, _left=0).judge(["SELECT nonsense nonsense nonsense;"]) != [[]]


def test_the_whole_script_loads(pg15: Server) -> None:
    texts = statements(ACCEPTED)
    found = REDSHIFT.check([Piece(str(n), sql) for n, sql in enumerate(texts)], dsn=pg15.dsn())
    assert found.not_run is None
    assert [(texts[one.index], one.message) for one in found.results if one.state != "loaded"] == []
    assert found.engine == f"postgres-{found.where.split('-')[1].split()[0]} as redshift" and found.version == ""
    assert [one for one in found.body_findings if one.level == "error"] == []


def test_what_has_no_form_is_not_called_loaded(pg15: Server) -> None:
    texts = statements("CREATE TABLE sales (region varchar(3), amount integer, note varchar(9));\n" + NOT_LOADABLE)
    found = REDSHIFT.check([Piece(str(n), sql) for n, sql in enumerate(texts)], dsn=pg15.dsn())
    assert [one.state for one in found.results] == ["loaded", *["not_run"] * (len(texts) - 1)]
    assert all("no form that PostgreSQL could load" in (one.message or "") for one in found.results[1:])


# --- what is denied --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [row for rows in denied.load().rows.values() for row in rows], ids=lambda row: row.why)
def test_a_row_refuses_its_example(row: denied.Row) -> None:
    assert any(f"not on Redshift: {row.why} (Developer Guide, {row.page})" == one for one in complaints(row.example))


@pytest.mark.parametrize("example", denied.load().examples)
def test_an_example_is_refused_by_the_list(example: str) -> None:
    found = complaints(example)
    assert found and all("not on Redshift" in one for one in found)


@pytest.mark.parametrize("row", denied.load().leaves, ids=lambda row: row.why)
def test_a_statement_of_plpgsql_is_refused(row: denied.Row) -> None:
    found = complaints(f"CREATE PROCEDURE p() AS $$ BEGIN\n {row.example}\nEND; $$ LANGUAGE plpgsql;")
    assert found == [f"not in Redshift's PL/pgSQL: {row.why} (Developer Guide, {row.page})"]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TABLE t (a integer) DISTKEY (b);", 'DISTKEY: there is no column "b"'),
        ("CREATE TABLE t (a integer) SORTKEY (a, c);", 'SORTKEY: there is no column "c"'),
        ("CREATE TABLE t (a integer DISTKEY, b integer DISTKEY);", "one DISTKEY column"),
        ("CREATE TABLE t (a integer) DISTSTYLE KEY;", "DISTSTYLE KEY without a DISTKEY"),
        ("CREATE TABLE t (a integer) DISTSTYLE EVEN DISTKEY (a);", "together with DISTSTYLE EVEN"),
        ("CREATE TABLE t (a integer ENCODE zip);", "no encoding zip"),
        ("CREATE TABLE t (a varchar(3) ENCODE az64);", "encoding az64 is not for columns of type VARCHAR"),
        ("CREATE TABLE t (a varchar(70000));", "from 1 to 65535"),
        ("CREATE TABLE t (a char(5000));", "from 1 to 4096"),
        ("CREATE TABLE t (a decimal(39, 2));", "precision 1 to 38"),
        ("CREATE TABLE t (a decimal(5, 6));", "scale 0 to 37"),
        ("CREATE TABLE t (a varchar(9) IDENTITY(1, 1));", "INT or BIGINT"),
        ("CREATE TABLE t (a integer IDENTITY(1, 0));", "not 0"),
        ("CREATE TABLE t (ctid integer);", "system column"),
        ("CREATE TABLE t (a integer, A integer);", "twice"),
        ("CREATE TABLE t (a super DISTKEY);", "cannot be a DISTKEY"),
        ("CREATE TABLE t (a super) SORTKEY (a);", "cannot be a SORTKEY"),
        ("CREATE PROCEDURE p() AS $$ BEGIN NULL; EXCEPTION WHEN no_data_found THEN NULL; END; $$ LANGUAGE plpgsql;", "OTHERS"),
        ("CREATE PROCEDURE p() AS $$ BEGIN NULL; EXCEPTION CONTINUE_HANDLER WHEN OTHERS THEN NULL; END; $$ LANGUAGE plpgsql;", "NONATOMIC"),
        ("CREATE PROCEDURE p() AS $$ BEGIN IF true THEN NULL; END; $$ LANGUAGE plpgsql;", "expected"),
        ("CREATE PROCEDURE p() AS $$ BEGIN UPDATE t SET SET a = 1; END; $$ LANGUAGE plpgsql;", "syntax error"),
        ("CREATE PROCEDURE p() AS $$ BEGIN IF a IS DISTINCT FROM b THEN NULL; END IF; END; $$ LANGUAGE plpgsql;", "IS DISTINCT FROM"),
        ("CREATE PROCEDURE p() AS $$ BEGIN FOR r IN SELECT now() LOOP NULL; END LOOP; END; $$ LANGUAGE plpgsql;", "function now"),
        ("CREATE PROCEDURE p() AS $$ DECLARE x integer := nextval('s'); BEGIN NULL; END; $$ LANGUAGE plpgsql;", "function nextval"),
        ("SELECT a FROM t WHERE (a = 1;", "syntax error"),
    ],
)  # fmt: skip
def test_the_grammar_net_refuses(sql: str, told: str) -> None:
    assert any(told in one for one in complaints(sql)), complaints(sql)


def test_a_fault_in_a_body_has_its_place() -> None:
    sql = "CREATE PROCEDURE p() AS $$\nDECLARE\n  é varchar(3) := 'é';\nBEGIN\n  IF é = 'x' THEN\n    RAISE DEBUG 'x';\n  END IF;\nEND;\n$$ LANGUAGE plpgsql;"
    (fault,) = judge(sql, Relations()).faults
    assert sql[fault.at :].startswith("RAISE DEBUG")


# --- the functions that are supplied ---------------------------------------------------------------------------------

# (expression, result) as the pages of the Developer Guide for these functions state them.
STATED = [
    ("ADD_MONTHS('2008-03-31', 1)", "2008-04-30 00:00:00"),
    ("ADD_MONTHS('2008-04-30', 1)", "2008-05-31 00:00:00"),
    ("DATEADD(month, 1, '2008-04-30')", "2008-05-30 00:00:00"),
    ("DATEADD(month, 18, '2008-02-28')", "2009-08-28 00:00:00"),
    ("DATEADD(minute, 30, DATE '2008-01-01')", "2008-01-01 00:30:00"),
    ("DATEDIFF(week, '2009-01-01', '2009-12-31')", "52"),
    ("DATEDIFF(qtr, '1998-07-01', '2008-07-01')", "40"),
    ("DATEDIFF(month, DATE '2024-01-31', DATE '2024-02-01')", "1"),
    ("DATEDIFF(hours, '2024-01-01 23:59:59', '2024-01-02 00:00:00')", "1"),
    ("DATEDIFF(year, '2023-12-31', '2024-01-01')", "1"),
    ("LAST_DAY('2004-02-10')", "2004-02-29"),
    ("MONTHS_BETWEEN('1969-01-18', '1969-03-18')", "-2"),
    ("NEXT_DAY('2014-08-20', 'Tuesday')", "2014-08-26"),
    ("NEXT_DAY('2014-08-26', 'Tu')", "2014-09-02"),
    ("TRUNC(TIMESTAMP '2011-07-21 10:32:38.248109')", "2011-07-21"),
    ("DATE_PART(minute, TIMESTAMP '2023-01-04 04:05:06')", "5"),
    ("DATE_PART('mon', TIMESTAMP '2023-01-04 04:05:06')", "1"),
    ("EXTRACT(year FROM DATE '2024-05-06') / 5", "404"),
    ("LEN('fish')", "4"),
    ("CHARINDEX('fish', 'dogfish')", "4"),
    ("CONCAT('December 25, ', '2008')", "December 25, 2008"),
    ("CONCAT('a', NULL) IS NULL", "True"),
    ("REPLICATE('ab', 3)", "ababab"),
    ("STRTOL('abcd1234', 16)", "2882343476"),
    ("STRTOL('1234567', 10)", "1234567"),
    ("STRTOL('110101', 2)", "53"),
    ("NVL(NULL, 'x')", "x"),
    ("NVL2(NULL, 1, 2)", "2"),
    ("DECODE(NULL, NULL, 'none', 'some')", "none"),
    ("DECODE(3, 1, 'a', 2, 'b')", "None"),
    ("REGEXP_REPLACE('the fox', '[a-z]', 'X')", "XXX XXX"),
    ("REGEXP_REPLACE('aXbX', 'x', '-', 1, 'i')", "a-b-"),
    ("REGEXP_SUBSTR('abc', '[0-9]+')", ""),
    ("REGEXP_SUBSTR('a1b22', '[0-9]+', 1, 2)", "22"),
    ("REGEXP_INSTR('abc', 'c')", "3"),
    ("REGEXP_COUNT('abcabc', 'b')", "2"),
    ("ROUND(28.05::float, 1)", "28.1"),
    ("TRUNC(-3.456::float, 2)", "-3.45"),
    ("ROUND(7)", "7"),
    ("CONVERT(integer, '12')", "12"),
    ("TRY_CAST('abc' AS integer)", "None"),
    ("TRY_CAST('12.5' AS decimal(4, 2))", "12.50"),
    ("CAST(12.5 AS decimal)", "13"),
    ("JSON_EXTRACT_PATH_TEXT('{\"f4\":{\"f6\":\"star\"}}', 'f4', 'f6')", "star"),
    ("JSON_ARRAY_LENGTH('[11,12,13,{\"f1\":21}]')", "4"),
    ("JSON_EXTRACT_ARRAY_ELEMENT_TEXT('[111,112,113]', 2)", "113"),
    ("IS_VALID_JSON('{\"a\":2}')", "True"),
    ("IS_VALID_JSON('{1:\"a\"}')", "False"),
    ("JSON_SERIALIZE(JSON_PARSE('[10001,10002,\"abc\"]'))", '[10001,10002,"abc"]'),
    ("FROM_VARBYTE(TO_VARBYTE('616263', 'hex'), 'utf8')", "abc"),
    ("'it\\'s' || 'a\\\\b'", "it'sa\\b"),
    ("SYSDATE > DATE '2024-01-01'", "True"),
    ("GETDATE() = DATE_TRUNC('second', GETDATE())", "True"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "result"), STATED, ids=[one[0] for one in STATED])
def test_a_function_gives_what_the_guide_states(database: Any, expression: str, result: str) -> None:
    form = loadable(f"SELECT {expression}", Known())
    assert form.left_out == []
    (value,) = database.execute(form.written.text).fetchone()
    assert f"{value:g}" == result if isinstance(value, float) else str(value) == result


def test_aggregates_over_nothing_and_one(database: Any) -> None:
    sql = "SELECT AVG(a), AVG(b), MEDIAN(a), LISTAGG(c, ','), ANY_VALUE(a) FROM (SELECT 1 AS a, 1.50 AS b, 'x' AS c) AS t WHERE "
    assert database.execute(loadable(sql + "a = 2", Known()).written.text).fetchone() == (None, None, None, None, None)
    row = database.execute(loadable(sql + "a = 1", Known()).written.text).fetchone()
    assert [str(value) for value in (*row[:2], int(row[2]), *row[3:])] == ["1", "1.50", "1", "x", "1"]


def test_every_supplied_name_is_called_by_its_schema() -> None:
    assert {"len", "dateadd", "avg", "listagg", "round"} <= supplied_names()
    text = loadable("SELECT len(a), s.len(a), avg(b) FROM t", Known()).written.text
    assert text.count("sct_redshift.") == 2 and "s.len" in text


# --- places and reports ----------------------------------------------------------------------------------------------

WHERE = Span("a.sql", 0, 1)


def emitted(name: str, sql: str, kind: str = "view", needs: tuple[str, ...] = (), **more: Any) -> Emitted:
    return Emitted(name, name, kind, sql, WHERE, 1, needs=needs, **more)


def test_a_complaint_stands_at_its_source_line(pg15: Server) -> None:
    where = Span("a.sql", 40, 50)
    view = "CREATE VIEW v AS\nSELECT TOP 3 a,\n  DATEADD(month, 1, nothing) AS n\nFROM t\nQUALIFY n > 1;"
    found = prove(
        [
            emitted("t", "CREATE TABLE t (a integer) DISTKEY (a);", "table"),
            emitted("v", view, lines=((0, WHERE), (2, where))),
            emitted("w", "COPY t FROM 's3://x' IAM_ROLE default;", "data"),
            emitted("x", "CREATE INDEX i ON t (a);", "table"),
        ],
        pg15.dsn(),
        "redshift",
    )
    assert found.engine.endswith(" as redshift") and found.engine.startswith("postgres-15")
    assert {name: verdict.state for name, verdict in found.verdicts.items()} == {
        "t": "loaded",
        "v": "failed",
        "w": "not_run",
        "x": "failed",
    }
    verdict = found.verdicts["v"]
    assert verdict.message == 'load net: column "nothing" does not exist' and verdict.source == where
    assert found.verdicts["x"].message.startswith("grammar net: not on Redshift: indexes")


def test_what_needs_the_unproved_is_not_a_failure(pg15: Server) -> None:
    pieces = [
        emitted("t", "CREATE EXTERNAL TABLE s.t (a integer) STORED AS PARQUET LOCATION 's3://x';", "table"),
        emitted("v", "CREATE VIEW v AS SELECT a FROM s.t;", needs=("t",)),
    ]
    states = {name: one.state for name, one in prove(pieces, pg15.dsn(), "redshift").verdicts.items()}
    assert states == {"t": "not_run", "v": "not_run"}


def test_keys_are_looked_into(pg15: Server) -> None:
    made = "CREATE TABLE a (n bigint PRIMARY KEY, s varchar(9) UNIQUE); CREATE TABLE b (n decimal(8,0), s varchar(5));"
    keys = {
        "ALTER TABLE b ADD FOREIGN KEY (n) REFERENCES a (n);": None,
        "ALTER TABLE b ADD CONSTRAINT k FOREIGN KEY (s) REFERENCES a (s);": None,
        "CREATE TABLE c (n integer REFERENCES a, PRIMARY KEY (n));": None,
        "ALTER TABLE b ADD FOREIGN KEY (n) REFERENCES a (s);": "operator does not exist",
        "ALTER TABLE b ADD FOREIGN KEY (n) REFERENCES d (n);": 'relation "d" does not exist',
        "ALTER TABLE a ADD FOREIGN KEY (n) REFERENCES b (n);": "no unique constraint matching",
        "ALTER TABLE b ADD UNIQUE (missing);": 'column "missing" named in key does not exist',
        "ALTER TABLE a ADD PRIMARY KEY (s);": "multiple primary keys",
        "ALTER TABLE b ADD CONSTRAINT k UNIQUE (n);": "already exists",
        "ALTER TABLE b DROP CONSTRAINT nothing;": 'constraint "nothing" of relation "b" does not exist',
        "ALTER TABLE b DROP CONSTRAINT k;": None,
    }
    found = REDSHIFT.check([Piece(sql, sql) for sql in (made, *keys)], dsn=pg15.dsn())
    for one, told in zip(found.results[1:], keys.values(), strict=True):
        assert (one.state == "loaded") if told is None else told in (one.message or ""), (one.id, one.message)


def test_names_may_be_longer_than_the_servers(pg15: Server) -> None:
    stem = "a_name_that_is_very_long_so_long_that_postgresql_would_cut_it_short"
    assert len(stem) > 63
    sql = [f"CREATE TABLE {stem}_{n} ({stem}_a integer, {stem}_b integer);" for n in (1, 2)]
    sql.append(f"CREATE VIEW v AS SELECT {stem}_a, {stem}_b FROM {stem}_2;")
    found = REDSHIFT.check([Piece(one, one) for one in sql], dsn=pg15.dsn())
    assert not found.failed
    assert complaints(f"CREATE TABLE {'x' * 128} (a integer);") == [
        "a name has at most 127 bytes (Names and identifiers)"
    ]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT * FROM a JOIN b ON a.x = b.x CONNECT BY PRIOR a.x = b.y", "CONNECT BY over a join"),
        ("SELECT x FROM (SELECT 1 AS x) AS q CONNECT BY PRIOR x = x", "CONNECT BY over a subquery"),
        ("SELECT * FROM elsewhere CONNECT BY PRIOR x = y", "not of the script"),
        ("SELECT LAG(x, 2) IGNORE NULLS OVER (ORDER BY y) FROM t", "LAG … IGNORE NULLS with an offset"),
        ("SELECT a FROM t, u WHERE t.a = u.b (+)", r"(+)"),
        ("SELECT * EXCLUDE (a) FROM t", "EXCLUDE"),
    ],
)
def test_what_cannot_be_judged_is_named(sql: str, told: str) -> None:
    found = judge(sql, Relations())
    assert found.faults == [] and told in found.unjudged[0]
    assert told in loadable(sql, Known()).left_out[0]


def test_a_view_is_read_once() -> None:
    assert loadable("CREATE VIEW a.v AS SELECT 1 AS x", Known()).written.text.count("a.v LIMIT 0;") == 1


def test_a_body_is_compiled_and_its_fault_has_its_line(pg15: Server) -> None:
    with pg15.connect() as connection:
        offered = "SELECT FROM pg_available_extensions WHERE name = 'plpgsql_check'"
        if connection.execute(offered).fetchone() is None:
            pytest.skip("SKIPPED: plpgsql_check is not installed (make servers)")
    body = (
        "CREATE PROCEDURE p() NONATOMIC AS $$\nBEGIN\n  CREATE TEMP TABLE made (a integer);\n  INSERT INTO made VALUES (1);\n"
        "  DELETE FROM t WHERE a = 1;\n  DELETE FROM t WHERE missing = 1;\nEXCEPTION WHEN OTHERS THEN\n  NULL;\nEND;\n$$ LANGUAGE plpgsql;"
    )
    lines = tuple((number, Span("a.sql", number, number + 1)) for number in range(10))
    found = prove(
        [emitted("t", "CREATE TABLE t (a integer);", "table"), emitted("p", body, "procedure", lines=lines)],
        pg15.dsn(),
        "redshift",
    )
    (complaint,) = found.complaints
    assert complaint.object_id == "p" and 'column "missing" does not exist' in complaint.message
    assert complaint.source == Span("a.sql", 5, 6)


def test_a_folder_is_checked_by_its_targets_prover(tmp_path: Path, pg15: Server) -> None:
    script = "CREATE TABLE t (a integer, s varchar(9)) SORTKEY (a);\nINSERT INTO t VALUES (1, 'it\\'s; x');\nCREATE INDEX i ON t (a);\n"
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"target": {"engine": "redshift"}, "objects": []}))
    outcome = check_folder(script, report, pg15.dsn())
    assert not outcome.not_run and "as redshift" in outcome.summary and "2 of 3 statements" in outcome.summary
    (complaint,) = outcome.complaints
    assert complaint.startswith("line 3: grammar net: not on Redshift: indexes")


def test_without_sqlfluff_the_result_says_so(monkeypatch: pytest.MonkeyPatch, pg15: Server) -> None:
    monkeypatch.setattr("sct.check.redshift.fluff.find_spec", lambda name: None)
    found = REDSHIFT.check([Piece("t", "CREATE TABLE t (a integer);")], dsn=pg15.dsn())
    assert found.results[0].state == "loaded"
    assert any("verify-redshift" in note for note in found.notes)
