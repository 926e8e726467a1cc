"""How results travel from one process to another: as bytes, by the quickest way there and back.

What both ends do for it costs a good part of what a second process saves.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from dataclasses import fields, is_dataclass
from typing import Any

from sct.work.kept.pickled import way_of


class _Ways(dict[type, Any]):
    """A dataclass or a named tuple is written as a call with all its fields; what says itself how it is written, and all
    else, as Python has it."""

    def __missing__(self, kind: type) -> Any:
        if issubclass(kind, type):
            raise KeyError(kind)  # classes go by their name
        found = self[kind] = copyreg.dispatch_table.get(kind) or _way(kind)
        return found


def _way(kind: type) -> Any:
    if "__reduce__" in vars(kind) and kind.__reduce_ex__ is object.__reduce_ex__:
        return kind.__reduce__
    plain = is_dataclass(kind) or (issubclass(kind, tuple) and hasattr(kind, "_fields"))
    return way_of(kind) if plain and not _says_how(kind) else _as_python_has_it


def _as_python_has_it(value: Any) -> Any:
    return value.__reduce_ex__(pickle.HIGHEST_PROTOCOL)


def _says_how(kind: type) -> bool:
    names = {name for base in kind.__mro__ if base not in (object, tuple) for name in vars(base)}
    if "__setstate__" in names:
        # A frozen dataclass with slots is given one by Python: it takes all fields, and so not those that are left
        # when the class is called.
        given = kind.__setstate__.__module__ == "dataclasses"  # type: ignore[attr-defined]
        if not given or any(one.kw_only or not one.init for one in fields(kind)):
            return True
    return bool(names & {"__reduce__", "__reduce_ex__", "__post_init__"})


_ways = _Ways()


def down(values: Any) -> bytes:
    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _ways
    try:
        pickler.dump(values)
    except RecursionError:  # a circle: no call can be given what it makes
        return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)
    return out.getvalue()


up = pickle.loads
