"""`sct convert`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sct.cli.progress import Progress
from sct.cli.shared import (
    LEVELS,
    Command,
    check_seconds_option,
    color,
    options_of,
    paths_of,
    reading_options,
    source_option,
    status,
    target_option,
    wrong,
)


@click.command(cls=Command, short_help="Convert, prove on a real server, report.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@source_option()
@target_option()
@click.option(
    "-o", "--out", default="sct-out", show_default=True, type=click.Path(file_okay=False), help="Folder to write to."
)
@click.option("--check/--no-check", default=True, help="Load the result into a real server (default: yes).")
@click.option("--on", "dsn", metavar="URL", help="Load it there, in a scratch database, not into the embedded server.")
@check_seconds_option()
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="error",
    show_default=True,
    help="Exit 1 when something at or above this was reported.",
)
@click.option(
    "--discard-edits", is_flag=True, help="Write over files of OUT that were edited by hand (otherwise kept)."
)
@reading_options
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    source: str,
    target: tuple[str, str],
    out: str,
    fail_on: str,
    discard_edits: bool,
    **given: Any,
) -> None:
    """Convert scripts, prove the result on a real server, and write it with its report.

    PATH is a file, a folder (walked in sorted order) or - for standard input.

    \b
    OUT/schema.sql        everything, in an order one pass loads without an error
    OUT/pre-data.sql      the same DDL cut for moving the rows in between ...
    OUT/post-data.sql     ... keys, indexes and triggers after them
    OUT/objects/          the same, an object a file
    OUT/report.html       what became of every object and why; report.json for programs
    OUT/manifest.json     the map of tables, columns and types for a data move

    A file of OUT/objects that was edited by hand since is taken as it is: it stands in the whole script, and is proved.
    """
    from sct import pipeline
    from sct.report import terminal
    from sct.work.edits import look

    options = options_of(source, target, given)
    if options.dsn and not options.check:
        raise click.UsageError("--on names a server for the proof that --no-check leaves out.", context)
    try:
        with Progress() as progress:
            edits = look(Path(out), discard_edits)
            result = pipeline.convert(paths_of(context, paths), options, progress, edits)
    except pipeline.InputError as error:
        wrong(error)
    pipeline.write(result, Path(out), options.jobs)
    click.echo(terminal.render(result.report, result.texts, color=color()), err=True, nl=not result.reused)
    if result.reused:
        click.echo(
            f"{result.reused:,} items were taken from an earlier run's cache (--no-cache converts all anew)\n", err=True
        )
    click.echo(f"Written to {out}: schema.sql, report.html, report.json", err=True)
    sys.exit(status(result.report, fail_on))
