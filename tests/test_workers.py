"""Several processes write the same bytes as one."""

from __future__ import annotations

import os
import re
import signal
import time
from abc import ABC
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench import schemas
from bench.corpora import all_corpora
from sct import pipeline
from sct.frontends import frontend
from sct.ir import objects
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.work import pool, travel
from sct.work.reading import read_all, split_all


def written(paths: list[str], out: Path, jobs: int, **more: object) -> dict[str, bytes]:
    options = pipeline.Options(check=False, encoding="latin-1", jobs=jobs, **more)  # type: ignore[arg-type]
    pipeline.write(pipeline.convert(paths, options), out, jobs)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Names the first difference instead of printing megabytes."""
    assert sorted(one) == sorted(other)
    different = [name for name in one if one[name] != other[name]]
    for name in different[:1]:
        pairs = zip(one[name].splitlines(), other[name].splitlines(), strict=False)
        left, right = next((a, b) for a, b in pairs if a != b)
        raise AssertionError(f"{name}: {left[:300]!r} != {right[:300]!r}")


def test_a_generated_schema(tmp_path: Path) -> None:
    file = tmp_path / "s.sql"
    file.write_text(schemas.script(300))
    assert len(file.read_text()) > pool.WORTH_IT
    same(written([str(file)], tmp_path / "one", 1), written([str(file)], tmp_path / "three", 3))


@pytest.mark.parametrize("work", all_corpora(), ids=lambda work: work.name)
def test_real_schemas(work: object, tmp_path: Path) -> None:
    paths = [str(path) for path in work.arguments()]  # type: ignore[attr-defined]
    same(written(paths, tmp_path / "one", 1), written(paths, tmp_path / "two", 2))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_are_in_the_order_of_the_things(jobs: int) -> None:
    weights = [(i * 7919) % 13 * 10_000 + 1 for i in range(57)]
    assert pool.spread(weights, lambda i: i * i, jobs) == [i * i for i in range(57)]


def test_a_fault_in_a_worker_is_a_fault() -> None:
    def work(index: int) -> int:
        if index == 7:
            raise ValueError("the seventh")
        return index

    with pytest.raises(ValueError, match="the seventh"):
        pool.spread([pool.WORTH_IT] * 10, work, 2)


def test_every_process_takes_a_share_of_the_work() -> None:
    def work(index: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    done_by = pool.spread([pool.WORTH_IT] * 30, work, 2)
    assert len(set(done_by)) == 2 and os.getpid() in done_by


def test_a_process_that_is_killed_is_a_fault() -> None:
    here = os.getpid()

    def work(index: int) -> int:
        time.sleep(0.01)
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return index

    with pytest.raises(RuntimeError, match="ended with status -9"):
        pool.spread([pool.WORTH_IT] * 30, work, 2)


def test_a_fault_that_cannot_travel_is_said_in_words() -> None:
    here = os.getpid()

    class Local(Exception):
        pass

    def work(index: int) -> int:
        time.sleep(0.01)
        if os.getpid() != here:
            raise Local("of no use elsewhere")
        return index

    with pytest.raises(RuntimeError, match="Local: of no use elsewhere"):
        pool.spread([pool.WORTH_IT] * 30, work, 2)


_CALLS = """CREATE PROCEDURE inner_one (n IN OUT NUMBER) AS BEGIN n := n + 1; END;
/
CREATE PROCEDURE outer_one AS
  v NUMBER := 1;
BEGIN
  v := v + 2;
  inner_one(v);
END;
/
"""


def test_what_another_process_read_is_asked_without_its_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names in pieces of code and whether they can fail travel; cutting the pieces again would cost more."""
    file = tmp_path / "s.sql"
    file.write_text(schemas.script(300) + _CALLS)
    options = pipeline.Options(check=False, jobs=3)
    source = frontend("oracle")
    chunks, _ = split_all([str(file)], source, options)
    monkeypatch.setattr("sct.work.pool.WORTH_IT", 1)
    units = [chunk for chunk in chunks if chunk.kind == "plsql"] * 30
    for _ in range(9):  # which process reads what is chance
        read = read_all(units, source, options)
        code = [one for item in read.statements for one in everything(item.code) if isinstance(one, Sql)]
        assert all(one.facts is not None for one in code if one.kind == "expression")
        if any(one.tokens is None for one in code):
            return
    raise AssertionError("no other process has read anything")


def test_no_tree_is_read_before_writing_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sct.backends.postgres.emit import PostgresEmitter
    from sct.ir import objects as o

    file = tmp_path / "s.sql"
    file.write_text(_CALLS)
    real = PostgresEmitter.begin
    trees: list[bool] = []

    def begin(self: PostgresEmitter) -> None:
        real(self)
        units = [item.code for _, item in self.folded.items if isinstance(item, o.Unit)]
        trees.extend(one.tree is not None for unit in units for one in everything(unit) if isinstance(one, Sql))

    monkeypatch.setattr(PostgresEmitter, "begin", begin)
    pipeline.convert([str(file)], pipeline.Options(check=False))
    assert len(trees) > 4 and not any(trees)


class _Circle:
    def __init__(self) -> None:
        self.me = self


@dataclass
class _Node:
    name: str
    parent: _Node | None = None
    beside: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Told:
    words: tuple[str, ...]
    more: int = field(default=0, kw_only=True)
    worked_out: int = field(init=False, default=7)


@dataclass
class _Made:
    size: int

    def __post_init__(self) -> None:
        self.size *= 2


def test_what_travels_arrives_as_it_was() -> None:
    named = objects.QName("a", "b")
    things = [named, _Told(("x", "y"), more=3), _Made(4), objects.QName, {1: {2}}, re.compile("a+", re.I), ABC, None]
    assert travel.up(travel.down(things)) == things
    assert type(travel.up(travel.down(named))) is objects.QName


def test_an_exception_travels_with_its_notes() -> None:
    error = ValueError("why")
    error.add_note("where")
    found = travel.up(travel.down(error))
    assert type(found) is ValueError and found.args == ("why",) and found.__notes__ == ["where"]


def test_circles_travel_too() -> None:
    node = _Node("above")
    node.beside.append(_Node("below", node))
    found = travel.up(travel.down([node]))[0]
    assert found.name == "above" and found.beside[0].parent is found
    circle = travel.up(travel.down(_Circle()))
    assert circle.me is circle
