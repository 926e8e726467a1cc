"""What somebody edited by hand is never written over: the next run takes it, proves it, and says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sct.work.edits import divided
from tests.test_cli_contract import sct

SCRIPT = """
CREATE TABLE dept (id NUMBER(4) CONSTRAINT dept_pk PRIMARY KEY, name VARCHAR2(20));
CREATE TABLE emp (id NUMBER(4) CONSTRAINT emp_pk PRIMARY KEY, dept NUMBER(4));
COMMENT ON TABLE emp IS 'who works here';
CREATE VIEW odd AS SELECT frobnicate(id) AS x FROM dept;
CREATE VIEW plain AS SELECT id FROM dept;
CREATE VIEW on_odd AS SELECT x FROM odd;
CREATE PROCEDURE p IS BEGIN dbms_xdb.nothing('x'); END;
/
BEGIN
  p;
END;
/
"""
VIEW = "objects/public/view/odd.sql"
MENDED = "CREATE VIEW odd AS SELECT id * 2 AS x FROM dept;\n"


class Project:
    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out"

    def run(self, *more: str, script: str = SCRIPT, check: str = "--no-check") -> Any:
        (self.folder / "s.sql").write_text(script)
        given = ("s.sql", "--from", "oracle", "--to", "postgres", check, "--fail-on", "none", "-o", "out", *more)
        return sct("convert", *given, cwd=self.folder)

    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "report.json").read_text())
        return found

    def of(self, id_: str) -> tuple[str, list[str]]:
        report = self.report()
        (entry,) = [o for o in report["objects"] if o["id"] == id_]
        return entry["fidelity"], [report["findings"][i]["code"] for i in entry["findings"]]

    def edit(self, path: str, text: str) -> None:
        assert (self.out / path).is_file()
        (self.out / path).write_text(text)

    def text(self, path: str) -> str:
        return (self.out / path).read_text()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    assert made.run().returncode == 0
    return made


def test_an_edited_object_stands_in_the_whole_script_and_its_users_load(project: Project) -> None:
    assert project.of("odd")[0] == project.of("on_odd")[0] == "refused"
    project.edit(VIEW, MENDED)
    done = project.run(check="--check")
    assert done.returncode == 0
    assert project.text(VIEW) == MENDED
    assert MENDED in project.text("schema.sql") and MENDED in project.text("pre-data.sql")
    assert project.of("odd") == ("assumes", ["SC1619"])
    assert project.of("on_odd")[0] == "exact"  # it was refused for what it needs
    summary, objects = project.report()["summary"], project.report()["objects"]
    by_hand = sum(o["fidelity"] == "refused" or o["id"] == "odd" for o in objects)
    assert summary["automatic"] == (len(objects) - by_hand) * 10_000 // len(objects) / 10_000 < 1
    assert {o["proof"]["state"] for o in project.report()["objects"] if o["id"] in ("odd", "on_odd")} <= {
        "loaded",
        "not_run",
    }
    first = {f.relative_to(project.out): f.read_bytes() for f in project.out.rglob("*") if f.is_file()}
    project.run(check="--check")
    assert first == {f.relative_to(project.out): f.read_bytes() for f in project.out.rglob("*") if f.is_file()}


def test_a_stub_written_by_hand_runs(project: Project) -> None:
    path = "objects/public/procedure/p.sql"
    assert "SC0001" in project.text("schema.sql")
    project.edit(path, "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;\n")
    project.run(check="--check")
    assert project.of("procedure:p") == ("assumes", ["SC1619"])
    blocks = [o for o in project.report()["objects"] if o["kind"] == "block"]
    assert [o["fidelity"] for o in blocks] == ["exact"]


def test_what_is_wrong_in_an_edited_file_fails_the_proof(project: Project) -> None:
    project.edit(VIEW, "CREATE VIEW odd AS SELECT no_column AS x FROM dept;\n")
    project.run(check="--check")
    (entry,) = [o for o in project.report()["objects"] if o["id"] == "odd"]
    if entry["proof"]["state"] == "not_run":
        pytest.skip("no server to prove on")
    assert entry["proof"]["state"] == "failed" and "no_column" in entry["proof"]["message"]


def test_an_object_that_has_changed_since_is_offered_beside_the_edited_file(project: Project) -> None:
    path = "objects/public/view/plain.sql"
    mine = "CREATE VIEW plain AS SELECT id FROM dept ORDER BY id;\n"
    project.edit(path, mine)
    changed = SCRIPT.replace("SELECT id FROM dept", "SELECT id, name FROM dept")
    for _ in range(2):  # said until somebody has looked
        project.run(script=changed)
        assert project.text(path) == mine
        assert project.of("plain") == ("differs", ["SC1619", "SC1621"])
        assert "name" in project.text(path + ".new")
    (project.out / (path + ".new")).unlink()
    project.run(script=changed)
    assert project.of("plain") == ("assumes", ["SC1619"])
    assert project.text(path) == mine and not (project.out / (path + ".new")).exists()
    project.run(script=SCRIPT)  # and once more, the other way
    assert project.of("plain") == ("differs", ["SC1619", "SC1621"])
    project.run("--discard-edits", script=SCRIPT)
    assert project.of("plain")[0] == "exact"
    assert not list(project.out.rglob("*.new"))


def test_an_edited_file_outlives_its_object(project: Project) -> None:
    project.edit(VIEW, MENDED)
    for _ in range(2):
        project.run(script="CREATE TABLE dept (id NUMBER);\n")
        assert project.text(VIEW) == MENDED and "odd" not in project.text("schema.sql")
        assert [f["code"] for f in project.report()["findings"] if f["code"] == "SC1620"] == ["SC1620"]
        assert not (project.out / "objects/public/view/plain.sql").exists()


def test_an_emptied_file_takes_its_object_away(project: Project) -> None:
    project.edit(VIEW, "")
    project.run()
    assert "VIEW odd" not in project.text("schema.sql").replace("VIEW on_odd", "")
    codes = {f["code"] for f in project.report()["findings"]}
    assert "SC1619" in codes and "SC0002" not in codes


def test_keys_that_stand_apart_from_their_table_stay_where_they_are(project: Project) -> None:
    script = (
        "CREATE TABLE a (id NUMBER PRIMARY KEY, c NUMBER CONSTRAINT a_c REFERENCES c (id));\n"
        "CREATE TABLE c (id NUMBER PRIMARY KEY, a NUMBER CONSTRAINT c_a REFERENCES a (id));\n"
    )
    project.run(script=script)
    for path in ("objects/public/table/a.sql", "objects/public/table/c.sql"):
        project.edit(path, project.text(path).replace("numeric", "bigint"))
    assert project.run(script=script, check="--check").returncode == 0
    assert "numeric" not in project.text("schema.sql")
    assert "failed" not in {o["proof"]["state"] for o in project.report()["objects"]}


def test_a_deleted_file_is_written_again(project: Project) -> None:
    before = project.text(VIEW)
    (project.out / VIEW).unlink()
    project.run()
    assert project.text(VIEW) == before


@pytest.mark.parametrize("name", ["schema.sql", "pre-data.sql", "post-data.sql"])
def test_an_edited_script_stops_the_run(project: Project, name: str) -> None:
    project.edit(name, project.text(name) + "-- mine\n")
    done = project.run()
    assert done.returncode == 2
    assert f"{Path('out') / name} was edited" in done.stderr and "--discard-edits" in done.stderr
    assert project.text(name).endswith("-- mine\n")
    assert project.run("--discard-edits").returncode == 0
    assert not project.text(name).endswith("-- mine\n")


def test_a_script_that_is_not_ours_stops_the_run(tmp_path: Path) -> None:
    made = Project(tmp_path)
    made.out.mkdir()
    (made.out / "schema.sql").write_text("-- somebody's\n")
    done = made.run()
    assert done.returncode == 2 and "was not written by sct" in done.stderr
    assert made.text("schema.sql") == "-- somebody's\n"


@pytest.mark.parametrize("record", ["", "{}", "[1]", '{"version": 2, "scripts": {}, "objects": {}}'])
def test_a_damaged_record_is_said(project: Project, record: str) -> None:
    (project.out / "written.json").write_text(record)
    done = project.run()
    assert done.returncode == 2 and "written.json cannot be read" in done.stderr


def test_an_edited_file_that_is_no_text_is_said(project: Project) -> None:
    (project.out / VIEW).write_bytes(b"CREATE VIEW odd AS SELECT '\xff' AS x;\n")
    done = project.run()
    assert done.returncode == 2 and "is not UTF-8" in done.stderr


def test_objects_in_other_encodings_of_lines_are_the_same_text(project: Project) -> None:
    (project.out / VIEW).write_bytes(b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode())
    project.run()
    assert MENDED in project.text("schema.sql") and "\r" not in project.text("schema.sql")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A\n\nB\n\nC\n", ["A", "B", "C"]),
        ("A\n\nx\n\nC\n", ["A", "x", "C"]),
        ("x\n\nB\n\nC\n", ["x", "B", "C"]),
        ("A\n\nB\n\nx\n", ["A", "B", "x"]),
        ("x\n\ny\n\nC\n", ["x", "y", "C"]),
        ("A\n\nx\n\ny\n\nC\n", ["A", "x\n\ny", "C"]),
        ("A\n\nC\n", ["A", "", "C"]),
        ("A\n\nB\n", ["A", "B", ""]),
        ("C\n", ["", "", "C"]),
        ("", ["", "", ""]),
        ("A\n\nB\n\nC\n\nx\n", ["A", "B", "C\n\nx"]),
        ("x\n\nA\n\nB\n\nC\n", ["x\n\nA", "B", "C"]),
        ("A\n\nB\n\nx\n\ny\n\nC\n", ["A", "B\n\nx\n\ny", "C"]),
        ("x\n", ["x", "", ""]),
    ],
)
def test_the_pieces_of_an_object_get_their_part_of_what_was_edited(text: str, wanted: list[str]) -> None:
    assert divided(text, ["A", "B", "C"]) == wanted
    assert divided("A\n\nB1\n\nb\n\nC\n", ["A", "B1\n\nB2", "C"]) == ["A", "B1\n\nb", "C"]
