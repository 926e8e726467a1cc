"""Oracle as the compiler sees it: scripts for SQL*Plus, in DDL, SQL and PL/SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sct.diagnostics.finding import Finding
from sct.frontends import Load, Read
from sct.ir import objects as o
from sct.ir.types import Type
from sct.options import Options
from sct.text.chunk import Chunk
from sct.text.source import SourceFile

SUPPLIED = "(supplied)/"  # in front of the name of a script that is none of the user's


class Oracle:
    name = "oracle"
    versions = ("9.2", "10.1", "10.2", "11.1", "11.2", "12.1", "12.2", "18", "19", "21", "23", "26")
    counts_blanks = True
    string_end = "\n/\n"

    def split(self, file: SourceFile, options: Options, load: Load) -> Iterable[Chunk]:
        from sct.frontends.oracle.split import split
        from sct.frontends.oracle.sqlplus import Session

        # settings and variables of one script are not the next one's; what the user gives holds in all of them
        return split(file, Session(dict(options.define)), load)

    def read(self, chunk: Chunk, options: Options) -> Read:
        from sct.frontends.oracle.continuation import joined
        from sct.frontends.oracle.rewriting import FAULT
        from sct.frontends.oracle.statement import parse_statement

        out = Read()
        if chunk.kind == "bad":
            code = "SC0007" if chunk.word == FAULT else "OR0001"
            out.items.append(o.Opaque(chunk.span, chunk.problem or "cannot be read", code))
            return out
        if chunk.kind in ("sql", "plsql"):
            conditions = None
            if "$" in chunk.text or "dbms_db_version" in chunk.text.lower():
                from sct.frontends.oracle.plsql_conditional import Conditions

                conditions = Conditions.of(options.plsql_flags, options.source_version, options.plsql_constants)
            try:
                out.items.extend(parse_statement(joined(chunk), conditions))
            except RecursionError:
                out.items.append(o.Opaque(chunk.span, "nested too deeply", "SC1019"))
        if chunk.problem and not any(isinstance(i, o.Opaque) and i.code == "SC1021" for i in out.items):
            out.findings.append(Finding("OR0020", chunk.problem, chunk.span))
        if chunk.kind == "plsql":
            from sct.frontends.oracle.data_pump import bookkeeping

            out.items = [bookkeeping(item) or item for item in out.items]
        if chunk.span.file.startswith(SUPPLIED):
            for name in (str(i.name) for i in out.items if isinstance(i, o.UserType)):
                code = "OR1025" if name.startswith("sys.json_") else "OR0023"
                out.findings.append(Finding(code, f"{name} comes with the source's server", chunk.span))
            for unit in (i for i in out.items if isinstance(i, o.Unit) and i.name.schema is None):
                toolkit = chunk.span.file.endswith("web.sql")
                if not toolkit:
                    unit.code.options["lasting"] = "yes"  # the client keeps them, over a ROLLBACK too
                said = f"package {unit.name}" if toolkit else f"bind variables are in package {unit.name}"
                out.findings.append(Finding("OR1063" if toolkit else "OR1060", said, chunk.span))
        if chunk.word == "CREATE PACKAGE":
            out.findings.extend(
                Finding("OR1160", f"routines of a WITH clause are in package {unit.name}", chunk.span)
                for unit in out.items
                if isinstance(unit, o.Unit)
            )
        if chunk.word == "CREATE SQL_MACRO":
            out.items = [
                o.Accounted("sql macro", str(i.name), "OR1171", i.origin, f"{i.name} is written out where it is called")
                if isinstance(i, o.Unit)
                else i
                for i in out.items
            ]
        if chunk.word == "CREATE DOMAIN":
            out.items = [replace(i, code="OR1169") if isinstance(i, o.Accounted) else i for i in out.items]
        for item in out.items:
            for said, span, supposed in getattr(item, "choices", ()):
                if supposed:
                    out.findings.append(Finding("OR0021", f"{said}, as {supposed}", span))
                else:
                    out.findings.append(Finding("OR0022", said, span))
        return out

    def installing(self) -> Any:
        """What a block of an installer can learn of the schema it installs into."""
        from sct.frontends.oracle import installing

        return installing

    def client_state(
        self, sessions: list[list[Chunk]], options: Options
    ) -> tuple[list[list[Chunk]], SourceFile | None]:
        """The scripts with what their client keeps between statements, and a script that makes the place for it."""
        from sct.frontends.oracle import extended_cases
        from sct.frontends.oracle.client_variables import with_variables
        from sct.frontends.oracle.domains import with_domains
        from sct.frontends.oracle.iterated_values import with_iterated
        from sct.frontends.oracle.plans import LastStatement
        from sct.frontends.oracle.rewriting import passed
        from sct.frontends.oracle.session_flags import SessionFlags
        from sct.frontends.oracle.sql_macros import with_macros
        from sct.frontends.oracle.with_functions import with_functions

        debug = options.debug
        for rewrite in (with_macros, with_domains, with_functions, with_iterated):
            sessions = rewrite(sessions, debug)
        sessions = passed(sessions, extended_cases.instead_of, debug)
        sessions = [passed([chunks], SessionFlags(options.plsql_flags).instead_of, debug)[0] for chunks in sessions]
        sessions, state = with_variables(sessions, SUPPLIED, debug)
        return [passed([chunks], LastStatement().instead_of, debug)[0] for chunks in sessions], state

    def supplied(self, chunks: list[Chunk]) -> list[SourceFile]:
        """Scripts that create what the chunks use and the source's server brings."""
        from sct.frontends.oracle.supplied import supplied, web

        toolkit = web.script(chunks, SUPPLIED)
        return supplied(chunks, SUPPLIED) + ([toolkit] if toolkit is not None else [])

    def prepared(self, chunks: list[Chunk], options: Options) -> Options:
        """The options with what reading the chunks needs to know of all of them."""
        if not any("$" in chunk.text and "$IF" in chunk.text.upper() for chunk in chunks):
            return options
        from sct.frontends.oracle.plsql_constants import constants

        return replace(options, plsql_constants=constants(chunks, options))

    def type_of_text(self, text: str) -> Type:
        from sct.frontends.oracle.types import type_of_text

        return type_of_text(text)


ENGINE = Oracle()
