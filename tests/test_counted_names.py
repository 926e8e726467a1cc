"""What the names of a value say of it agrees with what its tokens say, and spares cutting it again."""

from __future__ import annotations

import pickle

import pytest

from sct.catalog import literals, pieces
from sct.ir.sql import Sql
from sct.text.span import Span


def piece(text: str) -> Sql:
    return Sql("expression", text, Span("f", 0, len(text)), "oracle")


PLAIN = ["1", "-1", "NULL", "- /* none */ 7", "v + 1", "v - 1", "v+999999", '"V" + 1', "/* next */ v + 1"]
NAMED = ["w", "w + 1", "f(v)", "n.v + 1", "f(1) + v", "pkg.v + 1", "w || 'v'", "nullif(v, 1)"]


@pytest.mark.parametrize("text", PLAIN)
def test_a_small_literal_and_the_next_value_are_never_more(text: str) -> None:
    value = piece(text)
    assert literals._is_small(value) or literals._is_next(value, ("v",))
    assert not literals._names_more(value, ("v",))


@pytest.mark.parametrize("text", NAMED)
def test_what_names_tell_tokens_tell_too(text: str) -> None:
    value = piece(text)
    assert not (literals._is_small(value) or literals._is_next(value, ("v",)))
    assert literals._names_more(value, ("v",))


def test_a_value_that_has_come_from_another_process_is_not_cut_again(monkeypatch: pytest.MonkeyPatch) -> None:
    value = piece("f(v)")
    pieces.facts(value)
    there = pickle.loads(pickle.dumps(value))
    cut: list[Sql] = []
    monkeypatch.setattr(pieces, "tokenise", lambda text, dialect: cut.append(text) or [])
    assert literals._names_more(there, ("v",)) and not cut
