"""Everything one run found out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.backends.emitted import Emitted
from sct.report.model import Report, ReportTexts
from sct.report.written import Edit


@dataclass(slots=True)
class Result:
    """`script` is schema.sql; `pieces` the same in order, one statement group each; `pre` and `post` the DDL cut
    for a data move; `default_schema` is where objects without an owner live; `reused`: objects a former run converted."""

    report: Report
    texts: ReportTexts
    pieces: list[Emitted]
    script: str
    pre: str
    post: str
    manifest: dict[str, Any]
    default_schema: str = ""
    scripts: dict[str, str] = field(default_factory=dict)  # client scripts by the path of their source
    reused: int = 0
    edits: dict[str, Edit] = field(default_factory=dict)  # objects whose files were edited by hand
    there: dict[str, str] = field(default_factory=dict)  # digests of others' files by path, before this run
