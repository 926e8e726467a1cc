"""Teradata as the compiler sees it: scripts for BTEQ, in DDL, SQL and SPL."""

from __future__ import annotations

from collections.abc import Iterable

from sct.diagnostics.finding import Finding
from sct.frontends import Load, Read
from sct.ir import objects as o
from sct.ir.scripts import Script
from sct.ir.types import Type
from sct.options import Options
from sct.text.chunk import Chunk
from sct.text.source import SourceFile


class Teradata:
    name = "teradata"
    counts_blanks = False
    string_end = ";\n"
    # shell scripts with here-documents, and the load utilities' own
    extensions = frozenset(
        (".ksh", ".sh", ".bash", ".fl", ".fld", ".fastload", ".mld", ".mload", ".fexp", ".tpt", ".spl")
    )

    def split(self, file: SourceFile, options: Options, load: Load) -> Iterable[Chunk]:
        from sct.frontends.teradata.split import split

        return split(file, dict(options.define), load)

    def read(self, chunk: Chunk, options: Options) -> Read:
        from sct.frontends.teradata.statement import parse_statement

        out = Read()
        if chunk.kind == "bad":
            out.items.append(o.Opaque(chunk.span, chunk.problem or "cannot be read", "TD0001"))
            return out
        if chunk.problem:
            out.findings.append(Finding("TD0002", chunk.problem, chunk.span))
        if chunk.kind in ("sql", "plsql"):
            try:
                out.items.extend(parse_statement(chunk, out.findings))
            except RecursionError:
                out.items.append(o.Opaque(chunk.span, "nested too deeply", "SC1019"))
        elif chunk.kind == "directive" and not chunk.text.startswith("."):
            out.findings.append(Finding("TD0600", chunk.word, chunk.span))
        elif chunk.kind == "directive":
            out.findings.append(Finding("TD0003", f".{chunk.word}", chunk.span))
        return out

    def script(self, path: str, chunks: list[Chunk]) -> Script | None:
        from sct.frontends.teradata.bteq import script

        return script(path, chunks)

    def hidden(self, text: str) -> str:
        from sct.frontends.teradata.secrets import hidden

        return hidden(text)

    def type_of_text(self, text: str) -> Type:
        from sct.frontends.teradata.types import type_of_text

        return type_of_text(text)


ENGINE = Teradata()
