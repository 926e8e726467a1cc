"""Connections to MariaDB and MySQL."""

from __future__ import annotations

import os
import ssl
from typing import Any

import pymysql

from sct.move.address import Address
from sct.move.errors import MoveError, Transient, UsageError

# Lost or refused connections, shutting down, lock waits, deadlocks, too many connections.
LOGIN = {
    1044,
    1045,
    1049,
    1130,
    1251,
    1698,
    2054,
    2059,
    3118,
    3159,
}  # user, database, host, way of login, TLS asked for
MODES = {
    "disable": "disable", "disabled": "disable", "prefer": "prefer", "preferred": "prefer", "require": "require",
    "required": "require", "verify-ca": "verify-ca", "verify_ca": "verify-ca", "verify-full": "verify-full",
    "verify-identity": "verify-full", "verify_identity": "verify-full",
}  # fmt: skip
TRANSIENT = {1040, 1053, 1158, 1159, 1160, 1161, 1205, 1213, 1927, 2002, 2003, 2006, 2013, 2055}


def connect(
    address: Address,
    *,
    streaming: bool = False,
    autocommit: bool = True,
    kind: type[pymysql.connections.Connection] = pymysql.connections.Connection,
) -> Any:
    """A connection in UTC and utf8mb4; `streaming` rows come one by one.

    `kind`: another class of connection; LOCAL files are offered only where one is given, which must serve them itself.
    """
    try:
        return kind(
            **login(address),
            database=address.database or None,
            autocommit=autocommit,
            init_command="SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES')",
            cursorclass=pymysql.cursors.SSCursor if streaming else pymysql.cursors.Cursor,
            local_infile=kind is not pymysql.connections.Connection,
        )
    except pymysql.Error as error:
        raise trouble(address, error) from None


def login(address: Address) -> dict[str, Any]:
    """The driver's arguments that every connection to the server has, the one that reads its log, too."""
    return {
        "host": address.host or "localhost",
        "port": address.port or 3306,
        "user": address.user or None,
        # The driver would write it in Latin 1, the server has it in UTF-8.
        "password": (address.password or "").encode("utf-8"),
        "unix_socket": address.options.get("socket"),
        "charset": "utf8mb4",
        "connect_timeout": 10,
        **tls(address),
    }


def tls(address: Address) -> dict[str, Any]:
    """The driver's arguments of `ssl_mode` (or `sslmode`), `ssl_ca`, `ssl_cert`, `ssl_key`. Raises UsageError.

    Without a mode a `ssl_ca` means verify-full, else TLS is used where the server has it, unverified: prefer.
    """
    options = address.options
    word = options.get("ssl_mode", options.get("sslmode"))
    files = {name: options[name] for name in ("ssl_ca", "ssl_cert", "ssl_key") if name in options}
    mode = ("verify-full" if "ssl_ca" in files else "prefer") if word is None else MODES.get(word.lower())
    if mode is None:
        raise UsageError(
            "MV0090", f"{address.where}: ssl_mode is one of disable, prefer, require, verify-ca, verify-full"
        )
    for name, file in files.items():
        if not os.access(file, os.R_OK):
            raise UsageError("MV0090", f"{address.where}: {name} {file} is not there, or may not be read")
    if mode == "disable":
        return {"ssl_disabled": True}
    if mode == "prefer" and not files:
        return {}
    if mode.startswith("verify") and "ssl_ca" not in files:
        raise UsageError(
            "MV0090", f"{address.where}: {mode} needs ssl_ca=FILE, the certificate of who signed the server's"
        )
    try:
        context = ssl.create_default_context(cafile=files.get("ssl_ca") if mode.startswith("verify") else None)
        context.check_hostname = mode == "verify-full"
        context.verify_mode = ssl.CERT_REQUIRED if mode.startswith("verify") else ssl.CERT_NONE
        if "ssl_cert" in files:
            context.load_cert_chain(files["ssl_cert"], files.get("ssl_key"))
    except ssl.SSLError as error:
        raise UsageError("MV0090", f"{address.where}: {', '.join(files.values())}: {error.reason or error}") from None
    return {"ssl": context}


def alive(address: Address, connection: Any) -> Any:
    """The connection, or a new one when the server has gone away in between."""
    try:
        connection.ping()
    except pymysql.Error:
        return connect(address)
    return connection


def trouble(address: Address, error: Exception) -> MoveError:
    """A driver's error as one of ours, without the password."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    text = address.redact(" ".join(" ".join(str(a) for a in error.args).split()))
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, ssl.SSLCertVerificationError) or number == 2026:
        told = cause.verify_message if isinstance(cause, ssl.SSLCertVerificationError) else text
        return MoveError("MV0090", f"{address.where}: {told}")
    if number in (2002, 2003):
        return Transient("MV0091", f"{address.where} does not answer: {text}")
    if number in TRANSIENT or isinstance(error, pymysql.InterfaceError):
        return Transient("MV0011", f"{address.where}: {text}")
    if number in LOGIN:
        return MoveError("MV0010", f"{address.where}: {text}")
    return MoveError("MV0012", f"{address.where}: {text}")


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def named(table: tuple[str, str]) -> str:
    return ".".join(quoted(part) for part in table if part)
