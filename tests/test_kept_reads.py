"""What a former run read of a block of statements is what reading it again gives, wherever the block stands now."""

from __future__ import annotations

import dataclasses
import marshal
import pickle
from pathlib import Path
from typing import Any

import pytest

from bench import schemas
from sct.frontends import Read, frontend
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.options import Options
from sct.text.chunk import Chunk
from sct.work.kept import pickled, reads
from sct.work.kept.reads import Reads
from sct.work.reading import split_all

CODE = """\
CREATE OR REPLACE PACKAGE shop AS
  -- what is sold
  TYPE names_t IS TABLE OF VARCHAR2(30) INDEX BY PLS_INTEGER;
  PROCEDURE sell(p_id IN NUMBER, p_name OUT NOCOPY VARCHAR2);
  FUNCTION total RETURN NUMBER;
END shop;
/
CREATE OR REPLACE PACKAGE BODY shop AS
  PROCEDURE sell(p_id IN NUMBER, p_name OUT NOCOPY VARCHAR2) IS
    CURSOR c IS SELECT name FROM goods WHERE id = p_id;
  BEGIN
    <<outer>>
    FOR r IN c LOOP
      p_name := r.name || ' sold';
      EXIT outer WHEN c%ROWCOUNT > 3;
    END LOOP;
  EXCEPTION WHEN NO_DATA_FOUND THEN RAISE;
  END;
  FUNCTION total RETURN NUMBER IS n NUMBER; BEGIN SELECT COUNT(*) INTO n FROM goods; RETURN n; END;
END shop;
/
CREATE TRIGGER goods_bi BEFORE INSERT ON goods FOR EACH ROW WHEN (new.id IS NULL) BEGIN :new.id := 1; END;
/
ALTER TABLE goods ADD (extra NUMBER(3) DEFAULT 7, CONSTRAINT e CHECK (extra > 0));
INSERT INTO goods (id) VALUES (1);
"""


def chunks_of(text: str, folder: Path) -> list[Chunk]:
    file = folder / "s.sql"
    file.write_text(text)
    found, _ = split_all([str(file)], frontend("oracle"), Options())
    return [chunk for chunk in found if chunk.kind != "space"]


def plain(value: Any) -> Any:
    """Everything in it, but for what a piece of SQL holds only to save time."""
    if dataclasses.is_dataclass(value):
        left_out = ("tokens", "tree") if isinstance(value, Sql) else ()
        names = [one.name for one in dataclasses.fields(value) if one.name not in left_out]
        return type(value), [(name, plain(getattr(value, name))) for name in names]
    if isinstance(value, (list, tuple)):
        return type(value), [plain(one) for one in value]
    if isinstance(value, dict):
        return [(plain(k), plain(v)) for k, v in value.items()]
    return value


class Reader:
    def __init__(self, before: dict[bytes, bytes]) -> None:
        self.reads = Reads(b"", before)
        self.read: list[str] = []

    def of(self, chunks: list[Chunk]) -> list[Read]:
        def these(indexes: list[int]) -> list[Read]:
            self.read += [chunks[at].text for at in indexes]
            return [frontend("oracle").read(chunks[at], Options()) for at in indexes]

        return self.reads.read(chunks, these)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "ABOUT", 3)


@pytest.mark.parametrize("text", [CODE, schemas.script(30)], ids=["code", "tables"])
@pytest.mark.parametrize("ahead", ["", "-- a line\n", "CREATE TABLE goods (id NUMBER, name VARCHAR2(9));\n\n"])
def test_a_block_is_the_same_where_it_stands_now(text: str, ahead: str, tmp_path: Path) -> None:
    first = Reader({})
    first.of(chunks_of(text, tmp_path))
    chunks = chunks_of(ahead + text, tmp_path)
    again, anew = Reader(first.reads.after), Reader({})
    assert plain(again.of(chunks)) == plain(anew.of(chunks))
    assert len(again.read) < len(anew.read)
    if not ahead:
        assert not again.read


def test_a_statement_in_the_middle_costs_its_block(tmp_path: Path) -> None:
    statements = list(schemas.statements(60))
    first = Reader({})
    first.of(chunks_of("\n".join(statements), tmp_path))
    statements.insert(77, "CREATE SEQUENCE fresh;")
    chunks = chunks_of("\n".join(statements), tmp_path)
    again = Reader(first.reads.after)
    assert plain(again.of(chunks)) == plain(Reader({}).of(chunks))
    assert 1 <= len(again.read) <= 2 * 4 * reads.ABOUT


def test_bytes_make_nothing_but_the_model(tmp_path: Path) -> None:
    """Whatever stands in the file: what it names is not looked for, nor called."""
    chunks = chunks_of(CODE, tmp_path)
    for harm in (pickle.dumps([print]), pickle.dumps([Path("x")]), b"", b"\x80", marshal.dumps(1), pickle.dumps(["x"])):
        assert pickled.loaded(harm, reads._known()) in (None, ["x"])
        first = Reader({})
        first.of(chunks)
        again = Reader(dict.fromkeys(first.reads.after, harm))
        assert plain(again.of(chunks)) == plain(Reader({}).of(chunks))


def test_a_fault_of_ours_is_not_kept(tmp_path: Path) -> None:
    chunks = chunks_of(schemas.script(3), tmp_path)
    fault = Reads(b"", {})
    fault.read(chunks, lambda indexes: [Read([o.Opaque(chunks[at].span, "fault", "SC0007")]) for at in indexes])
    assert not fault.after
