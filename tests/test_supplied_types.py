"""Object types that come with Oracle's server: created where the input uses them, and only then."""

from __future__ import annotations

import json
from pathlib import Path

from tests.test_cli_contract import sct


def converted(folder: Path, code: str) -> tuple[str, dict[str, object], list[str]]:
    """The script, the report, and the codes of what is refused."""
    (folder / "a.sql").write_text(code)
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads((folder / "out/report.json").read_text())
    refused = [f["code"] for f in report["findings"] if f["fidelity"] == "refused"]
    return (folder / "out/schema.sql").read_text(), report, refused


def test_what_a_type_is_made_of_comes_with_it(tmp_path: Path) -> None:
    script, report, refused = converted(tmp_path, "CREATE TABLE t (g MDSYS.SDO_GEOMETRY);")
    assert script.index("TYPE mdsys.sdo_point_type AS") < script.index("TYPE mdsys.sdo_geometry AS")
    assert "g mdsys.sdo_geometry" in script and not refused
    said = [f["message"] for f in report["findings"] if f["code"] == "OR0023"]  # type: ignore[attr-defined]
    assert "mdsys.sdo_geometry comes with the source's server" in said and len(said) == 4
    assert report["summary"]["lines"] == 1  # type: ignore[index]


def test_only_what_is_used_is_created(tmp_path: Path) -> None:
    script, _, refused = converted(tmp_path, "CREATE TABLE t (p mdsys.sdo_point_type);")
    assert "mdsys.sdo_point_type" in script and "sdo_geometry" not in script and not refused


def test_names_in_comments_and_texts_are_no_use(tmp_path: Path) -> None:
    code = "-- SDO_GEOMETRY\nCREATE TABLE t (a VARCHAR2(40) DEFAULT 'SDO_GEOMETRY' /* sdo_geometry */);"
    script, _, _ = converted(tmp_path, code)
    assert "SCHEMA IF NOT EXISTS mdsys" not in script


def test_a_type_of_the_input_with_that_name_is_the_one_meant(tmp_path: Path) -> None:
    code = "CREATE TYPE sdo_geometry AS OBJECT (a NUMBER);\n/\nCREATE TABLE t (g sdo_geometry);"
    script, report, refused = converted(tmp_path, code)
    assert "mdsys" not in script and not refused
    assert not [f for f in report["findings"] if f["code"] == "OR0023"]  # type: ignore[attr-defined]


def test_the_views_of_spatial_metadata_are_the_dictionary_s(tmp_path: Path) -> None:
    code = "INSERT INTO user_sdo_geom_metadata VALUES ('T', 'G', NULL, 8307);"
    assert converted(tmp_path, code)[2] == ["SC1020"]


def test_json_object_types_come_with_what_they_give(tmp_path: Path) -> None:
    code = "CREATE FUNCTION f(p JSON_OBJECT_T) RETURN NUMBER IS\nBEGIN\n  p.put('a', 1);\n  RETURN p.get_size;\nEND;\n/"
    script, report, refused = converted(tmp_path, code)
    assert "TYPE sys.json_array_t AS" in script and "CALL sys.json_object_t$put" in script and not refused
    found: list[dict[str, str]] = report["findings"]  # type: ignore[assignment]
    said = [f["code"] for f in found if f["message"].endswith("comes with the source's server")]
    assert said == ["OR1025"] * 5


def test_a_json_method_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    code = "CREATE PROCEDURE q(p JSON_OBJECT_T) IS\nBEGIN\n  p.on_error(1);\nEND;\n/\n"
    assert converted(tmp_path, code)[2] == ["SC1008"]
