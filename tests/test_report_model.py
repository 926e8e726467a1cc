"""report.json: the contract, its schema, and the numbers of the summary."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sct.report import Report, ReportFormatError, json_schema, summarize
from tests import report_samples
from tests.json_schema_check import violations

SAMPLES: list[Callable[[], Any]] = [report_samples.hr, report_samples.hostile]


@pytest.mark.parametrize("sample", SAMPLES)
def test_report_json_fits_its_schema_and_comes_back(sample: Callable[[], Any]) -> None:
    report, _ = sample()
    value = json.loads(json.dumps(report.to_json()))
    schema = json_schema()
    assert list(violations(value, schema, schema)) == []
    assert Report.from_json(value) == report
    assert report.problems() == []


def test_keys_are_those_of_the_contract_in_its_order() -> None:
    value = report_samples.hr()[0].to_json()
    assert list(value) == ["version", "tool", "source", "target", "summary", "objects", "findings"]
    assert list(value["summary"]) == [
        "objects", "statements", "lines", "automatic", "effort_minutes", "loaded", "load_failed",
    ]  # fmt: skip
    assert list(value["objects"][0]) == [
        "id", "kind", "fidelity", "source", "target", "depends_on", "effort_minutes", "proof", "findings",
    ]  # fmt: skip
    assert list(value["objects"][0]["proof"]) == ["state", "engine", "version", "message"]
    assert list(value["findings"][0]) == [
        "code", "severity", "fidelity", "object", "message", "source", "target", "effort_minutes",
    ]  # fmt: skip
    assert list(value["findings"][0]["source"]) == ["file", "line", "column", "end_line", "end_column"]


BREAKS: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("report.version", lambda v: v.update(version=2)),
    ("report.tool", lambda v: v.pop("tool")),
    ("objects[0].fidelity", lambda v: v["objects"][0].update(fidelity="perfect")),
    ("objects[1].source.line", lambda v: v["objects"][1]["source"].update(line=0)),
    ("objects[0].proof.state", lambda v: v["objects"][0]["proof"].update(state="maybe")),
    ("findings[0].severity", lambda v: v["findings"][0].update(severity="fatal")),
    ("objects[0].findings", lambda v: v["objects"][0].update(findings=[-1])),
    ("summary.automatic", lambda v: v["summary"].update(automatic=1.5)),
    ("summary.effort_minutes", lambda v: v["summary"].update(effort_minutes="10")),
    ("objects[0].depends_on", lambda v: v["objects"][0].update(depends_on=[1])),
]


@pytest.mark.parametrize(("place", "spoil"), BREAKS, ids=[place for place, _ in BREAKS])
def test_what_is_wrong_is_named_by_reader_and_schema_alike(place: str, spoil: Callable[[dict[str, Any]], Any]) -> None:
    value = copy.deepcopy(report_samples.hr()[0].to_json())
    spoil(value)
    with pytest.raises(ReportFormatError) as caught:
        Report.from_json(value)
    assert place in str(caught.value)
    schema = json_schema()
    assert list(violations(value, schema, schema)) != []


def test_automatic_is_cut_so_that_only_all_is_all() -> None:
    report, _ = report_samples.hr()
    exact = replace(report.objects[0], fidelity="exact")
    refused = replace(exact, fidelity="refused")
    assert summarize([exact] * 3, [], 0, 0).automatic == 1.0
    assert summarize([exact] * 99_999 + [refused], [], 0, 0).automatic == 0.9999
    assert summarize([], [], 0, 0).automatic == 0.0


def test_effort_counts_objects_and_findings_without_one_once() -> None:
    report, _ = report_samples.hr()
    loose = sum(one.effort_minutes for one in report.findings if one.object is None)
    assert loose > 0
    assert report.summary.effort_minutes == sum(one.effort_minutes for one in report.objects) + loose


def test_contradictions_are_found() -> None:
    report, _ = report_samples.hr()
    first, *rest = report.objects
    assert "is used twice" in " ".join(replace(report, objects=(first, first, *rest)).problems())
    assert "no finding 999" in " ".join(replace(report, objects=(replace(first, findings=(999,)), *rest)).problems())
    orphan = replace(report.findings[0], object="nobody")
    assert "does not list it" in " ".join(replace(report, findings=(orphan, *report.findings[1:])).problems())
    assert "not the sum" in " ".join(replace(report, summary=replace(report.summary, loaded=7)).problems())
