"""What an installer's block creates stands in front of it only where nothing in the block comes before it."""

from __future__ import annotations

import json
from pathlib import Path

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


def codes(folder: Path, text: str) -> list[str]:
    (folder / "a.sql").write_text(text)
    sct("convert", "a.sql", "--from", "oracle", "--to", "postgres:15", "--no-check", "-o", "out", cwd=folder)
    return [f["code"] for f in json.loads((folder / "out/report.json").read_text())["findings"]]


def test_a_constraint_is_not_put_before_the_rows_its_block_mends(tmp_path: Path) -> None:
    found = codes(tmp_path, MENDED_FIRST)
    assert ("SC1543" in found, "SC1545" in found) == (False, False)  # converted, where it stands
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    added = text.index("EXECUTE 'ALTER TABLE goods ADD CONSTRAINT goods_ck CHECK (price >= 0)")
    assert text.index("INSERT INTO goods") < text.index("UPDATE goods SET price") < added
    assert text.count("goods_ck") == 1


def test_a_column_is_added_once(tmp_path: Path) -> None:
    assert codes(tmp_path, ONE_OF_TWO).count("SC1545") == 1
    assert "note varchar(5)" in (tmp_path / "out/schema.sql").read_text("utf-8")


def test_a_drop_stays_where_something_unknown_was_made(tmp_path: Path) -> None:
    assert "SC1607" not in codes(tmp_path, MADE_AT_RUN_TIME)
    assert "SC1607" in codes(tmp_path, MADE_AT_RUN_TIME.split("/\n", 1)[1])
