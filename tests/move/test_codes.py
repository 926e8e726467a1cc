"""The loop of codes is closed for the data-move stage, too: what is raised is declared, what is declared is raised."""

from __future__ import annotations

import re
from pathlib import Path

from sct.move.codes import codes

ROOT = Path(__file__).parents[2]
RAISED = {
    code
    for folder in ("sct/move", "sct/extract", "sct/cli/commands")
    for file in (ROOT / folder).rglob("*.py")
    for code in re.findall(r"\bMV\d{4}\b", file.read_text("utf-8"))
}


def test_every_code_raised_is_declared() -> None:
    assert sorted(RAISED - set(codes())) == []


def test_every_code_declared_is_raised() -> None:
    assert sorted(set(codes()) - RAISED) == []


def test_every_code_says_what_to_do() -> None:
    assert [c.code for c in codes().values() if not c.why or not c.howto] == []
