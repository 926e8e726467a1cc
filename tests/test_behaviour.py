"""Every behaviour case: converted, loaded, checked on a real server (SCT_TEST_PG=18 for the newer one).

A case listed in its folder's KNOWN_GAPS.yml must fail, by a wrong answer or a refusal, never by a crash; one that
passes is to be taken off the list.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests import behaviour
from tests.behaviour import Case, CaseFailed
from tests.servers import Server

VERSION = os.environ.get("SCT_TEST_PG", "15")
# Engines whose result is loaded as it is. Redshift has no server to load into: its cases are judged elsewhere.
LOADABLE = ("postgres",)


def parameters() -> list[Any]:
    found = []
    for folder in behaviour.folders():
        gaps = behaviour.known_gaps(folder)
        if folder.name.partition("_")[2] not in LOADABLE:
            continue
        for path in sorted(folder.glob("*.case")):
            reason = gaps.get(path.stem)
            gap = pytest.mark.xfail(strict=True, raises=CaseFailed, reason=reason)
            found.append(pytest.param(path, id=path.stem, marks=[gap] if reason else []))
    return found


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(f"pg{VERSION}")  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", parameters())
def test_case(path: Path, server: Server, tmp_path: Path) -> None:
    case = behaviour.read(path)
    script = behaviour.convert(case, f"{case.target_engine}:{VERSION}", tmp_path)
    behaviour.judge(case, script, server)


def test_every_case_is_complete_and_every_gap_is_a_case() -> None:
    for folder in behaviour.folders():
        paths = {path.stem: path for path in folder.glob("*.case")}
        assert paths, f"no case in {folder}"
        for stem, path in paths.items():
            case = behaviour.read(path)
            assert {"name", "area", "why"} <= set(case.header), stem
            assert stem.partition("_")[2] == case.header["name"], stem
            assert case.sections.get("source", "").strip(), stem
            assert {"check", "expect"} <= set(case.sections) or "must" in case.sections, stem
        gaps = behaviour.known_gaps(folder)
        assert set(gaps) <= set(paths), f"{folder.name}/KNOWN_GAPS.yml names what is not there"
        assert all(reason.strip() for reason in gaps.values())


CASE = Case(
    Path("oracle_postgres/001_x.case"), {"why": "of it"}, {"check": "SELECT f(), NULL;", "expect": "1|<NULL>\n"}
)
GOOD = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"


def test_the_judge_accepts_what_is_right(server: Server) -> None:
    behaviour.judge(CASE, GOOD + "CREATE ROLE sct_case_role;", server)
    with server.connect() as admin:
        assert admin.execute("SELECT FROM pg_roles WHERE rolname = 'sct_case_role'").fetchone() is None


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (GOOD + "\nSELECT 1/0;", "division by zero"),
        (GOOD.replace("SELECT 1", "SELECT 2"), r"\+2|<NULL>"),
        ("", "does not exist"),
    ],
)
def test_the_judge_refuses_a_load_error_a_wrong_answer_and_silence(script: str, told: str, server: Server) -> None:
    with pytest.raises(CaseFailed, match=told):
        behaviour.judge(CASE, script, server)
