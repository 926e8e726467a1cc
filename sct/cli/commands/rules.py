"""`sct rules`"""

from __future__ import annotations

import json

import click

from sct.cli.shared import Command, source_option, target_option, wrong


@click.command(cls=Command, short_help="The catalogue of codes.")
@source_option(required=False)
@target_option(required=False)
@click.option("--rules", multiple=True, metavar="FOLDER", help="Rules of your own, besides the shipped ones.")
@click.option(
    "--fidelity",
    multiple=True,
    type=click.Choice(["exact", "runtime", "assumes", "differs", "refused"]),
    help="Only these (repeatable).",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    source: str | None,
    target: tuple[str, str] | None,
    rules: tuple[str, ...],
    fidelity: tuple[str, ...],
    as_json: bool,
) -> None:
    """The catalogue of codes: what can be said of a conversion, and how well each construct is kept."""
    from sct.rulebook.load import RuleFileError, all_codes

    try:
        codes = all_codes(rules)
    except RuleFileError as error:
        wrong(error)
    apart = {"lift": source, "lower": target[0] if target else None}

    def wanted(file: str) -> bool:
        half, _, rest = file.partition("/")
        engine = apart.get(half)
        return engine is None or rest.partition("/")[0] == engine

    shown = [
        code
        for code in sorted(codes.values(), key=lambda c: c.code)
        if wanted(code.file) and (not fidelity or code.fidelity in fidelity)
    ]
    if as_json:
        keys = ("code", "name", "fidelity", "severity", "effort_minutes", "why", "howto", "match", "becomes", "file")
        click.echo(json.dumps([{key: getattr(code, key) for key in keys} for code in shown], indent=1))
        return
    for code in shown:
        click.echo(f"{code.code}  {code.fidelity:8} {code.name:32} {code.why}")
