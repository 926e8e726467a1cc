"""Zero silent losses in code: every routine, trigger and block of the source has a piece in the result, or a finding.

The default run reads some behaviour cases of code; with SCT_CORPORA set, every Oracle file of that folder too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sct import pipeline
from sct.frontends import frontend
from sct.ir import objects as o
from sct.ir import statements as s
from sct.text.read import source_from_bytes
from tests import behaviour
from tests.servers import Server

CASES = sorted((behaviour.CASES / "oracle_postgres").glob("*.case"))
CODE = [p for p in CASES if behaviour.read(p).header.get("area") == "plsql"][::6]
SUFFIXES = (".sql", ".pks", ".pkb", ".pkg", ".prc", ".fnc", ".trg", ".tps", ".tpb")


def routines(text: bytes) -> set[str]:
    """`kind name` of what the source defines; a package's routine with the package's name in front."""
    reader, options = frontend("oracle"), pipeline.Options()
    found: set[str] = set()
    source = source_from_bytes("source.sql", text, "cp1252")
    for chunk in reader.split(source, options, lambda *_: None):
        for item in reader.read(chunk, options).items:
            if not isinstance(item, o.Unit) or item.kind == "block":
                continue
            name = item.name.name
            if isinstance(item.code, s.Package):
                found.update(
                    f"{d.kind} {name}.{d.name.name}" for d in item.code.declarations if isinstance(d, s.Routine)
                )
            elif isinstance(item.code, s.Routine):
                found.add(f"{item.code.kind} {name}")
            elif isinstance(item.code, s.Trigger):
                found.add(f"trigger {name}")
    return found


def written(result: pipeline.Result) -> set[str]:
    """The same of what was written; an overload that got a number counts under its old name too."""
    found: set[str] = set()
    for piece in result.pieces:
        kind, _, path = piece.id.partition(":")
        found.add(f"{kind} {path.partition('~')[0]}")
        found.add(f"{kind} {path.partition('~')[0].rpartition('_')[0]}")
    return found


def lost(path: Path) -> set[str]:
    text = path.read_bytes()
    result = pipeline.convert([str(path)], pipeline.Options(check=False, encoding="cp1252"))
    said = " ".join(f.message.lower() for f in result.report.findings)
    there = written(result)
    dropped = text.decode("cp1252", "replace").lower()
    missing = {one for one in routines(text) if one not in there}
    return {one for one in missing if one.rpartition(".")[2].split()[-1] not in said and f"drop {one}" not in dropped}


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
