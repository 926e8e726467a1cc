"""What is there at each point of a script: found by name, taken back exactly, and of one object only."""

from __future__ import annotations

import json
import random
from pathlib import Path

from sct.catalog.catalog import Catalog, Change
from sct.catalog.living import Alive, Living
from sct.ir import objects as o
from sct.text.span import Span
from tests.test_cli_contract import sct

NOWHERE = Span("x.sql", 0, 0)

COPIED = """
CREATE TABLE a (id INTEGER NOT NULL, CONSTRAINT a_pk PRIMARY KEY (id), CONSTRAINT a_ck CHECK (id > 0));
CREATE TABLE b AS a WITH NO DATA;
"""
REFERENCED = """
CREATE TABLE dept (id NUMBER PRIMARY KEY);
CREATE TABLE emp (id NUMBER PRIMARY KEY, dept NUMBER CONSTRAINT emp_fk REFERENCES dept);
CREATE TABLE job (id NUMBER PRIMARY KEY, dept NUMBER);
ALTER TABLE job ADD CONSTRAINT job_fk FOREIGN KEY (dept) REFERENCES dept;
ALTER TABLE job ADD CONSTRAINT job_emp_fk FOREIGN KEY (id) REFERENCES emp;
DROP TABLE dept CASCADE CONSTRAINTS;
"""
AGAIN_AND_AGAIN = """
CREATE TABLE goods (id NUMBER);
INSERT INTO goods VALUES (1);
DROP TABLE goods;
CREATE TABLE goods (id NUMBER);
INSERT INTO goods (id) VALUES (2);
CREATE TABLE goods (id NUMBER, note VARCHAR2(5));
INSERT INTO goods VALUES (3, 'c');
"""
FIRST_WAITS = """
CREATE TABLE shade (name VARCHAR2(9), paints paints_t);
INSERT INTO shade (name) VALUES ('first');
DROP TABLE shade;
CREATE TABLE shade (name VARCHAR2(9));
INSERT INTO shade (name) VALUES ('second');
CREATE TYPE paints_t AS OBJECT (a NUMBER);
/
"""
OF_TWO_OWNERS = """
CREATE TABLE hr.t (id NUMBER);
CREATE TABLE oe.u (id NUMBER);
COMMENT ON TABLE t IS 'found though its owner is not said';
"""


def converted(tmp_path: Path, script: str, engine: str = "oracle") -> tuple[str, dict]:
    (tmp_path / "s.sql").write_text(script)
    sct("convert", "s.sql", "--from", engine, "--to", "postgres", "--no-check", "-o", "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    return (tmp_path / "out" / "schema.sql").read_text(), report


def test_a_copy_of_a_table_leaves_the_names_of_its_constraints_to_it(tmp_path: Path) -> None:
    script, _ = converted(tmp_path, COPIED, "teradata")
    first, second = script.split("CREATE TABLE b", 1)
    assert "CONSTRAINT a_pk" in first and "CONSTRAINT a_ck" in first
    assert "CONSTRAINT" not in second and "CHECK (id > 0)" in second


def test_a_dropped_table_takes_every_foreign_key_on_it_along(tmp_path: Path) -> None:
    script, report = converted(tmp_path, REFERENCED)
    assert "emp_fk" not in script.replace("job_emp_fk", "") and "job_fk" not in script
    assert "CONSTRAINT job_emp_fk" in script and "CREATE TABLE dept" not in script
    assert not any(f["code"].startswith("SC10") for f in report["findings"])


def test_a_name_without_its_owner_finds_the_only_one(tmp_path: Path) -> None:
    script, _ = converted(tmp_path, OF_TWO_OWNERS)
    assert "COMMENT ON TABLE hr.t" in script


def test_a_table_made_twice_after_a_drop_is_there_for_what_stands_between(tmp_path: Path) -> None:
    script, report = converted(tmp_path, AGAIN_AND_AGAIN)
    assert script.count("CREATE TABLE goods") == 2
    dropped = script.index("DROP TABLE goods")
    made = script.index("CREATE TABLE goods", dropped)
    assert made < script.index("VALUES (2)") < script.index("VALUES (3, 'c')")
    assert "note" in script[made : script.index("VALUES (2)")]
    assert [f["code"] for f in report["findings"] if f["code"] == "SC1606"] == ["SC1606"]


def test_what_is_made_again_comes_behind_its_drop_whatever_the_first_waits_for(tmp_path: Path) -> None:
    script, _ = converted(tmp_path, FIRST_WAITS)
    places = [script.index(words) for words in ("paints_t AS", "VALUES ('first')", "DROP TABLE shade", "'second'")]
    assert places == sorted(places)
    assert script.index("CREATE TABLE shade", places[2]) < places[3]


def table(name: str) -> o.Table:
    return o.Table(o.QName(None, name), NOWHERE)


def test_the_living_are_found_by_name_and_owner_whatever_was_before() -> None:
    """Against a walk over everything, after every one of many random changes."""
    pick = random.Random(7)
    alive, plain = Alive(), {}
    for at in range(600):
        path = (pick.choice("ab"), pick.choice("xyz")) if pick.random() < 0.7 else (pick.choice("xyz"),)
        key = (pick.choice(("relations", "indexes")), path)
        if pick.random() < 0.4:
            assert alive.pop(key) is plain.pop(key, None)
        else:
            plain[key] = alive[key] = Living(table(path[-1]), at, at, "")
            assert alive[key].path == path
        assert dict(alive) == plain
        for space in ("relations", "indexes"):
            for name in "xyz":
                assert sorted(alive.owned(space, name)) == sorted(
                    k for s, k in plain if s == space and len(k) == 2 and k[1] == name
                )
            for owner in "ab":
                assert alive.owns(space, owner) == any(s == space and len(k) == 2 and k[0] == owner for s, k in plain)


def test_the_catalog_goes_back_to_what_it_was() -> None:
    """Every state, reached from any other, is the one reached from the start."""
    pick = random.Random(11)
    start = {(n,): table(n) for n in "abc"}
    changes = [
        Change(place, "relations", (name,), None if pick.random() < 0.3 else table(name), f"{name}#{place}")
        for place, name in ((p, pick.choice("abcd")) for p in range(40))
    ]

    def fresh() -> Catalog:
        made = Catalog()
        made.relations.update(start)
        made.changes.extend(changes)
        return made

    walked = fresh()
    for _ in range(300):
        place = pick.randrange(-1, 41)
        walked.at(place)
        wanted = fresh()
        wanted.at(place)
        assert walked.relations == wanted.relations
        assert [walked.piece((n,)) for n in "abcd"] == [wanted.piece((n,)) for n in "abcd"]
