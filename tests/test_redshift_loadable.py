"""Hand-written Redshift scripts on their loadable form: what they do is what the Developer Guide says they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sct.check.redshift.loadable import script
from sct.check.redshift.meaning import FUNCTIONS, supplied_names
from tests.behaviour import Case, CaseFailed, judge
from tests.servers import Server

FOLDER = Path(__file__).parent.parent / "fixtures" / "redshift" / "behaviour"


def sections(path: Path) -> dict[str, str]:
    parts = re.split(r"^--- (\w+)\n", path.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.case")), ids=lambda path: path.stem)
def test_hand_written_script(path: Path, pg15: Server) -> None:
    found = sections(path)
    judge(
        Case(path, {"why": path.stem}, {"check": found["check"], "expect": found["expect"]}),
        script(found["redshift"]),
        pg15,
    )


def test_a_wrong_answer_is_told(pg15: Server) -> None:
    case = Case(Path("x.case"), {"why": ""}, {"check": "SELECT a FROM v;", "expect": "1\n"})
    with pytest.raises(CaseFailed):
        judge(case, script("CREATE VIEW v AS SELECT 2 AS a;"), pg15)


def test_what_is_supplied_calls_the_servers_own_functions() -> None:
    """Where the schema stands before pg_catalog, a bare name in a body would lead back to what is supplied."""
    calls = re.findall(r"(?<![\w.])(\w+)\(", re.sub(r"^--.*$", "", FUNCTIONS.read_text("utf-8"), flags=re.M))
    assert not set(calls) & supplied_names()
