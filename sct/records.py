"""`dataclass` as the standard library has it, in two thirds of the time it takes to make a class.

The library writes a function's source for every method of every class and compiles it, and two hundred classes are made
before anything is converted. `__repr__` and `__eq__` need no code of their own: they are the same for all classes, and
ask a class for its fields. What these answer is what the library's answer (`tests/test_records.py` compares them).
"""

from __future__ import annotations

from dataclasses import field, fields, replace
from typing import TYPE_CHECKING

__all__ = ["dataclass", "field", "fields", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from collections.abc import Callable
    from operator import attrgetter
    from reprlib import recursive_repr
    from typing import Any

    _COMPARED: dict[type, Callable[[Any], Any]] = {}  # what a class's objects are compared by

    def _compared(cls: type) -> Callable[[Any], Any]:
        names = [one.name for one in fields(cls) if one.compare]
        found = _COMPARED[cls] = attrgetter(*names) if names else lambda _: ()
        return found

    def _equal(self: Any, other: Any) -> bool:
        cls = self.__class__
        if other.__class__ is not cls:
            return NotImplemented
        by = _COMPARED.get(cls) or _compared(cls)
        return by(self) == by(other)

    @recursive_repr()
    def _shown(self: Any) -> str:
        parts = [f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr]
        return f"{self.__class__.__qualname__}({', '.join(parts)})"

    def _set(cls: type, name: str, value: Any) -> None:
        if name not in cls.__dict__:
            setattr(cls, name, value)

    def dataclass(cls: type | None = None, /, *, eq: bool = True, frozen: bool = False, **more: Any) -> Any:
        """Only for what our classes ask: methods a class writes itself are its own. A frozen class keeps the library's
        `__eq__` and `__hash__`, which are asked for a million times."""
        if cls is None:
            return lambda one: dataclass(one, eq=eq, frozen=frozen, **more)
        written = "__hash__" in cls.__dict__
        nameless = cls.__doc__ is None  # the library would look for its signature, and nobody reads that
        if nameless:
            cls.__doc__ = cls.__name__
        made = dataclasses.dataclass(cls, eq=eq and frozen, frozen=frozen, repr=False, **more)
        _set(made, "__repr__", _shown)
        if eq and not frozen:
            _set(made, "__eq__", _equal)
            if not written:
                made.__hash__ = None
        return made
