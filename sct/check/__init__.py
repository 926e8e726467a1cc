"""The proof: what was written is loaded into a real target engine before anyone sees it.

    result = check([Piece("hr.employees", "CREATE TABLE …;"), …], dsn=None)

Without a DSN an embedded PostgreSQL is started for the run; with one, a scratch database is made on that server.
Either is dropped again, and so are roles the pieces created. The pieces are loaded as psql would load them: one
statement at a time, each its own transaction, a failed one does not stop the next piece. What roles the pieces take
for granted (GRANT … TO somebody) must exist on the server: a missing one is a failure of that piece, as it will be
for the user. The pieces are executed with the rights of the DSN's user: check only what you would run there.

A target without a server to try has a prover of its own: `prover(target)` finds it in the folder of that name.

This is the only stage that opens a connection. psycopg is imported when it is needed, not before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from sct.check.bodies import check_bodies
from sct.check.dsn import Dsn, parse_dsn
from sct.check.embedded import running
from sct.check.load import Loader
from sct.check.model import LIMITS, BodyFinding, CheckResult, CheckUnavailable, Limits, Piece, PieceResult
from sct.check.scratch import Scratch, scratch_database
from sct.check.statements import Statement, split_statements

__all__ = [
    "BodyFinding",
    "CheckResult",
    "CheckUnavailable",
    "Limits",
    "Piece",
    "PieceResult",
    "Prover",
    "check",
    "prover",
]

OLDEST_SERVER = 150000


class Checker(Protocol):
    """`check`, or what stands for it: pieces in the target's SQL, places and results in the same.

    `thorough`: whatever is only looked at in parts, for the time it takes, is looked at as a whole.
    """

    def __call__(
        self,
        pieces: Sequence[Piece],
        *,
        dsn: str | None = None,
        keep: bool = False,
        limits: Limits = LIMITS,
        thorough: bool = False,
    ) -> CheckResult: ...


@dataclass(frozen=True, slots=True)
class Prover:
    """How a target's scripts are proved; `split` cuts one into statements by the target's lexical rules."""

    check: Checker
    split: Callable[[str], list[Statement]]


def prover(target: str) -> Prover:
    """A target's own prover (PROVER in `sct/check/<target>/prover.py`), else the loading of its script as it is."""
    module = f"{__name__}.{target.replace('-', '_')}"
    if not target or find_spec(module) is None:
        return Prover(check, split_statements)
    found: Prover = import_module(f"{module}.prover").PROVER
    return found


def check(
    pieces: Sequence[Piece],
    *,
    dsn: str | None = None,
    keep: bool = False,
    limits: Limits = LIMITS,
    thorough: bool = False,
) -> CheckResult:
    """Load `pieces` in order and say what became of each. Never raises for the pieces' sake.

    `dsn`: a URL of sct.check.dsn, or None for the embedded server. `keep` leaves the scratch database on a server of
    the user's own (its name is in the result). `limits` bounds what may run. When nothing can be
    proved (extra not installed, server unreachable), the result says so in `not_run`. Loading is always `thorough`.
    """
    begin = time.monotonic()
    try:
        if find_spec("psycopg") is None:
            raise CheckUnavailable("psycopg is not installed; pip install 'sct[verify]'")
        result = _embedded(pieces, keep, limits) if dsn is None else _given(pieces, dsn, keep, limits)
    except CheckUnavailable as reason:
        result = CheckResult(not_run=str(reason))
    return replace(result, seconds=time.monotonic() - begin)


def _embedded(pieces: Sequence[Piece], keep: bool, limits: Limits) -> CheckResult:
    with running() as server:
        result, scratch = _on_server(
            pieces, _opener(server.keywords, limits.statement), "embedded postgres-{version}", False, limits
        )
        server.spoiled = bool(scratch.beyond)
    notes = ["the embedded server ends with the run: no database was kept; name a server to keep it"] if keep else []
    return replace(result, notes=result.notes + notes)


def _given(pieces: Sequence[Piece], url: str, keep: bool, limits: Limits) -> CheckResult:
    dsn = parse_dsn(url)
    with _redacted(dsn):
        connect = _opener({**dsn.keywords, **({"password": dsn.password} if dsn.password else {})}, limits.statement)
        result, scratch = _on_server(pieces, connect, "postgres-{version} at " + dsn.where, keep, limits)
    beyond = [f"{tag}: reaches beyond the scratch database and was not undone" for tag in scratch.beyond]
    return replace(result, notes=result.notes + beyond)


@contextmanager
def _redacted(dsn: Dsn) -> Iterator[None]:
    """Troubles with the server itself become one sentence without the password."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        text = " ".join(str(error).split())
        raise CheckUnavailable(f"the server at {dsn.where} cannot be used: {dsn.redact(text)}") from None


def _opener(keywords: dict[str, str], seconds: float) -> Callable[..., Any]:
    """A function that connects to `dbname` (default: the one of the keywords) with the session settings of a check."""
    import psycopg

    def connect(dbname: str | None = None) -> Any:
        target = {**keywords, **({"dbname": dbname} if dbname else {})}
        connection = psycopg.connect(
            **{"connect_timeout": "10", **target}, application_name="sct check", client_encoding="UTF8", autocommit=True
        )
        connection.prepare_threshold = None
        for setting in (
            f"statement_timeout = {int(seconds * 1000)}",
            "check_function_bodies = on",
            "timezone = 'UTC'",
            "standard_conforming_strings = on",
        ):
            connection.execute(f"SET {setting}")
        if dbname is not None:
            # Code that calls back into its own database gets there as the check does (runtime/postgres/autonomous.sql).
            back = psycopg.conninfo.make_conninfo("", **target)
            connection.execute("SELECT set_config('sct.autonomous_dsn', %s, false)", (back,))
        return connection

    return connect


def _on_server(
    pieces: Sequence[Piece], connect: Callable[..., Any], where: str, keep: bool, limits: Limits
) -> tuple[CheckResult, Scratch]:
    admin = connect()
    try:
        admin.execute("SET statement_timeout = 0")
        version = admin.info.parameter_status("server_version").split()[0]
        if admin.info.server_version < OLDEST_SERVER:
            raise CheckUnavailable(f"the server is PostgreSQL {version}; 15 is the oldest that is checked against")
        with scratch_database(admin, keep=keep) as scratch:
            loader = Loader(lambda: connect(scratch.name), scratch, limits)
            loader.open()
            try:
                results = loader.load(pieces)
                bodies, findings, remarks = check_bodies(loader.connection)
            finally:
                loader.connection.close()
    finally:
        admin.close()
    return CheckResult(
        version=version,
        where=where.format(version=version),
        results=results,
        body_findings=findings,
        bodies_checked=bodies,
        notices=loader.notices,
        roles=scratch.roles,
        notes=scratch.notes + remarks,
        database=scratch.name if keep else None,
    ), scratch
