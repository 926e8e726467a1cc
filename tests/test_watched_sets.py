"""A set or dictionary under watch loses its object whenever it is taken as a whole, by what is written in C too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sct.text.span import Span
from sct.work.kept.watching import Notes, WatchedDict, WatchedSet

WHOLE: list[Callable[[Any], Any]] = [
    set, list, sorted, len, lambda w: {1} & w, lambda w: {1} | w, lambda w: w - {1}, lambda w: {1}.update(w),
    lambda w: {1}.issubset(w), lambda w: w == {1}, lambda w: w.copy(), lambda w: w.add(2), lambda w: [*w],
]  # fmt: skip
WHOLE_DICT: list[Callable[[Any], Any]] = [
    dict, list, len, lambda w: {**w}, lambda w: {}.update(w), lambda w: w | {}, lambda w: {} | w, lambda w: w.items(),
    lambda w: w.values(), lambda w: w == {}, lambda w: w.pop(1), lambda w: w.setdefault(3, 4),
]  # fmt: skip


def notes() -> Notes:
    made = Notes()
    made.begin(0, Span("", 0, 0))
    return made


@pytest.mark.parametrize("take", WHOLE)
def test_a_set(take: Callable[[Any], Any]) -> None:
    watched = WatchedSet("s", {1}, noted := notes())
    take(watched)
    assert noted.lost


@pytest.mark.parametrize("take", WHOLE_DICT)
def test_a_dictionary(take: Callable[[Any], Any]) -> None:
    watched = WatchedDict("d", {1: 2}, noted := notes())
    take(watched)
    assert noted.lost


def test_questions_are_noted_and_lose_nothing() -> None:
    noted = notes()
    some, named = WatchedSet("s", {1}, noted), WatchedDict("d", {1: 2}, noted)
    assert 1 in some and some and named.get(1) == 2 and 5 not in named
    assert (noted.lost, len(noted.questions)) == ("", 4)
