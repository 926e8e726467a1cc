"""CREATE SEQUENCE. The source keeps one cache for all sessions; PostgreSQL one a session, so none is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres.names import qualified
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

LOW, HIGH = -(2**63), 2**63 - 1


def write(e: PostgresEmitter, sequence: o.Sequence, place: int) -> None:
    id_ = e.id(sequence.name)
    path = e.path(sequence.name)
    e._schema(path, place)
    for note in sequence.notes:
        e.bag(id_).add(note.code, note.text, note.span)
    parts = [f"CREATE SEQUENCE {qualified(path)}"]
    down = (sequence.increment or 1) < 0
    if sequence.increment is not None:
        parts.append(f"INCREMENT BY {sequence.increment}")
    if sequence.minimum is not None:
        parts.append(f"MINVALUE {max(sequence.minimum, LOW)}")
    if sequence.maximum is not None:
        parts.append(f"MAXVALUE {min(sequence.maximum, HIGH)}")
    if sequence.start is not None:
        parts.append(f"START WITH {min(max(sequence.start, LOW), HIGH)}")
    elif down and sequence.maximum is None:
        parts.append("START WITH -1")
    if sequence.cycle:
        parts.append("CYCLE")
    e.add_object(sequence, "sequence", " ".join(parts) + ";", place, path, id_)
