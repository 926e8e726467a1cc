"""`sct show`"""

from __future__ import annotations

import sys
from typing import Any

import click

from sct.cli.shared import Command, options_of, paths_of, reading_options, source_option, target_option, wrong

STAGES = ("tokens", "tree", "ir", "lowered", "order")


@click.command(cls=Command, short_help="Look at any stage of a conversion.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--stage", type=click.Choice(STAGES), default="ir", show_default=True, help="What to show.")
@source_option()
@target_option(required=False)
@reading_options
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    stage: str,
    source: str,
    target: tuple[str, str] | None,
    **given: Any,
) -> None:
    """Look at any stage of a conversion.

    \b
    tokens    the script cut into statements, and their words
    tree      the trees of the queries and expressions inside
    ir        the neutral model, as YAML
    lowered   what each statement becomes, with the codes that explain it
    order     the pieces in loading order, and what each needs before it
    """
    from sct import backends, pipeline
    from sct.cli.engines import target as target_of
    from sct.cli.showing import show

    options = options_of(source, target or target_of(backends.names()[0]), given)
    try:
        for line in show(stage, paths_of(context, paths), options):
            sys.stdout.write(line + "\n")
    except pipeline.InputError as error:
        wrong(error)
