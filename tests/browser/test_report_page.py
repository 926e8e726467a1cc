"""report.html in a real Chromium: it works, it asks for nothing, and nothing of the input runs in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sct.report import html
from sct.report.model import Report, ReportTexts
from tests import report_samples
from tests.browser.chromium import Chromium, find_chromium

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="NOT RUN: no chromium here, the page is untested")


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as one:
        yield one


@pytest.fixture
def page(browser: Chromium) -> Chromium:
    browser.logs.clear()
    browser.requests.clear()
    browser.dialogs.clear()
    return browser


def show(page: Chromium, folder: Path, sample: tuple[Report, ReportTexts]) -> str:
    path = folder / "report.html"
    path.write_text(html.render(*sample), encoding="utf-8")
    page.open(path.as_uri())
    return path.as_uri()


def assert_quiet(page: Chromium, address: str) -> None:
    assert page.logs == []
    assert page.dialogs == []
    assert {request.partition("#")[0] for request in page.requests} <= {address, "about:blank"}


def test_every_view_shows_and_says_nothing_to_the_network(page: Chromium, tmp_path: Path) -> None:
    address = show(page, tmp_path, report_samples.hr())
    for view in ("overview", "todo", "objects", "graph", "assumptions", "files"):
        page.goto(f"#/{view}")
        assert page.value("document.body.dataset.view") == view
        assert page.value(f"document.getElementById('view-{view}').innerText.length") > 100
    assert_quiet(page, address)


def test_an_object_has_its_own_address_with_both_texts_and_findings_at_their_lines(
    page: Chromium, tmp_path: Path
) -> None:
    address = show(page, tmp_path, report_samples.hr())
    page.goto("#hr.pay_pkg")
    assert page.value("document.getElementById('object-title').textContent") == "hr.pay_pkg"
    code = page.value("document.getElementById('code').innerText")
    assert "CREATE OR REPLACE PACKAGE BODY hr.pay_pkg AS" in code
    assert "CREATE PROCEDURE pay_pkg.run" in code
    note = "[...document.querySelectorAll('#code .note')].find(n => n.innerText.includes('NVL(p_salary'))"
    assert "RETURN ROUND(NVL(p_salary, 0)" in page.value(f"{note}.previousSibling.innerText")
    marks = page.value("[...document.querySelectorAll('#code mark[data-f]')].map(m => m.textContent)")
    assert {"g_rate", "sct.get_number", "unique_violation"} <= set(marks)
    page.value("document.querySelector('#code a.i').click()")
    page.settle()
    assert page.value("document.getElementById('object-title').textContent") == "hr.employees"
    page.goto("#hr.purge_audit")
    assert "operator does not exist" in page.value("document.querySelector('.said').innerText")
    assert_quiet(page, address)


def test_lines_that_belong_together_stand_side_by_side(page: Chromium, tmp_path: Path) -> None:
    show(page, tmp_path, report_samples.hr())
    page.goto("#hr.employees")
    rows = page.value("[...document.querySelectorAll('#code .row')].map(r => r.innerText.toLowerCase())")
    for column in ("hire_date", "commission_pct", "department_id"):
        assert any(row.count(column) == 2 for row in rows), column


def test_filters_search_and_keys(page: Chromium, tmp_path: Path) -> None:
    show(page, tmp_path, report_samples.hr())
    found = "document.querySelector('.found').innerText"
    page.goto("#/objects?fidelity=refused")
    assert page.value(found).startswith("4 of 38 objects")
    page.goto("#/objects?kind=table&fidelity=refused,assumes")
    assert page.value(found).startswith("4 of 38 objects")
    page.goto("#/objects?code=SC1120")
    assert page.value(found).startswith("3 of 38 objects")
    page.goto("#/objects?q=bfile")
    assert page.value(found).startswith("1 of 38 objects")
    page.goto("#/objects?q=unique_violation&in=code")
    assert page.value(found).startswith("1 of 38 objects")
    page.goto("#/objects?q=unique_violation")
    assert page.value(found).startswith("0 of 38 objects")
    page.goto("#/objects")
    page.key("j")
    assert page.value("document.getElementById('object-title').textContent") == "hr.employees_seq"
    page.key("j")
    assert page.value("document.getElementById('object-title').textContent") == "hr.departments_seq"
    assert page.value("document.querySelector('.item[aria-selected=true] b').textContent") == "hr.departments_seq"
    page.key("/")
    assert page.value("document.activeElement.type") == "search"


def test_cycles_and_layers_of_the_graph(page: Chromium, tmp_path: Path) -> None:
    show(page, tmp_path, report_samples.hr())
    page.goto("#/graph")
    assert page.value("document.querySelectorAll('#view-graph svg a').length") == 38
    assert "In a cycle: 2 objects" in page.value("document.getElementById('view-graph').innerText")


def test_five_thousand_objects_are_a_few_rows_at_a_time(page: Chromium, tmp_path: Path) -> None:
    address = show(page, tmp_path, report_samples.large())
    page.goto("#/objects?sort=effort")
    assert page.value("document.querySelectorAll('.item').length") < 60
    page.goto("#app100.pay_pkg")
    assert page.value("document.getElementById('object-title').textContent") == "app100.pay_pkg"
    page.goto("#/graph")
    assert page.value("document.querySelectorAll('#view-graph .cell').length") == 5000
    assert_quiet(page, address)


ALLOWED = {
    "A", "B", "BODY", "BUTTON", "CODE", "DD", "DETAILS", "DIALOG", "DIV", "DL", "DT", "FORM", "H1", "H2", "H3", "HEAD",
    "HEADER", "HTML", "I", "INPUT", "KBD", "LABEL", "LI", "MAIN", "MARK", "META", "NAV", "NOSCRIPT", "OPTION", "P",
    "PRE", "SCRIPT", "SECTION", "SELECT", "SMALL", "SPAN", "STYLE", "SUMMARY", "TABLE", "TBODY", "TD", "TH", "THEAD",
    "TITLE", "TR", "UL", "svg", "path", "rect", "text", "title", "a", "g",
}  # fmt: skip
LOOK = """(() => {
  const bad = [];
  for (const node of document.querySelectorAll('*')) {
    const allowed = new Set(ALLOWED);
    if (!allowed.has(node.tagName)) bad.push('element ' + node.tagName);
    for (const one of node.attributes) {
      if (one.name.startsWith('on') || one.name === 'src') bad.push(node.tagName + ' ' + one.name);
      if (one.name === 'href' && !one.value.startsWith('#')) bad.push('href ' + one.value);
    }
  }
  const scripts = document.querySelectorAll('script').length;
  if (scripts !== 3) bad.push('scripts ' + scripts);
  if (document.title.trim() === 'pwned') bad.push('title');
  return bad;
})()""".replace("ALLOWED", json.dumps(sorted(ALLOWED)))


def test_nothing_of_a_hostile_input_becomes_markup_or_runs(page: Chromium, tmp_path: Path) -> None:
    report, texts = report_samples.hostile()
    address = show(page, tmp_path, (report, texts))
    assert page.value(LOOK) == []
    for view in ("overview", "todo", "objects", "graph", "assumptions", "files"):
        page.goto(f"#/{view}")
        page.value("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        page.settle()
        assert page.value(LOOK) == [], view
    for number, entry in enumerate(report.objects):
        page.goto(f"#/object?number={number}")
        assert page.value(LOOK) == [], entry.id
        shown = page.value("document.getElementById('object-title').textContent")
        if entry.id.isprintable():
            assert shown == entry.id
        assert "\u202e" not in page.value("document.body.innerText")
    assert_quiet(page, address)


def test_the_policy_stops_a_script_that_is_not_ours(page: Chromium, tmp_path: Path) -> None:
    text = html.render(*report_samples.hr()).replace("</body>", "<script>document.title='pwned'</script></body>")
    path = tmp_path / "tampered.html"
    path.write_text(text, encoding="utf-8")
    page.open(path.as_uri())
    assert page.value("document.title") != "pwned"
    assert any("Content Security Policy" in line for line in page.logs)


def test_the_page_cannot_reach_out(page: Chromium, tmp_path: Path) -> None:
    show(page, tmp_path, report_samples.hr())
    reach = "fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')"
    assert page.value(reach) == "stopped"
    assert any("Content Security Policy" in line for line in page.logs)


def test_narrow_screens_and_addresses_that_lead_nowhere(page: Chromium, tmp_path: Path) -> None:
    show(page, tmp_path, report_samples.hr())
    page.resize(800, 900)
    try:
        for view in ("#/overview", "#/todo", "#/objects", "#hr.pay_pkg", "#/assumptions"):
            page.goto(view)
            assert page.value("document.documentElement.scrollWidth") <= 800, view
        for nowhere in ("#nobody", "#/nothing", "#%E0%A4%A", "#/object?number=999", "#/graph?object=x"):
            page.goto(nowhere)
        assert page.logs == []
    finally:
        page.resize(1440, 900)
