"""What a worker does: one chunk, by the same copier as everywhere. Needs no pyspark.

Values go in and out as plain data. Troubles are values, too: an exception would end up, with everything it holds, in
Spark's logs and pages, and Spark would try again by itself what only the driver can judge.
"""

from __future__ import annotations

import json
import os
import socket
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sct.move import endpoints
from sct.move.address import Address, parse
from sct.move.copier import Copier
from sct.move.endpoints.protocol import Shared, Source, Target
from sct.move.errors import MoveError, Transient, UsageError
from sct.move.model import Chunk, Plan, from_json
from sct.move.pace import Pace


@dataclass(slots=True)
class Held:
    """Both ends of a plan, kept by a worker's process from chunk to chunk."""

    text: str
    plan: Plan
    addresses: tuple[Address, Address]
    source: Source
    target: Target
    copiers: dict[str, Copier]

    def close(self) -> None:
        for end in (self.source, self.target):
            with suppress(Exception):  # a lost connection is closed already
                end.close()


_held: Held | None = None


def copy_chunk(text: str, table: str, chunk: int, moment: Any) -> dict[str, Any]:
    """Copy one chunk of the plan whose JSON is `text`; `moment` is what the driver's source sees (Shared).

    Returns {rows, bytes, lane, already, rejected} or {kind, code, message}; `host` says whose words they are.
    """
    host = socket.gethostname()
    try:
        held = _hold(text)
        if isinstance(held.source, Shared):
            held.source.see(moment)
        result = held.copiers[table].copy(_chunk(held.plan, table, chunk))
    except MoveError as error:
        drop()
        kind = "transient" if isinstance(error, Transient) else "usage" if isinstance(error, UsageError) else "move"
        return {"kind": kind, "code": error.code, "message": str(error.args[0]), "host": host}
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error}"
        for address in _held.addresses if _held is not None else ():
            message = address.redact(message)
        drop()
        return {"kind": "move", "code": "MV0016", "message": message, "host": host}
    return {
        "rows": result.rows,
        "bytes": result.bytes,
        "lane": result.lane,
        "already": result.already,
        "rejected": result.rejected,
        "host": host,
    }


def _hold(text: str) -> Held:
    global _held
    if _held is not None and _held.text == text:
        return _held
    drop()
    plan = from_json(json.loads(text), "the plan")
    addresses = parse(plan.source, "source"), parse(plan.target, "target")
    _seen(addresses[0])
    source = endpoints.source(addresses[0])
    try:
        target = endpoints.target(addresses[1])
    except BaseException:
        source.close()
        raise
    copiers = {t.id: Copier(plan, t, source, target, Pace()) for t in plan.tables}
    _held = Held(text, plan, addresses, source, target, copiers)
    return _held


def drop() -> None:
    """Close what is kept: after a trouble the next chunk begins anew."""
    global _held
    if _held is not None:
        _held.close()
        _held = None


def _seen(address: Address) -> None:
    """A path is the worker's own: what is not there would be an empty source, or a new and empty file."""
    if address.engine in ("files", "sqlite", "duckdb") and address.scheme != "s3" and not os.path.exists(address.path):
        raise MoveError("MV0017", f"{address.path} is not there: workers read the same path as the driver")


def _chunk(plan: Plan, table: str, number: int) -> Chunk:
    return next(c for t in plan.tables if t.id == table for c in t.chunks if c.id == number)
