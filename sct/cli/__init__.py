"""The command line: options in, files and exit status out. Nothing is decided here."""

from sct.cli.main import main

__all__ = ["main"]
