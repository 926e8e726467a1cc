"""Imports sqlglot at three quarters of what it costs.

It imports `importlib.metadata`, and with that all of `email` and `zipfile`, for one function that finds dialects of other
packages. We ask for no such dialect; whoever does gets the real function's answer, and pays for it then.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_METADATA = "importlib.metadata"


def _entry_points(**wanted: Any) -> Any:
    return import_module(_METADATA).entry_points(**wanted)


def _real(name: str) -> Any:
    """What else may be asked of the module while it is away."""
    if name.startswith("__"):
        raise AttributeError(name)
    away = sys.modules.pop(_METADATA)
    try:
        return getattr(import_module(_METADATA), name)
    finally:
        sys.modules[_METADATA] = away


def _import() -> None:
    if _METADATA in sys.modules:
        import_module("sqlglot")
        return
    stand_in = ModuleType(_METADATA)
    vars(stand_in).update(entry_points=_entry_points, __getattr__=_real)
    sys.modules[_METADATA] = stand_in
    try:
        import_module("sqlglot")
    finally:
        if sys.modules.get(_METADATA) is stand_in:
            del sys.modules[_METADATA]


_import()
