"""`sct check`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sct.cli.shared import Command, check_seconds_option, wrong


@click.command(cls=Command, short_help="Load a converted schema once more.")
@click.argument("out", type=click.Path(file_okay=False), metavar="OUT")
@click.option("--on", "dsn", metavar="URL", help="Load it there, in a scratch database, not into the embedded server.")
@check_seconds_option()
@click.option("--script", default="schema.sql", show_default=True, help="Which script of the folder.")
def command(out: str, dsn: str | None, check_seconds: float, script: str) -> None:
    """Load a converted schema, as it stands now, into a real server.

    Use it after editing OUT/schema.sql by hand, or to try a server of yours. Every complaint of the server is named
    with its place in the script and, where the report knows it, in the source. Nothing is left behind on the server.
    """
    from sct.check.again import check_folder
    from sct.check.model import Limits

    path = Path(out) / script
    if not path.is_file():
        wrong(f"{path}: no such file; `sct convert` writes it")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        wrong(f"{path}: {error}")
    outcome = check_folder(text, Path(out) / "report.json", dsn, Limits(running=check_seconds))
    if outcome.not_run:
        wrong(outcome.not_run)
    for line in outcome.complaints:
        click.echo(line)
    click.echo(outcome.summary, err=True)
    sys.exit(1 if outcome.complaints else 0)
