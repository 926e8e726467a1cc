"""Which engines can be read, and a connection to one."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from sct.extract.model import Database
from sct.move.address import parse
from sct.move.endpoints import source
from sct.move.errors import UsageError

HERE = Path(__file__).parent
ROOMS = ("folder", "model", "opening")  # what is no engine here


def engines() -> list[str]:
    return sorted(m.name for m in pkgutil.iter_modules([str(HERE)]) if m.name not in ROOMS)


def open_database(url: str) -> Database:
    """Raises UsageError for an address that is none, an engine that is not read, and a driver that is missing."""
    address = parse(url)
    if address.engine not in engines():
        raise UsageError("MV0105", f"{address.engine} is not extracted; there is: {', '.join(engines())}")
    found: Database = import_module(f"sct.extract.{address.engine}").open_database(source(address))
    return found
