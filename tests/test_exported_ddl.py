"""What DBMS_METADATA and SQL Developer write around every object costs a person nothing."""

from __future__ import annotations

import json
from pathlib import Path

from tests.test_cli_contract import sct

EXPORTED = """
  CREATE TABLE "SHOP"."CUST"
   (	"ID" NUMBER(10,0) NOT NULL ENABLE,
	"NAME" VARCHAR2(50 CHAR) COLLATE "USING_NLS_COMP"
   )  DEFAULT COLLATION "USING_NLS_COMP" SEGMENT CREATION IMMEDIATE
  PCTFREE 10 PCTUSED 40 INITRANS 1 MAXTRANS 255
 NOCOMPRESS LOGGING
  STORAGE(INITIAL 65536 NEXT 1048576 MINEXTENTS 1 MAXEXTENTS 2147483645
  PCTINCREASE 0 FREELISTS 1 FREELIST GROUPS 1
  BUFFER_POOL DEFAULT FLASH_CACHE DEFAULT CELL_FLASH_CACHE DEFAULT)
  TABLESPACE "USERS" ;
  CREATE OR REPLACE FORCE EDITIONABLE VIEW "SHOP"."CUST_V" ("ID") DEFAULT COLLATION "USING_NLS_COMP"  AS
  SELECT id FROM cust;
  CREATE MATERIALIZED VIEW "SHOP"."CUST_MV" ("N")
  BUILD IMMEDIATE
  REFRESH FORCE ON DEMAND
  USING ENFORCED CONSTRAINTS DISABLE ON QUERY COMPUTATION DISABLE QUERY REWRITE
  AS SELECT COUNT(*) n FROM cust;
"""

DUMPED = """
-- CONNECT SHOP
BEGIN
sys.dbms_logrep_imp.instantiate_schema(schema_name=>SYS_CONTEXT('USERENV','CURRENT_SCHEMA'), export_db_name=>'X', inst_scn=>'1');
COMMIT;
END;
/
CREATE TABLE "SHOP"."T1" ("ID" NUMBER, "V" VARCHAR2(10 CHAR)) SEGMENT CREATION IMMEDIATE TABLESPACE "USERS" ;
DECLARE I_N VARCHAR2(60);
  I_O VARCHAR2(60);
  c DBMS_METADATA.T_VAR_COLL;
  df varchar2(21) := 'YYYY-MM-DD:HH24:MI:SS';
 stmt varchar2(300) := ' INSERT INTO "SYS"."IMPDP_STATS" (type,c1) VALUES (''I'',:1)';
BEGIN
  DELETE FROM "SYS"."IMPDP_STATS";
  i_n := 'T1_PK';
  EXECUTE IMMEDIATE stmt USING I_N;
  DBMS_STATS.IMPORT_INDEX_STATS('"' || i_o || '"','"' || i_n || '"',NULL,'"IMPDP_STATS"',NULL,'"SYS"');
  DELETE FROM "SYS"."IMPDP_STATS";
END;
/
"""


def findings(folder: Path, text: str) -> list[dict[str, object]]:
    (folder / "a.sql").write_text(text)
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads((folder / "out/report.json").read_text())["findings"]
    return found


def test_an_export_is_no_work(tmp_path: Path) -> None:
    assert [f["code"] for f in findings(tmp_path, EXPORTED) if f["effort_minutes"] or f["fidelity"] == "differs"] == []


def test_another_collation_is_said(tmp_path: Path) -> None:
    text = EXPORTED.replace("USING_NLS_COMP", "XGERMAN_CI")
    assert {f["code"] for f in findings(tmp_path, text)} >= {"PG0111", "OR0164"}


def test_what_data_pump_writes_for_itself_is_accounted_for(tmp_path: Path) -> None:
    found = findings(tmp_path, DUMPED)
    assert [f["code"] for f in found if f["effort_minutes"]] == []
    assert sum(f["code"] == "OR0191" for f in found) == 2


def test_a_block_that_does_more_is_not_taken_for_it(tmp_path: Path) -> None:
    more = DUMPED.replace("i_n := 'T1_PK';", "i_n := 'T1_PK'; INSERT INTO shop.t1 VALUES (1, 'x');")
    (tmp_path / "a.sql").write_text(more)
    sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=tmp_path)
    found = json.loads((tmp_path / "out/report.json").read_text())["findings"]
    assert sum(f["code"] == "OR0191" for f in found) == 1
