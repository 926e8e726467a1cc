"""Where Redshift keeps a table's rows, and what the user's statistics change."""

from __future__ import annotations

from pathlib import Path

import pytest

from sct.catalog.statistics import StatisticsError, read
from sct.options import Options
from sct.pipeline import InputError, Result, convert

SCRIPT = """
CREATE TABLE customer (id NUMBER(10) PRIMARY KEY, nm VARCHAR2(20));
CREATE TABLE orders (id NUMBER(10) PRIMARY KEY, customer_id NUMBER(10) REFERENCES customer (id), day DATE);
CREATE TABLE codes (code VARCHAR2(5), word VARCHAR2(20));
CREATE VIEW v AS SELECT o.id FROM orders o, customer c WHERE o.customer_id = c.id;
"""


def converted(tmp_path: Path, text: str, **more: str) -> Result:
    script = tmp_path / "a.sql"
    script.write_text(text)
    options = Options(**{"source": "oracle", "target": "redshift", "version": "current", "check": False, **more})  # type: ignore[arg-type]
    return convert([str(script)], options)


def table(result: Result, name: str) -> str:
    return next(p.sql for p in result.pieces if p.kind == "table" and p.name == name)


def test_without_statistics_redshift_chooses(tmp_path: Path) -> None:
    assert "DIST" not in converted(tmp_path, SCRIPT).script


def test_row_counts_choose_between_a_copy_and_a_key(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(
        "table,column,rows,distinct\ncustomer,,90000,\norders,,5000000,\norders,customer_id,,80000\ncodes,,9000000,\n"
    )
    result = converted(tmp_path, SCRIPT, stats=str(counts))
    assert "DISTSTYLE ALL" in table(result, "customer")
    assert "DISTKEY (customer_id)" in table(result, "orders")
    assert "DISTSTYLE EVEN" in table(result, "codes")
    reasons = [f.message for f in result.report.findings if f.code == "RS0130"]
    assert "DISTSTYLE ALL: 90,000 rows" in reasons
    assert any("DISTKEY customer_id: 5,000,000 rows, used by" in r for r in reasons)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a,b\n", "the first line names the columns"), ("table,rows\nt,many\n", "2: rows is a whole number, not 'many'")],
)
def test_a_wrong_file_is_said_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(text)
    with pytest.raises(StatisticsError, match=words):
        read(str(counts))
    with pytest.raises(InputError, match=words):
        converted(tmp_path, SCRIPT, stats=str(counts))


def test_one_column_of_a_primary_index_is_the_key(tmp_path: Path) -> None:
    script = """
    CREATE MULTISET TABLE fact (a INTEGER, b INTEGER, d DATE) PRIMARY INDEX (a, b)
      PARTITION BY RANGE_N(d BETWEEN DATE '2020-01-01' AND DATE '2024-12-31' EACH INTERVAL '1' DAY);
    CREATE MULTISET TABLE dim (b INTEGER, w VARCHAR(5)) UNIQUE PRIMARY INDEX (b);
    REPLACE VIEW v AS SELECT f.a, g.w FROM fact f JOIN dim g ON f.b = g.b;
    """
    result = converted(tmp_path, script, source="teradata")
    assert "DISTKEY (b)" in table(result, "fact") and "COMPOUND SORTKEY (d)" in table(result, "fact")
    assert "DISTKEY (b)" in table(result, "dim") and "UNIQUE (b)" in table(result, "dim")


TEXT = """
CREATE MULTISET TABLE t (a VARCHAR(5), b VARCHAR(5) CASESPECIFIC, c VARCHAR(5) NOT CASESPECIFIC) NO PRIMARY INDEX;
"""
SEARCH = TEXT + "REPLACE VIEW v AS SELECT a FROM t WHERE a LIKE 'x%';"


@pytest.mark.parametrize(
    ("script", "choice", "free"),
    [
        (TEXT, "auto", "ac"),
        (SEARCH, "auto", "c"),
        (SEARCH, "all", "ac"),
        (TEXT, "declared", "c"),
    ],
)
def test_text_without_regard_to_case(tmp_path: Path, script: str, choice: str, free: str) -> None:
    made = table(converted(tmp_path, script, source="teradata", case_insensitive_text=choice), "t")
    found = "".join(n for n in "abc" if f"{n} varchar(20) COLLATE CASE_INSENSITIVE" in made)
    assert found == free


def test_names_that_differ_in_case_alone_are_refused(tmp_path: Path) -> None:
    result = converted(tmp_path, 'CREATE TABLE t ("Name" NUMBER(3), name NUMBER(3));')
    assert [f.code for f in result.report.findings if f.fidelity == "refused"] == ["RS0132"]


def test_set_tables_may_keep_every_row(tmp_path: Path) -> None:
    script = "CREATE SET TABLE s (a INTEGER) PRIMARY INDEX (a);\nINSERT INTO s SELECT 1 AS a;"
    assert "EXCEPT" in converted(tmp_path, script, source="teradata").script
    assert "EXCEPT" not in converted(tmp_path, script, source="teradata", set_tables="keep").script


ENCODED = """
CREATE MULTISET TABLE t (a INTEGER NOT NULL, st CHAR(2) COMPRESS ('CA', 'NY'), d DATE, v VARCHAR(2000), w VARCHAR(5), f FLOAT)
PRIMARY INDEX (a) PARTITION BY RANGE_N(d BETWEEN DATE '2020-01-01' AND DATE '2025-12-31' EACH INTERVAL '1' MONTH);
"""


def test_encodings_are_redshifts_own_choice_unless_asked_for(tmp_path: Path) -> None:
    assert "ENCODE" not in converted(tmp_path, ENCODED, source="teradata").script


def test_every_column_may_have_its_encoding_with_the_reason(tmp_path: Path) -> None:
    result = converted(tmp_path, ENCODED, source="teradata", encode="explicit")
    lines = table(result, "t").splitlines()
    found = {line.split()[0]: line.rstrip(",").split()[-1] for line in lines if " ENCODE " in line}
    assert found == {"a": "AZ64", "st": "BYTEDICT", "d": "RAW", "v": "ZSTD", "w": "LZO", "f": "RAW"}
    (reason,) = [f.message for f in result.report.findings if f.code == "RS0135"]
    assert "BYTEDICT (the source compresses a list of its values): st" in reason


def test_few_distinct_values_are_a_dictionary(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text("table,column,rows,distinct\nt,,90000,\nt,w,,40\nt,st,,5000\n")
    made = table(converted(tmp_path, ENCODED, source="teradata", encode="explicit", stats=str(counts)), "t")
    assert "w varchar(20) COLLATE CASE_INSENSITIVE ENCODE BYTEDICT" in made
    assert "st char(2) COLLATE CASE_INSENSITIVE ENCODE LZO" in made


def test_late_binding_views_name_every_schema(tmp_path: Path) -> None:
    script = """
    CREATE TABLE t (id NUMBER(5));
    CREATE TABLE x.u (id NUMBER(5));
    CREATE VIEW v AS WITH c AS (SELECT id FROM t) SELECT c.id FROM c, x.u WHERE u.id IN (SELECT id FROM t WHERE t.id > 2);
    """
    result = converted(tmp_path, script, views="late", check=True)
    (view,) = [p.sql for p in result.pieces if p.kind == "view"]
    assert view.rstrip().endswith("WITH NO SCHEMA BINDING;")
    assert view.count("public.t") == 2 and "public.c" not in view and "x.u" in view
    assert "public" not in converted(tmp_path, script).script
    assert result.report.summary.load_failed == 0 and result.report.summary.loaded == 3


STUB = """
CREATE TABLE t (id NUMBER(5));
CREATE PROCEDURE bad (a NUMBER) AS TYPE x IS TABLE OF NUMBER INDEX BY VARCHAR2(10); v x;
BEGIN v('a') := a; INSERT INTO t VALUES (v('a')); END;
/
CREATE PROCEDURE mid (a NUMBER) AS BEGIN bad(a); END;
/
"""


@pytest.mark.parametrize(
    "call", ["EXEC mid(4)", "CALL bad(3);", "DECLARE n NUMBER := 1; BEGIN n := n + 1; mid(n); END;\n/"]
)
def test_what_runs_a_refused_procedure_is_refused(tmp_path: Path, call: str) -> None:
    result = converted(tmp_path, STUB + call + "\n")
    (finding,) = [f for f in result.report.findings if f.code == "SC0001"]
    assert "needs procedure:bad, which is refused" in finding.message
    assert "CALL bad(a)" in result.script, "the routine between them stands: it is complete itself"


CALLED = """
CREATE TABLE t (x XMLTYPE);
CREATE PROCEDURE q (n NUMBER) IS x XMLTYPE; BEGIN x := XMLTYPE('<a/>'); END;
/
CREATE PROCEDURE p IS BEGIN q(1); END;
/
CALL q(2);
BEGIN q(3); END;
/
DECLARE n NUMBER := 4; BEGIN q(n); END;
/
"""


def test_statements_that_run_a_refused_procedure_are_refused_by_its_name(tmp_path: Path) -> None:
    result = converted(tmp_path, CALLED)
    found = [f.message for f in result.report.findings if f.code == "SC0001"]
    assert found == ["needs procedure:q, which is refused"] * 3
    by_name = {p.name: p for p in result.pieces}
    assert by_name["q"].stub and not by_name["p"].refused  # a procedure finds the stub, and its error, when it is run
    assert all(p.refused for p in result.pieces if p.kind in ("data", "block"))


def test_a_list_of_distinct_fractions_is_refused_by_name(tmp_path: Path) -> None:
    text = """CREATE TABLE t (g VARCHAR2(5), x NUMBER(9,2), d DATE);
    CREATE VIEW a AS SELECT g, LISTAGG(DISTINCT x, ',') WITHIN GROUP (ORDER BY x) m FROM t GROUP BY g;
    CREATE VIEW b AS SELECT g, LISTAGG(DISTINCT d, ',') WITHIN GROUP (ORDER BY d) m FROM t GROUP BY g;"""
    result = converted(tmp_path, text)
    assert [p.refused for p in result.pieces if p.kind == "view"] == [True, True]
    assert [f.code for f in result.report.findings if f.code.startswith("SC002")] == ["SC0022", "SC0022"]


def test_what_is_assumed_of_the_rows_has_a_query_that_checks_it(tmp_path: Path) -> None:
    result = converted(tmp_path, 'CREATE TABLE t (a NUMBER, "Mixed" VARCHAR2(5));')
    checks = {f.code: result.texts.checks[i] for i, f in enumerate(result.report.findings) if i in result.texts.checks}
    assert checks == {
        "RS0101": "SELECT COUNT(*) FROM t WHERE a <> ROUND(a, 10)",
        "SC2035": "SELECT COUNT(*) FROM t WHERE \"Mixed\" LIKE '% '",
    }
