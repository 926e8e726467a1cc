"""The rows as COPY BINARY sends them, in large pieces.

The server sends a message a row, and libpq hands them on one by one. asyncpg takes all that have arrived at once, which
costs a third of the time; where it is not installed, or does not know a setting of the address, libpq does it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Generator
from typing import Any

import psycopg

PIECE_BYTES = 256 << 10
_QUEUED = 8  # pieces read ahead of the writer
# what asyncpg takes by the names on the right; an address that says more is left to libpq
_KNOWN = {"host": "host", "port": "port", "user": "user", "password": "password", "dbname": "database"}
_HARMLESS = ("connect_timeout", "application_name")


def arguments(keywords: dict[str, Any]) -> dict[str, Any] | None:
    """asyncpg's arguments for libpq's keywords; None when it is not there or does not have them all."""
    try:
        import asyncpg  # noqa: F401
    except ImportError:
        return None
    given = {name: value for name, value in keywords.items() if name not in _HARMLESS}
    if any(name not in _KNOWN for name in given):
        return None
    made = {_KNOWN[name]: value for name, value in given.items()}
    if "port" in made:
        made["port"] = int(made["port"])
    return {"timeout": float(keywords.get("connect_timeout", 10)), **made}


def pieces(given: dict[str, Any], begin: str, query: str) -> Generator[bytes]:
    """The stream of `COPY (query) TO STDOUT (FORMAT binary)` on a connection of its own, after the statements `begin`.

    Raises psycopg.Error, as libpq would.
    """
    ready: queue.Queue[bytes | BaseException | None] = queue.Queue(_QUEUED)
    left = threading.Event()

    def hand_on(piece: bytes | BaseException | None) -> None:
        while not left.is_set():
            try:
                ready.put(piece, timeout=0.2)
                return
            except queue.Full:
                continue
        raise _LeftError

    def work() -> None:
        try:
            asyncio.run(_copy(given, begin, query, hand_on))
            hand_on(None)
        except _LeftError:
            pass
        except BaseException as error:  # whatever it is, the reader of the pieces gets it
            if not left.is_set():
                hand_on(error)

    thread = threading.Thread(target=work, name="sct raw reader", daemon=True)
    thread.start()
    try:
        while (piece := ready.get()) is not None:
            if isinstance(piece, BaseException):
                raise _as_libpq(piece)
            yield piece
    finally:
        left.set()
        thread.join()


class _LeftError(Exception):
    """Nobody wants the rest."""


async def _copy(given: dict[str, Any], begin: str, query: str, hand_on: Any) -> None:
    import asyncpg

    connection = await asyncpg.connect(**given, server_settings={"application_name": "sct move"})
    try:
        await connection.execute(begin)
        held: list[bytes] = []
        size = 0

        async def take(data: bytes) -> None:
            nonlocal held, size
            held.append(data)
            size += len(data)
            if size >= PIECE_BYTES:
                hand_on(b"".join(held))
                held, size = [], 0

        await connection.copy_from_query(query, output=take, format="binary")
        if held:
            hand_on(b"".join(held))
    finally:
        connection.terminate()


def _as_libpq(error: BaseException) -> BaseException:
    import asyncpg

    if isinstance(error, asyncpg.PostgresError):
        try:
            kind = psycopg.errors.lookup(error.sqlstate or "")
        except KeyError:
            kind = psycopg.OperationalError
        return kind(str(error))
    if isinstance(error, (OSError, asyncio.TimeoutError, asyncpg.InterfaceError)):
        return psycopg.OperationalError(str(error) or type(error).__name__)
    return error
