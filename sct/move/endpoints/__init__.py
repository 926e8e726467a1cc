"""One folder an engine, the same file names in each. `source` and `target` load a folder when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sct.move.address import Address
from sct.move.endpoints.protocol import Source, Target
from sct.move.errors import UsageError

# What an engine's folder needs installed: (module to try, extra that brings it).
EXTRA = {
    "postgres": "move",
    "sqlite": "move",
    "duckdb": "move",
    "files": "move",
    "mariadb": "move-mysql",
    "oracle": "move-oracle",
    "sqlserver": "move-sqlserver",
    "sybase": "move-sqlserver",
    "db2": "move-db2",
    "teradata": "move-teradata",
    "redshift": "move",
}


def source(address: Address) -> Source:
    """Open the source's side of an engine. Raises UsageError when the engine has none or a driver is missing."""
    made: Source = _made(address, "reader", "open_source")
    return made


def target(address: Address) -> Target:
    """Open the target's side of an engine."""
    made: Target = _made(address, "writer", "open_target")
    return made


def _made(address: Address, file: str, function: str) -> Any:
    folder = f"sct.move.endpoints.{address.engine}"
    try:
        module = import_module(f"{folder}.{file}")
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("sct."):
            side = "source" if file == "reader" else "target"
            raise UsageError("MV0004", f"{address.engine} cannot be a {side} yet") from None
        extra = EXTRA.get(address.engine, "move")
        raise UsageError("MV0005", f"{error.name} is not installed; pip install 'sct[{extra}]'") from None
    try:
        return getattr(module, function)(address)
    except ModuleNotFoundError as error:
        extra = EXTRA.get(address.engine, "move")
        raise UsageError("MV0005", f"{error.name} is not installed; pip install 'sct[{extra}]'") from None
