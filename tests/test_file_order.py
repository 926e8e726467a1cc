"""A folder is read by the names of its files, which is no order to install in: each piece stands behind what it needs."""

from __future__ import annotations

from pathlib import Path

from tests.behaviour import psql
from tests.servers import Server
from tests.test_cli_contract import sct

FILES = {
    "data/parcels.sql": """
INSERT INTO parcel (id, label) VALUES (parcel_seq.NEXTVAL, shipping.label_of('north'));
INSERT INTO parcel (label) VALUES (shipping.label_of('south'));
BEGIN
  shipping.send(1);
END;
/
""",
    "packages/shipping.pkb": """
CREATE OR REPLACE PACKAGE BODY shipping IS
  sent_so_far PLS_INTEGER := 0;

  FUNCTION label_of(p_region VARCHAR2) RETURN VARCHAR2 IS
    l_code region.code%TYPE;
  BEGIN
    SELECT MAX(code) INTO l_code FROM region WHERE name = p_region;
    RETURN prefix || NVL(l_code, 'none');
  END;

  PROCEDURE send(p_id NUMBER) IS
  BEGIN
    sent_so_far := sent_so_far + 1;
    INSERT INTO sending (id, parcel_id, number_of_session) VALUES (sending_seq.NEXTVAL, p_id, sent_so_far);
  END;
END;
/
""",
    "packages/shipping.pks": """
CREATE OR REPLACE PACKAGE shipping IS
  prefix CONSTANT VARCHAR2(3) := 'P-';
  FUNCTION label_of(p_region VARCHAR2) RETURN VARCHAR2;
  PROCEDURE send(p_id NUMBER);
END;
/
""",
    "tables/parcel.sql": "CREATE TABLE parcel (id NUMBER(9) DEFAULT tables_seq.NEXTVAL PRIMARY KEY, label VARCHAR2(20));\n",
    "tables/region.sql": "CREATE TABLE region (name VARCHAR2(10), code VARCHAR2(5));\n",
    "tables/sending.sql": """
CREATE TABLE sending (id NUMBER(9) PRIMARY KEY, parcel_id NUMBER(9), number_of_session NUMBER(5));
CREATE SEQUENCE parcel_seq;
CREATE SEQUENCE sending_seq START WITH 100;
CREATE SEQUENCE tables_seq START WITH 50;
""",
}
FIRES = {
    "a/rows.sql": """
CREATE TABLE reading (id NUMBER(5), place VARCHAR2(20), checked_by VARCHAR2(30));
CREATE OR REPLACE TRIGGER reading_bi BEFORE INSERT ON reading FOR EACH ROW WHEN (NEW.id > 1)
BEGIN
  :NEW.checked_by := checking.mark(:NEW.place);
END;
/
INSERT INTO reading (id, place) VALUES (1, 'roof');
INSERT INTO reading (id, place) VALUES (2, 'cellar');
""",
    "b/checking.pkb": """
CREATE OR REPLACE PACKAGE BODY checking IS
  FUNCTION mark(p_place VARCHAR2 DEFAULT unknown_place) RETURN VARCHAR2 IS
  BEGIN
    INSERT INTO marks VALUES (marks_seq.NEXTVAL, p_place);
    RETURN prefix || p_place;
  END;
END;
/
""",
    "b/checking.pks": """
CREATE OR REPLACE PACKAGE checking IS
  unknown_place CONSTANT VARCHAR2(10) := 'nowhere';
  prefix VARCHAR2(10) := 'seen: ';
  FUNCTION mark(p_place VARCHAR2 DEFAULT unknown_place) RETURN VARCHAR2;
END;
/
""",
    "c/marks.sql": "CREATE TABLE marks (id NUMBER(5), place VARCHAR2(20));\nCREATE SEQUENCE marks_seq;\n",
}
VIEWS = """
CREATE OR REPLACE FORCE VIEW stock_total AS SELECT SUM(worth) AS total, MAX(label) AS label FROM stock_worth;
CREATE OR REPLACE FORCE VIEW stock_worth AS SELECT id, pieces * price AS worth, label FROM stock_item;
CREATE TABLE stock_item (id NUMBER(3), pieces NUMBER(4), price NUMBER(4), label VARCHAR2(5));
INSERT INTO stock_item VALUES (1, 3, 12, 'bolts');
ALTER TABLE stock_item MODIFY (price NUMBER(8,2), label VARCHAR2(20));
INSERT INTO stock_item VALUES (2, 2, 12.75, 'screws, steel');
"""


def loaded(server: Server, folder: Path, what: str, check: str) -> list[str]:
    """What `check` answers once `what` is converted and loaded without an error."""
    done = sct("convert", what, "--from", "oracle", "--to", "postgres:15", "--no-check", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    database = f"order_{folder.name}"[:60].lower()
    assert psql(server, "postgres", f'CREATE DATABASE "{database}";').returncode == 0
    made = psql(server, database, "\\set ON_ERROR_STOP on\n" + (folder / "out/schema.sql").read_text("utf-8"))
    assert made.returncode == 0, made.stderr
    return psql(server, database, check).stdout.split("\n")[:-1]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_rows_that_fire_triggers(tmp_path: Path, pg15: Server) -> None:
    write(tmp_path, FIRES)
    check = "SELECT id, checked_by FROM reading ORDER BY id; SELECT id, place FROM marks;"
    assert loaded(pg15, tmp_path, "in", check) == ["1|", "2|seen: cellar", "1|cellar"]


def test_files_by_name(tmp_path: Path, pg15: Server) -> None:
    write(tmp_path, FILES)
    check = "SELECT id, label FROM parcel ORDER BY id; SELECT id, parcel_id, number_of_session FROM sending;"
    assert loaded(pg15, tmp_path, "in", check) == ["1|P-none", "50|P-none", "100|1|1"]


def test_views_in_reverse_around_a_change(tmp_path: Path, pg15: Server) -> None:
    (tmp_path / "views.sql").write_text(VIEWS)
    check = "SELECT total::numeric(10,2), label FROM stock_total;"
    assert loaded(pg15, tmp_path, "views.sql", check) == ["61.50|screws, steel"]


ROWS = {
    "data/a_items.sql": "Insert into ORDER_ITEMS (ORDER_ID,LINE) values (1,1);\nInsert into ORDER_ITEMS (ORDER_ID,LINE) values (1,2);\n",
    "data/b_orders.sql": "Insert into ORDERS (ID,CUSTOMER_ID) values (1,7);\n",
    "data/c_customers.sql": "Insert into CUSTOMERS (ID,BOSS) values (7,7);\n",
    "ddl/tables.sql": """
CREATE TABLE orders (id NUMBER(5) PRIMARY KEY, customer_id NUMBER(5) NOT NULL REFERENCES customers);
CREATE TABLE order_items (order_id NUMBER(5), line NUMBER(3), PRIMARY KEY (order_id, line));
ALTER TABLE order_items ADD CONSTRAINT items_orders_fk FOREIGN KEY (order_id) REFERENCES orders (id);
CREATE TABLE customers (id NUMBER(5) PRIMARY KEY, boss NUMBER(5) REFERENCES customers);
""",
}


def test_rows_come_in_the_order_of_their_files(tmp_path: Path, pg15: Server) -> None:
    write(tmp_path, ROWS)
    check = """SELECT order_id, line FROM order_items ORDER BY line;
SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated;"""
    assert loaded(pg15, tmp_path, "in", check) == ["1|1", "1|2", "3"]


def test_a_key_goes_behind_the_rows_of_later_files(tmp_path: Path, pg15: Server) -> None:
    write(tmp_path, {f"{'1' if 'tables' in name else '2'}/{name}": text for name, text in ROWS.items()})
    assert loaded(pg15, tmp_path, "in", "SELECT count(*) FROM order_items;") == ["2"]
    assert "SC1618" in (tmp_path / "out/report.json").read_text("utf-8")


def test_in_one_file_the_order_is_the_script_s(tmp_path: Path) -> None:
    (tmp_path / "all.sql").write_text(ROWS["ddl/tables.sql"] + "".join(t for n, t in ROWS.items() if "data" in n))
    sct("convert", "all.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=tmp_path)
    assert "SC1618" not in (tmp_path / "out/report.json").read_text("utf-8")
