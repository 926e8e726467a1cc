"""What differs between logs: Debezium's offsets against the positions of this tool's own readers.

Offsets: the connectors' `*OffsetContext` classes. Only PostgreSQL's was run; the others are held to their documented form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sct.move.errors import UsageError

Position = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`begin`: the offset to begin with at a position of the log, None = where the log was told to be kept from.
    `native`: an offset as a position of the source's own reader, for the lag. `reached`: whether an offset is at or behind
    a position; None where the log takes marks of ours instead."""

    begin: Callable[[Position], dict[str, Any] | None]
    native: Callable[[dict[str, Any]], Position]
    reached: Callable[[dict[str, Any], Position], bool] | None


def _lsn(offset: dict[str, Any]) -> Position:
    number = int(offset["lsn"])
    return {"lsn": f"{number >> 32:X}/{number & 0xFFFFFFFF:X}"}


def _scn(offset: dict[str, Any], position: Position) -> bool:
    return int(offset["scn"]) >= int(position["scn"])


def _file(offset: dict[str, Any], position: Position) -> bool:
    return (str(offset["file"]), int(offset["pos"])) >= (str(position["file"]), int(position["pos"]))


def _commit_lsn(offset: dict[str, Any], position: Position) -> bool:
    """Both as the connectors write them: groups of hexadecimal digits of one length each."""
    return str(offset["commit_lsn"]) >= str(position["lsn"])


KINDS = {
    "postgres": Kind(lambda position: None, _lsn, None),
    "mysql": Kind(
        lambda position: {"file": position["file"], "pos": position["pos"]},
        lambda offset: {"file": offset["file"], "pos": offset["pos"]},
        _file,
    ),
    "oracle": Kind(lambda position: {"scn": str(position["scn"])}, lambda offset: {"scn": int(offset["scn"])}, _scn),
    "sqlserver": Kind(
        lambda position: {"commit_lsn": position["lsn"], "change_lsn": None, "event_serial_no": 0},
        lambda offset: {"lsn": offset["commit_lsn"]},
        _commit_lsn,
    ),
    "db2": Kind(
        lambda position: {"commit_lsn": position["lsn"], "change_lsn": None},
        lambda offset: {"lsn": offset["commit_lsn"]},
        _commit_lsn,
    ),
}


def kind_of(connector: str) -> Kind:
    """Raises UsageError for a source that Debezium, as it is packed for Python, has no connector for."""
    found = KINDS.get(connector)
    if found is None:
        raise UsageError(
            "MV0015", f"Debezium embedded has no connector for {connector} that was tried or written for here"
        )
    return found
