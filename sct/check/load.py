"""Loads pieces statement by statement, the way psql does, and keeps what the server said about each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sct.check.model import LIMITS, Limits, Piece, PieceResult
from sct.check.scratch import Scratch
from sct.check.statements import Statement, split_statements

# After these a role may have appeared: directly, or out of a body that ran.
MAY_CREATE_ROLES = ("CREATE ROLE", "DO", "CALL", "SELECT", "BEGIN", "COMMIT")
# Statements that run over rows or run code: they may take as long as they like, and nothing but their own work hangs on it.
RUNS = frozenset(("BEGIN", "CALL", "COPY", "DELETE", "DO", "INSERT", "MERGE", "SELECT", "UPDATE", "WITH"))
STOPPED = "57014"  # query_canceled: what statement_timeout gives
# What a script can do to the server beyond its own database, and this stage does not undo.
BEYOND_THE_DATABASE = ("CREATE DATABASE", "CREATE TABLESPACE", "ALTER SYSTEM", "ALTER ROLE", "CREATE SUBSCRIPTION")


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error of the server, or of ours where the server could not even be asked. `position` is 1-based."""

    sqlstate: str | None
    message: str
    detail: str | None = None
    hint: str | None = None
    position: int | None = None


@dataclass(slots=True)
class Loader:
    """One session; `connect` opens it, and opens it again when a piece took the server process down."""

    connect: Callable[[], Any]
    scratch: Scratch
    limits: Limits = LIMITS
    connection: Any = None
    notices: int = 0
    known_roles: set[str] = field(default_factory=set)
    left: float = 0.0  # seconds that what runs may still take
    bound: float = 0.0  # seconds the server gives a statement now

    def open(self) -> None:
        """Connect and note which roles are there before the first piece."""
        self.connection = self.connect()
        self.connection.add_notice_handler(self._count_notice)
        self.bound = self.limits.statement
        if not self.known_roles:
            self.known_roles = self._roles()

    def load(self, pieces: Sequence[Piece]) -> list[PieceResult]:
        """A result a piece; a failed piece does not stop the next."""
        self.left = self.limits.running
        return [self._load_piece(index, piece) for index, piece in enumerate(pieces)]

    def _load_piece(self, index: int, piece: Piece) -> PieceResult:
        for statement in split_statements(piece.sql):
            runs = statement.text.split(None, 1)[0].upper() in RUNS
            if runs and self.left <= 0:
                said = f"not run: what ran before it took the {self.limits.running:g} s that are given to all"
                return PieceResult(index, piece.id, "not_run", STOPPED, said)
            self._give(min(self.limits.statement, self.left) if runs else self.limits.statement)
            begin = time.monotonic()
            complaint = self._execute(statement)
            if runs:
                self.left -= time.monotonic() - begin
            if complaint is None:
                continue
            if runs and complaint.sqlstate == STOPPED:
                if self.bound < self.limits.statement:
                    self.left = 0.0
                self._recover(index)
                said = f"stopped: it ran longer than {self.bound:.3g} s"
                return PieceResult(index, piece.id, "not_run", STOPPED, said)
            offset = complaint.position if complaint.position is not None else 1
            self._recover(index)
            return PieceResult(
                index,
                piece.id,
                "failed",
                complaint.sqlstate,
                complaint.message,
                complaint.detail,
                complaint.hint,
                statement.start + offset,
            )
        return PieceResult(index, piece.id, "loaded")

    def _give(self, seconds: float) -> None:
        """The next statement may take so long."""
        if seconds != self.bound:
            self.connection.pgconn.exec_(f"SET statement_timeout = {max(1, int(seconds * 1000))}".encode())
            self.bound = seconds

    def _execute(self, statement: Statement) -> Complaint | None:
        """Send one statement by the simple query protocol, outside any block of ours."""
        from psycopg.pq import ExecStatus

        if "\0" in statement.text:
            return Complaint(None, "the statement has a NUL character, which PostgreSQL cannot take")
        try:
            query = statement.text.encode("utf-8")
        except UnicodeEncodeError:
            return Complaint(None, "the statement has a character that is not Unicode text")
        session = self.connection.pgconn
        answer = session.exec_(query)
        if answer.status in (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH):
            return self._leave_copy(answer.status)
        if answer.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY):
            self._note_effects((answer.command_status or b"").decode())
            return None
        return _complaint(answer, session)

    def _leave_copy(self, status: Any) -> Complaint | None:
        """COPY through the client: what it writes is thrown away, what it wants to read is not in the piece."""
        from psycopg.pq import ExecStatus

        session = self.connection.pgconn
        if status == ExecStatus.COPY_OUT:
            while session.get_copy_data(0)[0] > 0:
                pass
        else:
            session.put_copy_end(b"no data")
        while session.get_result() is not None:
            pass
        if status == ExecStatus.COPY_OUT:
            return None
        return Complaint("0A000", "COPY … FROM STDIN cannot be checked: its rows are not part of the statement")

    def _recover(self, index: int) -> None:
        """After an error: leave a block the script had opened; reconnect when the session is gone."""
        from psycopg.pq import ConnStatus, TransactionStatus

        session = self.connection.pgconn
        if session.status == ConnStatus.BAD:
            self.scratch.notes.append(f"piece {index + 1} ended the session; its settings are lost for the rest")
            self.open()
        elif session.transaction_status == TransactionStatus.INERROR:
            session.exec_(b"ROLLBACK")
            self.scratch.notes.append(f"piece {index + 1} failed inside a transaction the script had opened: undone")

    def _note_effects(self, tag: str) -> None:
        if tag.startswith(BEYOND_THE_DATABASE):
            self.scratch.beyond.append(tag)
        if not tag.startswith(MAY_CREATE_ROLES):
            return
        now = self._roles()
        self.scratch.roles += sorted(now - self.known_roles)
        self.known_roles |= now

    def _roles(self) -> set[str]:
        """Names of all roles, read below psycopg's transaction handling so that the script's own is not touched."""
        answer = self.connection.pgconn.exec_(b"SELECT rolname FROM pg_catalog.pg_roles")
        return {(answer.get_value(row, 0) or b"").decode() for row in range(answer.ntuples)}

    def _count_notice(self, _notice: Any) -> None:
        self.notices += 1


def _complaint(answer: Any, session: Any) -> Complaint:
    from psycopg.pq import DiagnosticField as Diagnostic

    def text(name: Any) -> str | None:
        raw = answer.error_field(name)
        return raw.decode("utf-8", "replace") if raw is not None else None

    position = text(Diagnostic.STATEMENT_POSITION)
    fallback = session.error_message.decode("utf-8", "replace").strip() or "the server gave no reason"
    return Complaint(
        text(Diagnostic.SQLSTATE),
        text(Diagnostic.MESSAGE_PRIMARY) or fallback,
        text(Diagnostic.MESSAGE_DETAIL),
        text(Diagnostic.MESSAGE_HINT),
        int(position) if position else None,
    )
