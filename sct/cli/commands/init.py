"""`sct init`"""

from __future__ import annotations

from pathlib import Path

import click

from sct.cli import project
from sct.cli.shared import source_option, wrong


@click.command(short_help="Write sct.toml, a project's options.")
@source_option(required=False)
@click.option("--to", "target", multiple=True, metavar="ENGINE[:VERSION]", help="Engine to write for (repeatable).")
@click.option("--force", is_flag=True, help="Write over a project file that is there.")
def command(source: str | None, target: tuple[str, ...], force: bool) -> None:
    """Write sct.toml, where a project keeps its options: every option has a key, the command line wins."""
    from sct import backends, frontends
    from sct.cli.engines import target as target_of

    path = Path(project.FILE)
    if path.exists() and not force:
        wrong(f"{path} is there already; --force writes over it")
    named = target or (backends.names()[0],)
    written = tuple(f"{name}:{version}" for name, version in map(target_of, named))
    path.write_text(project.template(source or frontends.names()[0], written), "utf-8")
    click.echo(f"Written: {path}. Next: sct convert PATH", err=True)
