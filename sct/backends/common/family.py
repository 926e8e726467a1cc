"""What the engines of one family answer alike: by the modules of their own folder, loaded when they are asked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from importlib import import_module
from typing import Any

from sct.backends.common.names import commented
from sct.backends.emitted import Emitted
from sct.ir.types import Type
from sct.text.span import Span

NOWHERE = Span("", 0, 0)


class Family:
    """An engine's folder has `types.type_text`, `names.needs_quotes` and `names.shortened`."""

    name: str
    # Functions the engine brings that its calls find before the program's, and the schema they are in.
    native_functions: Collection[str] = ()
    system_schema = ""

    @cache  # noqa: B019  (there is one of each engine, and it lives to the end)
    def part(self, name: str) -> Any:
        """A module of the engine's folder."""
        return import_module(f"sct.backends.{self.name}.{name}")

    # Who asks for these asks very often: they are given the module's own functions.

    @property
    def type_text(self) -> Callable[[Type], str]:
        return self.part("types").type_text

    @property
    def needs_quotes(self) -> Callable[[str], bool]:
        return self.part("names").needs_quotes

    @property
    def shortened(self) -> Callable[[str], str]:
        return self.part("names").shortened

    def extensions(self, functions: list[Any]) -> list[Emitted]:
        """What the emulation functions need of the server."""
        return []

    def prelude(self, functions: list[Any]) -> list[Emitted]:
        if not functions:
            return []
        schema = Emitted("sct", "sct", "runtime", "CREATE SCHEMA IF NOT EXISTS sct;", NOWHERE, -2, schema="sct")
        pieces = [
            Emitted(f"sct.{f.name}", f"sct.{f.name}", "runtime", f.sql, NOWHERE, -2, name=f.name, schema="sct")
            for f in functions
        ]
        return [schema, *self.extensions(functions), *pieces]

    def comment(self, text: str) -> str:
        return commented(text)
