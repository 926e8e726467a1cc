"""PostgreSQL as the compiler sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct import __version__
from sct.backends.common.family import NOWHERE, Family
from sct.backends.emitted import Emitted
from sct.backends.postgres.native_functions import HOME, NATIVE_FUNCTIONS
from sct.options import Options
from sct.text.span import Span


class Postgres(Family):
    name = "postgres"
    versions = ("15", "16", "17", "18")
    default_schema = HOME
    native_functions = NATIVE_FUNCTIONS
    system_schema = "pg_catalog"
    load_failed = "PG0106"
    body_failed = "PG0107"

    def emitter(
        self, catalog: Any, folded: Any, translator: Any, texts: Callable[[Span], str], options: Options
    ) -> Any:
        from sct.backends.postgres.emit import PostgresEmitter

        return PostgresEmitter(catalog, folded, translator, texts, options)

    def header(self, options: Options) -> str:
        return (
            f"-- {options.source} to {self.name} {options.version}, written by sct {__version__}\n"
            "SET client_min_messages = warning;\n"
            "-- PG0529: text is compared by code points, as in the source; create the database with LOCALE 'C.UTF-8'\n"
            "DO $$BEGIN IF 'a' < 'B' THEN RAISE WARNING 'this database does not sort by code points'; END IF; END$$;\n"
        )

    def extensions(self, functions: list[Any]) -> list[Emitted]:
        return [
            Emitted(f"extension:{name}", f"extension:{name}", "runtime",
                    f"CREATE EXTENSION IF NOT EXISTS {name};", NOWHERE, -2, name=name)
            for name in sorted({f.extension for f in functions if f.extension})
        ]  # fmt: skip

    def arrange(self, pieces: list[Emitted], emitter: Any) -> list[Emitted]:
        from sct.backends.common.transactions import transactions

        return transactions(pieces, emitter.has_deferred, emitter.by_transaction)


ENGINE = Postgres()
