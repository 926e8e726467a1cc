"""A constant pattern that sct.regex_pattern refuses is said when it is converted, and no other."""

from __future__ import annotations

import pytest

from sct.sqlexpr.constructs_patterns import always_raises

PATTERNS = {
    "a+b*?": True,
    "(a|b.*?)(,|$)": True,
    "a{2,}?b+": True,
    "a+?|b": True,
    r"^((01)|(02))(\d){8}?$": False,
    r"[|].*?x\|": False,
    "^(.*?),(.*)$": False,
    "a.*?b": False,
    "[^]a|*?]+?": False,
    "[[:alpha:]|]+?x": False,
    r"\*?a+": False,
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_always_raises_is_known(pattern: str) -> None:
    assert always_raises(pattern) is PATTERNS[pattern]
