"""Amazon Redshift as the compiler sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct import __version__
from sct.backends.common.family import Family
from sct.backends.emitted import Emitted
from sct.backends.redshift.names import DEFAULT_SCHEMA
from sct.diagnostics.finding import Finding
from sct.ir.scripts import Script
from sct.options import Options
from sct.text.span import Span


class Redshift(Family):
    name = "redshift"
    versions = ("current",)  # the service has no versions to choose from
    default_schema = DEFAULT_SCHEMA
    load_failed = "RS0001"
    body_failed = "RS0002"
    script_ending = ".rsql"

    def emitter(
        self, catalog: Any, folded: Any, translator: Any, texts: Callable[[Span], str], options: Options
    ) -> Any:
        from sct.backends.redshift.emit import RedshiftEmitter

        return RedshiftEmitter(catalog, folded, translator, texts, options)

    def header(self, options: Options) -> str:
        return f"-- {options.source} to {self.name}, written by sct {__version__}\n"

    def arrange(self, pieces: list[Emitted], emitter: Any) -> list[Emitted]:
        from sct.backends.common.transactions import transactions

        return transactions(pieces)

    def client_script(self, script: Script, sql_at: Callable[[Span], str]) -> tuple[str, list[Finding]]:
        from sct.backends.redshift.rsql import write

        return write(script, sql_at)


ENGINE = Redshift()
