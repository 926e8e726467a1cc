"""`sct extract`"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from sct.cli.engines import with_release
from sct.cli.faults import faults, say
from sct.cli.shared import Command


@click.command(cls=Command, short_help="A live database's DDL as files.")
@click.argument("url")
@click.option(
    "-o", "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to."
)
@click.option(
    "--schema", "schemas", multiple=True, metavar="NAME", help="A schema to read (repeatable) [the URL's own]."
)
@click.option("--discard-edits", is_flag=True, help="Write over files of OUT that were edited since.")
def command(url: str, out: Path, schemas: tuple[str, ...], discard_edits: bool) -> None:
    """Read the DDL of a live database into files that `sct convert` reads.

    URL is oracle://user@host:1521/service or teradata://user@host/database; a password comes from it, from ${VAR} in
    it, from ?password_file=, or from SCT_SOURCE_PASSWORD, and is never written. Nothing is changed on the server.

    \b
    OUT/SCHEMA/KIND/NAME.sql   an object a file, in the engine's own words, with its comments
    OUT/extract.json           what is there, and what could not be had and why

    Exit status: 0 done; 1 done, but objects could not be had; 2 wrong usage, nothing written.
    """
    from sct.extract.folder import Extract, write
    from sct.extract.model import Extracted
    from sct.extract.opening import open_database
    from sct.move.errors import UsageError

    with faults():
        database = open_database(url)
        try:
            wanted = schemas or database.homes()
            there = database.schemas()
            names = tuple(dict.fromkeys(_as_there(name, there) for name in wanted))
            if unknown := [name for name in names if name not in there]:
                raise UsageError("MV0107", f"no schema {', '.join(unknown)}; the user sees {_some(there)}")
            found = Extract(database.engine, database.release(), names)
            for name in names:
                for one in database.objects(name):
                    (found.objects if isinstance(one, Extracted) else found.not_read).append(one)  # type: ignore[arg-type]
        finally:
            database.close()
        gone = write(found, out, discard_edits)
    for missing in found.not_read:
        say(f"not read: {missing}")
    for path in gone:
        say(f"gone from the database, taken away: {path}")
    kinds = Counter(o.kind for o in found.objects)
    counts = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in sorted(kinds.items())) or "nothing"
    say(f"{len(found.objects)} objects of {', '.join(names)}: {counts}")
    say(f"Written to {out}; sct convert {out} --from {with_release(found.engine, found.release)} --to postgres")
    sys.exit(1 if found.not_read else 0)


def _as_there(name: str, there: set[str]) -> str:
    """A name as the catalog spells it: the same, else the one that differs in case only."""
    return name if name in there else next((one for one in sorted(there) if one.lower() == name.lower()), name)


def _some(names: set[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:12]) + (f" and {len(shown) - 12} more" if len(shown) > 12 else "")
