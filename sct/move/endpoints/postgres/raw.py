"""The rows as COPY BINARY sends them, in large pieces.

The server sends a message a row, and libpq hands them on one by one. asyncpg takes all that have arrived at once, which
costs a third of the time; where it is not installed, or does not know a setting of the address, libpq does it.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Generator
from typing import Any

import psycopg

PIECE_BYTES = 256 << 10
_QUEUED = 8  # pieces read ahead of the writer
_LONG = 8 << 20  # bytes: a piece of so many is one long row
_LITTLE = 64 << 10  # bytes: less than this at a time, and waiting a little costs less than taking them
_A_LITTLE = 0.0005  # seconds; what the server sends meanwhile has its place in the socket's buffers
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


class Streams:
    """Connections that rest between streams: making one costs as much as 20,000 rows. For several threads."""

    def __init__(self, given: dict[str, Any]) -> None:
        """`given`: asyncpg's arguments."""
        self._given = given
        self._idle: list[_Connection] = []

    def pieces(self, begin: str, query: str) -> Generator[bytes]:
        """The stream of `COPY (query) TO STDOUT (FORMAT binary)` in a transaction that the statements `begin` open.

        Raises psycopg.Error, as libpq would.
        """
        connection = self._rested()
        ready: queue.Queue[bytes | BaseException | None] = queue.Queue(_QUEUED)
        left, written = threading.Event(), threading.Event()

        def hand_on(piece: bytes | BaseException | None) -> None:
            written.clear()
            while not left.is_set():
                try:
                    ready.put(piece, timeout=0.2)
                    break
                except queue.Full:
                    continue
            if isinstance(piece, bytes) and len(piece) >= _LONG:
                del piece
                while not left.is_set() and not written.wait(0.2):
                    continue  # a row of long values is written before the next one is put together
            if left.is_set():
                raise _LeftError

        def work() -> None:
            try:
                connection.copy(begin, query, hand_on)
                self._idle.append(connection)
                hand_on(None)
            except _LeftError:
                connection.close()
            except BaseException as error:  # whatever it is, the reader of the pieces gets it
                with contextlib.suppress(Exception):  # of a connection that was lost, whose own trouble this is
                    connection.close()
                with contextlib.suppress(_LeftError):
                    hand_on(error)

        thread = threading.Thread(target=work, name="sct raw reader", daemon=True)
        thread.start()
        try:
            while (piece := _next(ready, thread)) is not None:
                if isinstance(piece, BaseException):
                    raise _as_libpq(piece)
                long = len(piece) >= _LONG
                yield piece
                del piece
                if long:
                    written.set()
        finally:
            left.set()
            thread.join()

    def _rested(self) -> _Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return _Connection(self._given)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _next(ready: queue.Queue[bytes | BaseException | None], thread: threading.Thread) -> bytes | BaseException | None:
    """What the reader hands on; nobody waits for a reader that is no more."""
    while True:
        alive = thread.is_alive()
        try:
            return ready.get(timeout=1.0)
        except queue.Empty:
            if not alive:
                return psycopg.OperationalError("the reader of the stream ended without a word")


class _LeftError(Exception):
    """Nobody wants the rest."""


class _Connection:
    """A connection of asyncpg and the loop it lives in, which runs in whichever thread uses it."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._loop = asyncio.new_event_loop()
        self._connection: Any = None

    def copy(self, begin: str, query: str, hand_on: Any) -> None:
        self._loop.run_until_complete(self._copy(begin, query, hand_on))

    async def _begin(self, statements: str) -> None:
        import asyncpg

        if self._connection is not None:
            try:
                await self._connection.execute(statements)
                return
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                self._connection.terminate()  # lost while it rested; other troubles come again
        settings = {"application_name": "sct move"}
        self._connection = await asyncpg.connect(**self._given, server_settings=settings)
        await self._connection.execute(statements)

    async def _copy(self, begin: str, query: str, hand_on: Any) -> None:
        await self._begin(begin)
        held: list[bytes] = []
        size = 0

        async def take(data: bytes) -> None:
            nonlocal held, size
            if len(data) >= _LONG and held:
                hand_on(b"".join(held))
                held, size = [], 0
            held.append(data)
            size += len(data)
            if size >= PIECE_BYTES:
                data = held[0] if len(held) == 1 else b"".join(held)
                held, size = [], 0
                hand_on(data)
            elif len(data) < _LITTLE:
                time.sleep(_A_LITTLE)  # the loop has nothing else to do

        await self._connection.copy_from_query(query, output=take, format="binary")
        if held:
            hand_on(b"".join(held))
        await self._connection.execute("ROLLBACK")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._loop.run_until_complete(asyncio.sleep(0))  # the transport closes in the loop's next turn
        self._loop.close()


def _as_libpq(error: BaseException) -> BaseException:
    import asyncpg

    if isinstance(error, asyncpg.PostgresError):
        try:
            kind = psycopg.errors.lookup(error.sqlstate or "")
        except KeyError:
            kind = psycopg.OperationalError
        return kind(str(error))
    # The last: what the client makes of a server that ends in the middle of a message.
    if isinstance(error, (OSError, asyncio.TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
        return psycopg.OperationalError(str(error) or type(error).__name__)
    return error
