"""Oracle scripts to chunks: what SQL*Plus would send to the server, and what it keeps for itself.

Where other tools are more lenient than SQL*Plus (several statements on a line, blank lines inside a statement, a
missing last terminator), so are we; where SQL*Plus would do something else than the script seems to mean, the chunk
has a problem text. Source: SQL*Plus User's Guide and Reference 19c, "Running SQL Statements", "Running PL/SQL Blocks".
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from sct.frontends.oracle import script_lexemes as lex
from sct.frontends.oracle.sqlplus import (
    BLOCK_WORDS,
    COMMANDS,
    SQL_WORDS,
    Session,
    apply_directive,
    directive_text,
    include_target,
    substitute,
    unknown_problem,
)
from sct.frontends.oracle.statement_end import End, EndFinder
from sct.text.chunk import Chunk, ChunkKind, Piece
from sct.text.source import SourceFile
from sct.text.span import Span

Load = Callable[[str, str], SourceFile | None]

_MAX_DEPTH = 20  # SP2-0309: scripts may be nested to a depth of 20
_SETTLED_BY_SQL = frozenset({"TRANSACTION", "ROLE", "CONSTRAINT", "CONSTRAINTS"})
_UNMARKED = frozenset({"REMARK", "PROMPT"})  # prose: a final "-" may be a ruler, an & an ampersand


def split(source: SourceFile, session: Session, load: Load) -> Iterator[Chunk]:
    """The chunks of a script, in order; those of an included script follow the INCLUDE directive, under their own file.

    `load(base_path, name)` finds an included script: `base_path` is the reported path of the including file for `@@`,
    "" (the given PATH) for `@` and START. The chunks of one file cover it exactly.
    """
    session.stack.append(source.path)
    try:
        yield from _Splitter(source, session, load).chunks()
    finally:
        session.stack.pop()


class _Splitter:
    def __init__(self, source: SourceFile, session: Session, load: Load) -> None:
        self.file = source.path
        self.text = source.text
        self.scan = lex.scannable(source.text)
        self.size = len(source.text)
        self.session = session
        self.load = load
        self.ends = EndFinder(self.scan, session)
        self._pending: SourceFile | None = None  # the script an INCLUDE directive just read names

    def chunks(self) -> Iterator[Chunk]:
        scan, size = self.scan, self.size
        space, word_at = lex.SPACE.match, lex.WORD.match
        at = 0
        while at < size:
            first = scan[at]
            if first.isspace():
                end = space(scan, at).end()  # type: ignore[union-attr]
                yield Chunk("space", Span(self.file, at, end), self.text[at:end], at)
                at = end
                continue
            head = at
            if first == "-" or first == "/":
                head = lex.COMMENTS.match(scan, at).end()  # type: ignore[union-attr]
                if head >= size:
                    yield Chunk("space", Span(self.file, at, size), self.text[at:], at)
                    return
            m = word_at(scan, head)
            word = m.group().upper() if m else ""
            if word in SQL_WORDS or word in BLOCK_WORDS:
                chunk = self._statement(at, head, word)
            elif word and self._is_directive(word, m.end() if m else head):
                if head > at:
                    yield Chunk("space", Span(self.file, at, head), self.text[at:head], at)
                chunk = self._directive(head, COMMANDS[word], len(word))
            elif not word and scan.startswith(("(", "<<"), head):
                chunk = self._statement(at, head, "SELECT" if scan[head] == "(" else "BEGIN")
            elif word == "SET":
                chunk = self._statement(at, head, word)
            else:
                if head > at and not scan.startswith("/*", head):
                    yield Chunk("space", Span(self.file, at, head), self.text[at:head], at)
                    at = head
                chunk = self._special(at, head)
            if chunk.word == "RUN":
                chunk = self._again(chunk.span) or chunk
            yield chunk
            at = chunk.span.end
            if chunk.word == "INCLUDE" and self._pending is not None:
                yield from self._included(self._pending)

    # --- statements ---------------------------------------------------------------------------------------------------

    def _statement(self, start: int, head: int, word: str) -> Chunk:
        kind: ChunkKind = "sql"
        unit = lex.UNIT_HEAD.match(self.scan, head) if word == "CREATE" else None
        if unit is not None:
            kind = "plsql"
            name = unit.group("kind").upper()
            body = unit.group("body") is not None
            if name in {"JAVA", "MLE"}:
                end = self.ends.foreign(unit.end())
            elif name == "LIBRARY" or (name == "TYPE" and not body):
                end = self.ends.sql(head, word, closing=True)
            else:
                end = self.ends.unit(head, unit.end(), in_body=name == "PACKAGE" or body)
        elif word in BLOCK_WORDS:
            kind = "plsql"
            end = self.ends.unit(head, head)
        else:
            end = self.ends.sql(head, word)
        if end.bad:
            self.session.buffer = None
            return self._chunk("bad", start, end, word)
        self.session.buffer = word
        self.session.last = self._chunk(kind, start, end, word)
        return self.session.last

    def _again(self, span: Span) -> Chunk | None:
        """A "/" behind a statement that has run: it runs once more. Only what changes rows shows."""
        last: Chunk | None = self.session.last
        if last is None or self.session.buffer != last.word or last.word not in _CHANGES_ROWS:
            return None
        pieces = last.pieces or (Piece(0, last.base, True),)
        return Chunk(last.kind, span, last.text, last.base, last.word, last.problem, pieces)

    def _chunk(self, kind: ChunkKind, start: int, end: End, word: str) -> Chunk:
        text = self.text[start : end.text].rstrip()
        span = Span(self.file, start, end.chunk)
        mark = self.session.define
        if kind == "bad":
            return Chunk(kind, span, text, start, word, end.problem)
        if mark is None or mark not in text:
            return Chunk(kind, span, text, start, word, end.problem)
        text, pieces, unknown = substitute(text, start, self.session)
        return Chunk(kind, span, text, start, word, _both(end.problem, unknown_problem(unknown, self.session)), pieces)

    # --- everything else ----------------------------------------------------------------------------------------------

    def _is_directive(self, word: str, word_end: int) -> bool:
        if word not in COMMANDS:
            return False
        if word == "SET":
            m = lex.WORD.match(self.scan, lex.SPACE.match(self.scan, word_end).end())  # type: ignore[union-attr]
            return m is None or m.group().upper() not in _SETTLED_BY_SQL
        return True

    def _line_end(self, start: int, word: str) -> int:
        """The end of a directive's line, with the lines that a final "-" adds."""
        scan = self.scan
        at = start
        while True:
            m = lex.REST_OF_LINE.match(scan, at)
            end = m.end() if m else self.size
            if end >= self.size or not scan[at:end].rstrip().endswith("-"):
                return end
            if word in _UNMARKED:
                following = lex.WORD.match(scan, end)
                if following is None or lex.known_start(following.group().upper()):
                    return end
            at = end

    def _directive(self, start: int, word: str, typed: int) -> Chunk:
        session = self.session
        end = self._line_end(start, word)
        if word == "XQUERY":
            end = self.ends.foreign(start).chunk
        separator = session.command_separator
        if separator is not None and word not in _UNMARKED:
            cut = self.scan.find(separator, start, end)
            if cut >= 0 and self.scan[cut + 1 : end].strip():
                end = cut + 1
        raw = self.text[start:end].rstrip()
        if raw.endswith(";") and word not in _UNMARKED:
            raw = raw[:-1].rstrip()
        if word == "EXECUTE":
            return self._execute(start, end, start + typed, raw)
        text, pieces, unknown = substitute(raw, start, session, comments=False)
        problem = None if word in _UNMARKED else unknown_problem(unknown, session)
        if word == "START":
            return self._include(start, end, (text, pieces), text[typed:].strip(), "", problem)
        rest = text[typed:].replace("-\r\n", " ").replace("-\n", " ").strip()
        problem = _both(problem, apply_directive(word, rest, session))
        if word in {"EXIT", "QUIT"} and self.scan[end:].strip():
            problem = _both(problem, f"SQL*Plus stops at {word}; what follows in this file was converted all the same")
        kept = directive_text(word, text)
        return Chunk(
            "directive", Span(self.file, start, end), kept, start, word, problem, pieces if kept == text else ()
        )

    def _execute(self, start: int, end: int, body: int, raw: str) -> Chunk:
        """EXECUTE statement: `BEGIN statement; END;`."""
        self.session.buffer = "EXECUTE"
        call, pieces, unknown = substitute(raw[body - start :], body, self.session)
        skipped = len(call) - len(call.lstrip())
        opening, closing = "BEGIN ", "\n; END;" if "--" in call else "; END;"
        shift = len(opening) - skipped
        moved = [Piece(max(p.start + shift, len(opening)), p.offset + max(skipped - p.start, 0), p.verbatim)
                 if p.verbatim else Piece(p.start + shift, p.offset, False) for p in pieces]  # fmt: skip
        if not moved:
            moved = [Piece(len(opening), body + skipped, True)]
        call = call.strip()
        all_pieces = (Piece(0, start, False), *moved, Piece(len(opening) + len(call), start + len(raw), False))
        text = opening + call + closing
        # "-" at a line end goes on with the next line and is no part of the statement.
        text, all_pieces = _without_continuations(text, all_pieces)
        problem = unknown_problem(unknown, self.session)
        self.session.last = Chunk("plsql", Span(self.file, start, end), text, start, "EXECUTE", problem, all_pieces)
        return self.session.last

    def _special(self, start: int, head: int) -> Chunk:
        """What begins with no word we know: "/", "@", ";", "!" ... or is no SQL*Plus at all."""
        scan, session = self.scan, self.session
        if scan.startswith("/*", head):
            resume = lex.RECOVER_SQL.search(scan, head + 2)
            end = resume.end() if resume is not None else self.size
            return self._chunk("bad", start, End(end, end, "comment is not closed", bad=True), "")
        end = self._line_end(start, "")
        line = scan[start:end].strip()
        span = Span(self.file, start, end)
        text = self.text[start:end].rstrip()
        if line.rstrip("; \t") == "/" or (line.startswith("/") and line[1:].lstrip().startswith(("--", "/*"))):
            return Chunk("directive", span, text, start, "RUN", session.rerun_problem())
        if line[0] == "@":
            own = line.startswith("@@")
            expanded, pieces, unknown = substitute(text, start, session, comments=False)
            base = self.file if own else ""
            rest = expanded.lstrip("@").rstrip("; \t")
            return self._include(start, end, (expanded, pieces), rest, base, unknown_problem(unknown, session))
        if line[0] == ";":
            end = start + 1 if line.strip("; \t") else end
            return Chunk("directive", Span(self.file, start, end), self.text[start:end].rstrip(), start, "LIST")
        if line == ".":
            return Chunk("directive", span, text, start, "END")
        if line[0] in "!$":
            return Chunk("directive", span, "HOST", start, "HOST", apply_directive("HOST", "", session))
        if line[0] == "?":
            return Chunk("directive", span, text, start, "HELP")
        if line[0] == session.define:
            return self._variable_line(start, end)
        return self._unknown(start, end)

    def _variable_line(self, start: int, end: int) -> Chunk:
        """A line that begins with a variable: its value says what it is."""
        text, pieces, unknown = substitute(self.text[start:end].rstrip(), start, self.session, comments=False)
        span = Span(self.file, start, end)
        problem = unknown_problem(unknown, self.session)
        stripped = text.lstrip()
        if not stripped or stripped.startswith("--"):
            return Chunk("directive", span, text, start, "REMARK", problem, pieces)
        m = lex.WORD.match(stripped)
        word = m.group().upper() if m else ""
        if word in SQL_WORDS or word in BLOCK_WORDS:
            return self._statement(start, start, word)
        command = COMMANDS.get(word)
        rest = stripped[len(word) :].strip().rstrip("; \t")
        if command == "START":
            return self._include(start, end, (text, pieces), rest, "", problem)
        if command == "EXECUTE":
            return Chunk("bad", span, text, start, command, "EXECUTE from a variable is not followed", pieces)
        if command is not None:
            problem = _both(problem, apply_directive(command, rest, self.session))
            kept = directive_text(command, text)
            return Chunk("directive", span, kept, start, command, problem, pieces if kept == text else ())
        if stripped.startswith("@"):
            base = self.file if stripped.startswith("@@") else ""
            return self._include(start, end, (text, pieces), stripped.lstrip("@").rstrip("; \t"), base, problem)
        return Chunk("bad", span, text, start, "", problem or "the variable's value begins no command", pieces)

    def _unknown(self, start: int, end: int) -> Chunk:
        """Lines that begin no statement and no command, up to a blank or known one: SQL*Plus ignores each (SP2-0734)."""
        scan = self.scan
        shown = scan[start : min(end, start + 30)].split()
        while end < self.size:
            m = lex.WORD.match(scan, end)
            if m is None and (scan[end].isspace() or scan[end] in "/@;&-.(<!"):
                break
            if m is not None and lex.known_start(m.group().upper()):
                break
            end = self._line_end(end, "")
        problem = f"begins no SQL statement and no SQL*Plus command: {shown[0] if shown else ''}"
        return self._chunk("bad", start, End(end, end, problem, bad=True), "")

    # --- included scripts ---------------------------------------------------------------------------------------------

    def _include(
        self, start: int, end: int, shown: tuple[str, tuple[Piece, ...]], rest: str, base: str, problem: str | None
    ) -> Chunk:
        """The directive (`shown`: its text and pieces). `problem`: variables without a value; the script is taken in all
        the same when its own name is known, and its argument stays without one."""
        name, arguments = include_target(rest, self.session)
        sign = self.session.define
        for number, value in enumerate(arguments, 1):
            if problem and sign and sign in value:
                self.session.forget(str(number))
            else:
                self.session.assign(str(number), value)
        self._pending = None
        if problem is None or not (sign and sign in name):
            problem = _both(problem, self._find(name, base))
        return Chunk("directive", Span(self.file, start, end), shown[0], start, "INCLUDE", problem, shown[1])

    def _find(self, name: str, base: str) -> str | None:
        if not name:
            return "names no script to include"
        if "://" in name or name.startswith(("/", "?", "~", "$", "%")) or name[1:2] == ":":
            return f"{name}: only scripts below the given path are included, not absolute ones"
        if len(self.session.stack) >= _MAX_DEPTH:
            return f"{name}: scripts are nested deeper than {_MAX_DEPTH}"
        found: SourceFile | None = None
        escapes = 0
        # "@" starts at the given path; a script made to be run from its own folder names its neighbours that way too.
        places = list(dict.fromkeys((base, self.file)))
        for where in places:
            folder = posixpath.dirname(where) if where else ""
            if posixpath.normpath(posixpath.join(folder, name)).startswith(".."):
                escapes += 1
                continue
            found = self.load(where, name)
            if found is not None:
                break
        if found is None:
            return (
                f"{name}: leads out of the given path; not read"
                if escapes == len(places)
                else f"{name}: script not found"
            )
        if found.path in self.session.stack:
            return f"{name}: includes itself ({' > '.join([*self.session.stack, found.path])})"
        self._pending = found
        return None

    def _included(self, found: SourceFile) -> Iterator[Chunk]:
        self._pending = None
        self.session.included.add(found.path)
        yield from split(found, self.session, self.load)


_CHANGES_ROWS = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "BEGIN", "DECLARE", "CALL", "EXECUTE"))


def _both(first: str | None, second: str | None) -> str | None:
    return f"{first}; {second}" if first and second else first or second


def _without_continuations(text: str, pieces: tuple[Piece, ...]) -> tuple[str, tuple[Piece, ...]]:
    """Take out each "-" at a line end."""
    if "-\n" not in text and "-\r" not in text:
        return text, pieces
    out: list[str] = []
    moved: list[Piece] = []
    length = removed = 0
    for number, piece in enumerate(pieces):
        stop = pieces[number + 1].start if number + 1 < len(pieces) else len(text)
        part = text[piece.start : stop]
        moved.append(Piece(length, piece.offset, piece.verbatim))
        if piece.verbatim:
            at = 0
            for cut in range(len(part) - 1):
                if part[cut] == "-" and part[cut + 1] in "\r\n":
                    out.append(part[at:cut])
                    length += cut - at
                    at = cut + 1
                    removed += 1
                    moved.append(Piece(length, piece.offset + at, True))
            part = part[at:]
        out.append(part)
        length += len(part)
    return "".join(out), tuple(moved)
