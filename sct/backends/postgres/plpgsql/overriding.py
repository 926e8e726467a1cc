"""What a method that subtypes override is called: `type$method` is what callers call, `type$method$own` its own body."""

from __future__ import annotations

from sct.backends.postgres.names import shortened
from sct.catalog.scopes import RoutineItem

Path = tuple[str, ...]


def is_dispatched(item: RoutineItem) -> bool:
    """Whether a call may mean another type's method."""
    return bool(item.facts.get("overridden")) or is_abstract(item)


def is_abstract(item: RoutineItem) -> bool:
    return "not instantiable" in item.code.options


def own_path(item: RoutineItem) -> Path:
    """The routine that holds the method's own body."""
    return (*item.path[:-1], shortened(f"{item.path[-1]}$own")) if is_dispatched(item) else item.path
