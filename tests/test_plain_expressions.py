"""Plain expressions are read straight from their tokens: the tree is the one the library's parser and the passes around it
would make, on every expression of the fixtures and on generated ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sct.frontends import frontend
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.options import Options
from sct.sqlexpr import parse
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.sources import oracle
from sct.sqlexpr.tokens import tokenise
from sct.text.read import source_from_bytes
from sct.text.span import Span

FIXTURES = Path(__file__).parent.parent / "fixtures"


def piece(text: str) -> Sql:
    return Sql("expression", text, Span("x.sql", 0, len(text)), "oracle")


def flat(node: Any) -> Any:
    """All a tree says, but for arguments that are not given."""
    if isinstance(node, exp.Expr):
        args = [(key, flat(value)) for key, value in node.args.items() if value is not None]
        meta = dict(node._meta) if node._meta else None
        return type(node).__name__, meta, node.comments or None, node.arg_key, node.index, args
    return [flat(one) for one in node] if isinstance(node, list) else node


def the_long_way(text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(oracle, "plain", lambda tokens: None)
        try:
            return flat(parse.parse(piece(text)))
        except parse.SqlError as error:
            return error


def expressions() -> Iterator[str]:
    reader, options = frontend("oracle"), Options()
    seen: set[str] = set()
    cases = (path.read_text("utf-8") for path in sorted((FIXTURES / "behaviour" / "oracle_postgres").glob("*.case")))
    sources = [text.partition("--- source\n")[2].partition("--- check")[0] for text in cases]
    sources += [path.read_text("utf-8") for path in sorted((FIXTURES / "schemas").rglob("*.sql"))]
    for text in sources:
        for chunk in reader.split(source_from_bytes("x.sql", text.encode(), "utf-8"), options, lambda *_: None):
            for item in reader.read(chunk, options).items:
                for one in everything(item):
                    if isinstance(one, Sql) and one.kind == "expression" and one.text not in seen:
                        seen.add(one.text)
                        yield one.text


def test_of_the_fixtures(monkeypatch: pytest.MonkeyPatch) -> None:
    read, total = 0, 0
    for text in expressions():
        total += 1
        found = oracle.plain(tokenise(text, "oracle"))
        if found is not None:
            read += 1
            assert flat(found) == the_long_way(text, monkeypatch), text
    assert read > total * 0.8, (read, total)


NAMES = ["a", "b.c", "p.q.r", 'x."Mixed"', '"UPPER"', ":new.id", ":b", "sql%rowcount", "c1%notfound", "sysdate", "t(1)",
         "t(i)(j)", "t(i).f", "v.first", "v.next(i)", "v.delete", "pkg.f(a, b)", "f()", "f(p => 1)", "replace(a, b)",
         "to_number('1')", "mod(a, 2)", "s.p.f(x).y(1).z", "1", "2.5", "1e3", ".5", "'it''s'", "q'[x]'", "n'y'", "null",
         "true", "self", "level", "date '2020-01-01'", "user", "rownum"]  # fmt: skip
SIGNS = ["+", "-", "*", "/", "||", "=", "<>", "!=", "<", ">=", "and", "or", "is null and", "is not null or",
         "in (1, 2) and", "like", "between 1 and", "**", "mod", "not in (a) or"]  # fmt: skip


def generated(chance: random.Random, depth: int = 0) -> str:
    kind = chance.random()
    if depth > 3 or kind < 0.3:
        return chance.choice(NAMES)
    if kind < 0.4:
        return f"({generated(chance, depth + 1)})"
    if kind < 0.48:
        return f"{chance.choice(['-', 'not ', '- -', '+'])}{generated(chance, depth + 1)}"
    if kind < 0.56:
        return f"g({generated(chance, depth + 1)}, x => {generated(chance, depth + 1)})"
    if kind < 0.62:
        parts = [generated(chance, depth + 1) for _ in range(3)]
        return f"case when {parts[0]} then {parts[1]} else {parts[2]} end"
    return f"{generated(chance, depth + 1)} {chance.choice(SIGNS)} {generated(chance, depth + 1)}"


def test_of_generated_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20261128)
    read = 0
    for _ in range(6000):
        text = generated(chance)
        found = oracle.plain(tokenise(text, "oracle"))
        if found is not None:
            read += 1
            assert flat(found) == the_long_way(text, monkeypatch), text
    assert read > 1500, read


def test_of_pieces_of_them() -> None:
    """What ends too early, or begins too late, is left to the parser that says what is wrong with it."""
    chance = random.Random(7)
    for _ in range(300):
        tokens = tokenise(generated(chance), "oracle")
        for at in range(len(tokens)):
            oracle.plain(tokens[:at])
            oracle.plain(tokens[at:])
            oracle.plain(tokens[:at] + tokens[at + 1 :])


@pytest.mark.parametrize(
    "text",
    ["f(distinct a)", "count(*)", "a -- why\n + 1", "x multiset union y", "cast(a as number)", "extract(year from d)",
     "a like b escape c", "(a, b)", "f(a) over ()", "interval '1' day", "not in", "a +", "f(", "f(a b)", "to_number(a default 0 on conversion error)",
     "prior a", "a = b = c", "a < b is null", "(select 1 from dual)", "&x", "a at local", "a.", "a.b.", "f(a).", "c%", ":", "new t(1)", "1 f", "a b"],
)  # fmt: skip
def test_left_alone(text: str) -> None:
    assert oracle.plain(tokenise(text, "oracle")) is None
