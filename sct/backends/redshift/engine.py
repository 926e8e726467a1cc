"""Amazon Redshift as the compiler sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct import __version__
from sct.backends.emitted import Emitted
from sct.diagnostics.finding import Finding
from sct.ir.scripts import Script
from sct.ir.types import Type
from sct.options import Options
from sct.text.span import Span

_NOWHERE = Span("", 0, 0)


class Redshift:
    name = "redshift"
    versions = ("current",)  # the service has no versions to choose from
    default_schema = "public"
    load_failed = "RS0001"
    body_failed = "RS0002"
    script_ending = ".rsql"

    def emitter(
        self, catalog: Any, folded: Any, translator: Any, texts: Callable[[Span], str], options: Options
    ) -> Any:
        from sct.backends.redshift.emit import RedshiftEmitter

        return RedshiftEmitter(catalog, folded, translator, texts, options)

    def type_text(self, type_: Type) -> str:
        from sct.backends.redshift.types import type_text

        return type_text(type_)

    def needs_quotes(self, name: str) -> bool:
        from sct.backends.redshift.names import needs_quotes

        return needs_quotes(name)

    def shortened(self, name: str) -> str:
        from sct.backends.redshift.names import shortened

        return shortened(name)

    def header(self, options: Options) -> str:
        return f"-- {options.source} to {self.name}, written by sct {__version__}\n"

    def prelude(self, functions: list[Any]) -> list[Emitted]:
        if not functions:
            return []
        schema = Emitted("sct", "sct", "runtime", "CREATE SCHEMA IF NOT EXISTS sct;", _NOWHERE, -2, schema="sct")
        return [
            schema,
            *(
                Emitted(f"sct.{f.name}", f"sct.{f.name}", "runtime", f.sql, _NOWHERE, -2, name=f.name, schema="sct")
                for f in functions
            ),
        ]

    def arrange(self, pieces: list[Emitted], emitter: Any) -> list[Emitted]:
        from sct.backends.common.transactions import transactions

        return transactions(pieces, has_deferred=False)

    def comment(self, text: str) -> str:
        from sct.backends.common.emitter import commented

        return commented(text)

    def client_script(self, script: Script, sql_at: Callable[[Span], str]) -> tuple[str, list[Finding]]:
        from sct.backends.redshift.rsql import write

        return write(script, sql_at)


ENGINE = Redshift()
