"""Troubles with a live server as lines and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click


def say(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def faults() -> Iterator[None]:
    """Known troubles become a line, and one that says what to do: exit status 2 for wrong usage, 1 for what the data or a server did."""
    from sct.move.errors import MoveError, UsageError

    try:
        yield
    except MoveError as error:
        from sct.move.codes import codes

        say(f"sct: {error}")
        if error.code in codes():
            say(f"  {codes()[error.code].howto}")
        sys.exit(2 if isinstance(error, UsageError) else 1)
