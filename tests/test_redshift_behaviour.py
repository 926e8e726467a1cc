"""Behaviour cases with Redshift as the target: converted, held against `must` and `must_not`, run on the loadable form.

`must`, `must_not`: regular expressions, one a line, regardless of case, on the emitted script without comments and
with its white space folded. A case listed in its folder's KNOWN_GAPS.yml must fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sct import backends
from sct.check.redshift.blocks import inside
from sct.check.redshift.grammar import judge
from sct.check.redshift.loadable import script
from sct.check.redshift.plain import Unjudged
from sct.check.redshift.relations import Relations
from sct.check.redshift.tokens import text_of, tokenise
from tests import behaviour
from tests.behaviour import Case, CaseFailed
from tests.servers import Server

TARGET = "redshift"
absent = pytest.mark.skipif(TARGET not in backends.names(), reason="SKIPPED: there is no backend for Redshift yet")


def parameters() -> list[Any]:
    found = []
    for folder in behaviour.folders():
        if folder.name.partition("_")[2] != TARGET:
            continue
        gaps = behaviour.known_gaps(folder)
        for path in sorted(folder.glob("*.case")):
            reason = gaps.get(path.stem)
            gap = pytest.mark.xfail(strict=True, raises=CaseFailed, reason=reason)
            marks = [gap] if reason else []
            found.append(pytest.param(path, id=f"{folder.name.partition('_')[0]}-{path.stem}", marks=marks))
    for name in (behaviour.CASES / "oracle_redshift" / "SHARED.txt").read_text("utf-8").splitlines():
        if name and not name.startswith("#"):
            path = behaviour.CASES / "oracle_postgres" / f"{name}.case"
            found.append(pytest.param(path, id=f"oracle-shared-{name}"))
    return found


def folded(script_: str) -> str:
    """Without comments, white space folded; bodies of procedures included, literals left alone."""
    items = tokenise(script_)
    for token in items:
        if token.kind == "dollar":
            quote, text, _ = inside(token)
            token.text = f"{quote} {folded(text)} {quote}"
    for token in _all(items):
        token.space = " " if token.space else ""
        token.tail = " " if token.tail else ""
    return text_of(items)


def _all(items: list[Any]) -> Iterator[Any]:
    for token in items:
        yield token
        yield from _all(token.items)


def complaints(case: Case, emitted: str) -> Iterator[str]:
    text = folded(emitted)
    for pattern in filter(str.strip, case.sections.get("must", "").splitlines()):
        if not re.search(pattern.strip(), text, re.I):
            yield f"must: there is no {pattern.strip()}"
    for pattern in filter(str.strip, case.sections.get("must_not", "").splitlines()):
        if found := re.search(pattern.strip(), text, re.I):
            yield f"must_not: {pattern.strip()} matches {found[0]!r}"
    yield from (f"grammar net: {fault.message}" for fault in judge(emitted, Relations()).faults)


def run(case: Case, emitted: str, server: Server) -> None:
    """Raises CaseFailed with everything there is against the script."""
    told = list(complaints(case, emitted))
    try:
        if "check" in case.sections:
            behaviour.judge(case, script(emitted), server)
    except Unjudged as reason:
        told.append(f"no loadable form: {reason}")
    except CaseFailed as failure:
        told.append(str(failure))
    if told:
        raise CaseFailed("\n".join([*told, "", emitted]))


@absent
@pytest.mark.parametrize("path", parameters())
def test_case(path: Path, pg15: Server, tmp_path: Path) -> None:
    case = behaviour.read(path)
    run(case, behaviour.convert(case, TARGET, tmp_path), pg15)


CASE = Case(
    Path("teradata_redshift/001_x.case"),
    {"why": "of it"},
    {"must": "distkey ?\\(a\\)\n", "must_not": "primary +index\nnull;\n", "check": "SELECT a FROM t;", "expect": "1\n"},
)
GOOD = "CREATE TABLE t (a integer) -- primary index\nDISTKEY  (a);\nINSERT INTO t VALUES (1);"


def test_the_judge_accepts_what_is_right(pg15: Server) -> None:
    run(CASE, GOOD, pg15)


@pytest.mark.parametrize(
    ("emitted", "told"),
    [
        (GOOD.replace("(1)", "(2)"), r"\+2"),
        (GOOD.replace("DISTKEY  (a)", "SORTKEY (a)"), "must: there is no"),
        (GOOD + "CREATE PROCEDURE p() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;", "must_not: null;"),
        (GOOD + "CREATE INDEX i ON t (a);", "grammar net: not on Redshift: indexes"),
        (GOOD + "COPY t FROM 's3://b' IAM_ROLE default;", "no loadable form: COPY"),
    ],
)
def test_the_judge_refuses(emitted: str, told: str, pg15: Server) -> None:
    with pytest.raises(CaseFailed, match=told):
        run(CASE, emitted, pg15)
