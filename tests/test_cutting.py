"""pre-data.sql and post-data.sql: both load, one after the other, and come to what schema.sql comes to."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sct.options import Options
from sct.pipeline import convert
from sct.report.result import Result
from tests.behaviour import psql_program
from tests.servers import Server

SCHEMAS = sorted((Path(__file__).parents[1] / "fixtures/schemas").iterdir())

CATALOG = """
SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', k.conrelid::regclass::text, k.conname, pg_get_constraintdef(k.oid), ''
FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text
FROM pg_trigger t WHERE NOT t.tgisinternal
"""

KEYS = """
CREATE TABLE kind (id NUMBER(3) PRIMARY KEY, name VARCHAR2(10) UNIQUE, CHECK (id > 0));
CREATE TABLE item (id NUMBER(5) GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind NUMBER(3) REFERENCES kind,
  price NUMBER(8,2) DEFAULT ON NULL 0 CONSTRAINT price_ck CHECK (price >= 0) ENABLE NOVALIDATE);
CREATE INDEX item_kind ON item (kind);
"""

CHANGED = """
CREATE TABLE p (id NUMBER(3) GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n VARCHAR2(10));
CREATE TABLE g (id NUMBER(3) PRIMARY KEY, n VARCHAR2(10));
CREATE TABLE h (id NUMBER(3) GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n VARCHAR2(10), p NUMBER(3) REFERENCES p);
CREATE INDEX hx ON h (n);
CREATE TABLE c (id NUMBER(3), p NUMBER(3), q NUMBER(3));
ALTER TABLE c ADD CONSTRAINT cfk FOREIGN KEY (p) REFERENCES p (id);
INSERT INTO p (n) VALUES ('a');
INSERT INTO g VALUES (1, 'a');
INSERT INTO h (n) VALUES ('a');
INSERT INTO c VALUES (1, 1, 2);
ALTER TABLE c DROP CONSTRAINT cfk;
ALTER TABLE c ADD (z VARCHAR2(5));
ALTER TABLE p DROP PRIMARY KEY CASCADE;
ALTER TABLE c ADD CONSTRAINT cpk PRIMARY KEY (id);
INSERT INTO c VALUES (2, 7, 2, 'x');
ALTER TABLE p RENAME TO p2;
CREATE TABLE k (id NUMBER(3), g NUMBER(3) REFERENCES g);
DROP TABLE h;
"""


def converted(text: str, folder: Path) -> Result:
    path = folder / "source.sql"
    path.write_text(text)
    return convert([str(path)], Options(check=False))


def loaded(server: Server, *scripts: str) -> set[tuple[str, ...]]:
    """The catalog after the scripts, which must load without an error."""
    program = psql_program()
    if program is None:
        pytest.skip("SKIPPED: psql is not installed")
    database = server.new_database("cut")
    try:
        for script in scripts:
            command = [program, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", server.dsn(database), "-f", "-"]
            subprocess.run(command, input=script, encoding="utf-8", check=True, capture_output=True)
        with server.connect(database) as connection:
            return set(connection.execute(CATALOG).fetchall())
    finally:
        server.drop_database(database)


@pytest.mark.parametrize("folder", SCHEMAS, ids=lambda p: p.name)
def test_whole_schemas(folder: Path, pg15: Server) -> None:
    result = convert([str(folder)], Options(check=False))
    assert loaded(pg15, result.pre, result.post) == loaded(pg15, result.script)


def test_what_the_script_changes_later_stays_before_the_rows(tmp_path: Path, pg15: Server) -> None:
    result = converted(CHANGED, tmp_path)
    assert "ADD CONSTRAINT cfk" in result.pre
    assert "ADD PRIMARY KEY (id)" in result.post
    assert "'p2', 'id'" in result.post, "counters go by the name that the table has in the end"
    assert "'h', 'id'" not in result.post
    assert loaded(pg15, result.pre, result.post) == loaded(pg15, result.script)


def test_keys_and_checks_come_after_the_rows(tmp_path: Path, pg15: Server) -> None:
    result = converted(KEYS, tmp_path)
    for word in ("PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY", "CREATE INDEX"):
        assert word not in result.pre, word
        assert word in result.post, word
    first = loaded(pg15, result.pre, result.post)
    second = loaded(pg15, result.script)
    # rows from before the constraint need not keep it, and now there are some
    assert [row[3] for row in first - second] == ["CHECK ((price >= (0)::numeric)) NOT VALID"]


def test_rows_that_break_a_constraint_kept_unproved_are_let_in(tmp_path: Path, pg15: Server) -> None:
    result = converted(KEYS, tmp_path)
    rows = "INSERT INTO kind VALUES (1, 'a'); INSERT INTO item (kind, price) VALUES (1, -5);"
    assert loaded(pg15, result.pre, rows, result.post)
