"""`sct` and its commands."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from sct import __version__
from sct.cli.engines import engine, engine_and_version
from sct.cli.move import move

LEVELS = ("differs", "refused", "error", "none")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sct")
@click.option("--debug", is_flag=True, help="Show the trace of an internal fault.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Convert database schemas from one engine to another: exact, or refused by name."""
    context.obj = {"debug": debug}


@cli.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--from", "source", required=True, callback=engine, help="Engine of the scripts: oracle.")
@click.option("--to", "target", required=True, callback=engine_and_version, help="Engine[:version] to write for.")
@click.option("-o", "--out", default="sct-out", show_default=True, type=click.Path(file_okay=False), help="Folder.")
@click.option("--no-check", is_flag=True, help="Do not load the result into a real server.")
@click.option("--on", "dsn", help="Prove the result on this server instead of the embedded one (URL).")
@click.option("--encoding", help="Encoding of files that are not UTF-8.")
@click.option("-D", "--define", multiple=True, metavar="NAME=VALUE", help="Value of a &variable.")
@click.option("--jobs", type=int, default=1, help="Worker processes (one is used so far).")
@click.option("--fail-on", type=click.Choice(LEVELS), default="error", show_default=True)
def convert(
    paths: tuple[str, ...],
    source: str,
    target: tuple[str, str],
    out: str,
    no_check: bool,
    dsn: str | None,
    encoding: str | None,
    define: tuple[str, ...],
    jobs: int,
    fail_on: str,
) -> None:
    """Convert scripts and write the result with its report to a folder."""
    from sct import pipeline
    from sct.report import terminal

    values = dict(pair.partition("=")[::2] for pair in define)
    options = pipeline.Options(source, target[0], target[1], encoding, values, not no_check, dsn)
    try:
        result = pipeline.convert(paths, options)
    except pipeline.InputError as error:
        click.echo(f"sct: {error}", err=True)
        sys.exit(2)
    pipeline.write(result, Path(out))
    color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    click.echo(terminal.render(result.report, result.texts, color=color), err=True)
    click.echo(f"Written to {out}: schema.sql, report.html, report.json", err=True)
    sys.exit(status(result.report, fail_on))


def status(report: object, fail_on: str) -> int:
    """0 or 1 by the worst finding."""
    findings = report.findings  # type: ignore[attr-defined]
    if fail_on == "none":
        return 0
    if fail_on == "error":
        return int(any(f.severity == "error" for f in findings))
    wanted = ("refused",) if fail_on == "refused" else ("differs", "refused")
    return int(any(f.fidelity in wanted or f.severity == "error" for f in findings))


@cli.command()
@click.argument("code")
def explain(code: str) -> None:
    """What a code means, why, and what to do."""
    from sct.move.codes import codes as move_codes
    from sct.rulebook.load import load

    found = load("oracle", "postgres").codes.get(code.upper()) or move_codes().get(code.upper())
    if found is None:
        click.echo(f"sct: no code {code}; `sct rules` lists them", err=True)
        sys.exit(2)
    click.echo(f"{found.code}  {found.name}  [{found.fidelity}, {found.severity}]\n\n{found.why}")
    if found.match:
        click.echo(f"\n  before  {found.match}")
    if found.becomes:
        click.echo(f"  after   {found.becomes}")
    if found.howto:
        click.echo(f"\nWhat to do: {found.howto}")
    if found.effort_minutes:
        click.echo(f"\nEffort: about {found.effort_minutes} minutes each.")


@cli.command()
@click.option("--from", "source", default="oracle", callback=engine)
@click.option("--to", "target", default="postgres", callback=engine_and_version)
def rules(source: str, target: tuple[str, str]) -> None:
    """The catalogue of codes for a pair of engines."""
    from sct.rulebook.load import load

    for code in sorted(load(source, target[0]).codes.values(), key=lambda c: c.code):
        click.echo(f"{code.code}  {code.fidelity:8} {code.name:32} {code.why}")


cli.add_command(move)


def main() -> None:
    """The console script: exit 3 and one line for a fault of ours."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except Exception as error:
        if "--debug" in sys.argv:
            traceback.print_exc()
        else:
            click.echo(f"sct: internal fault: {type(error).__name__}: {error} (--debug shows the trace)", err=True)
        sys.exit(3)
