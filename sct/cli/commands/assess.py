"""`sct assess`"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from sct.cli.engines import target as target_of
from sct.cli.progress import Progress
from sct.cli.shared import (
    LEVELS,
    Command,
    options_of,
    paths_of,
    reading_options,
    source_option,
    status,
    target_option,
    wrong,
)


@click.command(cls=Command, short_help="What a conversion would come to; several targets.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@source_option()
@target_option(required=False, multiple=True)
@click.option("-o", "--out", type=click.Path(file_okay=False), help="Write the reports (and nothing else) to a folder.")
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
@click.option("--check/--no-check", default=False, help="Also load each result into a real server (default: no).")
@click.option("--fail-on", type=click.Choice(LEVELS), default="none", show_default=True)
@reading_options
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    source: str,
    target: tuple[tuple[str, str], ...],
    out: str | None,
    as_json: bool,
    fail_on: str,
    **given: Any,
) -> None:
    """Say what a conversion would come to, without converting: several targets side by side.

    \b
    sct assess scripts/ --from oracle                                       every target there is
    sct assess scripts/ --from oracle --to postgres:15 --to postgres:18     these two
    """
    from sct import backends, pipeline
    from sct.report import comparison, html
    from sct.report.writing import report_parts, write_json

    targets = target or tuple(target_of(name) for name in backends.names())
    where = paths_of(context, paths)
    results = []
    try:
        with Progress() as progress:
            for one in dict.fromkeys(targets):
                results.append(pipeline.convert(where, options_of(source, one, given), progress))
    except pipeline.InputError as error:
        wrong(error)
    reports = [result.report for result in results]
    if out is not None:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for result in results:
            name = f"{result.report.target.engine}-{result.report.target.version}"
            write_json(folder / f"{name}.json", report_parts(result.report))
            (folder / f"{name}.html").write_text(html.render(result.report, result.texts), "utf-8")
            click.echo(f"Written: {out}/{name}.html, {out}/{name}.json", err=True)
    if as_json:
        click.echo(json.dumps(comparison.to_json(reports), indent=1))
    else:
        click.echo(comparison.render(reports, [result.texts for result in results]), nl=False)
    sys.exit(max(status(report, fail_on) for report in reports))
