"""What a former run converted is taken only where it is what this run would make of it, byte for byte."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import schemas
from sct import pipeline
from sct.work import pool
from sct.work.kept import objects, reads, run, store

SLOW = os.environ.get("SCT_SLOW") == "1"

OWN = """\
CREATE TYPE address_t AS OBJECT (street VARCHAR2(40), zip VARCHAR2(10));
CREATE SEQUENCE orders_seq START WITH 10;
CREATE TABLE regions (region_id NUMBER(4), name VARCHAR2(20) NOT NULL, CONSTRAINT regions_pk PRIMARY KEY (region_id));
CREATE TABLE customers (id NUMBER(9) PRIMARY KEY, name VARCHAR2(50), home address_t, region_id NUMBER(4) REFERENCES regions);
CREATE TABLE orders (id NUMBER(9) DEFAULT 1, customer_id NUMBER(9), total NUMBER(10,2) DEFAULT 0 NOT NULL, made DATE DEFAULT SYSDATE, note VARCHAR2(100 BYTE), UNIQUE (customer_id, note), CHECK (total >= 0));
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY (id);
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX orders_note ON orders (note, made);
CREATE INDEX orders_up ON orders (UPPER(note));
CREATE VIEW rich AS SELECT c.id, c.name, SUM(o.total) AS total FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.name;
CREATE VIEW richest AS SELECT r.*, NVL(r.name, 'none') AS shown FROM rich r WHERE r.total > 100;
CREATE SYNONYM buyers FOR customers;
CREATE VIEW buying AS SELECT b.id, b.name || '!' AS loud FROM buyers b;
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, SUM(total) AS total FROM orders GROUP BY customer_id;
COMMENT ON TABLE orders IS 'what they bought';
COMMENT ON COLUMN orders.total IS 'with tax';
GRANT SELECT ON orders TO PUBLIC;
INSERT INTO regions (region_id, name) VALUES (1, 'North');
INSERT INTO customers (id, name, region_id) SELECT 1, 'A', region_id FROM regions WHERE name = 'North';
UPDATE customers SET name = NULL WHERE name = '';
COMMIT;
CREATE TABLE hr.people (id NUMBER(9) PRIMARY KEY, boss_id NUMBER(9) REFERENCES hr.people);
CREATE INDEX people ON hr.people (boss_id);
CREATE VIEW folk AS SELECT id, boss_id FROM people;
CREATE TABLE copies AS SELECT id, total FROM orders;
TRUNCATE TABLE copies;
"""
CODE = (
    "CREATE FUNCTION shown(p VARCHAR2) RETURN VARCHAR2 IS BEGIN RETURN UPPER(p); END;\n/",
    "CREATE TRIGGER customers_bi BEFORE INSERT ON customers FOR EACH ROW BEGIN :new.name := NVL(:new.name, 'x'); END;\n/",
    "CREATE TRIGGER rich_io INSTEAD OF UPDATE ON rich FOR EACH ROW BEGIN NULL; END;\n/",
    "CREATE FUNCTION upper_note(p VARCHAR2) RETURN VARCHAR2 IS BEGIN RETURN p; END;\n/",
)
MORE = (
    "CREATE SYNONYM people FOR hr.people;", "CREATE SYNONYM regions FOR hr.people;",
    "CREATE TABLE app.people (id NUMBER, boss_id VARCHAR2(9));", "CREATE TABLE app.orders (id NUMBER);",
    "CREATE INDEX orders ON customers (name);", "CREATE UNIQUE INDEX orders_pk ON orders (id);",
    "ALTER TABLE orders ADD (extra NUMBER(3) DEFAULT 7);", "ALTER TABLE customers MODIFY (name VARCHAR2(60) NOT NULL);",
    "ALTER TABLE orders DROP COLUMN made;", "ALTER TABLE regions RENAME COLUMN name TO label;", "DROP TABLE copies;",
    "DROP VIEW richest;", "DROP TABLE regions CASCADE CONSTRAINTS;", "ALTER SESSION SET CURRENT_SCHEMA = hr;",
    "UPDATE customers SET id = id + 1;", "ALTER TABLE regions ADD (pos NUMBER(20));", "CREATE ROLE reader;",
    "CREATE TYPE colour AS VARRAY(3) OF NUMBER;", "ALTER TABLE customers MODIFY (id NUMBER(20));",
    "ALTER TABLE orders MODIFY (id NUMBER(20,2));", "ALTER TABLE orders RENAME CONSTRAINT orders_pk TO orders_key;",
    "CREATE TABLE nvl (a NUMBER);", "CREATE SEQUENCE customers_seq;", "UPDATE orders SET note = 'a ' WHERE id = 3;",
)  # fmt: skip
WORDS = (
    ("VARCHAR2(50)", "VARCHAR2(70)"), ("NUMBER(9)", "NUMBER(12)"), ("NUMBER(9)", "VARCHAR2(9)"), (" NOT NULL", ""),
    ("total", "amount"), ("DATE", "TIMESTAMP"), ("id", "ident"), ("PRIMARY KEY", "UNIQUE"), ("name", "label"),
    ("100", "99"), ("code", "kode"), ("amount NUMBER(12,2)", "amount NUMBER(14,3)"), ("regions", "region"),
    ("hr.people", "people"), ("VIEW", "FORCE VIEW"), ("customers", "clients"), (", ", ",\n   "), ("UPPER", "shown"),
    ("address_t", "colour"), ("NVL", "nvl"),
)  # fmt: skip
OPTIONS: tuple[dict[str, Any], ...] = ({"packages": "prefix"}, {"version": "16"}, {"autonomous": "refuse"})


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SCT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(run, "WORTH_IT", 0)
    in_blocks_of(1, monkeypatch)
    yield


def in_blocks_of(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "ABOUT", number)
    monkeypatch.setattr(reads, "ABOUT", number)


def converted(file: Path, *, cache: bool, **more: Any) -> Any:
    options = pipeline.Options(check=False, cache=cache, debug=True, **more)
    return pipeline.convert([str(file)], options)


def same(one: Any, other: Any) -> None:
    assert one.script == other.script
    assert one.pieces == other.pieces
    assert one.report == other.report
    assert (one.manifest, one.pre, one.post, one.scripts) == (other.manifest, other.pre, other.post, other.scripts)


def edited(statements: list[str], dice: random.Random) -> list[str]:
    out = list(statements)
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = dice.randrange(len(out))
        what = dice.randrange(7)
        if what == 0 and len(out) > 5:
            del out[at]
        elif what == 1:
            out.insert(at, dice.choice(MORE))
        elif what == 2:
            out.append(dice.choice(MORE))
        elif what == 3:
            out.insert(at, dice.choice(CODE))
        elif what == 4:
            other = dice.randrange(len(out))
            out[at], out[other] = out[other], out[at]
        elif what == 5:
            out.insert(at, f"-- {dice.random()}")
        else:
            old, new = dice.choice(WORDS)
            here = [i for i, one in enumerate(out) if old in one] or [at]
            chosen = dice.choice(here)
            out[chosen] = out[chosen].replace(old, new, dice.choice((1, 99)))
    return out


@pytest.mark.parametrize("seed", range(60 if SLOW else 4))
@pytest.mark.parametrize("base", ["own", "generated"])
def test_after_any_edit_the_result_is_the_same(
    base: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(f"{base} {seed}")
    in_blocks_of(dice.choice((1, 3, 32)), monkeypatch)
    statements = OWN.splitlines() if base == "own" else list(schemas.statements(25))
    file = tmp_path / "schema.sql"
    until = time.monotonic() + (60 if SLOW else 1.2)
    reused = 0
    for turn in range(25):
        more = dice.choice(OPTIONS) if dice.random() < 0.1 else {}
        file.write_text("\n".join(statements) + "\n")
        kept = converted(file, cache=True, **more)
        reused += kept.reused
        same(kept, converted(file, cache=False, **more))
        before = statements
        statements = edited(statements, dice)
        if dice.random() < 0.3:
            statements = before  # back to what it was, or once more
        if turn > 5 and time.monotonic() > until:
            break
    assert reused


def reconverted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str) -> set[str]:
    """Names of what the second of two runs converted."""
    file = tmp_path / "shop.sql"
    file.write_text(before)
    converted(file, cache=True)
    file.write_text(after)
    found: set[str] = set()
    convert = objects.Objects.convert

    def noted(self: Any, number: int, how: Any) -> Any:
        found.update(str(getattr(self.items[at][1], "name", "-")) for at in self.wanted[number].indexes)
        return convert(self, number, how)

    monkeypatch.setattr(objects.Objects, "convert", noted)
    kept = converted(file, cache=True)
    monkeypatch.setattr(objects.Objects, "convert", convert)
    same(kept, converted(file, cache=False))
    return found


# t0 is what every table refers to; t6 refers to t5, its indexes and v9's kind of view name it.
WHO: dict[str, tuple[str, str, set[str]]] = {
    "nothing": ("", "", set()),
    "a place": ("CREATE TABLE t3 ", "-- moves all that follows\n\nCREATE TABLE t3 ", set()),
    "a sequence": ("seq_t0 START WITH 100", "seq_t0 START WITH 7", {"seq_t0"}),
    "an index": ("ix_t5_code ON t5 (code)", "ix_t5_code ON t5 (code DESC)", {"ix_t5_code"}),
    "a view": ("t9_id, a.code", "t9_id, a.code AS word", {"v9"}),
    "a column's default": (
        "t5_id NUMBER(12) NOT NULL", "t5_id NUMBER(12) DEFAULT 1 NOT NULL", {"t5", "ix_t5_code", "ix_t5_near", "t6"}
    ),
    "a table that views name": (
        "t8_id NUMBER(12) NOT NULL", "t8_id NUMBER(12) DEFAULT 1 NOT NULL",
        {"t8", "ix_t8_code", "ix_t8_near", "t9", "v9"},
    ),
    "a table that is new": ("CREATE SEQUENCE seq_t0", "CREATE TABLE fresh (a NUMBER);\nCREATE SEQUENCE seq_t0", {"fresh"}),
    "a name that was taken before": (
        "CREATE SEQUENCE seq_t0", "CREATE TABLE ix_t5_code (a NUMBER);\nCREATE SEQUENCE seq_t0", {"ix_t5_code"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("edit", WHO)
def test_who_is_converted_again(edit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, who = WHO[edit]
    script = schemas.script(10)
    assert old in script
    assert reconverted(tmp_path, monkeypatch, script, script.replace(old, new, 1) if old else script) == who


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    file = tmp_path / "twice.sql"
    file.write_text(schemas.script(12))
    assert converted(file, cache=True).reused == 0
    assert converted(file, cache=True).reused > 30
    return file


def kept_file() -> Path:
    (found,) = store.folder().glob("*.kept")
    return found


def test_other_options_rules_and_versions_take_nothing(
    twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert converted(twice, cache=True, packages="prefix").reused == 0
    assert converted(twice, cache=True, version="16").reused == 0
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "own.yml").write_text("[]\n")
    assert converted(twice, cache=True, rules=(str(rules),)).reused == 0
    monkeypatch.setattr(run, "_code", lambda: "another state of the code")
    assert converted(twice, cache=True).reused == 0


@pytest.mark.parametrize("harm", ["cut", "bits", "empty", "noise", "folder", "others", "link"])
def test_a_damaged_or_foreign_file_is_none(harm: str, twice: Path, tmp_path: Path) -> None:
    path = kept_file()
    data = path.read_bytes()
    if harm == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif harm == "bits":
        path.write_bytes(data[:500] + bytes([data[500] ^ 1]) + data[501:])
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "noise":
        path.write_bytes(random.Random(1).randbytes(5000))
    elif harm == "folder":
        path.unlink()
        path.mkdir()
    elif harm == "others":
        path.chmod(0o666)
    else:
        moved = path.rename(tmp_path / "elsewhere")
        path.symlink_to(moved)
    result = converted(twice, cache=True)
    assert result.reused == 0
    same(result, converted(twice, cache=False))


def test_a_folder_that_others_may_write_to_is_not_used(twice: Path) -> None:
    store.folder().chmod(0o777)
    assert converted(twice, cache=True).reused == 0


def test_a_disk_that_takes_nothing_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **named: Any) -> Any:
        raise OSError(28, "No space left on device")

    file = tmp_path / "s.sql"
    file.write_text(schemas.script(12))
    monkeypatch.setattr(store.tempfile, "mkstemp", full)
    same(converted(file, cache=True), converted(file, cache=False))
    assert not list(store.folder().iterdir())
    monkeypatch.setenv("SCT_CACHE", str(file / "below-a-file"))
    same(converted(file, cache=True), converted(file, cache=False))


def test_the_folder_stays_small(twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = kept_file()
    os.utime(old, (1, 1))
    monkeypatch.setattr(store, "MOST_BYTES", old.stat().st_size + 100)
    other = tmp_path / "other.sql"
    other.write_text(schemas.script(13))
    converted(other, cache=True)
    assert kept_file() != old


def test_workers_keep_and_take_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    file = tmp_path / "s.sql"
    file.write_text(schemas.script(60))
    plain = converted(file, cache=False)
    same(converted(file, cache=True, jobs=2), plain)
    taken = converted(file, cache=True, jobs=2)
    assert taken.reused > 150
    same(taken, plain)
