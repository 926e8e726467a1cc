"""Zero silent losses in code: every routine, trigger and block of the source has a piece in the result, or a finding.

The default run reads some behaviour cases of code; with SCT_CORPORA set, every Oracle file of that folder too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sct import pipeline
from tests import behaviour
from tests.losses import lost
from tests.servers import Server

CASES = sorted((behaviour.CASES / "oracle_postgres").glob("*.case"))
CODE = [p for p in CASES if behaviour.read(p).header.get("area") == "plsql"][::6]
SUFFIXES = (".sql", ".pks", ".pkb", ".pkg", ".prc", ".fnc", ".trg", ".tps", ".tpb")


@pytest.mark.parametrize("case", CODE, ids=lambda p: p.stem)
def test_every_routine_of_a_case_is_there(case: Path, tmp_path: Path) -> None:
    script = tmp_path / "source.sql"
    script.write_text(behaviour.read(case).sections["source"], "utf-8")
    assert lost(script) == set()


def corpora() -> list[Path]:
    root = os.environ.get("SCT_CORPORA")
    if not root:
        return []
    found = (p for p in sorted(Path(root).rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file())
    return [p for p in found if "oracle" in str(p).lower() or p.suffix.lower() != ".sql"]


@pytest.mark.parametrize("path", corpora(), ids=lambda p: p.name)
def test_every_routine_of_a_corpus_is_there(path: Path) -> None:
    assert lost(path) == set()


def test_packages_as_prefixes(tmp_path: Path, pg15: Server) -> None:
    """--packages prefix: the same package, its routines called package$routine."""
    case = behaviour.read(behaviour.CASES / "oracle_postgres" / "906_package_with_everything_private.case")
    script = tmp_path / "source.sql"
    script.write_text(case.sections["source"], "utf-8")
    result = pipeline.convert([str(script)], pipeline.Options(check=False, packages="prefix"))
    name = pg15.new_database("prefix")
    try:
        with pg15.connect(name) as connection:
            for piece in result.pieces:
                connection.execute(piece.sql)
            assert connection.execute("SELECT priv$join_all(), priv$calls()::int").fetchall() == [("[2=b,3=c]", 1)]
    finally:
        pg15.drop_database(name)
