"""What an installer's block creates stands in front of it only where nothing in the block comes before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli_contract import sct

MENDED_FIRST = """
CREATE TABLE goods (id NUMBER(3), price NUMBER(5));
INSERT INTO goods VALUES (1, -4);
DECLARE
  n NUMBER := 0;
BEGIN
  UPDATE goods SET price = 0 WHERE price < 0;
  IF n = 0 THEN
    EXECUTE IMMEDIATE 'ALTER TABLE goods ADD CONSTRAINT goods_ck CHECK (price >= 0)';
  END IF;
END;
/
"""
ONE_OF_TWO = """
CREATE TABLE goods (id NUMBER(3));
DECLARE
  n NUMBER := 1;
BEGIN
  IF n = 1 THEN
    EXECUTE IMMEDIATE 'ALTER TABLE goods ADD (note VARCHAR2(5))';
  ELSE
    EXECUTE IMMEDIATE 'ALTER TABLE goods ADD (note VARCHAR2(5))';
  END IF;
END;
/
"""
MADE_AT_RUN_TIME = """
DECLARE
  l_name VARCHAR2(10) := USER;
BEGIN
  EXECUTE IMMEDIATE 'CREATE TABLE ' || l_name || ' (a NUMBER)';
END;
/
DECLARE
  n NUMBER;
BEGIN
  SELECT COUNT(*) INTO n FROM user_tables WHERE table_name = 'SPARE';
  IF n > 0 THEN
    EXECUTE IMMEDIATE 'DROP TABLE spare';
  END IF;
END;
/
"""


def findings(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((folder / "out/report.json").read_text())["findings"]
    return found


def codes(folder: Path, text: str) -> list[str]:
    (folder / "a.sql").write_text(text)
    sct("convert", "a.sql", "--from", "oracle", "--to", "postgres:15", "--no-check", "-o", "out", cwd=folder)
    return [f["code"] for f in findings(folder)]


def test_a_constraint_is_not_put_before_the_rows_its_block_mends(tmp_path: Path) -> None:
    found = codes(tmp_path, MENDED_FIRST)
    assert ("SC1543" in found, "SC1545" in found) == (False, False)  # converted, where it stands
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    added = text.index("ALTER TABLE goods ADD CONSTRAINT goods_ck CHECK (price >= 0)")
    assert text.index("INSERT INTO goods") < text.index("UPDATE goods SET price") < added
    assert text.count("goods_ck") == 1


def test_a_column_is_added_once(tmp_path: Path) -> None:
    found = codes(tmp_path, ONE_OF_TWO)
    assert (found.count("SC1624"), found.count("SC1545")) == (1, 0)  # nothing is asked: exact
    assert (tmp_path / "out/schema.sql").read_text("utf-8").count("note varchar(5)") == 1


def test_a_drop_stays_where_something_unknown_was_made(tmp_path: Path) -> None:
    assert "SC1607" not in codes(tmp_path, MADE_AT_RUN_TIME)
    assert "SC1607" in codes(tmp_path, MADE_AT_RUN_TIME.split("/\n", 1)[1])


NOT_KNOWN = {
    "what every database brings": (
        "SELECT COUNT(*) INTO n FROM all_objects WHERE object_name = 'DBMS_CRYPTO' AND owner = 'SYS';"
    ),
    "a condition that is not understood": (
        "SELECT COUNT(*) INTO n FROM user_tables WHERE table_name = 'THERE' AND num_rows > 5;"
    ),
    "a table's own rows": "SELECT COUNT(*) INTO n FROM there;",
    "a text of the session": "IF SYS_CONTEXT('USERENV', 'HOST') = 'x' THEN n := 0; END IF;",
}


@pytest.mark.parametrize("question", list(NOT_KNOWN.values()), ids=list(NOT_KNOWN))
def test_a_question_without_a_sure_answer_is_not_answered(tmp_path: Path, question: str) -> None:
    script = f"""
CREATE TABLE there (id NUMBER);
DECLARE
  n NUMBER := 1;
BEGIN
  {question}
  IF n = 0 THEN
    EXECUTE IMMEDIATE 'ALTER TABLE there ADD (id2 NUMBER)';
    EXECUTE IMMEDIATE 'INSERT INTO there (id2) VALUES (1)';
  END IF;
END;
/
"""
    found = codes(tmp_path, script)
    assert "SC1624" not in found
    assert not any("finds it so" in f["message"] for f in findings(tmp_path))


def test_a_parameter_called_like_a_column_of_the_dictionary_is_the_column(tmp_path: Path) -> None:
    script = """
DECLARE
  PROCEDURE p(table_name VARCHAR2) IS
    n NUMBER;
  BEGIN
    SELECT COUNT(*) INTO n FROM user_tables WHERE table_name = table_name;
    IF n = 0 THEN
      EXECUTE IMMEDIATE 'CREATE TABLE ' || table_name || ' (id NUMBER)';
    END IF;
  END;
BEGIN
  p('t2');
END;
/
"""
    assert not {"SC1545", "SC1624"} & set(codes(tmp_path, script))  # left as it is: the answer is another one


def test_what_a_failed_statement_skips_is_not_created(tmp_path: Path) -> None:
    script = """
CREATE TABLE there (id NUMBER);
BEGIN
  EXECUTE IMMEDIATE 'CREATE TABLE there (id NUMBER)';
  EXECUTE IMMEDIATE 'CREATE TABLE skipped (id NUMBER)';
EXCEPTION
  WHEN OTHERS THEN
    IF SQLCODE != -955 THEN
      RAISE;
    END IF;
    EXECUTE IMMEDIATE 'CREATE TABLE instead (id NUMBER)';
END;
/
"""
    codes(tmp_path, script)
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    assert ("CREATE TABLE skipped" in text, "CREATE TABLE instead" in text) == (False, True)


def test_what_is_only_granted_is_asked_when_it_runs(tmp_path: Path) -> None:
    script = """
BEGIN
  FOR r IN (SELECT table_name FROM user_tables) LOOP
    EXECUTE IMMEDIATE 'GRANT SELECT ON ' || r.table_name || ' TO PUBLIC';
  END LOOP;
END;
/
"""
    assert "SC1607" not in codes(tmp_path, script)  # the tables may come from another input


def test_a_block_that_asks_for_what_is_put_in_front_of_it_is_refused(tmp_path: Path) -> None:
    script = """
CREATE TABLE config (k VARCHAR2(20));
DECLARE
  n NUMBER;
BEGIN
  SELECT COUNT(*) INTO n FROM config;
  DBMS_OUTPUT.PUT_LINE(n);
  SELECT COUNT(*) INTO n FROM user_tables WHERE table_name = 'FRESH';
  IF n = 0 THEN
    EXECUTE IMMEDIATE 'CREATE TABLE fresh (id NUMBER)';
    EXECUTE IMMEDIATE 'INSERT INTO fresh VALUES (1)';
  END IF;
EXCEPTION
  WHEN NO_DATA_FOUND THEN
    NULL;
END;
/
"""
    codes(tmp_path, script)
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    assert "CREATE TABLE fresh" in text
    assert "SC1016" in {f["code"] for f in findings(tmp_path)}  # by name, not without a word


def test_an_out_parameter_brings_the_answer(tmp_path: Path) -> None:
    script = """
DECLARE
  n NUMBER;
  PROCEDURE how_many(p_name IN VARCHAR2, p_n OUT NUMBER) IS
  BEGIN
    SELECT COUNT(*) INTO p_n FROM user_sequences WHERE sequence_name = UPPER(p_name);
  END;
BEGIN
  FOR i IN 1 .. 2 LOOP
    how_many('sq', n);
    IF n = 0 THEN
      EXECUTE IMMEDIATE 'CREATE SEQUENCE sq';
    ELSE
      EXECUTE IMMEDIATE 'CREATE SEQUENCE sq_more';
    END IF;
  END LOOP;
END;
/
"""
    codes(tmp_path, script)
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    assert "CREATE SEQUENCE sq;" in text
    assert "CREATE SEQUENCE sq_more;" in text
    assert "DO $$\n#variable" not in text


def test_what_may_end_the_block_is_not_passed_over(tmp_path: Path) -> None:
    script = """
CREATE TABLE config (k VARCHAR2(20));
DECLARE
  n NUMBER;
BEGIN
  SELECT COUNT(*) INTO n FROM config;
  IF n = 0 THEN
    RETURN;
  END IF;
  EXECUTE IMMEDIATE 'CREATE SEQUENCE sq';
  EXECUTE IMMEDIATE 'CREATE SEQUENCE ' || 'sq2';
END;
/
"""
    codes(tmp_path, script)
    assert not any("finds it so" in f["message"] for f in findings(tmp_path))
    assert "SC1624" not in {f["code"] for f in findings(tmp_path)}


def test_whether_a_column_takes_null_is_known(tmp_path: Path) -> None:
    script = """
CREATE TABLE goods (id NUMBER PRIMARY KEY, name VARCHAR2(5) NOT NULL, note VARCHAR2(5));
DECLARE
  l_nullable user_tab_columns.nullable%TYPE;
  TYPE names IS TABLE OF VARCHAR2(30) INDEX BY PLS_INTEGER;
  l names;
BEGIN
  l(l.COUNT + 1) := 'id';
  l(l.COUNT + 1) := 'name';
  l(l.COUNT + 1) := 'note';
  FOR i IN l.FIRST .. l.LAST LOOP
    SELECT nullable INTO l_nullable FROM user_tab_columns
     WHERE table_name = 'GOODS' AND column_name = UPPER(l(i));
    IF l_nullable = 'Y' THEN
      EXECUTE IMMEDIATE 'ALTER TABLE goods MODIFY ' || l(i) || ' NOT NULL';
    END IF;
  END LOOP;
END;
/
"""
    codes(tmp_path, script)
    told = [f["message"] for f in findings(tmp_path) if f["code"] == "SC1545"]
    assert [text.split(":")[0] for text in told] == ["ALTER TABLE goods MODIFY note NOT NULL"]
