"""Statements that differ in names only share a tree: it is the tree each of them has by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench import schemas
from sct.frontends import frontend
from sct.frontends.structure import Node, Structure, StructureError
from sct.frontends.structure.lexer import NAME, Spelling
from sct.options import Options
from sct.work.reading import split_all

FIXTURES = Path(__file__).parent.parent / "fixtures"


class Every(frozenset[str]):
    """Tells every word apart."""

    def __contains__(self, word: object) -> bool:
        return True


def outcome(make: Any) -> tuple[Any, Node | StructureError]:
    try:
        tree = make()
    except StructureError as error:
        return (error.index, str(error)), error
    return repr(tree), tree


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every parse is done twice, the second time with all words told apart; the results are kept."""
    shared, done = Structure.parse, []

    def parse(self: Structure, tokens: Any, start: str = "start") -> Node:
        fine = Spelling(Every()).of(tokens)
        expected, _ = outcome(lambda: self._parse(tokens, start, fine))
        found, result = outcome(lambda: shared(self, tokens, start))
        assert found == expected, " ".join(token.text for token in tokens)
        done.append(found)
        if isinstance(result, StructureError):
            raise result
        return result

    monkeypatch.setattr(Structure, "parse", parse)
    return done


def read(paths: list[str]) -> None:
    oracle, options = frontend("oracle"), Options()
    for chunk in split_all(paths, oracle, options)[0]:
        if chunk.kind != "space":
            oracle.read(chunk, options)


def test_fixtures(compared: list[Any]) -> None:
    files = sorted(p for p in (FIXTURES / "oracle").rglob("*") if p.suffix == ".sql")
    for file in [*files, *sorted((FIXTURES / "behaviour" / "oracle_postgres").glob("*.sql"))]:
        read([str(file)])
    assert len(compared) > 100


def test_a_generated_schema_twice(compared: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "s.sql"
    file.write_text(schemas.script(40))
    read([str(file)])
    read([str(file)])
    assert len(compared) > 200


@pytest.mark.parametrize(
    "names",
    [
        "key",
        "primary",
        "constraint",
        "check",
        "values",
        "partition",
        "type",
        "date",
        "interval",
        "end",
        "row",
        "no",
        "ref",
    ],
)
def test_names_that_are_words_elsewhere(names: str, compared: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "s.sql"
    words = (names, f"{names}_1", f'"{names}"', names)
    file.write_text(
        "".join(
            f"CREATE TABLE {w} (id NUMBER, {w} VARCHAR2(3) DEFAULT 'a' NOT NULL, b DATE, UNIQUE ({w}));\n"
            f"CREATE INDEX i_1 ON {w} ({w}, b DESC);\nALTER TABLE {w} ADD ({w} NUMBER(3));\n"
            for w in words
        )
    )
    read([str(file)])
    assert len(compared) == 3 * len(words)


def test_what_a_spelling_is() -> None:
    from sct.sqlexpr.tokens import tokenise

    spelling = Spelling(frozenset(("CREATE", "PARTITION BY")))
    tokens = tokenise("create x y2 \"y\" 'z' 12 , _a partition\n by $", "oracle")
    assert spelling.of(tokens) == ("CREATE", NAME, NAME, '"', "'", "1", ",", NAME, "PARTITION BY", "$")
