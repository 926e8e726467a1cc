"""Broken input costs an object, never the run: truncated, spliced, byte-flipped and deeply nested scripts."""

from __future__ import annotations

import os
import random
import time
import traceback
from pathlib import Path

import pytest

from sct import pipeline
from tests import behaviour

FIXTURES = Path(__file__).parent.parent / "fixtures"
# What all our cases are made of: DDL, queries and code of every kind.
SCRIPTS = [p.read_text("utf-8") for p in sorted((FIXTURES / "schemas").rglob("*.sql"))]
SCRIPTS += [p.read_text("utf-8", "replace") for p in sorted((FIXTURES / "oracle").rglob("*.sql"))]
SCRIPTS += [
    behaviour.read(p).sections["source"] for p in sorted((FIXTURES / "behaviour" / "oracle_postgres").glob("*.case"))
]
ROUNDS = int(os.environ.get("SCT_MUTATIONS", "150"))
LONGEST = 20.0  # seconds of a script of a few hundred lines: a hang, or time out of proportion
NOISE = [*"'\"();,/*-@&:.\n\0é", " SELECT ", " CREATE TABLE ", " BEGIN ", " END; ", "\n/\n", " CASE ", "q'["]
NESTS = [
    ("(", ")"),
    ("BEGIN ", " END;"),
    ("CASE WHEN 1 = 1 THEN ", " END"),
    ("NOT (", ")"),
    ("(SELECT ", " FROM dual)"),
]


def mutated(seed: int) -> str:
    dice = random.Random(seed)
    text = dice.choice(SCRIPTS)
    for _ in range(dice.randint(1, 4)):
        at, kind = dice.randrange(len(text) + 1), dice.randrange(6)
        if kind == 0:
            text = text[:at]
        elif kind == 1:
            other = dice.choice(SCRIPTS)
            start = dice.randrange(len(other))
            text = text[:at] + other[start : start + dice.randint(1, 300)] + text[at:]
        elif kind == 2:
            text = text[:at] + dice.choice(NOISE) + text[at:]
        elif kind == 3:
            text = text[:at] + text[at + dice.randint(1, 20) :]
        elif kind == 4 and at < len(text):
            text = text[:at] + chr(ord(text[at]) ^ (1 << dice.randrange(7))) + text[at + 1 :]
        else:
            opening, closing = dice.choice(NESTS)
            deep, end = dice.choice((3, 30, 300)), min(len(text), at + dice.randint(1, 40))
            text = text[:at] + opening * deep + text[at:end] + closing * deep + text[end:]
    return text


@pytest.mark.parametrize("part", range(10))
def test_mutated_scripts(tmp_path: Path, part: int) -> None:
    file = tmp_path / "s.sql"
    wrong: list[str] = []
    for seed in range(part, ROUNDS, 10):
        file.write_text(mutated(seed), "utf-8", newline="")
        begin = time.process_time()
        try:
            result = pipeline.convert([str(file)], pipeline.Options(check=False, debug=True))
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            wrong.append(f"seed {seed}: {type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})")
            continue
        if time.process_time() - begin > LONGEST:
            wrong.append(f"seed {seed}: {time.process_time() - begin:.0f} s")
        lost = [f.message for f in result.report.findings if f.code in ("SC0002", "SC0007")]
        wrong += [f"seed {seed}: {what}" for what in [*result.report.problems(), *lost]]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5000 + "1" + ")" * 5000 + " FROM dual;",
        "CREATE TABLE t (a NUMBER CHECK (" + "NOT " * 3000 + "a = 1));",
        "CREATE VIEW v AS SELECT " + " || ".join(["'x'"] * 3000) + " AS c FROM dual;",
        "BEGIN\n" + "BEGIN\n" * 2000 + "NULL;\n" + "END;\n" * 2000 + "END;\n/\n",
    ],
    ids=["parentheses", "not", "concatenation", "blocks"],
)
def test_deep_nesting(tmp_path: Path, text: str) -> None:
    file = tmp_path / "s.sql"
    file.write_text(text + "\nCREATE TABLE after_all (a NUMBER);\n", "utf-8")
    result = pipeline.convert([str(file)], pipeline.Options(check=False))
    assert any(e.id == "after_all" and e.fidelity == "exact" for e in result.report.objects)
