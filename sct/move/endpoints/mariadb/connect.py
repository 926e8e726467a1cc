"""Connections to MariaDB and MySQL."""

from __future__ import annotations

from typing import Any

import pymysql

from sct.move.address import Address
from sct.move.errors import MoveError, Transient

# Lost or refused connections, shutting down, lock waits, deadlocks, too many connections.
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
    options = address.options
    tls = {"ca": options["ssl_ca"]} if "ssl_ca" in options else None
    try:
        return kind(
            host=address.host or "localhost",
            port=address.port or 3306,
            user=address.user or None,
            password=address.password or "",
            database=address.database or None,
            unix_socket=options.get("socket"),
            charset="utf8mb4",
            autocommit=autocommit,
            connect_timeout=10,
            init_command="SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES')",
            cursorclass=pymysql.cursors.SSCursor if streaming else pymysql.cursors.Cursor,
            ssl=tls,
            local_infile=kind is not pymysql.connections.Connection,
        )
    except pymysql.Error as error:
        raise trouble(address, error) from None


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
    text = address.redact(" ".join(str(a) for a in error.args))
    if number in TRANSIENT or isinstance(error, pymysql.InterfaceError):
        return Transient("MV0011", f"{address.where}: {text}")
    if number in (1044, 1045, 1049):
        return MoveError("MV0010", f"{address.where}: {text}")
    return MoveError("MV0012", f"{address.where}: {text}")


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def named(table: tuple[str, str]) -> str:
    return ".".join(quoted(part) for part in table if part)
