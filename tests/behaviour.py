"""Behaviour cases: a source script, a check on the converted and loaded result, what the source engine would print.

name: nvl_chain_on_empty_string        the file's name without its number
area: expressions
why: Oracle stores '' as NULL, so NVL('', 'x') is 'x'
--- source                             a script in the source's language
--- check                              run by psql on the loaded result
--- expect                             what the source engine's documentation says it prints
--- prints                             what the script itself shows while it is loaded (may be left out)
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from tests.servers import Server

CASES = Path(__file__).parent.parent / "fixtures" / "behaviour"
SECTION = re.compile(r"^--- (source|check|expect|prints|must|must_not)\r?$")
LOAD_ERROR = re.compile(r"^psql:(?:<stdin>:)?(?:\d+:)? (?:ERROR|FATAL|PANIC|error):.*$", re.M)
PSQL_TIMEOUT = 60.0


class CaseFailed(AssertionError):
    """The converted script does not do what the source engine does."""


@dataclass
class Case:
    """One file; `sections` keep their line ends."""

    path: Path
    header: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)

    @property
    def source_engine(self) -> str:
        return self.path.parent.name.partition("_")[0]

    @property
    def target_engine(self) -> str:
        return self.path.parent.name.partition("_")[2]


def read(path: Path) -> Case:
    """A case from its file, line ends as they are."""
    case = Case(path)
    section = None
    with path.open(encoding="utf-8", newline="") as handle:
        for line in handle.read().splitlines(keepends=True):
            mark = SECTION.match(line.rstrip("\n"))
            if mark:
                section = mark[1]
                case.sections[section] = ""
            elif section:
                case.sections[section] += line
            elif ": " in line:
                key, value = line.strip().split(": ", 1)
                case.header[key] = value
    return case


def folders() -> list[Path]:
    """fixtures/behaviour/<source>_<target>, or the folders named by SCT_BEHAVIOUR (separated like PATH)."""
    named = os.environ.get("SCT_BEHAVIOUR")
    if named:
        return [Path(part) for part in named.split(os.pathsep)]
    return sorted(child for child in CASES.iterdir() if child.is_dir())


def known_gaps(folder: Path) -> dict[str, str]:
    """Cases that are known to fail, with the reason: KNOWN_GAPS.yml beside them."""
    path = folder / "KNOWN_GAPS.yml"
    found = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    return {str(case): str(reason) for case, reason in (found or {}).items()}


def psql_program() -> str | None:
    return shutil.which("psql", path="/usr/lib/postgresql/15/bin") or shutil.which("psql")


def psql(server: Server, database: str, script: str) -> subprocess.CompletedProcess[str]:
    """Feed `script` to psql, unaligned tuples only, going on after errors."""
    program = psql_program()
    if program is None:
        pytest.skip("SKIPPED: psql is not installed")
    command = [program, "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=0", "-d", server.dsn(database), "-f", "-"]
    environment = {**os.environ, "PGCLIENTENCODING": "UTF8", "PGOPTIONS": "-c client_min_messages=notice"}
    try:
        return subprocess.run(
            command,
            input=script,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            timeout=PSQL_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CaseFailed(f"psql did not end within {PSQL_TIMEOUT:.0f} s") from late


def convert(case: Case, target: str, work: Path) -> str:
    """schema.sql as the command line writes it; runs in this process for speed."""
    from sct.cli.main import cli

    source, out = work / "source.sql", work / "out"
    source.write_bytes(case.sections["source"].encode())
    options = ["--from", case.source_engine, "--to", target, "-o", str(out), "--no-check", "--fail-on", "none"]
    try:
        cli.main(["convert", str(source), *options], standalone_mode=False)
    except SystemExit as leave:
        if leave.code not in (0, None):
            raise CaseFailed(f"sct ended with {leave.code}") from leave
    return (out / "schema.sql").read_text("utf-8")


def judge(case: Case, script: str, server: Server) -> None:
    """Load `script` into an empty database and run the check. Raises CaseFailed with what differed."""
    database = server.new_database("case")
    with server.connect() as admin:
        before = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
    try:
        loaded = psql(server, database, "\\pset null '<NULL>'\n" + script)
        errors = LOAD_ERROR.findall(loaded.stderr)
        checked = psql(server, database, "\\pset null '<NULL>'\n" + case.sections["check"])
    finally:
        server.drop_database(database)
        with server.connect() as admin:  # roles outlive the database of the case
            for (role,) in admin.execute("SELECT rolname FROM pg_roles").fetchall():
                if role not in before:
                    admin.execute(f'DROP ROLE "{role}"')
    lines = [f"load error: {error}" for error in errors]
    if "prints" in case.sections:
        wanted, got = tidy(case.sections["prints"]), tidy(loaded.stdout)
        lines += difflib.unified_diff(wanted, got, "expected to be printed", "printed", lineterm="", n=1)
    wanted, got = tidy(case.sections["expect"]), tidy(checked.stdout)
    if wanted != got:
        lines += list(difflib.unified_diff(wanted, got, "expected", "got", lineterm="", n=1))
        lines += ["", "psql said:", checked.stderr.strip()]
    if lines:
        raise CaseFailed("\n".join([case.header.get("why", ""), *lines]))


def tidy(text: str) -> list[str]:
    """Lines without trailing white space, and no blank lines at the end."""
    return [line.rstrip() for line in text.rstrip().splitlines()]
