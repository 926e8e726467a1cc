"""Every kind of edit, once: the folder that a run with the cache writes is the one that a run without it writes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sct import pipeline
from sct.rulebook import load
from sct.work import pool
from sct.work.kept import objects, reads, run, store

TABLES = """\
CREATE TABLE people (id NUMBER(9) PRIMARY KEY, name VARCHAR2(30) NOT NULL, born DATE);
CREATE TABLE orders (id NUMBER(9) PRIMARY KEY, who NUMBER(9) REFERENCES people, total NUMBER(10,2) DEFAULT 0);
CREATE INDEX orders_who ON orders (who, total DESC);
CREATE SEQUENCE numbers START WITH 3;
COMMENT ON TABLE people IS 'who';
COMMENT ON COLUMN orders.total IS 'in crowns';
"""
CODE = """\
CREATE OR REPLACE FUNCTION shown(p VARCHAR2) RETURN VARCHAR2 DETERMINISTIC IS BEGIN RETURN UPPER(p); END;
/
CREATE OR REPLACE PACKAGE bank AS
  rate CONSTANT NUMBER := 2;
  PROCEDURE pay(p_id NUMBER, p_sum NUMBER DEFAULT rate);
  FUNCTION owed(p_id NUMBER) RETURN NUMBER;
END bank;
/
CREATE OR REPLACE PACKAGE BODY bank AS
  PROCEDURE pay(p_id NUMBER, p_sum NUMBER DEFAULT rate) IS
  BEGIN
    UPDATE orders SET total = total - p_sum WHERE who = p_id;
    IF SQL%ROWCOUNT = 0 THEN RAISE NO_DATA_FOUND; END IF;
  END;
  FUNCTION owed(p_id NUMBER) RETURN NUMBER IS n NUMBER;
  BEGIN
    SELECT SUM(total) INTO n FROM orders WHERE who = p_id;
    RETURN NVL(n, 0);
  END;
END bank;
/
CREATE OR REPLACE TRIGGER orders_bi BEFORE INSERT ON orders FOR EACH ROW BEGIN :new.id := numbers.NEXTVAL; END;
/
"""
VIEWS = """\
CREATE OR REPLACE VIEW debts AS SELECT p.id, shown(p.name) AS name, bank.owed(p.id) AS owed FROM people p;
CREATE OR REPLACE VIEW debtors AS SELECT d.* FROM debts d WHERE d.owed > 0;
INSERT INTO people (id, name) VALUES (1, 'Ann');
BEGIN bank.pay(1); END;
/
"""


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return edit


def put_in(name: str, at: int, text: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines()
        (folder / name).write_text("\n".join([*lines[:at], text, *lines[at:]]) + "\n")

    return edit


def renamed(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: (folder / old).rename(folder / new)  # type: ignore[return-value]


def moved(folder: Path) -> None:
    first, *others = (folder / "1.sql").read_text().splitlines()
    (folder / "1.sql").write_text("\n".join([*others, first]) + "\n")


def other_encoding(folder: Path) -> None:
    text = (folder / "1.sql").read_text().replace("'who'", "'wér'")
    (folder / "1.sql").write_bytes(text.encode("utf-16"))


def other_line_ends(folder: Path) -> None:
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


EDITS: dict[str, Callable[[Path], Any]] = {
    "a column of a table that is referred to": replaced("1.sql", "born DATE", "born DATE, died DATE"),
    "the type of a key": replaced("1.sql", "people (id NUMBER(9)", "people (id NUMBER(12,2)"),
    "a table's name": replaced("1.sql", "people", "folk"),
    "a table's name, later": put_in("1.sql", 6, "RENAME people TO folk;"),
    "a function's parameter": replaced("2.sql", "shown(p VARCHAR2)", "shown(p NUMBER)"),
    "a function's result": replaced("2.sql", "RETURN VARCHAR2", "RETURN NUMBER"),
    "a function's body": replaced("2.sql", "UPPER(p)", "UPPER(p) || p"),
    "a function that writes": replaced("2.sql", "BEGIN RETURN UPPER", "BEGIN DELETE FROM orders; RETURN UPPER"),
    "a packaged function's name": replaced("2.sql", "owed", "owing"),
    "a package's constant": replaced("2.sql", "NUMBER := 2", "NUMBER := 3"),
    "a body that ends a transaction": replaced("2.sql", "RAISE NO_DATA_FOUND;", "COMMIT;"),
    "a trigger": replaced("2.sql", "BEFORE INSERT", "BEFORE INSERT OR UPDATE"),
    "a view that another one names": replaced("3.sql", "AS owed", "AS debt"),
    "a comment's text": replaced("1.sql", "'in crowns'", "'in pounds'"),
    "a comment of the script": put_in("1.sql", 0, "-- about people"),
    "a statement that is gone": replaced("1.sql", "CREATE SEQUENCE numbers START WITH 3;\n", ""),
    "a statement put in": put_in("1.sql", 1, "CREATE TABLE more (id NUMBER PRIMARY KEY);"),
    "a name that is taken now": put_in("1.sql", 1, "CREATE TABLE orders_who (id NUMBER);"),
    "a built-in name that is the script's now": put_in("2.sql", 0, "CREATE FUNCTION nvl(a NUMBER) RETURN NUMBER IS BEGIN RETURN a; END;\n/"),
    "a statement moved": moved,
    "a constraint from elsewhere": put_in("3.sql", 0, "ALTER TABLE people ADD CONSTRAINT long CHECK (LENGTH(name) > 1);"),
    "another schema": put_in("1.sql", 1, "ALTER SESSION SET CURRENT_SCHEMA = hr;"),
    "a file's name": renamed("1.sql", "0.sql"),
    "the order of files": renamed("1.sql", "9.sql"),
    "a file that is gone": lambda folder: (folder / "2.sql").unlink(),
    "an encoding": other_encoding,
    "line ends": other_line_ends,
    "a file that no longer is what it was": lambda folder: (folder / "3.sql").write_text("CREATE TABLE x (\n"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(run, "WORTH_IT", 0)
    made = tmp_path / "in"
    made.mkdir()
    for name, text in (("1.sql", TABLES), ("2.sql", CODE), ("3.sql", VIEWS)):
        (made / name).write_text(text)
    return made


def written(folder: Path, out: Path, *, cache: bool, **more: Any) -> tuple[dict[str, bytes], int]:
    options = pipeline.Options(check=False, cache=cache, debug=True, **more)
    result = pipeline.convert([str(folder)], options)
    pipeline.write(result, out)
    return {f.relative_to(out).as_posix(): f.read_bytes() for f in out.rglob("*") if f.is_file()}, result.reused


@pytest.mark.parametrize("size", [1, 32])
@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_and_back(edit: str, size: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "ABOUT", size)
    monkeypatch.setattr(reads, "ABOUT", size)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    first, _ = written(folder, tmp_path / "first", cache=True)
    EDITS[edit](folder)
    second, _ = written(folder, tmp_path / "second", cache=True)
    anew, _ = written(folder, tmp_path / "anew", cache=False)
    assert second == anew
    assert second != first
    for file in folder.iterdir():
        file.unlink()
    for name, data in before.items():
        (folder / name).write_bytes(data)
    assert written(folder, tmp_path / "back", cache=True)[0] == first


def test_another_rule_file(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules" / "lift" / "oracle"
    rules.mkdir(parents=True)
    outs = []
    for becomes in ("COALESCE($a, $b)", "COALESCE($b, $a)"):
        (rules / "own.yml").write_text(
            f"- {{code: OR9301, name: own-nvl, match: 'NVL($a, $b)', becomes: '{becomes}', why: ours,"
            " examples: [{run: 'SELECT NVL(NULL, 7) FROM dual', gives: 7}]}\n",
            encoding="utf-8",
        )
        load._rulebook_id.cache_clear()  # a process reads them once
        load.load.cache_clear()
        more: dict[str, Any] = {"rules": (str(tmp_path / "rules"),)}
        written(folder, tmp_path / "warm", cache=True, **more)
        one, _ = written(folder, tmp_path / becomes[9:11], cache=True, **more)
        assert one == written(folder, tmp_path / f"anew {becomes[9:11]}", cache=False, **more)[0]
        outs.append(one["schema.sql"])
    assert outs[0] != outs[1]


@pytest.mark.parametrize("part", range(0, 100, 7))
def test_a_file_cut_anywhere_is_none(part: int, folder: Path, tmp_path: Path) -> None:
    first, _ = written(folder, tmp_path / "first", cache=True)
    (kept,) = store.folder().glob("*.kept")
    data = kept.read_bytes()
    kept.write_bytes(data[: len(data) * part // 100])
    assert written(folder, tmp_path / "again", cache=True) == (first, 0)
    assert kept.read_bytes() == data or written(folder, tmp_path / "third", cache=True)[1]


def test_runs_at_the_same_time(folder: Path, tmp_path: Path) -> None:
    """Each sees one whole file or another; what they leave is of one of them."""
    first, _ = written(folder, tmp_path / "first", cache=True)
    (kept,) = store.folder().glob("*.kept")
    data, stop = kept.read_bytes(), threading.Event()

    def writing() -> None:
        while not stop.is_set():
            store.keep(kept.name, {"reads": {}, "objects": {}, "trees": {}})
            kept.with_name("other").write_bytes(data)
            kept.with_name("other").replace(kept)

    other = threading.Thread(target=writing)
    other.start()
    try:
        for turn in range(5):
            assert written(folder, tmp_path / str(turn), cache=True)[0] == first
    finally:
        stop.set()
        other.join()


def test_workers_leave_what_one_process_leaves(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = written(folder, tmp_path / "first", cache=True)
    (kept,) = store.folder().glob("*.kept")
    one = store.load(kept.name)
    kept.unlink()
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    assert written(folder, tmp_path / "two", cache=True, jobs=2)[0] == first
    two = store.load(kept.name)
    assert {name: sorted(part) for name, part in two.items()} == {name: sorted(part) for name, part in one.items()}
    again, reused = written(folder, tmp_path / "again", cache=True, jobs=2)
    assert again == first
    assert reused
