"""The report as SARIF 2.1.0 (OASIS), which code hosts and editors show at the lines it names."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from sct.report.model import CodeInfo, FindingEntry, ObjectEntry, Report, ReportTexts, SpanJson

LOAD_FAILED = "load-failed"
"""Rule of the results that say what the target's server rejected."""
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, texts: ReportTexts) -> str:
    """One run: a result for each finding and for each object that failed to load."""
    codes = dict(texts.codes)
    codes[LOAD_FAILED] = CodeInfo(
        "the target rejects it", "A real target server refused this object when it was loaded."
    )
    kinds = {entry.id: entry.kind for entry in report.objects}
    failed = [entry for entry in report.objects if entry.proof.state == "failed"]
    used = sorted({finding.code for finding in report.findings} | ({LOAD_FAILED} if failed else set()))
    index = {code: number for number, code in enumerate(used)}
    results = [_finding(finding, index, kinds) for finding in report.findings]
    results += [_failure(entry, index) for entry in failed]
    run = {
        "tool": {
            "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "rules": [_rule(code, codes.get(code, CodeInfo(""))) for code in used],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [
            {"location": _artifact(file.path), "hashes": {"sha-256": file.sha256}} for file in report.source.files
        ],
        "results": results,
        "properties": {"summary": report.summary.to_json()},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, info: CodeInfo) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": _message(info.name or code)}}
    if info.why:
        rule["fullDescription"] = {"text": _message(info.why)}
    if info.howto:
        rule["help"] = {"text": _message(info.howto)}
    return rule


def _finding(finding: FindingEntry, index: dict[str, int], kinds: dict[str, str]) -> dict[str, Any]:
    result = _result(finding.code, index, finding.severity, finding.message, finding.source)
    if finding.object is not None:
        _add_logical(result, finding.object, kinds.get(finding.object, ""))
    if finding.target is not None:
        related = {"id": 1, "message": {"text": "in the output"}, "physicalLocation": _physical(finding.target, "OUT")}
        result["relatedLocations"] = [related]
    result["partialFingerprints"] = {"sctFinding/v1": _hash(finding.code, finding.object or "", finding.message)}
    result["properties"] = {"fidelity": finding.fidelity, "effort_minutes": finding.effort_minutes}
    return result


def _failure(entry: ObjectEntry, index: dict[str, int]) -> dict[str, Any]:
    message = entry.proof.message or "no message"
    result = _result(LOAD_FAILED, index, "error", f"{entry.id}: {message}", entry.source)
    _add_logical(result, entry.id, entry.kind)
    result["partialFingerprints"] = {"sctFinding/v1": _hash(LOAD_FAILED, entry.id, message)}
    result["properties"] = {"fidelity": entry.fidelity, "engine": entry.proof.engine, "version": entry.proof.version}
    return result


def _result(code: str, index: dict[str, int], level: str, message: str, span: SpanJson | None) -> dict[str, Any]:
    location = [{"physicalLocation": _physical(span, "SRC")}] if span else [{}]
    return {
        "ruleId": code,
        "ruleIndex": index[code],
        "level": level,
        "message": {"text": _message(message)},
        "locations": location,
    }


def _add_logical(result: dict[str, Any], name: str, kind: str) -> None:
    logical = {"fullyQualifiedName": name, "kind": kind} if kind else {"fullyQualifiedName": name}
    result["locations"][0]["logicalLocations"] = [logical]


def _physical(span: SpanJson, base: str) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": _artifact(span.file, base), "region": region}


def _artifact(path: str, base: str = "SRC") -> dict[str, str]:
    uri = quote(path.encode("utf-8", "surrogatepass"), safe="/-._~")
    return {"uri": uri, "uriBaseId": base}


def _message(text: str) -> str:
    """Brackets make links in SARIF messages (3.11.6), unless escaped."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
