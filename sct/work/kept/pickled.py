"""Objects as bytes and back, by what Python has for it, within walls: only the classes that are named go in, and
nothing but these is made of any bytes.

An object is written as a call of its class with all its fields, which is the quickest way back.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from sct.work.kept.values import Unkeepable

Way = Callable[[Any], tuple[Any, ...]]
Known = Mapping[tuple[str, str], Any]
_WRONG = (
    pickle.UnpicklingError, EOFError, ValueError, TypeError, IndexError, KeyError, AttributeError, ImportError,
    OverflowError, MemoryError,
)  # fmt: skip


class Ways(dict[type, Way]):
    """How objects are written, by their class. Others are not."""

    def __missing__(self, kind: type) -> Way:
        raise Unkeepable(kind.__name__)


def dumped(value: Any, ways: Ways) -> bytes:
    """Raises Unkeepable."""
    out = io.BytesIO()
    down = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    down.dispatch_table = ways
    try:
        down.dump(value)
    except (pickle.PicklingError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Unkeepable(str(error)) from None
    return out.getvalue()


def loaded(data: bytes, known: Known) -> Any:
    """None where it cannot be read. `known`: what a class's name stands for."""
    try:
        return _Up(data, known).load()
    except _WRONG:
        return None


class _Up(pickle.Unpickler):
    def __init__(self, data: bytes, known: Known) -> None:
        super().__init__(io.BytesIO(data))
        self._known = known

    def find_class(self, module: str, name: str) -> Any:
        return self._known[(module, name)]


def names_of(kinds: Iterable[type]) -> dict[tuple[str, str], Any]:
    return {name_of(one): one for one in kinds}


def name_of(kind: Any) -> tuple[str, str]:
    return kind.__module__, kind.__qualname__


@cache
def way_of(kind: type) -> Way:
    """Written out, for it runs for everything there is. A field that is given by name only is set behind."""
    if not is_dataclass(kind):  # a NamedTuple
        names = list(kind._fields)  # type: ignore[attr-defined]
        more = []
    else:
        names = [one.name for one in fields(kind) if one.init and not one.kw_only]
        more = [one.name for one in fields(kind) if not one.init or one.kw_only]
    if more and hasattr(kind, "__setstate__"):
        # Python gives one to a frozen class with slots; it takes all fields by their order, and would set wrong ones.
        raise TypeError(f"{kind.__name__} cannot be written out: it has fields that are not given by place")
    given = "".join(f"value.{name}, " for name in names)
    rest = ", ".join(f"{name!r}: value.{name}" for name in more)
    behind = f", (None, {{{rest}}})" if more else ""
    space: dict[str, Any] = {"kind": kind}
    exec(f"def way(value): return kind, ({given}){behind}", space)  # names of our own classes only
    way: Way = space["way"]
    return way
