"""The folder of a conversion: what is written, what is left alone, what is taken away."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sct import pipeline
from sct.report.writing import report_parts, write_json
from tests import report_samples

_SCRIPT = "CREATE TABLE a (n NUMBER);\nCREATE TABLE b (n NUMBER);\nCREATE TABLE c (n NUMBER);\n"


@pytest.mark.parametrize("sample", [report_samples.hr, report_samples.hostile])
def test_entries_are_written_as_they_would_be_encoded(sample: Callable[[], Any]) -> None:
    report, _ = sample()
    parts = report_parts(report)
    assert list(parts["objects"]) == [json.dumps(one.to_json(), ensure_ascii=False) for one in report.objects]
    assert list(parts["findings"]) == [json.dumps(one.to_json(), ensure_ascii=False) for one in report.findings]


def test_report_json_is_the_report(tmp_path: Path) -> None:
    report, _ = report_samples.hr()
    write_json(tmp_path / "report.json", report_parts(report))
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == report.to_json()


def test_a_second_run_leaves_what_is_the_same_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    source, out = tmp_path / "s.sql", tmp_path / "out"
    source.write_text(_SCRIPT)

    def run() -> dict[str, bytes]:
        pipeline.write(pipeline.convert([str(source)], pipeline.Options(check=False)), out)
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    first = run()
    same, longer, shorter = sorted((out / "objects").rglob("*.sql"))
    os.utime(same, (1, 1))
    longer.write_bytes(longer.read_bytes() + b"-- and more\n")
    shorter.write_text("--")
    (out / "objects" / "gone" / "table").mkdir(parents=True)
    for stale in (out / "objects" / "gone" / "table" / "a.sql", same.with_name("stale.sql")):
        stale.write_text("SELECT 1;\n")
    kept = same.with_name("notes.txt")
    kept.write_text("a person's own")
    again = run()
    assert again.pop(kept.relative_to(out).as_posix()) == b"a person's own"
    assert again == first
    assert same.stat().st_mtime == 1
    assert not (out / "objects" / "gone").exists()
