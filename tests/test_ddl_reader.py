"""Oracle's DDL reader on constructs of our own: what the neutral model holds, and what is noted, statement by statement."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from sct.frontends.oracle.split import split
from sct.frontends.oracle.sqlplus import Session
from sct.frontends.oracle.statement import parse_statement
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.rulebook.load import load
from sct.text.source import SourceFile

FIXTURES = Path(__file__).parent.parent / "fixtures" / "oracle" / "ddl"
_LEFT_OUT = ("span", "origin", "notes", "raw")
CODES = load("oracle", "postgres").codes


def read(text: str) -> list[tuple[Any, SourceFile]]:
    file = SourceFile("t.sql", text, "utf-8", "", text.count("\n"))
    chunks = split(file, Session({}), lambda _base, _name: None)
    return [(made, file) for c in chunks if c.kind in ("sql", "plsql") for made in parse_statement(c)]


def shown(node: Any, file: SourceFile) -> Any:
    """A compact picture of what is not empty; notes as their codes with the clause's words."""
    if isinstance(node, Sql):
        return "`" + " ".join(node.text.split()) + "`"
    if isinstance(node, Type):
        values = {f.name: getattr(node, f.name) for f in dataclasses.fields(node) if f.name != "raw"}
        return (
            "<"
            + " ".join(f"{k}={v}" for k, v in values.items() if v is not False and v not in (None, "", (), "none"))
            + ">"
        )
    if isinstance(node, o.QName):
        return str(node)
    if isinstance(node, list | tuple):
        return "[" + ", ".join(str(shown(x, file)) for x in node) + "]"
    if isinstance(node, o.Opaque):
        line, column = file.position((node.at or node.origin).start)
        return f"Opaque({line}:{column} {node.code} {node.reason})"
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        parts = [
            f"{f.name}={shown(getattr(node, f.name), file)}"
            for f in dataclasses.fields(node)
            if f.name not in _LEFT_OUT and getattr(node, f.name) not in (_default(f), None, "", [], (), {})
        ]
        return f"{type(node).__name__}({', '.join(parts)})"
    return str(node)


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default is not dataclasses.MISSING else None


def picture(text: str) -> str:
    lines = []
    for made, file in read(text):
        lines.append(
            shown(made, file)
            .replace(", columns=[Column(", ",\n    columns=[Column(")
            .replace("), Column(", "),\n    Column(")
        )
        for note in getattr(made, "notes", ()):
            assert note.code in CODES, f"{note.code} is not declared"
            lines.append(f"  {note.code} {CODES[note.code].name}: {note.text}")
    return "\n".join(lines)


@pytest.mark.parametrize("name", sorted(p.stem for p in FIXTURES.glob("*.sql")))
def test_what_is_read(name: str, snapshot: SnapshotAssertion) -> None:
    assert picture((FIXTURES / f"{name}.sql").read_text(encoding="utf-8")) == snapshot


def test_nothing_but_the_wrong_ones_is_opaque() -> None:
    for path in FIXTURES.glob("*.sql"):
        found = [m for m, _ in read(path.read_text(encoding="utf-8")) if isinstance(m, o.Opaque)]
        assert bool(found) == (path.stem == "wrong"), (path, found)


def test_a_clause_is_never_silent() -> None:
    """Each physical clause of a table leaves a note."""
    clauses = ["PCTFREE 5", "TABLESPACE x", "COMPRESS", "INMEMORY", "ENABLE ROW MOVEMENT", "ROW ARCHIVAL", "READ ONLY"]
    for clause in clauses:
        ((made, _),) = read(f"CREATE TABLE t (a NUMBER) {clause};")
        assert [n.text for n in made.notes] == [clause]


def test_a_named_not_null_keeps_its_name() -> None:
    ((made, _),) = read("CREATE TABLE t (a NUMBER CONSTRAINT a_nn NOT NULL);")
    assert [(c.kind, c.name) for c in made.constraints] == [("not_null", "a_nn")]
    assert made.columns[0].nullable is False
