"""Every subprogram of the supplied packages that code uses is known: converted, or refused by a code of its package."""

from __future__ import annotations

import pytest

from tests.packages_table import CONVERTED, PACKAGES, ROOT, table, verdict


@pytest.mark.parametrize("package", list(PACKAGES))
def test_every_subprogram_is_known(package: str) -> None:
    assert [name for name in PACKAGES[package].split() if verdict(package, name) == ("", "")] == []


def test_what_rules_convert_is_listed() -> None:
    """A subprogram that is converted and not on the list is misspelt in one of the two, or a constant."""
    known = {f"{package}.{name}" for package, names in PACKAGES.items() for name in names.split()}
    subprograms = {n for n in CONVERTED if n.partition(".")[0] in PACKAGES} - known
    constants = {n for n in subprograms if not _takes_arguments(n)}
    assert subprograms - constants == set()


def _takes_arguments(name: str) -> bool:
    from sct.rulebook.load import entries

    for _, entry in entries("lift/oracle"):
        matches = entry.get("match") or ()
        if any(text.upper().startswith(f"{name}(") for text in ([matches] if isinstance(matches, str) else matches)):
            return True
    return False


def test_the_table_says_what_the_rules_do() -> None:
    assert (ROOT / "docs" / "packages.md").read_text("utf-8") == table()
