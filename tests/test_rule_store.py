"""What is kept of the rule files between runs never changes what the rules are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sct.catalog.order import stable_order
from sct.rulebook import load as loading
from sct.rulebook import runtime
from sct.rulebook.load import load, rulebook_id
from sct.rulebook.store import Store, store
from sct.sqlexpr.rules import RuleIndex


def contents(index: RuleIndex) -> dict[str, list[tuple[str, str, str]]]:
    """Every rule by head, compiled."""
    return {
        head: [
            (r.code, r.pattern.sql(), r.template.sql() if r.template else r.hook or "") for r in index.candidates(head)
        ]
        for head in sorted(index.heads())
    }


def loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, object], dict[str, object], Store]:
    monkeypatch.setenv("SCT_CACHE", str(folder))
    store.cache_clear()
    load.cache_clear()
    try:
        book = load("oracle", "redshift")
        return contents(book.lift), contents(book.lower), store(rulebook_id())  # type: ignore[return-value]
    finally:
        load.cache_clear()
        store.cache_clear()


def test_rules_from_the_store_are_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loaded(tmp_path, monkeypatch)
    (kept,) = tmp_path.glob("rules-*.json")
    monkeypatch.setattr(
        loading,
        "_read",
        lambda path: (
            pytest.fail(f"{path} is read again") if path.parent.name != "legal" else {"functions": [], "nodes": []}
        ),
    )
    again = loaded(tmp_path, monkeypatch)
    assert first[:2] == again[:2]
    assert len(again[2].heads) > 500 and not again[2].changed
    assert list(tmp_path.glob("rules-*.json")) == [kept]


def test_a_damaged_store_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loaded(tmp_path, monkeypatch)
    (kept,) = tmp_path.glob("rules-*.json")
    whole = kept.read_text()
    for damaged in ("", "{", '{"entries": 3, "heads": {}}', whole[: len(whole) // 2]):
        kept.write_text(damaged)
        assert loaded(tmp_path, monkeypatch)[:2] == first[:2]
        assert kept.read_text() == whole


def test_without_a_folder_to_write_to_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    assert loaded(blocked, monkeypatch)[0]


def test_order_keeps_the_source_s_where_it_can() -> None:
    assert stable_order("dcba", {"d": "a", "c": "x"}) == (list("cbad"), [])


def test_cycles_keep_the_source_s_order_among_themselves() -> None:
    order, cycles = stable_order("abcde", {"a": "c", "c": "b", "b": "a", "e": "d", "d": "e"})
    assert cycles and {tuple(c) for c in cycles} == {("a", "b", "c"), ("d", "e")}
    assert order == list("abcde")
    order, cycles = stable_order("xab", {"x": "b", "a": "b", "b": "a"})
    assert (order, cycles) == (["a", "b", "x"], [["a", "b"]])


def test_emulation_functions_from_the_store_are_those_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCT_CACHE", str(tmp_path))
    found = []
    try:
        for _ in range(2):
            store.cache_clear()
            runtime.runtime_functions.cache_clear()
            found.append(runtime.runtime_functions("postgres"))
            monkeypatch.setattr(runtime, "_read", lambda folder: pytest.fail(f"{folder} is read again"))
    finally:
        store.cache_clear()
        runtime.runtime_functions.cache_clear()
    assert found[0] == found[1] and len(found[0]) > 100
    assert list(found[0]) == list(found[1])


def test_versions_that_take_turns_find_their_files_again(tmp_path: Path) -> None:
    for number in range(7):
        one = Store(tmp_path / f"rules-{number}.json")
        one.learn("oracle", "f(a)", "f")
        one.keep()
        os.utime(one.path, (number, number))
    assert Store(tmp_path / "rules-5.json").head("oracle", "f(a)") == "f"
    assert 3 <= len(list(tmp_path.glob("rules-*.json"))) <= 4
