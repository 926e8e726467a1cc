"""Every function of Oracle's SQL Language Reference is known: converted, or refused by a code of its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from sct.rulebook import translate
from sct.rulebook.load import load
from sct.sqlexpr.patterns import PatternError, head_of, parse_pattern
from sct.sqlexpr.table_functions import TABLE_FUNCTIONS

NAMES = yaml.safe_load((Path(__file__).parent / "oracle_functions.yml").read_text("utf-8"))
BOOK = load("oracle", "postgres")
assert translate.Translator  # with it come the constructs that register table functions
# Forms with grammar of their own, and what their rules are found by.
GRAMMAR = {
    "cast": "call:conversion_by",
    "extract": "Extract",
    "validate_conversion": "call:conversion_check",
    "nvl": "call:nvl",
}
# Converted where the walk meets the clause they belong to.
IN_CODE = {
    "listagg": "sqlexpr/windows.py",
    "ratio_to_report": "sqlexpr/windows.py",
    "percentile_cont": "sqlexpr/windows.py",
    "percentile_disc": "sqlexpr/windows.py",
    "sys_connect_by_path": "sqlexpr/hierarchy.py",
    "set": "with collections",
    "cardinality": "with collections",
    "collect": "with collections",
    "value": "with object tables",
    "treat": "with object types",
}


def heads(name: str) -> list[str]:
    lower = name.lower()
    tries = [GRAMMAR.get(lower, ""), f"call:{lower}", f"name:{lower}", f"call:{lower}_of", lower.capitalize()]
    with suppress(PatternError):
        tries.append(head_of(parse_pattern(name, "oracle")))
    return [t for t in tries if t]


def known(name: str) -> bool:
    lower = name.lower()
    return any(BOOK.lift.candidates(h) for h in heads(name)) or bool({lower, f"{lower}_of"} & TABLE_FUNCTIONS.keys())


@pytest.mark.parametrize("chapter", list(NAMES))
def test_every_function_is_known(chapter: str) -> None:
    missing = [n for n in NAMES[chapter].split() if not known(n) and n.lower() not in IN_CODE]
    assert missing == []


def test_the_list_is_long() -> None:
    assert sum(len(names.split()) for names in NAMES.values()) > 330
