"""The report: one model (:mod:`sct.report.model`) and its views.

Every view is a module with ``render(report, texts) -> str``: terminal, html, sarif, junit, markdown, csv_view.
A view never judges again: it sorts, groups and shows what the model says. Only ``pages`` loads jinja2, and only when
it renders.
"""

from sct.report.model import (
    LOUDEST_FIRST,
    WORST_FIRST,
    CodeInfo,
    FindingEntry,
    ObjectEntry,
    Proof,
    Report,
    ReportTexts,
    SourceFileInfo,
    SourceInfo,
    SpanJson,
    Summary,
    TargetInfo,
    ToolInfo,
    summarize,
)
from sct.report.reading import ReportFormatError
from sct.report.schema import json_schema

__all__ = [
    "LOUDEST_FIRST",
    "WORST_FIRST",
    "CodeInfo",
    "FindingEntry",
    "ObjectEntry",
    "Proof",
    "Report",
    "ReportFormatError",
    "ReportTexts",
    "SourceFileInfo",
    "SourceInfo",
    "SpanJson",
    "Summary",
    "TargetInfo",
    "ToolInfo",
    "json_schema",
    "summarize",
]
