"""What the data-move tests share: a target database, plans made and run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sct.move import endpoints
from sct.move.address import parse
from sct.move.model import Plan, save
from sct.move.planner import make_plan
from sct.move.proof import Wanted, prove
from sct.move.runner import Runner, RunResult, ends, opened
from sct.move.validate import TableProof, Validator
from tests.move.mariadb_server import maria, shop
from tests.move.secure_servers import postgres, secure_maria, signed
from tests.servers import Server

__all__ = ["Mover", "maria", "postgres", "secure_maria", "shop", "signed"]


@pytest.fixture
def database(pg18: Server) -> Iterator[str]:
    """The URL of an empty database on PostgreSQL 18."""
    name = pg18.new_database("move")
    yield pg18.dsn(name)
    pg18.drop_database(name)


@pytest.fixture
def other_database(pg18: Server) -> Iterator[str]:
    name = pg18.new_database("move_from")
    yield pg18.dsn(name)
    pg18.drop_database(name)


class Mover:
    """plan -> run -> validate without the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def plan(self, source: str, target: str, rules: str = "", manifest: Path | None = None) -> Plan:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = None
        if rules:
            path = self.folder / "rules.yml"
            path.write_text(rules)
        made = make_plan(source, target, manifest, path)
        save(made, self.folder)
        return made

    def run(self) -> RunResult:
        with opened(self.folder) as (plan, state):
            source, target = ends(plan)
            try:
                return Runner(plan, state, source, target, self.said.append).run()
            finally:
                source.close()
                target.close()

    def validate(self, sums: bool = False) -> list[TableProof]:
        with opened(self.folder) as (plan, state):
            source = endpoints.source(parse(plan.source, "source"))
            target = endpoints.source(parse(plan.target, "target"))
            try:
                return Validator(plan, state, source, target, sums=sums).run(self.said.append)
            finally:
                source.close()
                target.close()

    def prove(self, wanted: Wanted | None = None) -> list[TableProof]:
        """As `sct move validate` does it: what differs is listed on the target."""
        with opened(self.folder) as (plan, state):
            return prove(plan, state, wanted or Wanted(), self.said.append)

    def differences(self) -> list[tuple[Any, ...]]:
        with opened(self.folder) as (_, state):
            return state.rows("SELECT tab, kind, key, columns FROM difference ORDER BY 1, 2, 3")

    def rejected(self) -> dict[str, dict[int, str]]:
        """Table -> id of a row that was set aside -> why."""
        found: dict[str, dict[int, str]] = {}
        with opened(self.folder) as (_, state):
            for table, row, why in state.rows("SELECT tab, row, reason FROM rejected"):
                found.setdefault(table, {})[int(json.loads(row)["id"])] = why
        return found

    def doubted(self) -> dict[str, set[int]]:
        """Table -> ids of rows that the last validation found a difference in."""
        found: dict[str, set[int]] = {}
        with opened(self.folder) as (_, state):
            for table, *sides in state.rows("SELECT tab, key, source, target FROM difference"):
                known = next(side for side in map(json.loads, sides) if "id" in side)
                found.setdefault(table, set()).add(int(known["id"]))
        return found


@pytest.fixture
def mover(tmp_path: Path) -> Mover:
    return Mover(tmp_path / "plan")


@pytest.fixture
def query() -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a statement on a PostgreSQL URL."""
    import psycopg

    def ask(url: str, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(text, values or None)
            return cursor.fetchall() if cursor.description else []

    return ask
