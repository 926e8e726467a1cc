"""What is true of the whole run, and not of one place, is said once: where it first matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sct.diagnostics.finding import Finding
from sct.rulebook.codes import Code


def said_once(findings: Iterable[Finding], codes: Mapping[str, Code]) -> list[Finding]:
    """The findings with one for each code that is to be said `once`: its first, with the number of the others."""
    kept: list[Finding] = []
    first: dict[str, int] = {}
    more: dict[str, int] = {}
    for one in findings:
        code = codes.get(one.code)
        if code is None or not code.once:
            kept.append(one)
        elif one.code in first:
            more[one.code] += 1
        else:
            first[one.code], more[one.code] = len(kept), 0
            kept.append(one)
    for code_, at in first.items():
        if more[code_]:
            kept[at] = replace(kept[at], message=f"{kept[at].message} ({more[code_]} more)")
    return kept
