"""docs/traps.md names codes that are declared and behaviour cases that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sct.rulebook.load import load

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/traps.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| trap")
]


def declared() -> set[str]:
    found: set[str] = set()
    for source, target in (("teradata", "redshift"), ("oracle", "redshift")):
        found.update(load(source, target).codes)
    return found


def test_there_are_rows() -> None:
    assert len(ROWS) >= 24


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_trap_has_codes_and_cases(row: list[str]) -> None:
    _, codes, cases = row
    named = re.findall(r"[A-Z]{2}[0-9]{4}", codes)
    assert named and set(named) <= declared()
    for case in cases.split(", "):
        folder, number = case.split("/")
        assert len(list((ROOT / "fixtures/behaviour" / folder).glob(f"{number}_*.case"))) == 1, case
