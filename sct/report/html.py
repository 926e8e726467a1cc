"""The report as one self-contained HTML file for a DBA and a manager.

Safety: the input reaches the page in two ways only. jinja2 writes the overview with autoescape on; everything else
stands as data in ``<script type="application/json">`` blocks, which no browser runs, and is shown by our script as text
nodes. A Content-Security-Policy forbids every request, and every script and style but ours (named by their hashes).
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import Any

from sct.report.html_data import page_data, page_texts
from sct.report.html_json import block
from sct.report.model import WORST_FIRST, Report, ReportTexts, converted
from sct.report.pages import rendered
from sct.report.picture import picture
from sct.report.wording import days, duration, percent, plural, visible

SCRIPTS = (
    "dom", "data", "sql", "align", "filter", "list", "code", "detail", "layout", "graph", "lists", "main",
)  # fmt: skip
"""The page's script files, in the order in which they are joined."""
MEANINGS = {
    "refused": "Not converted. A person must write it; the original stands beside it.",
    "differs": "Loads, but may behave differently in the cases that its findings name.",
    "assumes": "Exact if a stated assumption holds; a query checks it where the data can tell.",
    "runtime": "Exact, with the help of a function that is installed along with the schema.",
    "exact": "Means the same on the target. Nothing to do.",
}


def render(report: Report, texts: ReportTexts) -> str:
    """The whole page."""
    from markupsafe import Markup

    style, script = _asset("style.css"), _script()
    values = {
        "report": report,
        "summary": report.summary,
        "picture": picture(report, texts),
        "fidelities": WORST_FIRST,
        "meanings": MEANINGS,
        "style": Markup(style),
        "script": Markup(script),
        "policy": _policy(style, script),
        "data": Markup(block(page_data(report, texts))),
        "texts": Markup(block(page_texts(report, texts))),
    }
    return rendered(
        "sct.report",
        "report.html.j2",
        values,
        filters={"duration": duration, "days": days, "percent": percent},
        globals={"plural": plural, "converted": converted},
        finalize=_finalize,
    )


def _finalize(value: Any) -> Any:
    """Plain strings lose what a browser might act on (direction marks, controls, lone surrogates)."""
    return visible(value, keep_lines=True) if type(value) is str else value


def _script() -> str:
    parts = [_asset(f"js/{name}.js") for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _asset(path: str) -> str:
    return resources.files("sct.report").joinpath("templates").joinpath(path).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
