"""The text forms of a report: readable, well-formed, and safe whatever the input's names are."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html import unescape
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from syrupy.assertion import SnapshotAssertion

from sct.report import Report, csv_view, html, junit, markdown, sarif, summarize, terminal
from sct.report.html_json import block
from sct.report.wording import days, duration, percent, visible
from tests import report_samples

VIEWS = [terminal, html, sarif, junit, markdown, csv_view]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__.rpartition(".")[2])
def test_a_view_is_the_same_twice_and_can_be_written_as_utf8(view: ModuleType) -> None:
    for sample in (report_samples.hr, report_samples.hostile):
        first: str = view.render(*sample())
        assert first == view.render(*sample())
        assert first.encode("utf-8")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__.rpartition(".")[2])
def test_a_view_of_nothing_works(view: ModuleType) -> None:
    report, texts = report_samples.hr()
    empty = replace(report, objects=(), findings=(), summary=summarize((), (), 0, 0))
    assert view.render(empty, replace(texts, checks={}))


def test_terminal(snapshot: SnapshotAssertion) -> None:
    assert terminal.render(*report_samples.hr()) == snapshot


def test_terminal_colours_only_on_demand_and_keeps_the_words() -> None:
    report, texts = report_samples.hr()
    plain, colored = terminal.render(report, texts), terminal.render(report, texts, color=True)
    assert "\x1b" not in plain
    assert colored != plain
    assert re.sub("\x1b\\[[0-9]+m", "", colored) == plain


def test_terminal_keeps_to_its_width_but_for_places() -> None:
    text = terminal.render(*report_samples.hr(), width=70)
    assert [line for line in text.splitlines() if len(line) > 70] == []


@pytest.mark.parametrize("view", [terminal, markdown, junit, csv_view], ids=lambda view: view.__name__)
def test_no_control_or_direction_character_of_the_input_survives(view: ModuleType) -> None:
    text = view.render(*report_samples.hostile()).replace("@\u200b", "@")
    assert {char for char in text if not char.isprintable()} <= {"\n", "\t"}


def test_markdown(snapshot: SnapshotAssertion) -> None:
    assert markdown.render(*report_samples.hr()) == snapshot


def test_markdown_text_has_no_markup_of_the_input() -> None:
    text = markdown.render(*report_samples.hostile())
    outside = re.sub(r"(`+).*?\1", "", text)
    assert not re.search(r"(?<!\\)<", outside)
    assert not re.search(r"(?<!\\)\]\(", outside)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {8, 6, 5, 4}


def test_junit_counts_and_reasons() -> None:
    root = ET.fromstring(junit.render(*report_samples.hr()))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("40", "6", "1")
    assert cases["hr.emp_documents"].find("failure") is not None
    error = cases["hr.purge_audit"].find("error")
    assert error is not None and "operator does not exist" in (error.text or "")
    assert cases["hr.jobs"].find("failure") is None
    assert ET.fromstring(junit.render(*report_samples.hostile())) is not None


def test_sarif_points_at_lines_and_explains_rules() -> None:
    report, texts = report_samples.hr()
    value = json.loads(sarif.render(report, texts))
    run = value["runs"][0]
    assert value["version"] == "2.1.0"
    assert len(run["results"]) == len(report.findings) + report.summary.load_failed
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])
    first = next(one for one in run["results"] if one["ruleId"] == "OR0501")
    assert first["level"] == "error"
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "hr.emp_documents"
    assert next(rule for rule in rules if rule["id"] == "OR0501")["help"]["text"].startswith("Load the files")


def test_sarif_messages_hold_no_links_and_addresses_no_schemes() -> None:
    run = json.loads(sarif.render(*report_samples.hostile()))["runs"][0]
    messages = [result["message"]["text"] for result in run["results"]]
    assert any("](" in message for message in messages)
    assert all(not re.search(r"(?<!\\)\]\(", message) for message in messages)
    for artifact in run["artifacts"]:
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]*", artifact["location"]["uri"])


def test_csv_has_every_object_and_finding_and_sums_up() -> None:
    report, texts = report_samples.hr()
    rows = list(csv.DictReader(io.StringIO(csv_view.render(report, texts))))
    assert {row["object"] for row in rows} - {""} == {entry.id for entry in report.objects}
    assert sum(row["code"] != "" for row in rows) == len(report.findings)
    assert sum(int(row["finding_effort_minutes"] or 0) for row in rows) == report.summary.effort_minutes
    assert sum(int(row["object_effort_minutes"] or 0) for row in rows) == sum(
        one.effort_minutes for one in report.objects
    )


def test_csv_starts_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(csv_view.render(*report_samples.hostile()))))
    assert any(cell.startswith("'=") for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_html_is_one_file_that_asks_for_nothing() -> None:
    text = html.render(*report_samples.hr())
    assert "default-src 'none'" in unescape(text)
    assert not re.search(r"\b(src|srcset|action|ping)\s*=", text.partition("<script")[0])
    assert re.findall(r'href="(?!#)[^"]*"', text.partition("<script")[0]) == []
    assert text.count("<script") == 3 and text.count("</script>") == 3


def test_html_shows_input_by_text_nodes_only() -> None:
    script = "".join(html._asset(f"js/{name}.js") for name in html.SCRIPTS)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML"):
        assert way not in script
    assert "</" not in script and "<!--" not in script


def test_html_data_stays_inside_its_script_element() -> None:
    text = block(["</script><!--", "\u2028\u2029", "\ud800", "&lt;", {"__proto__": 1}])
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == ["</script><!--", "\u2028\u2029", "\ud800", "&lt;", {"__proto__": 1}]
    page = html.render(*report_samples.hostile())
    assert page.count("</script>") == 3


def test_html_of_huge_texts_stays_small_and_says_what_is_missing() -> None:
    report, texts = report_samples.hr()
    long = "\n".join(f"INSERT INTO t VALUES ({number}, '{'x' * 60}');" for number in range(300_000))
    source = report.objects[0].source
    assert source is not None
    entry = replace(report.objects[0], source=source._replace(file="big.sql", end_line=300_000))
    big = Report(report.tool, report.source, report.target, report.summary, (entry,), ())
    page = html.render(big, replace(texts, source={"big.sql": long}, checks={}))
    assert len(page) < 1_000_000


def test_wording() -> None:
    assert [duration(0), duration(45), duration(60), duration(2055)] == ["0 min", "45 min", "1 h", "34 h 15 min"]
    assert [days(480), days(2055), days(1)] == ["1.0 day", "4.3 days", "0.1 days"]
    assert [percent(1.0), percent(0.9999), percent(0.8947), percent(0.0)] == ["100 %", "99.9 %", "89.4 %", "0 %"]
    assert visible("a\x1b\u202e\ud800é\u00a0") == "a\\x1b\\u202e\\ud800é\u00a0"
