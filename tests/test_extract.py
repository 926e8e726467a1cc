"""`sct extract` against catalogs that answer as the manuals say: what is asked for, what is written, and that it converts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sct.cli.main import cli
from sct.extract.model import Extracted, NotRead
from sct.extract.oracle import OracleDatabase
from sct.extract.teradata import TeradataDatabase
from sct.move.errors import MoveError

TABLE = """

  CREATE TABLE "HR"."EMP"
   (\t"ID" NUMBER(9,0) NOT NULL ENABLE,
\t"NAME" VARCHAR2(30 CHAR),
\t"DEPT" NUMBER(4,0),
\t CONSTRAINT "EMP_PK" PRIMARY KEY ("ID")
  USING INDEX PCTFREE 10 INITRANS 2 MAXTRANS 255
  TABLESPACE "USERS"  ENABLE,
\t CONSTRAINT "EMP_FK" FOREIGN KEY ("DEPT")
\t  REFERENCES "HR"."DEPT" ("ID") ENABLE
   ) SEGMENT CREATION IMMEDIATE
  PCTFREE 10 PCTUSED 40 INITRANS 1 MAXTRANS 255
 NOCOMPRESS LOGGING
  TABLESPACE "USERS" ;"""
DDL = {
    ("TABLE", "EMP"): TABLE,
    (
        "TABLE",
        "DEPT",
    ): '\n\n  CREATE TABLE "HR"."DEPT" ("ID" NUMBER(4,0), CONSTRAINT "DEPT_PK" PRIMARY KEY ("ID") ENABLE) ;',
    (
        "SEQUENCE",
        "S",
    ): '\n   CREATE SEQUENCE  "HR"."S"  MINVALUE 1 MAXVALUE 9999 INCREMENT BY 1 START WITH 21 CACHE 20 NOORDER  NOCYCLE ;',
    (
        "PACKAGE_SPEC",
        "P",
    ): '\n  CREATE OR REPLACE EDITIONABLE PACKAGE "HR"."P" as\n  function f return number;\nend;\n/\n',
    (
        "PACKAGE_BODY",
        "P",
    ): '\n  CREATE OR REPLACE EDITIONABLE PACKAGE BODY "HR"."P" as\n  function f return number is begin return 1; end;\nend;\n/\n',
    (
        "TRIGGER",
        "T",
    ): '\n  CREATE OR REPLACE EDITIONABLE TRIGGER "HR"."T" before insert on emp for each row\nbegin :new.id := s.nextval; end;\n/\nALTER TRIGGER "HR"."T" ENABLE;',
    ("SYNONYM", "EMPLOYEES"): '\n  CREATE OR REPLACE PUBLIC SYNONYM "EMPLOYEES" FOR "HR"."EMP";',
}


class Oracle:
    """The reader of sct.move as far as it is asked: answers by what stands in the query, one object is kept back."""

    home = "HR"

    def __init__(self, dba: bool = True) -> None:
        self.dba, self.asked, self.ran, self.closed = dba, [], [], False

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        self.asked.append(query)
        if "dba_" in query and not self.dba:
            raise MoveError("MV0012", "oracle://db/x: ORA-00942: table or view does not exist")
        if "GET_DDL" in query:
            if values["name"] == "SECRET":
                raise MoveError(
                    "MV0012", 'oracle://db/x: ORA-31603: object "SECRET" of type VIEW not found in schema "HR"'
                )
            return [(DDL[(values["kind"], values["name"])],)]
        if "GET_DEPENDENT_DDL('OBJECT_GRANT'" in query:
            return [('\n  GRANT SELECT ON "HR"."EMP" TO PUBLIC;',)]
        answers: dict[str, list[tuple[Any, ...]]] = {
            "all_users": [("HR",), ("SYS",)],
            "product_component_version": [("19.3.0.0.0",)],
            "_objects o": [
                ("INDEX PARTITION", "EMP_IX"),
                ("PACKAGE", "P"),
                ("PACKAGE BODY", "P"),
                ("QUEUE", "Q"),
                ("SEQUENCE", "S"),
                ("TABLE", "DEPT"),
                ("TABLE", "EMP"),
                ("TRIGGER", "T"),
                ("VIEW", "SECRET"),
            ],
            "_tab_comments c": [("EMP", "TABLE", "who works here; it's them")],
            "_col_comments c": [("EMP", "NAME", "as on the door")],
            "_tab_privs": [("EMP",)],
            "_synonyms WHERE": [("EMPLOYEES",)],
        }
        return next((rows for part, rows in answers.items() if part in query), [])

    def run(self, block: str) -> None:
        self.ran.append(block)

    def close(self) -> None:
        self.closed = True


class Teradata:
    home = "Sales"

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        if query.startswith("SHOW PROCEDURE"):
            raise MoveError(
                "MV0012", "teradata://td/Sales: [Error 5568] SPL source text of stored procedure is not available."
            )
        answers: dict[str, list[tuple[Any, ...]]] = {
            "SHOW TABLE": [
                ("CREATE MULTISET TABLE Sales.Orders ,FALLBACK\r     (\r      id INTEGER NOT NULL,\r",),
                ("      name VARCHAR(20))\rPRIMARY INDEX ( id );",),
            ],
            "SHOW SPECIFIC FUNCTION": [
                (
                    "REPLACE FUNCTION Sales.twice (a INTEGER) RETURNS INTEGER LANGUAGE SQL DETERMINISTIC CONTAINS SQL SQL SECURITY DEFINER COLLATION INVOKER INLINE TYPE 1 RETURN a * 2",
                )
            ],
            "DBC.DatabasesV": [("Sales   ",), ("DBC",)],
            "DBC.DBCInfoV": [("17.20.00.10",)],
            "DBC.TablesV": [
                ("twice", "F ", None),
                ("Broken", "P ", None),
                ("Orders", "T ", "it's ours"),
                ("Odd", "Z ", None),
            ],
            "DBC.FunctionsV": [("twice_1",)],
            "DBC.ColumnsV": [("Orders", "name", "of whom")],
        }
        return next(rows for part, rows in answers.items() if part in query)

    def close(self) -> None:
        return None


def run(monkeypatch: pytest.MonkeyPatch, connection: Any, url: str, *args: str) -> Result:
    import sct.extract.opening as opening

    monkeypatch.setattr(opening, "source", lambda _: connection)
    return CliRunner().invoke(cli, ["extract", url, *args])


def test_oracle_gives_every_object_or_says_which_it_did_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = Oracle()
    done = run(monkeypatch, server, "oracle://hr@db/x", "-o", str(tmp_path / "ddl"))
    assert done.exit_code == 1  # two are missing
    assert "not read: view HR.SECRET: ORA-31603" in done.stderr
    assert "not read: queue HR.Q: sct does not extract objects of kind QUEUE" in done.stderr
    assert "--from oracle:19 --to postgres" in done.stderr
    files = sorted(str(p.relative_to(tmp_path / "ddl")) for p in (tmp_path / "ddl").rglob("*.sql"))
    assert files == [
        "HR/grant/EMP.sql",
        "HR/package/P.sql",
        "HR/package_body/P.sql",
        "HR/sequence/S.sql",
        "HR/table/DEPT.sql",
        "HR/table/EMP.sql",
        "HR/trigger/T.sql",
        "PUBLIC/synonym/EMPLOYEES.sql",
    ]
    table = (tmp_path / "ddl/HR/table/EMP.sql").read_text()
    assert table.startswith('CREATE TABLE "HR"."EMP"')
    assert """COMMENT ON TABLE "HR"."EMP" IS 'who works here; it''s them';""" in table
    assert """COMMENT ON COLUMN "HR"."EMP"."NAME" IS 'as on the door';""" in table
    record = json.loads((tmp_path / "ddl/extract.json").read_text())
    assert record["source"] == {"engine": "oracle", "release": "19.3.0.0.0", "schemas": ["HR"]}
    assert [n["name"] for n in record["not_read"]] == ["Q", "SECRET"]
    assert "SQLTERMINATOR" in server.ran[0] and server.closed


def test_what_was_extracted_converts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run(monkeypatch, Oracle(), "oracle://hr@db/x", "-o", str(tmp_path / "ddl"))
    out = tmp_path / "out"
    done = CliRunner().invoke(
        cli, ["convert", str(tmp_path / "ddl"), "--from", "oracle:19", "--to", "postgres", "--no-check", "-o", str(out)]
    )
    assert done.exit_code == 0, done.stderr
    ids = {o["id"]: o["fidelity"] for o in json.loads((out / "report.json").read_text())["objects"]}
    assert {"hr.emp", "hr.dept", "hr.s"} <= set(ids)
    assert "refused" not in ids.values()


def test_views_for_everybody_are_asked_where_those_of_a_dba_are_closed() -> None:
    server = Oracle(dba=False)
    found = list(OracleDatabase(server).objects("HR"))
    asked = server.asked[1:]  # the first one tried
    assert found and not any("dba_" in query for query in asked)
    assert any("all_tab_privs WHERE table_schema = :owner" in query for query in asked)


def test_teradata_shows_objects_in_lines() -> None:
    found = list(TeradataDatabase(Teradata()).objects("Sales"))
    assert found == [
        NotRead("Sales", "procedure", "Broken", "[Error 5568] SPL source text of stored procedure is not available."),
        Extracted(
            "Sales",
            "table",
            "Orders",
            "CREATE MULTISET TABLE Sales.Orders ,FALLBACK\n     (\n      id INTEGER NOT NULL,\n      name VARCHAR(20))\n"
            "PRIMARY INDEX ( id );\n"
            """COMMENT ON TABLE "Sales"."Orders" IS 'it''s ours';\n"""
            """COMMENT ON COLUMN "Sales"."Orders"."name" IS 'of whom';\n""",
        ),
        NotRead("Sales", "object", "Odd", "sct does not extract objects of TableKind Z"),
        Extracted(
            "Sales",
            "function",
            "twice_1",
            "REPLACE FUNCTION Sales.twice (a INTEGER) RETURNS INTEGER LANGUAGE SQL DETERMINISTIC CONTAINS SQL SQL SECURITY"
            " DEFINER COLLATION INVOKER INLINE TYPE 1 RETURN a * 2;\n",
        ),
    ]


def test_teradata_converts_what_it_showed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = run(monkeypatch, Teradata(), "teradata://dbc@td/Sales", "--schema", "SALES", "-o", str(tmp_path / "ddl"))
    assert done.exit_code == 1 and "2 objects of Sales: 1 function, 1 table" in done.stderr
    out = tmp_path / "out"
    converted = CliRunner().invoke(
        cli, ["convert", str(tmp_path / "ddl"), "--from", "teradata", "--to", "postgres", "--no-check", "-o", str(out)]
    )
    assert converted.exit_code == 0, converted.stderr
    assert "COMMENT ON COLUMN sales.orders.name IS 'of whom'" in (out / "schema.sql").read_text()


def test_a_second_extract_keeps_what_was_edited_and_takes_away_what_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "ddl"
    first = run(monkeypatch, Oracle(), "oracle://hr@db/x", "-o", str(out))
    again = run(monkeypatch, Oracle(), "oracle://hr@db/x", "-o", str(out))
    assert first.stderr == again.stderr
    edited = out / "HR/sequence/S.sql"
    edited.write_text("-- mine\n")
    stopped = run(monkeypatch, Oracle(), "oracle://hr@db/x", "-o", str(out))
    assert stopped.exit_code == 2 and "MV0106" in stopped.stderr and "S.sql was edited" in stopped.stderr
    assert edited.read_text() == "-- mine\n"
    less = Oracle()
    rows = less.rows
    less.rows = lambda query, **values: [r for r in rows(query, **values) if r != ("TRIGGER", "T")]  # type: ignore[method-assign]
    done = run(monkeypatch, less, "oracle://hr@db/x", "-o", str(out), "--discard-edits")
    assert "taken away: HR/trigger/T.sql" in done.stderr
    assert edited.read_text().startswith("CREATE SEQUENCE") and not (out / "HR/trigger").exists()


def test_a_file_of_somebody_else_is_not_written_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    theirs = tmp_path / "ddl/HR/table/EMP.sql"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    done = run(monkeypatch, Oracle(), "oracle://hr@db/x", "-o", str(tmp_path / "ddl"))
    assert done.exit_code == 2 and "was not extracted" in done.stderr
    assert [p for p in (tmp_path / "ddl").rglob("*") if p.is_file()] == [theirs]


@pytest.mark.parametrize(
    ("url", "args", "says"),
    [
        ("oracle://hr@db/x", ("--schema", "NOBODY"), "MV0107 no schema NOBODY; the user sees HR, SYS"),
        ("mariadb://u@h/db", (), "MV0105 mariadb is not extracted; there is: oracle, teradata"),
        ("nonsense", (), "MV0001"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, args: tuple[str, ...], says: str
) -> None:
    done = run(monkeypatch, Oracle(), url, *args, "-o", str(tmp_path / "ddl"))
    assert done.exit_code == 2 and says in done.stderr
    assert not (tmp_path / "ddl").exists()


def test_names_that_no_file_can_have_keep_apart(tmp_path: Path) -> None:
    from sct.extract.folder import Extract, write

    names = ("../../up", "a/b", "a_b", "A_B", "")
    write(Extract("oracle", "", ("X",), [Extracted("X", "view", n, n) for n in names]), tmp_path / "ddl")
    assert len(list((tmp_path / "ddl/X/view").iterdir())) == len(names)
    assert not list(tmp_path.glob("*up*"))


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "teradatasql", None)  # type: ignore[arg-type]
    done = CliRunner().invoke(cli, ["extract", "teradata://dbc@td/x", "-o", str(tmp_path / "ddl")])
    assert done.exit_code == 2 and "pip install 'sct[move-teradata]'" in done.stderr
