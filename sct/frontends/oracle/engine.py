"""Oracle as the compiler sees it: scripts for SQL*Plus, in DDL, SQL and PL/SQL."""

from __future__ import annotations

from collections.abc import Iterable

from sct.diagnostics.finding import Finding
from sct.frontends import Load, Read
from sct.ir import objects as o
from sct.ir.types import Type
from sct.options import Options
from sct.text.chunk import Chunk
from sct.text.source import SourceFile


class Oracle:
    name = "oracle"
    counts_blanks = True
    string_end = "\n/\n"

    def split(self, file: SourceFile, options: Options, load: Load) -> Iterable[Chunk]:
        from sct.frontends.oracle.split import split
        from sct.frontends.oracle.sqlplus import Session

        # settings and variables of one script are not the next one's; what the user gives holds in all of them
        return split(file, Session(dict(options.define)), load)

    def read(self, chunk: Chunk, options: Options) -> Read:
        from sct.frontends.oracle.continuation import joined
        from sct.frontends.oracle.statement import parse_statement

        out = Read()
        if chunk.kind == "bad":
            out.items.append(o.Opaque(chunk.span, chunk.problem or "cannot be read", "OR0001"))
            return out
        if chunk.problem:
            out.findings.append(Finding("OR0020", chunk.problem, chunk.span))
        if chunk.kind in ("sql", "plsql"):
            try:
                out.items.extend(parse_statement(joined(chunk)))
            except RecursionError:
                out.items.append(o.Opaque(chunk.span, "nested too deeply", "SC1019"))
        return out

    def type_of_text(self, text: str) -> Type:
        from sct.frontends.oracle.types import type_of_text

        return type_of_text(text)


ENGINE = Oracle()
