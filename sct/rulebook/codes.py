"""What a code means: declared once, in the rule files, and asked for by findings, reports and `sct explain`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.diagnostics.finding import Fidelity, Severity

_SEVERITY: dict[str, Severity] = {
    "exact": "note",
    "runtime": "note",
    "assumes": "warning",
    "differs": "warning",
    "refused": "error",
}


@dataclass(frozen=True, slots=True)
class Code:
    """`file` is the rule file, relative to the rules folder; `examples` as written there; `once`: what is said is true of
    the whole run, and said where it first matters."""

    code: str
    name: str
    fidelity: Fidelity
    severity: Severity
    effort_minutes: int
    why: str
    howto: str = ""
    match: str = ""
    becomes: str = ""
    file: str = ""
    once: bool = False
    examples: tuple[dict[str, Any], ...] = field(default=())


def code_of(entry: dict[str, Any], file: str) -> Code:
    """The declaration an entry of a rule file makes. Raises KeyError when code, name or why is missing."""
    fidelity: Fidelity = entry.get("fidelity", "exact")
    examples = entry.get("examples") or ([entry["example"]] if "example" in entry else [])
    return Code(
        code=entry["code"],
        name=entry["name"],
        fidelity=fidelity,
        severity=entry.get("severity") or _SEVERITY[fidelity],
        effort_minutes=int(entry.get("effort_minutes", 30 if fidelity == "refused" else 0)),
        why=" ".join(str(entry["why"]).split()),
        howto=" ".join(str(entry.get("howto", "")).split()),
        match=_one_line(entry.get("match", "")),
        becomes=_one_line(entry.get("becomes", "")),
        file=file,
        once=bool(entry.get("once")),
        examples=tuple(e if isinstance(e, dict) else {"given": str(e)} for e in examples),
    )


def _one_line(value: Any) -> str:
    return "; ".join(str(v) for v in value) if isinstance(value, list) else str(value)
