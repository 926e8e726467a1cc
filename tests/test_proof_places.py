"""A failed proof is a finding with the server's message at the source line; bodies are compiled on PostgreSQL 15."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sct import pipeline
from sct.backends.postgres.emit import PostgresEmitter
from tests.servers import Server

ROOT = Path(__file__).parent.parent
# What these say is not loadable as it stands, and their names are about reading it.
NOT_WHOLE = {
    "partitions.sql": "refers to a table without a key",
    "sloppy.sql": "inserts a text into a number",
}
SCRIPTS = [*sorted((ROOT / "fixtures" / "schemas").iterdir()), *sorted((ROOT / "fixtures" / "oracle").rglob("*.sql"))]
SOURCE = """\
CREATE TABLE t (id NUMBER(9) PRIMARY KEY, note VARCHAR2(20));

CREATE OR REPLACE PROCEDURE p (n IN NUMBER) AS
  total NUMBER;
BEGIN
  total := n + 1;
  IF total > 1 THEN
    -- the line that is spoilt
    UPDATE t SET note = 'x' WHERE id = n;
  END IF;
  total := total + 2;
END;
/
CREATE VIEW v AS
  SELECT id FROM t;
"""


def needs_plpgsql_check(server: Server) -> None:
    with server.connect() as connection:
        offered = "SELECT FROM pg_available_extensions WHERE name = 'plpgsql_check'"
        if connection.execute(offered).fetchone() is None:
            pytest.skip("SKIPPED: plpgsql_check is not installed (make servers)")


def convert(path: Path, dsn: str) -> pipeline.Result:
    return pipeline.convert([str(path)], pipeline.Options(dsn=dsn, encoding="cp1252"))


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch):
    """Makes the converter write something wrong: a text in what it emits is replaced."""

    def spoil(old: str, new: str) -> None:
        whole = PostgresEmitter.emit_one

        def emit_one(self: PostgresEmitter, place: int, item: object) -> object:
            made = whole(self, place, item)
            made.pieces = [replace(piece, sql=piece.sql.replace(old, new)) for piece in made.pieces]
            return made

        monkeypatch.setattr(PostgresEmitter, "emit_one", emit_one)

    return spoil


def failures(result: pipeline.Result) -> list[tuple[str, int, str]]:
    return [
        (f.code, f.source.line if f.source else 0, f.message)
        for f in result.report.findings
        if f.code in ("PG0106", "PG0107")
    ]


def test_an_error_in_a_body_stands_at_its_source_line(pg15: Server, tmp_path: Path, spoilt) -> None:
    needs_plpgsql_check(pg15)
    file = tmp_path / "s.sql"
    file.write_text(SOURCE)
    spoilt("SET note =", "SET nothing =")
    result = convert(file, pg15.dsn())
    ((code, line, message),) = failures(result)
    assert (code, line) == ("PG0107", 9)
    assert 'column "nothing"' in message and message.startswith("p:")
    (entry,) = [e for e in result.report.objects if e.id.endswith("p")]
    assert entry.proof.state == "failed" and entry.fidelity == "refused"
    assert result.report.problems() == []


def test_a_syntax_error_in_a_body_stands_at_its_source_line(pg15: Server, tmp_path: Path, spoilt) -> None:
    file = tmp_path / "s.sql"
    file.write_text(SOURCE)
    spoilt("SET note =", "SET SET note =")
    ((code, line, message),) = failures(convert(file, pg15.dsn()))
    assert (code, line) == ("PG0106", 9) and "syntax error" in message


def test_an_error_in_ddl_stands_at_its_statement(pg15: Server, tmp_path: Path, spoilt) -> None:
    file = tmp_path / "s.sql"
    file.write_text(SOURCE)
    spoilt("CREATE VIEW v AS\nSELECT\n  id", "CREATE VIEW v AS\nSELECT\n  idd")
    ((code, line, message),) = failures(convert(file, pg15.dsn()))
    assert (code, line) == ("PG0106", 14) and '"idd" does not exist' in message


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_whole_scripts_load_and_compile(pg15: Server, path: Path) -> None:
    if path.name in NOT_WHOLE:
        pytest.skip(NOT_WHOLE[path.name])
    assert failures(convert(path, pg15.dsn())) == []


BODIES = """\
CREATE VIEW keys (constraint_name) AS SELECT constraint_name FROM not_here;
CREATE OR REPLACE PROCEDURE count_keys AS
  n NUMBER;
BEGIN
  SELECT COUNT(*) INTO n FROM keys;
END;
/
CREATE OR REPLACE FUNCTION opened RETURN SYS_REFCURSOR AS
  c SYS_REFCURSOR;
BEGIN
  FOR r IN (SELECT constraint_name FROM keys) LOOP
    DBMS_OUTPUT.PUT_LINE(r.constraint_name);
  END LOOP;
  OPEN c FOR SELECT constraint_name FROM keys;
  RETURN c;
END;
/
CREATE OR REPLACE PROCEDURE never AS
  n NUMBER;
BEGIN
  n := 1 / 0;
EXCEPTION WHEN ZERO_DIVIDE THEN NULL;
END;
/
CREATE OR REPLACE FUNCTION seventh RETURN VARCHAR2 AS
  TYPE names_t IS TABLE OF VARCHAR2(9) INDEX BY PLS_INTEGER;
  names names_t;
BEGIN
  names(7) := 'x';
  RETURN names(7);
END;
/
"""


def test_what_is_right_in_a_body_is_no_complaint(tmp_path: Path, pg15: Server) -> None:
    """A refused view that is missing, a division by zero that is foretold, a library function of any type."""
    needs_plpgsql_check(pg15)
    path = tmp_path / "bodies.sql"
    path.write_text(BODIES, encoding="utf-8")
    report = convert(path, pg15.dsn("postgres")).report
    proofs = {entry.id: (entry.proof.state, entry.proof.message) for entry in report.objects}
    assert proofs["procedure:count_keys"] == ("not_run", "needs keys, which is refused")
    assert proofs["function:opened"] == ("not_run", "needs keys, which is refused")
    assert proofs["procedure:never"][0] == proofs["function:seventh"][0] == "loaded"
    assert not [finding for finding in report.findings if finding.code == "PG0107"]


OPENED = """
CREATE TABLE t (a NUMBER, b DATE);
CREATE OR REPLACE TYPE greatest AS VARRAY(2147483647) OF VARCHAR2(10);
/
CREATE OR REPLACE PACKAGE pk IS
  CURSOR since(d DATE) IS SELECT a FROM t WHERE b >= d;
  FUNCTION first_since(d DATE) RETURN NUMBER;
  FUNCTION grown RETURN NUMBER;
END;
/
CREATE OR REPLACE PACKAGE BODY pk IS
  FUNCTION first_since(d DATE) RETURN NUMBER IS
    n NUMBER;
  BEGIN
    OPEN since(d);
    FETCH since INTO n;
    CLOSE since;
    RETURN n;
  END;
  FUNCTION grown RETURN NUMBER IS
    l greatest := greatest();
  BEGIN
    l.EXTEND;
    l(1) := 'a';
    RETURN l.COUNT;
  END;
END;
/
"""


def test_cursors_of_packages_and_the_greatest_varray_compile(tmp_path: Path, pg15: Server) -> None:
    needs_plpgsql_check(pg15)
    path = tmp_path / "opened.sql"
    path.write_text(OPENED, encoding="utf-8")
    report = convert(path, pg15.dsn("postgres")).report
    assert {entry.proof.state for entry in report.objects} == {"loaded"}
    assert not [finding for finding in report.findings if finding.code == "PG0107"]
