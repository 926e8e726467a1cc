"""The entries of report.json as text: what encoding `to_json()` gives, in a third of the time. There are very many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.encoder import encode_basestring as quoted

from sct.report.model import FindingEntry, ObjectEntry, Proof, SpanJson

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Encoded(str):
    """JSON already."""

    __slots__ = ()


def object_lines(objects: tuple[ObjectEntry, ...]) -> Iterator[Encoded]:
    proofs: dict[Proof, str] = {}
    for one in objects:
        proof = proofs.get(one.proof)
        if proof is None:
            proof = proofs[one.proof] = _encode(one.proof.to_json())
        yield Encoded(
            f'{{"id": {quoted(one.id)}, "kind": {quoted(one.kind)}, "fidelity": {quoted(one.fidelity)}, '
            f'"source": {_span(one.source)}, "target": {_span(one.target)}, '
            f'"depends_on": [{", ".join(map(quoted, one.depends_on))}], "effort_minutes": {one.effort_minutes}, '
            f'"proof": {proof}, "findings": [{", ".join(map(str, one.findings))}]}}'
        )


def finding_lines(findings: tuple[FindingEntry, ...]) -> Iterator[Encoded]:
    for one in findings:
        owner = "null" if one.object is None else quoted(one.object)
        yield Encoded(
            f'{{"code": {quoted(one.code)}, "severity": {quoted(one.severity)}, "fidelity": {quoted(one.fidelity)}, '
            f'"object": {owner}, "message": {quoted(one.message)}, "source": {_span(one.source)}, '
            f'"target": {_span(one.target)}, "effort_minutes": {one.effort_minutes}}}'
        )


def _span(span: SpanJson | None) -> str:
    if span is None:
        return "null"
    file, line, column, end_line, end_column = span
    return (
        f'{{"file": {quoted(file)}, "line": {line}, "column": {column}, '
        f'"end_line": {end_line}, "end_column": {end_column}}}'
    )
