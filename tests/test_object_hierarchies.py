"""Object types UNDER others: what is refused by name, and that a type without subtypes stays a plain composite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli_contract import sct

TYPES = """
CREATE TYPE a_t AS OBJECT (n NUMBER, MEMBER FUNCTION f RETURN NUMBER) NOT FINAL;
/
CREATE TYPE b_t UNDER a_t (m NUMBER);
/
CREATE TYPE BODY a_t AS
  MEMBER FUNCTION f RETURN NUMBER IS
  BEGIN
    RETURN n;
  END;
END;
/
CREATE TYPE alone_t AS OBJECT (n NUMBER);
/
CREATE TABLE only_a OF a_t NOT SUBSTITUTABLE AT ALL LEVELS;
"""


def converted(folder: Path, code: str) -> tuple[str, list[tuple[str, str]]]:
    """The script, and (code, message) of what is refused."""
    (folder / "a.sql").write_text(TYPES + code)
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads((folder / "out/report.json").read_text())
    refused = [(f["code"], f["message"]) for f in report["findings"] if f["fidelity"] == "refused"]
    return (folder / "out/schema.sql").read_text(), refused


def test_only_a_type_with_subtypes_has_more_fields(tmp_path: Path) -> None:
    script, refused = converted(tmp_path, "")
    assert refused == []
    assert "CREATE TYPE a_t AS (\n  n numeric,\n  sct_type text,\n  sct_more jsonb\n);" in script
    assert "CREATE TYPE b_t AS (\n  n numeric,\n  m numeric\n);" in script
    assert "CREATE TYPE alone_t AS (\n  n numeric\n);" in script
    assert "a_t$f$own" not in script  # nothing overrides it


FETCHED = """CREATE TABLE bs (b b_t);
CREATE FUNCTION g RETURN NUMBER IS
  v a_t;
  CURSOR c IS SELECT b FROM bs;
BEGIN
  %s
  RETURN v.n;
END;
/
"""
REFUSALS = {
    "a subtype's column fetched into the supertype": (FETCHED % "OPEN c; FETCH c INTO v; CLOSE c;", "SC1577"),
    "a query in a string into the supertype": (FETCHED % "EXECUTE IMMEDIATE 'SELECT b FROM bs' INTO v;", "SC1577"),
    "a value of the supertype where a subtype is wanted": (
        "CREATE FUNCTION g(p a_t) RETURN b_t IS BEGIN RETURN p; END;\n/\n",
        "SC1577",
    ),
    "TREAT as a type of no common hierarchy": (
        "CREATE FUNCTION g(p a_t) RETURN NUMBER IS BEGIN RETURN TREAT(p AS alone_t).n; END;\n/\n",
        "SC1577",
    ),
    "IS OF a type of no common hierarchy": (
        "CREATE FUNCTION g(p a_t) RETURN NUMBER IS BEGIN IF p IS OF (alone_t) THEN RETURN 1; END IF; RETURN 0; END;\n/\n",
        "SC1577",
    ),
    "a subtype's value in an object table": (
        "CREATE PROCEDURE g IS BEGIN INSERT INTO only_a VALUES (b_t(1, 2)); END;\n/\n",
        "SC1577",
    ),
    "a value that may be a subtype's in an object table": (
        "CREATE PROCEDURE g(p a_t) IS BEGIN INSERT INTO only_a VALUES (p); END;\n/\n",
        "SC1577",
    ),
    "a type under one that is not there": ("CREATE TYPE c_t UNDER missing_t (k NUMBER);\n/\n", "SC1005"),
    "an overriding method without a body": (
        "CREATE TYPE d_t UNDER a_t (k NUMBER, OVERRIDING MEMBER FUNCTION f RETURN NUMBER);\n/\n",
        "SC1518",
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_exact_is_refused_by_name(what: str, tmp_path: Path) -> None:
    code, expected = REFUSALS[what]
    _, refused = converted(tmp_path, code)
    assert [one for one, _ in refused] == [expected]


def test_a_constructor_of_the_very_type_goes_into_its_object_table(tmp_path: Path) -> None:
    script, refused = converted(tmp_path, "INSERT INTO only_a VALUES (a_t(1));\nINSERT INTO only_a VALUES (2);\n")
    assert refused == []
    assert "INSERT INTO only_a" in script
