"""`sct report`"""

from __future__ import annotations

import json
from pathlib import Path

import click

from sct.cli.shared import Command, wrong

FORMATS = ("terminal", "json", "sarif", "junit", "markdown", "csv")


@click.command(cls=Command, short_help="A report as SARIF, JUnit, Markdown, CSV.")
@click.argument("out", required=False, metavar="[OUT]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True)
@click.option("--json-schema", is_flag=True, help="The JSON Schema of report.json.")
def command(out: str | None, form: str, json_schema: bool) -> None:
    """Show a report in another form: SARIF for code review, JUnit for CI, Markdown, CSV.

    OUT is the folder of a conversion (default: sct-out), or a report.json.
    """
    from sct.report import ReportFormatError, csv_view, junit, markdown, sarif, terminal
    from sct.report import json_schema as schema
    from sct.report.model import CodeInfo, Report, ReportTexts
    from sct.rulebook.load import all_codes

    if json_schema:
        click.echo(json.dumps(schema(), indent=1))
        return
    path = Path(out or "sct-out")
    path = path / "report.json" if path.is_dir() else path
    try:
        value = json.loads(path.read_text("utf-8"))
        found = Report.from_json(value)
    except OSError as error:
        wrong(f"{path}: {error.strerror}; `sct convert` writes it")
    except (ValueError, ReportFormatError) as error:
        wrong(f"{path}: is no report of ours: {error}")
    codes = {c.code: CodeInfo(c.name, c.why, c.effort_minutes, c.howto) for c in all_codes().values()}
    texts = ReportTexts(codes=codes)
    if form == "json":
        click.echo(json.dumps(found.to_json(), indent=1, ensure_ascii=False))
        return
    views = {"sarif": sarif, "junit": junit, "markdown": markdown, "csv": csv_view, "terminal": terminal}
    click.echo(views[form].render(found, texts).rstrip("\n"))
