"""Where a SQL statement or a PL/SQL unit ends in a script."""

from __future__ import annotations

from re import Pattern
from typing import NamedTuple

from sct.frontends.oracle import script_lexemes as lex
from sct.frontends.oracle.sqlplus import Session

# Statements that name privileges or hold other statements: CREATE may begin a line inside them.
_HOLDS_CREATE = frozenset({"GRANT", "REVOKE", "AUDIT", "NOAUDIT", "EXPLAIN", "ADMINISTER"})
_MAY_DECLARE = frozenset(
    {"WITH", "CREATE", "INSERT", "UPDATE", "DELETE", "MERGE", "SELECT"}
)  # routines, in a WITH clause
_LITERAL_PREFIXES = frozenset({"N", "Q", "NQ", "DATE", "TIMESTAMP", "INTERVAL", "U", "X", "LIKE", "IN", "AS", "IS"})


class End(NamedTuple):
    """Where a statement's text and its chunk end."""

    text: int
    chunk: int
    problem: str | None = None
    bad: bool = False


class EndFinder:
    """Finds ends in `scan`, a script made scannable; the session says which character ends a SQL statement."""

    def __init__(self, scan: str, session: Session) -> None:
        self.scan = scan
        self.size = len(scan)
        self.session = session

    def sql(self, head: int, word: str, closing: bool = False) -> End:
        """The end of a SQL statement; `closing`: of a unit that its first `;` ends, with or without a "/" after it."""
        scan, size = self.scan, self.size
        terminator = self.session.terminator
        body = lex.sql_body(terminator)
        at = head
        while True:
            at = body.match(scan, at).end()  # type: ignore[union-attr]
            if at >= size:
                return End(size, size)
            stop = scan[at]
            if stop == terminator:
                if word in _MAY_DECLARE and not closing:
                    routine = lex.WITH_ROUTINE.search(scan, head, at)
                    if routine is not None:
                        return self._with_routine_end(head, routine.end())
                if closing:
                    slash = lex.SLASH_AFTER.match(scan, at + 1)
                    if slash is not None:
                        return End(at + 1, slash.end())
                tail = lex.TAIL.match(scan, at + 1)
                return End(at + closing, tail.end() if tail else at + 1)
            if stop == "\n":
                ending = lex.ENDING.match(scan, at)
                if ending is not None:
                    return self._ended_by_line(at, ending.end(), ending.group(1))
                if word not in _HOLDS_CREATE and not lex.SCHEMA_HEAD.match(scan, head):
                    problem = "not terminated before the next statement: SQL*Plus would not run it as it stands"
                    return End(at, at + 1, problem)
                at += 1
                continue
            literal = self._long_literal(at, head, lex.SWALLOWED_SQL, lex.RECOVER_SQL)
            if isinstance(literal, End):
                return literal
            at = literal

    def unit(self, head: int, at: int, in_body: bool = False) -> End:
        """The end of a PL/SQL unit that begins at `head`, its first words read up to `at`; `in_body`: of a package or
        a type body, which has an END of its own without BEGIN."""
        return self._unit(head, at, _Blocks(self.scan, at, in_body))

    def _unit(self, head: int, at: int, blocks: _Blocks, query_follows: bool = False) -> End:
        """The end of a PL/SQL unit: a line with only "/" or "."; or, when that was forgotten, the line end after the
        END of its outermost block when something follows there that cannot belong to it."""
        scan, size = self.scan, self.size
        while True:
            at = lex.UNIT_BODY.match(scan, at).end()  # type: ignore[union-attr]
            if at >= size:
                closed = None if query_follows else blocks.closed_before(size)
                return End(size, size) if closed is None else self._closed(closed)
            stop = scan[at]
            if stop == "\n":
                ending = lex.ENDING.match(scan, at)
                if ending is not None:
                    return self._ended_by_line(at, ending.end(), ending.group(1))
                closed = None if query_follows else blocks.closed_before(at + 1)
                # After a nested routine BEGIN opens the body of the outer one.
                if closed is not None and not (blocks.nested and scan[at + 1 : at + 6].upper() == "BEGIN"):
                    problem = 'no "/" after this unit: SQL*Plus would read on into the next statement'
                    return self._closed(closed)._replace(problem=problem)
                at += 1
                continue
            literal = self._long_literal(at, head, lex.SWALLOWED_UNIT, lex.RECOVER_UNIT)
            if isinstance(literal, End):
                return literal
            at = literal

    def _closed(self, text_end: int) -> End:
        more = lex.MORE_SEMICOLONS.match(self.scan, text_end)
        tail = lex.TAIL.match(self.scan, more.end() if more else text_end)
        return End(text_end, tail.end() if tail else text_end)

    def _with_routine_end(self, head: int, at: int) -> End:
        """A query with PL/SQL in its WITH clause: only a line with "/" ends it. A final `;` is no part of it."""
        end = self._unit(head, at, _Blocks(self.scan, at, False), query_follows=True)
        text = self.scan[head : end.text].rstrip()
        return end._replace(text=head + len(text) - 1) if text.endswith(";") and not end.bad else end

    def foreign(self, at: int) -> End:
        """Java or JavaScript source: its quotes and comments are not ours; only a line with "/" ends it."""
        m = lex.SLASH_LINE.search(self.scan, at)
        return End(m.start(), m.end()) if m else End(self.size, self.size)

    def _ended_by_line(self, text_end: int, line_end: int, mark: str) -> End:
        if mark == "/":
            return End(text_end, line_end)
        run = lex.RUN_AFTER.match(self.scan, line_end)
        if run is not None:
            return End(text_end, run.end())
        return End(text_end, line_end, 'ended by "." and not run by "/": SQL*Plus only keeps it in its buffer')

    def _long_literal(self, at: int, head: int, swallowed: Pattern[str], recover: Pattern[str]) -> int | End:
        """Past a literal over several lines; or the end of a bad chunk, when a quote or comment is not closed."""
        scan = self.scan
        what = "quote"
        if scan[at] == '"' or (scan[at] == "'" and not lex.IS_Q_QUOTE.match(scan, at)):
            m = lex.MULTI_LINE_QUOTE.match(scan, at)
            if m is not None:
                inside = swallowed.search(scan, at + 1, m.end() - 1)
                if inside is None or not self._looks_inside_out(at, m.end()):
                    return m.end()
        if scan[at] == "/":
            what = "comment"
        elif scan[at] == '"':
            what = "quoted name"
        resume = recover.search(scan, at + 1)
        end = resume.end() if resume is not None else self.size
        return End(end, end, f"{what} opened at character {at - head + 1} of this statement is not closed", bad=True)

    def _looks_inside_out(self, start: int, end: int) -> bool:
        """Whether what stands between these two quotes is rather what stands between two literals: then the opening
        one is a closing one and follows a literal's text, the closing one precedes a literal's text."""
        scan = self.scan
        before = scan[start - 1] if start else " "
        after = scan[end] if end < self.size else " "
        if before.isalnum() or before in "_%.":
            word_start = start
            while word_start and (scan[word_start - 1].isalnum() or scan[word_start - 1] in "_$#"):
                word_start -= 1
            if scan[word_start:start].upper() not in _LITERAL_PREFIXES:
                return True
        return after.isalnum() or after in "_%"


class _Blocks:
    """Counts BEGIN, CASE, IF, LOOP against END, going on from where it last stood; asked only when a "/" may be missing."""

    def __init__(self, scan: str, start: int, in_body: bool) -> None:
        self._scan = scan
        self._at = start
        # A package and a type body are blocks without BEGIN.
        self._open: list[str] = ["UNIT"] if in_body else []
        self._last_end = -1
        self.nested = False  # a routine was declared inside

    def closed_before(self, position: int) -> int | None:
        """The offset after `END [name];` of the outermost block when only blanks and comments lie between it and
        `position`; None otherwise."""
        scan = self._scan
        for m in lex.BLOCK_TOKEN.finditer(scan, self._at, position):
            word = m.group("word")
            if word is not None:
                self._take(word.upper(), m.end())
        self._at = position
        if self._open or self._last_end < 0:
            return None
        closing = lex.AFTER_END.match(scan, self._last_end)
        if closing is None:
            return None
        more = lex.MORE_SEMICOLONS.match(scan, closing.end())
        if lex.ONLY_GAPS.match(scan, more.end() if more else closing.end(), position) is None:
            return None
        return closing.end()

    def _take(self, word: str, end: int) -> None:
        if word in {"PROCEDURE", "FUNCTION"}:
            self.nested = True
            return
        if not word.startswith("END"):
            # $IF of conditional compilation is no IF: the pattern leaves out names with "$" before them.
            self._open.append("CASE" if word == "CASE" else word)
            return
        inner = word[3:].strip()
        top = self._open.pop() if self._open else ""
        if inner and top != inner:
            # `CASE ... END LOOP`: the END of an expression, then an opening word.
            self._open.append(inner)
        if not self._open and top not in ("CASE", "IF", "LOOP"):  # a CASE in a declaration ends no unit
            self._last_end = end
