"""Random programs print on PostgreSQL what Oracle's semantics say, worked out by a machine of its own (random_plsql).

A program about which the report says that something differs is not asked what it prints. `SCT_PROGRAMS` sets how many
are tried, and `SCT_SEED` where to begin.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sct import pipeline
from tests.random_plsql.meaning import Endless
from tests.random_plsql.program import program
from tests.servers import Server

FIRST = int(os.environ.get("SCT_SEED", "1"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("SCT_PROGRAMS", "12")))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_program_prints_what_oracle_would(seed: int, tmp_path: Path, pg15: Server) -> None:
    made = program(seed)
    try:
        wanted = made.prints()
    except Endless:
        pytest.skip("it runs for too long")
    file = tmp_path / "program.sql"
    file.write_text(made.source, "utf-8")
    result = pipeline.convert([str(file)], pipeline.Options(check=False))
    assert not [finding for finding in result.report.findings if finding.severity == "error"], made.source
    if any(finding.fidelity == "differs" for finding in result.report.findings):
        pytest.skip("the report says that something differs")
    database = pg15.new_database()
    try:
        ran = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", pg15.dsn(database), "-f", "-"],
            input=result.script + "\nCALL st.main(NULL);\n", text=True, capture_output=True, check=False,
        )  # fmt: skip
    finally:
        pg15.drop_database(database)
    assert (ran.stdout.strip(), "ERROR" in ran.stderr) == (wanted.strip(), False), made.source + ran.stderr
