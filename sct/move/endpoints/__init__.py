"""One folder an engine, the same file names in each. `source` and `target` load a folder when it is asked for.

A folder says in its `__init__` which schemes of URLs are its own (SCHEMES), which extra brings its driver (EXTRA), and what
may stand behind the ? of its URLs (OPTIONS; without it the driver looks at them itself).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sct.move.address import Address
from sct.move.endpoints.protocol import Source, Target
from sct.move.endpoints.registry import extra_of
from sct.move.errors import UsageError


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
        raise _missing(address, error) from None
    try:
        return getattr(module, function)(address)
    except ModuleNotFoundError as error:
        raise _missing(address, error) from None


def _missing(address: Address, error: ModuleNotFoundError) -> UsageError:
    return UsageError("MV0005", f"{error.name} is not installed; pip install 'sct[{extra_of(address.engine)}]'")
