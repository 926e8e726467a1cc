"""Which engines there are: every folder here that names its SCHEMES is one. Adding an engine is adding a folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


@cache
def schemes() -> dict[str, str]:
    """Scheme of a URL -> folder of its engine. Only the folders' `__init__` are imported: they need no driver."""
    found: dict[str, str] = {}
    for item in pkgutil.iter_modules([str(HERE)]):
        if item.ispkg:
            for scheme in getattr(_folder(item.name), "SCHEMES", ()):
                found[scheme] = item.name
    return found


def extra_of(engine: str) -> str:
    """The extra of `sct` that brings an engine's driver."""
    return str(getattr(_folder(engine), "EXTRA", "move"))


def options_of(engine: str) -> tuple[str, ...] | None:
    """What may stand behind the ? of an engine's URLs; None where its driver refuses what it does not know."""
    found: tuple[str, ...] | None = getattr(_folder(engine), "OPTIONS", None)
    return found


def _folder(engine: str) -> object:
    return import_module(f"sct.move.endpoints.{engine}")
