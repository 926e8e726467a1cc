"""The source engines. Each is a folder whose `engine.py` has one `ENGINE`; nothing else here names any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from sct.diagnostics.finding import Finding
from sct.ir.types import Type
from sct.options import Options
from sct.text.chunk import Chunk
from sct.text.source import SourceFile

Load = Callable[[str, str], SourceFile | None]
"""Finds an included script: (reported path of the including file, name) -> the file."""


@dataclass(slots=True)
class Read:
    """What a chunk of a script says: objects and statements of the neutral model, and what else is to be said."""

    items: list[Any] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Frontend(Protocol):
    """What a source engine knows. `engine.py` must be cheap to import: the rest is loaded when it is called."""

    name: str
    counts_blanks: bool  # trailing blanks of text of varying length count in comparisons
    string_end: str  # what ends a statement that stood in a string of code

    def split(self, file: SourceFile, options: Options, load: Load) -> Iterable[Chunk]:
        """The chunks of one script, losslessly; included scripts in their place."""

    def read(self, chunk: Chunk, options: Options) -> Read:
        """One chunk to the neutral model. Never raises on user input; what cannot be read is an `Opaque`."""

    def type_of_text(self, text: str) -> Type:
        """The neutral type of a type's spelling."""


def names() -> tuple[str, ...]:
    """The source engines there are."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/engine.py")))


@cache
def frontend(name: str) -> Frontend:
    """The frontend of an engine. Raises KeyError when there is none."""
    if name not in names():
        raise KeyError(name)
    found: Frontend = import_module(f"{__name__}.{name}.engine").ENGINE
    return found
