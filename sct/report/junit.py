"""The report as JUnit XML, which build servers show as tests: one test an object, one a finding without object."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from sct.report.model import FindingEntry, ObjectEntry, Report, ReportTexts
from sct.report.wording import place, visible

LOOSE = "statements without object"
"""Name of the suite that holds findings of no object."""


def render(report: Report, texts: ReportTexts) -> str:
    """A suite for each kind. A test fails when its object is refused or has a finding of severity error; it is an
    error when the target did not take it. Other findings stand in ``system-out``."""
    root = ET.Element("testsuites", name=_clean(f"{report.source.engine} to {report.target.engine}"))
    suites: dict[str, ET.Element] = {}
    for entry in sorted(report.objects, key=lambda one: one.kind):
        suite = suites.get(entry.kind)
        if suite is None:
            suite = suites[entry.kind] = ET.SubElement(root, "testsuite", name=_clean(entry.kind))
        _object(suite, entry, report)
    loose = [finding for finding in report.findings if finding.object is None]
    if loose:
        suite = ET.SubElement(root, "testsuite", name=LOOSE)
        for finding in loose:
            case = ET.SubElement(suite, "testcase", name=_line(finding), classname=LOOSE)
            if finding.severity == "error" or finding.fidelity == "refused":
                ET.SubElement(case, "failure", type=finding.fidelity, message=_line(finding))
    for element in (*root, root):
        cases = list(element.iter("testcase"))
        element.set("tests", str(len(cases)))
        element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
        element.set("errors", str(sum(case.find("error") is not None for case in cases)))
        element.set("skipped", "0")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _object(suite: ET.Element, entry: ObjectEntry, report: Report) -> None:
    case = ET.SubElement(suite, "testcase", name=_clean(entry.id), classname=_clean(entry.kind))
    if entry.source is not None:
        case.set("file", _clean(entry.source.file))
        case.set("line", str(entry.source.line))
    findings = [report.findings[index] for index in entry.findings if 0 <= index < len(report.findings)]
    loud = [finding for finding in findings if finding.severity == "error" or finding.fidelity == "refused"]
    if entry.proof.state == "failed":
        error = ET.SubElement(case, "error", type="load_failed", message="the target did not take it")
        error.text = _clean(entry.proof.message)
    elif entry.fidelity == "refused" or loud:
        message = "refused" if entry.fidelity == "refused" else "findings of severity error"
        failure = ET.SubElement(case, "failure", type=entry.fidelity, message=message)
        failure.text = "\n".join(_line(finding) for finding in loud)
    rest = [finding for finding in findings if entry.proof.state == "failed" or finding not in loud]
    if rest:
        ET.SubElement(case, "system-out").text = "\n".join(_line(finding) for finding in rest)


def _line(finding: FindingEntry) -> str:
    where = f" ({place(finding.source)})" if finding.source else ""
    return _clean(f"{finding.code} {finding.fidelity}: {finding.message}{where}")


def _clean(text: str) -> str:
    """XML 1.0 has no way to write most control characters, so they are spelled out."""
    return visible(text.replace("\r\n", "\n"), keep_lines=True)
