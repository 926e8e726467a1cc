"""Trees of source SQL: copies that are whole and independent, and pieces that share what was read once."""

from __future__ import annotations

from copy import deepcopy

import pytest

from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.sqlexpr.nodes import clone, exp, set_type
from sct.sqlexpr.parse import tree_of
from sct.sqlexpr.scope import Shape
from sct.sqlexpr.tokens import tokenise
from sct.text.span import Span

TEXTS = [
    "a.b + nvl(c, 3) * -2",
    "case when x > 3 and y is not null then 'a' || t.z else cast(q as varchar2(10)) end",
    "pkg.f(a => 1, b => g(2)).c",
    "exists (select 1 from q where q.i = a.i and s like 'a%' order by 1 desc)",
]


def piece(text: str, start: int = 100) -> Sql:
    return Sql("expression", text, Span("a.sql", start, start + len(text)), "oracle")


@pytest.mark.parametrize("text", TEXTS)
def test_a_clone_is_what_the_library_copies(text: str) -> None:
    tree = tree_of(piece(text))
    for number, node in enumerate(tree.walk()):
        set_type(node, Type("integer"), not_null=bool(number % 2))
        node.meta["then"] = [exp.Literal.number(number)]
        node.meta["ready"] = Shape()
    made, expected = clone(tree), deepcopy(tree)
    assert repr(made) == repr(expected)
    for mine, theirs, old in zip(made.walk(), expected.walk(), tree.walk(), strict=True):
        assert type(mine) is type(theirs) and mine is not old
        assert (mine.arg_key, mine.index, list(mine.args)) == (theirs.arg_key, theirs.index, list(theirs.args))
        assert (mine.parent is None) == (theirs.parent is None)
        assert mine.meta == theirs.meta
        # what may be changed in place is the copy's own
        assert mine.meta is not old.meta and mine.meta["then"][0] is not old.meta["then"][0]
        assert mine.meta["ready"] is not old.meta["ready"]


def test_a_change_of_a_clone_does_not_reach_the_tree() -> None:
    tree = tree_of(piece("f(a, b + 1)"))
    before = repr(tree)
    made = clone(tree)
    made.expressions[1].replace(exp.Null())
    assert repr(tree) == before != repr(made)


def test_the_same_words_are_read_once_and_keep_their_places() -> None:
    """Tokens of a whole statement count from its start; the place in the file is the piece's own all the same."""
    whole = "x := 17 + some_name"
    text = "17 + some_name"
    first = piece(text, start=105)
    first.tokens = [t for t in tokenise(whole, "oracle") if t.start >= 5]
    second = piece(text, start=900)
    trees = [tree_of(first), tree_of(second)]
    assert trees[0] is trees[1]
    for sql, tree in zip((first, second), trees, strict=True):
        offset = sql.tokens[0].start if sql.tokens else 0
        at = tree.expression.find(exp.Identifier).meta["start"] - offset + sql.span.start
        assert at == sql.span.start + text.index("some_name")


def test_the_same_words_in_another_language_are_another_tree() -> None:
    other = Sql("expression", "a + b", Span("a.sql", 0, 5), "oracle")
    same = Sql("expression", "a + b", Span("a.sql", 0, 5), "teradata")
    assert tree_of(other) is not tree_of(same)
