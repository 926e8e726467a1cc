"""`sct explain`"""

from __future__ import annotations

import difflib
import textwrap

import click

from sct.cli.shared import Command, wrong


@click.command(cls=Command, short_help="What a code means and what to do.")
@click.argument("code")
@click.option("--rules", multiple=True, metavar="FOLDER", help="Rules of your own, besides the shipped ones.")
def command(code: str, rules: tuple[str, ...]) -> None:
    """What a code (or the rule of that name) means, why it is so, what it looks like before and after, and what to do."""
    from sct.rulebook.load import RuleFileError, all_codes

    try:
        codes = all_codes(rules)
    except RuleFileError as error:
        wrong(error)
    found = codes.get(code.upper()) or next((c for c in codes.values() if c.name == code.lower()), None)
    if found is None:
        near = difflib.get_close_matches(code.upper(), codes, 3)
        by_name = [c.code for c in codes.values() if code.lower() in c.name][:5]
        hint = f"; near it: {', '.join(near or by_name)}" if near or by_name else ""
        wrong(f"no code {code}; `sct rules` lists them{hint}")
        return
    click.echo(f"{found.code}  {found.name}  [{found.fidelity}, {found.severity}]")
    click.echo("\n" + _wrapped(found.why))
    if found.match:
        click.echo(f"\n  before  {found.match}")
    if found.becomes:
        click.echo(f"  after   {found.becomes}")
    shown = [example for example in found.examples if "run" in example or "given" in example][:3]
    if shown:
        click.echo("\nExamples")
    for example in shown:
        click.echo(f"  {example.get('run') or example.get('given')}")
        if "gives" in example:
            click.echo(f"    gives  {example['gives']}")
        for key, value in example.items():
            if key not in ("run", "given", "gives", "unchanged"):
                click.echo(f"    {key}  {value}")
    if found.howto:
        click.echo("\n" + _wrapped(f"What to do: {found.howto}"))
    if found.effort_minutes:
        click.echo(f"\nEffort: about {found.effort_minutes} minutes each.")
    click.echo(f"\nDeclared in {found.file}")


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)
