"""The neutral vocabulary: what rules of a source produce and what rules of a target start from is all declared."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from sct.rulebook.load import entries, load, rules_folder
from sct.sqlexpr.nodes import call_name, exp, stage
from sct.sqlexpr.patterns import parse_neutral

VOCABULARY = yaml.safe_load((rules_folder() / "neutral.yml").read_text("utf-8"))
FUNCTIONS = {name.lower() for name in VOCABULARY["functions"]}
BOOK = load("oracle", "postgres")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def calls(text: str) -> set[str]:
    """Names of the plain calls in a neutral template."""
    return {call_name(node) for node in parse_neutral(text).find_all(exp.Anonymous)}


def produced() -> list[tuple[str, str]]:
    found = []
    lifting = [e for source in ("oracle", "teradata") for _, e in entries(f"lift/{source}")]
    for entry in lifting:
        for template in listed(entry.get("becomes")):
            found += [(entry["code"], name) for name in calls(template)] if template else []
    return found


def started_from() -> list[tuple[str, str]]:
    found = []
    lowering = [e for folder in ("postgres", "common") for _, e in entries(f"lower/{folder}")]
    for entry in lowering:
        for pattern in listed(entry.get("match")):
            found += [(entry["code"], name) for name in calls(pattern)] if pattern else []
    return found


def test_every_name_has_a_meaning() -> None:
    for section in ("operators", "functions"):
        for name, meaning in VOCABULARY[section].items():
            assert isinstance(meaning, str) and len(meaning) > 2, name


def test_no_name_has_two_meanings() -> None:
    text = (rules_folder() / "neutral.yml").read_text("utf-8")
    names = [line.partition(":")[0].strip() for line in text.splitlines() if line.startswith("  ") and ":" in line]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_rules_of_a_source_produce_only_the_vocabulary() -> None:
    assert [(code, name) for code, name in produced() if name not in FUNCTIONS] == []


def test_rules_of_a_target_start_only_from_the_vocabulary() -> None:
    assert [(code, name) for code, name in started_from() if name not in FUNCTIONS] == []


def test_the_target_has_a_form_for_every_name() -> None:
    forms = {name for _, name in started_from()} | set(BOOK.functions)
    assert sorted(FUNCTIONS - forms) == []


def test_what_conversions_in_code_produce_is_declared_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of every rule is lifted; whatever call stands in the tree then is of the vocabulary."""
    from sct.sqlexpr.lowering import Lowerer
    from tests.test_rules import EXAMPLES, GIVEN, translate

    seen: dict[str, str] = {}
    plain = Lowerer.lower

    def watched(self: Lowerer, tree: Any) -> Any:
        for node in tree.find_all(exp.Anonymous):
            if stage(node) == "lifted" and not isinstance(node.parent, exp.Dot):
                seen.setdefault(str(node.this).lower(), query)
        return plain(self, tree)

    monkeypatch.setattr(Lowerer, "lower", watched)
    for query in [q for _, q, _ in EXAMPLES] + [q for _, q in GIVEN]:
        translate(query)
    assert len(seen) > 150
    assert {name: query for name, query in seen.items() if name not in FUNCTIONS} == {}
