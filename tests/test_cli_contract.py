"""The command line's contract: exit statuses, what is written where, what is never printed (DESIGN 2.1, 2.2)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLEAN = "CREATE TABLE a (id NUMBER(9) PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM a;\n"
# No reader of Oracle's language can make sense of it, so it is refused whatever is learnt later.
BROKEN = "CREATE TABLE b (id NUMBER(9), );\n"
FILES = ["manifest.json", "post-data.sql", "pre-data.sql", "report.html", "report.json", "schema.sql", "written.json"]


def sct(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line tool in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "from sct.cli import main; main()", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def convert(source: str | Path, cwd: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`sct convert` without the proof, which has tests of its own."""
    return sct("convert", source, "--from", "oracle", "--to", "postgres", "--no-check", *more, cwd=cwd, **environment)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    (tmp_path / "clean.sql").write_text(CLEAN)
    return tmp_path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "broken.sql").write_text(CLEAN + BROKEN)
    return tmp_path


# --- exit statuses ---------------------------------------------------------------------------------------------------


def test_0_when_nothing_is_wrong(clean: Path) -> None:
    done = convert("clean.sql", clean)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (clean / "sct-out").iterdir() if path.is_file()) == FILES


@pytest.mark.parametrize(("level", "status"), [("none", 0), ("error", 1), ("refused", 1), ("differs", 1)])
def test_1_when_a_finding_reaches_the_level_and_the_result_is_written_all_the_same(
    broken: Path, level: str, status: int
) -> None:
    done = convert("broken.sql", broken, "--fail-on", level)
    assert done.returncode == status, done.stderr
    assert (broken / "sct-out" / "schema.sql").exists()


def test_the_default_level_is_error(broken: Path) -> None:
    assert convert("broken.sql", broken).returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["convert"],
        ["convert", "clean.sql", "--to", "postgres"],
        ["convert", "clean.sql", "--from", "oracle"],
        ["convert", "clean.sql", "--from", "klingon", "--to", "postgres"],
        ["convert", "clean.sql", "--from", "oracle", "--to", "klingon"],
        ["convert", "clean.sql", "--from", "oracle", "--to", "postgres:9"],
        ["convert", "clean.sql", "--from", "oracle", "--to", "postgres", "--fail-on", "sometimes"],
        ["convert", "clean.sql", "--from", "oracle", "--to", "postgres", "--no-such-option"],
        ["convert", "missing.sql", "--from", "oracle", "--to", "postgres"],
        ["convert", "empty", "--from", "oracle", "--to", "postgres"],
        ["convert", "latin1.sql", "--from", "oracle", "--to", "postgres"],
        ["convert", "clean.sql", "latin1.sql", "--from", "oracle", "--to", "postgres"],
        ["convert", "latin1.sql", "--from", "oracle", "--to", "postgres", "--encoding", "no-such-encoding"],
        ["convert", "clean.sql", "--from", "oracle", "--to", "postgres", "--on", "mysql://joe@nowhere/db"],
        ["explain", "XX9999"],
    ],
)
def test_2_for_wrong_usage_or_input_that_cannot_be_read_and_nothing_is_written(
    clean: Path, arguments: list[str]
) -> None:
    (clean / "empty").mkdir()
    (clean / "latin1.sql").write_bytes("CREATE TABLE café (id NUMBER);\n".encode("latin-1"))
    before = sorted(clean.rglob("*"))
    done = sct(*arguments, cwd=clean)
    assert done.returncode == 2, done.stderr
    assert done.stdout == "" and done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert sorted(clean.rglob("*")) == before


FAULT = """
import sys
import sct.pipeline
def broken(*_): raise RuntimeError("the wheel came off")
sct.pipeline.convert = broken
from sct.cli import main
main()
"""


def test_3_for_a_fault_of_ours_in_one_line(clean: Path) -> None:
    command = [sys.executable, "-c", FAULT]
    arguments = ["convert", "clean.sql", "--from", "oracle", "--to", "postgres", "--no-check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, *arguments], cwd=clean, capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1 and "the wheel came off" in done.stderr
    debug = subprocess.run(
        [*command, "--debug", *arguments], cwd=clean, capture_output=True, text=True, env=environment, check=False
    )
    assert debug.returncode == 3
    assert "Traceback" in debug.stderr


# --- input -----------------------------------------------------------------------------------------------------------


def test_a_file_a_folder_and_standard_input_say_the_same(clean: Path) -> None:
    (clean / "folder").mkdir()
    (clean / "folder" / "clean.sql").write_text(CLEAN)
    arguments = ["--from", "oracle", "--to", "postgres", "--no-check"]
    scripts = []
    for name in ("clean.sql", "folder", "-"):
        done = sct("convert", name, *arguments, "-o", f"out-{len(scripts)}", cwd=clean, stdin=CLEAN.encode())
        assert done.returncode == 0, done.stderr
        scripts.append((clean / f"out-{len(scripts)}" / "schema.sql").read_text())
    assert scripts[0] == scripts[1] == scripts[2]
    assert "CREATE TABLE" in scripts[0]


@pytest.mark.parametrize("target", ["postgres", "postgresql", "pg", "PG", "postgres:15", "postgresql:18"])
def test_engine_names_have_aliases_and_versions(clean: Path, target: str) -> None:
    done = sct("convert", "clean.sql", "--from", "Oracle", "--to", target, "--no-check", cwd=clean)
    assert done.returncode == 0, done.stderr
    report = json.loads((clean / "sct-out" / "report.json").read_text())
    assert report["target"] == {"engine": "postgres", "version": target.partition(":")[2] or "15"}


def test_an_encoding_can_be_named(clean: Path) -> None:
    (clean / "latin1.sql").write_bytes("COMMENT ON TABLE a IS 'caf\xe9';\n".encode("latin-1"))
    (clean / "clean.sql").rename(clean / "a.sql")
    done = sct("convert", ".", "--from", "oracle", "--to", "postgres", "--no-check", "--encoding", "latin-1", cwd=clean)
    assert done.returncode == 0, done.stderr
    assert "café" in (clean / "sct-out" / "schema.sql").read_text("utf-8")


# --- output ----------------------------------------------------------------------------------------------------------


def test_what_is_for_people_goes_to_stderr(clean: Path) -> None:
    done = convert("clean.sql", clean)
    assert done.stdout == "" and done.stderr


def test_what_is_asked_for_goes_to_stdout(clean: Path) -> None:
    rules = sct("rules", cwd=clean)
    assert rules.returncode == 0 and rules.stderr == ""
    codes = [line.split()[0] for line in rules.stdout.splitlines() if re.match(r"[A-Z]{2}\d{4}\b", line)]
    assert codes and codes == sorted(codes)
    explained = sct("explain", codes[0], cwd=clean)
    assert explained.returncode == 0 and explained.stdout.startswith(codes[0]) and explained.stderr == ""
    assert sct("explain", codes[0].lower(), cwd=clean).stdout == explained.stdout


def test_no_escape_sequences_without_a_terminal(broken: Path) -> None:
    assert "\x1b" not in convert("broken.sql", broken).stderr
    assert "\x1b" not in convert("broken.sql", broken, NO_COLOR="1").stderr


def test_output_is_the_same_from_run_to_run_and_names_no_place_of_this_machine(tmp_path: Path) -> None:
    schema = ROOT / "fixtures" / "schemas" / "bookshop"
    seen = []
    for number, (seed, jobs) in enumerate((("1", "1"), ("2", "2"))):
        out = tmp_path / f"out{number}"
        done = convert(schema, tmp_path, "-o", out.name, "--fail-on", "none", "--jobs", jobs, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        seen.append({str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert seen[0] == seen[1]
    assert set(FILES) <= set(seen[0])
    for name, content in seen[0].items():
        for place in (str(ROOT), str(tmp_path), str(Path.home()) + "/"):
            assert place.encode() not in content, f"{name} names {place}"


def test_every_object_has_a_file_of_its_own(clean: Path) -> None:
    assert convert("clean.sql", clean).returncode == 0
    report = json.loads((clean / "sct-out" / "report.json").read_text())
    kinds = {entry["kind"] for entry in report["objects"]}
    files = {
        path.relative_to(clean / "sct-out" / "objects").parts for path in (clean / "sct-out").rglob("objects/*/*/*")
    }
    assert {"table", "view"} <= kinds
    assert ("public", "table", "a.sql") in files and ("public", "view", "v.sql") in files


def test_a_refused_object_keeps_its_place_under_its_code(broken: Path) -> None:
    convert("broken.sql", broken)
    script = (broken / "sct-out" / "schema.sql").read_text()
    report = json.loads((broken / "sct-out" / "report.json").read_text())
    codes = [finding["code"] for finding in report["findings"] if finding["fidelity"] == "refused"]
    assert codes
    assert codes[0] in script and BROKEN.strip().rstrip(";") in script


def test_the_report_places_findings_by_line_in_the_file_as_given(broken: Path) -> None:
    convert("broken.sql", broken)
    report = json.loads((broken / "sct-out" / "report.json").read_text())
    spans = [finding["source"] for finding in report["findings"] if finding["fidelity"] == "refused"]
    assert [(span["file"], span["line"]) for span in spans] == [("broken.sql", 3)]


def test_a_password_is_in_nothing_we_say_or_write(clean: Path) -> None:
    pytest.importorskip("psycopg")
    address = "postgresql://joe:s3cr3t@127.0.0.1:1/db"
    done = sct("convert", "clean.sql", "--from", "oracle", "--to", "postgres", "--on", address, cwd=clean)
    assert "127.0.0.1:1" in done.stderr and "s3cr3t" not in done.stdout + done.stderr
    assert done.returncode == 2 and not (clean / "sct-out").exists()  # a proof asked for by name cannot be had


def test_help_names_every_option_of_the_contract(clean: Path) -> None:
    done = sct("convert", "--help", cwd=clean)
    assert done.returncode == 0
    for option in ("--from", "--to", "-o", "--no-check", "--on", "--jobs", "--fail-on"):
        assert option in done.stdout
    assert "{differs,refused,error,none}" in done.stdout or "[differs|refused|error|none]" in done.stdout


def test_an_option_without_effect_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(CLEAN)
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "--keep-case", cwd=tmp_path)
    assert done.returncode == 0 and "--keep-case changes nothing: names of oracle are folded" in done.stderr
