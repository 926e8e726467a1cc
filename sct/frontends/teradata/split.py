"""Teradata scripts to chunks: SQL statements, and the commands BTEQ keeps for itself.

A statement ends with `;`, except inside the parentheses of a macro or trigger and the BEGIN … END of a stored
procedure. A BTEQ command begins with a dot where a statement could begin, and ends with its line or a `;`
(Basic Teradata Query Reference, "Using BTEQ Commands").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sct.frontends.teradata import lexemes as lex
from sct.frontends.teradata import tpt
from sct.frontends.teradata.variables import substituted
from sct.text.chunk import Chunk, ChunkKind
from sct.text.source import SourceFile
from sct.text.span import Span

Load = Callable[[str, str], SourceFile | None]
_BODY = re.compile(r"\b(BEGIN|END|CASE|IF|WHILE|LOOP|FOR|REPEAT|REQUEST)\b|[();]", re.IGNORECASE)
_LOADER = frozenset("SESSIONS ERRLIMIT TENACITY SLEEP RECORD DEFINE LOGON LOGOFF QUIT RUN AXSMOD CLEAR".split())
_CREATES = re.compile(
    r"(?:CREATE|REPLACE)(?:\s+OR\s+REPLACE)?\s+(PROCEDURE|MACRO|TRIGGER|FUNCTION|SPECIFIC)\b", re.IGNORECASE
)


def split(source: SourceFile, define: dict[str, str], load: Load) -> Iterator[Chunk]:
    """The chunks of a script, in order; those of one file cover it exactly. A shell script gives the text of its
    here-documents for BTEQ and the load utilities, the rest of it as space."""
    from sct.frontends.teradata.shell import documents

    text = source.text
    parts = documents(source.path, text)
    shell = parts != [(0, len(text))]
    at = 0
    for start, end in parts:
        if start > at:
            yield Chunk("space", Span(source.path, at, start), text[at:start], at)
        yield from _Splitter(source.path, text, start, end, define, load, shell).chunks()
        at = end
    if at < len(text):
        yield Chunk("space", Span(source.path, at, len(text)), text[at:], at)


class _Splitter:
    def __init__(
        self, file: str, text: str, start: int, end: int, define: dict[str, str], load: Load, shell: bool
    ) -> None:
        self.shell = shell
        self.file, self.text = file, text
        self.start, self.size = start, end
        self.scan = " " * start + lex.scannable(text[start:end])
        self.define, self.load = define, load
        self.loading = False  # between BEGIN LOADING or .DML and the end: INSERTs are a load utility's

    def chunks(self) -> Iterator[Chunk]:
        at = self.start
        while at < self.size:
            head = min(lex.LEADING.match(self.text, at, self.size).end(), self.size)  # type: ignore[union-attr]
            if head >= self.size:
                yield self._chunk("space", at, self.size, at)
                return
            first = self.scan[head]
            if first == "." and self.scan[head + 1 : head + 2].isalpha():
                chunk = self._command(at, head)
            elif first == ";" or first == "=" or first in "/":
                chunk = self._chunk("space", at, self._line_rest(head + 1), at)
            else:
                chunk = self._statement(at, head)
                if chunk.kind == "directive" and tpt.is_job(chunk.text):
                    yield from self._job(chunk)
                    at = chunk.span.end
                    continue
            yield chunk
            at = chunk.span.end

    def _job(self, whole: Chunk) -> Iterator[Chunk]:
        """A load utility's job: a command, the queries whose rows it exports, and what is between them."""
        at = whole.span.start
        places = tpt.queries(whole.text)
        for number, (start, end) in enumerate(places):
            start, end = whole.base + start, whole.base + end
            if number == 0:
                yield Chunk("directive", Span(self.file, at, start), whole.text, whole.base, whole.word)
            else:
                yield self._chunk("space", at, start, at)
            text, pieces = tpt.unquoted(self.text[start:end], start)
            word = lex.WORD.search(text)
            yield Chunk(
                "sql",
                Span(self.file, start, end),
                text.rstrip().rstrip(";"),
                start,
                word[0].upper() if word else "",
                pieces=pieces,
            )
            at = end
        if places:
            yield self._chunk("space", at, whole.span.end, at)
        else:
            yield whole

    def _chunk(
        self, kind: ChunkKind, start: int, end: int, head: int, stop: int | None = None, word: str = ""
    ) -> Chunk:
        text = self.text[head : end if stop is None else stop]
        return Chunk(kind, Span(self.file, start, end), text, head, word)

    def _line_rest(self, at: int) -> int:
        """Over blanks up to and with the end of the line."""
        while at < self.size and self.text[at] in " \t\r":
            at += 1
        return at + 1 if at < self.size and self.text[at] == "\n" else at

    def _command(self, at: int, head: int) -> Chunk:
        end = head
        while end < self.size:
            if self.scan[end] == ";":
                stop = end
                end += 1
                break
            if self.scan[end] == "\n":
                if self.text[head:end].rstrip().endswith("-") and not self.text[head:end].rstrip().endswith("--"):
                    end += 1
                    continue
                stop = end
                break
            end += 1
        else:
            stop = end
        text = self.text[head:stop].rstrip()
        word = lex.WORD.match(text, 1)
        name = word[0].upper() if word else ""
        if name == "DML":
            self.loading = True
        return Chunk("directive", Span(self.file, at, self._line_rest(end)), text, head, name)

    def _statement(self, at: int, head: int) -> Chunk:
        stop = self._end(head)
        word = lex.WORD.match(self.scan, head)
        name = word[0].upper() if word else ""
        end = self._line_rest(stop + 1) if stop < self.size else self.size
        text = self.text[head:stop].rstrip()
        broken = lex.open_quote(self.scan[head:stop])
        if broken is not None:
            return Chunk("bad", Span(self.file, at, end), text, head, name, "a quote or comment is not closed")
        if self._of_a_loader(name, text):
            return Chunk("directive", Span(self.file, at, end), text, head, name)
        text, pieces, missing = substituted(text, head, self.define, shell=self.shell)
        problem = f"{', '.join(missing)} has no value (--define); its name is taken" if missing else None
        return Chunk("sql", Span(self.file, at, end), text, head, name, problem, pieces)

    def _of_a_loader(self, name: str, text: str) -> bool:
        """Statements that a load utility, or BTEQ with rows of a file, makes its own of."""
        words = text.upper().split(None, 2)
        if words[:2] == ["BEGIN", "LOADING"]:
            self.loading = True
        elif words[:2] == ["END", "LOADING"]:
            self.loading = False
        if name in _LOADER or words[:2] in (["BEGIN", "LOADING"], ["END", "LOADING"], ["SET", "RECORD"]):
            return True
        return name == "USING" or (self.loading and name in ("INSERT", "INS", "UPDATE", "DELETE") and ":" in text)

    def _end(self, head: int) -> int:
        """Where the `;` of the statement at `head` is, or the end."""
        scan, size = self.scan, self.size
        created = _CREATES.match(scan, head)
        routine = created is not None and created[1].upper() in ("PROCEDURE", "TRIGGER", "FUNCTION", "SPECIFIC")
        depth = blocks = 0
        previous = ""
        for found in _BODY.finditer(scan, head, size):
            word = found[0].upper()
            if word == "(":
                depth += 1
            elif word == ")":
                depth = max(depth - 1, 0)
            elif word == ";":
                if depth == 0 and blocks == 0:
                    return found.start()
            elif routine and depth == 0:
                if previous == "END" and word in ("IF", "CASE", "WHILE", "LOOP", "FOR", "REPEAT", "REQUEST"):
                    previous = word
                    continue
                if word in ("BEGIN", "CASE"):
                    blocks += 1
                elif word == "END":
                    following = re.match(r"\s*(IF|WHILE|LOOP|FOR|REPEAT|REQUEST)\b", scan[found.end() :], re.IGNORECASE)
                    if following is None:
                        blocks = max(blocks - 1, 0)
                elif word == "REQUEST" and previous == "BEGIN":
                    blocks -= 1  # BEGIN REQUEST … END REQUEST
            previous = word
        return size
