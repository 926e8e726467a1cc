"""PostgreSQL as the compiler sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct import __version__
from sct.backends.emitted import Emitted
from sct.ir.types import Type
from sct.options import Options
from sct.text.span import Span

_NOWHERE = Span("", 0, 0)


class Postgres:
    name = "postgres"
    versions = ("15", "16", "17", "18")
    default_schema = "public"
    load_failed = "PG0106"
    body_failed = "PG0107"

    def emitter(
        self, catalog: Any, folded: Any, translator: Any, texts: Callable[[Span], str], options: Options
    ) -> Any:
        from sct.backends.postgres.emit import PostgresEmitter

        return PostgresEmitter(catalog, folded, translator, texts, options)

    def type_text(self, type_: Type) -> str:
        from sct.backends.postgres.types import type_text

        return type_text(type_)

    def needs_quotes(self, name: str) -> bool:
        from sct.backends.postgres.names import needs_quotes

        return needs_quotes(name)

    def shortened(self, name: str) -> str:
        from sct.backends.postgres.names import shortened

        return shortened(name)

    def header(self, options: Options) -> str:
        return (
            f"-- {options.source} to {self.name} {options.version}, written by sct {__version__}\n"
            "SET client_min_messages = warning;\n"
            "-- PG0529: text is compared by code points, as in the source; create the database with LOCALE 'C.UTF-8'\n"
            "DO $$BEGIN IF 'a' < 'B' THEN RAISE WARNING 'this database does not sort by code points'; END IF; END$$;\n"
        )

    def prelude(self, functions: list[Any]) -> list[Emitted]:
        if not functions:
            return []
        schema = Emitted("sct", "sct", "runtime", "CREATE SCHEMA IF NOT EXISTS sct;", _NOWHERE, -2, schema="sct")
        extensions = [
            Emitted(f"extension:{name}", f"extension:{name}", "runtime",
                    f"CREATE EXTENSION IF NOT EXISTS {name};", _NOWHERE, -2, name=name)
            for name in sorted({f.extension for f in functions if f.extension})
        ]  # fmt: skip
        return [
            schema,
            *extensions,
            *(
                Emitted(f"sct.{f.name}", f"sct.{f.name}", "runtime", f.sql, _NOWHERE, -2, name=f.name, schema="sct")
                for f in functions
            ),
        ]

    def arrange(self, pieces: list[Emitted], emitter: Any) -> list[Emitted]:
        from sct.backends.common.transactions import transactions

        return transactions(pieces, emitter.has_deferred)

    def comment(self, text: str) -> str:
        return "/* " + text.rstrip().replace("*/", "* /").replace("/*", "/ *") + "\n*/"


ENGINE = Postgres()
