"""Connections to PostgreSQL; `embedded:///folder` starts a server of our own on that folder while the command runs."""

from __future__ import annotations

import atexit
import os
import re
import threading
from typing import Any

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.errors import MoveError, Transient, UsageError

# Server-side states worth another try: lost connections, out of resources, deadlocks, shutting down, starting.
TRANSIENT_CLASSES = ("08", "53", "57", "40")
# libpq gives a connection that does not come about no state, only words, its own or the server's.
NO_TLS = ("certificate", "does not support SSL", "sslmode", "private key", "tlsv1 alert", "sslv3 alert")
NO_LOGIN = ("authentication", "does not exist", "no password", "no pg_hba.conf entry", "is not permitted to log in",
            "not currently accepting connections")  # fmt: skip
NO_SERVER = (
    "refused",
    "timeout",
    "timed out",
    "could not translate",
    "failed to resolve",
    "No route",
    "unreachable",
    "No such file",
)
TLS_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
SETTINGS = (
    "timezone = 'UTC'",
    "datestyle = 'ISO'",
    "intervalstyle = 'postgres'",
    "extra_float_digits = 1",
    "bytea_output = 'hex'",
    "statement_timeout = 0",
    "idle_in_transaction_session_timeout = 0",
    "row_security = off",  # rows that a policy would hide are an error, never left out
    # A machine that fell silent is noticed in two minutes, not in two hours: its chunk waits for nobody longer.
    "tcp_keepalives_idle = 60",
    "tcp_keepalives_interval = 10",
    "tcp_keepalives_count = 6",
)
_embedded: dict[str, Any] = {}
_lock = threading.Lock()


def keywords(address: Address) -> dict[str, Any]:
    """libpq's keywords of an address."""
    if address.scheme == "embedded":
        return _embedded_keywords(address.path)
    for name in TLS_FILES:
        file = address.options.get(name)
        if file and file != "system" and not os.access(file, os.R_OK):
            raise UsageError("MV0090", f"{address.where}: {name} {file} is not there, or may not be read")
    found: dict[str, Any] = {**address.options, "dbname": address.database or "postgres"}
    if address.host:
        found["host"] = address.host
    if address.port:
        found["port"] = str(address.port)
    if address.user:
        found["user"] = address.user
    if address.password:
        found["password"] = address.password
    return found


def _embedded_keywords(path: str) -> dict[str, Any]:
    from sct.move.endpoints.postgres.embedded import KeptServer

    with _lock:
        server = _embedded.get(path)
        if server is None:
            server = KeptServer(path)
            server.start()
            _embedded[path] = server
            atexit.register(server.stop)
        return dict(server.keywords)


def connect(address: Address, *, autocommit: bool = False, name: str = "sct move") -> Any:
    """A connection with the session settings every value is read and written under."""
    try:
        connection = psycopg.connect(
            **{"connect_timeout": "10", **keywords(address)},
            application_name=name,
            client_encoding="UTF8",
            autocommit=True,
        )
        connection.prepare_threshold = None
        connection.execute("; ".join(f"SET {setting}" for setting in SETTINGS))
        connection.autocommit = autocommit
    except psycopg.Error as error:
        raise refused(address, error) from None
    return connection


def refused(address: Address, error: psycopg.Error) -> MoveError:
    """The error of a connection that did not come about."""
    text = address.redact(_brief(str(error)))
    if not error.sqlstate:
        if any(words in text for words in NO_TLS):
            return MoveError("MV0090", f"{address.where}: {text}")
        if not any(words in text for words in NO_LOGIN) and any(words in text for words in NO_SERVER):
            return Transient("MV0091", f"{address.where} does not answer: {text}")
        if isinstance(error, psycopg.ProgrammingError):
            return UsageError("MV0001", f"{address.where}: {text}")
    return trouble(address, error)


def _brief(text: str) -> str:
    """libpq's words without the place, which stands before them already, and without saying them twice."""
    told = [
        re.sub(r"^(connection failed: )?(connection to server (at|on) .*? failed: )?", "", x.strip())
        for x in text.splitlines()
    ]
    return " ".join(dict.fromkeys(x for x in told if x))


def trouble(address: Address, error: psycopg.Error) -> MoveError:
    """A driver's error as one of ours, without the password."""
    text = address.redact(_brief(str(error)))
    state = error.sqlstate or ""
    lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) and state in ("", None)
    if lost and any(words in text for words in NO_LOGIN):
        return MoveError("MV0010", f"{address.where}: {text}")
    if lost or state[:2] in TRANSIENT_CLASSES:
        return Transient("MV0011", f"{address.where}: {text}")
    return MoveError("MV0012", f"{address.where}: {text}")


def named(schema: str, name: str) -> sql.Composable:
    """A qualified, quoted name."""
    return sql.Identifier(schema, name) if schema else sql.Identifier(name)
