"""The target engines. Each is a folder whose `engine.py` has one `ENGINE`; nothing else here names any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from sct.backends.emitted import Emitted, Made, TableRow
from sct.ir.types import Type
from sct.options import Options
from sct.text.span import Span


class Emitter(Protocol):
    """Writes the objects of one folded script.

    `begin` looks at the whole catalog, once. After it `emit_one` is called once for each item, in any order, in any
    process: what it makes of an item may depend on the catalog and on what `begin` found, never on what was emitted
    before. `finish` adds what belongs to no single item (schemas), given all that was made.
    """

    def begin(self) -> None: ...

    def emit_one(self, place: int, item: Any) -> Made: ...

    def finish(self, made: list[Made]) -> list[Emitted]: ...


class Backend(Protocol):
    """What a target engine knows. `engine.py` must be cheap to import: the rest is loaded when it is called.

    `versions`: oldest first, which is the default. `load_failed`: the code of a statement the target did not take;
    `body_failed`: the code of a complaint about a routine's body, once compiled.
    """

    name: str
    versions: tuple[str, ...]
    default_schema: str
    native_functions: Collection[str]
    system_schema: str
    load_failed: str
    body_failed: str

    def emitter(
        self, catalog: Any, folded: Any, translator: Any, texts: Callable[[Span], str], options: Options
    ) -> Emitter: ...

    def type_text(self, type_: Type) -> str: ...

    def needs_quotes(self, name: str) -> bool: ...

    def shortened(self, name: str) -> str: ...

    def header(self, options: Options) -> str:
        """The first lines of every script."""

    def prelude(self, functions: list[Any]) -> list[Emitted]:
        """The emulation functions as pieces, with the schema they live in."""

    def arrange(self, pieces: list[Emitted], emitter: Emitter) -> list[Emitted]:
        """What only the whole ordered script shows, such as where its transactions begin and end."""

    def comment(self, text: str) -> str:
        """Any text as a comment, whatever it holds."""


def names() -> tuple[str, ...]:
    """The target engines there are."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/engine.py")))


@cache
def backend(name: str) -> Backend:
    """The backend of an engine. Raises KeyError when there is none."""
    if name not in names():
        raise KeyError(name)
    found: Backend = import_module(f"{__name__}.{name}.engine").ENGINE
    return found


__all__ = ["Backend", "Emitted", "Emitter", "Made", "TableRow", "backend", "names"]
