"""A source's changes through Debezium, behind the interface of every capture (capture.ChangeSource).

The position lies in the target, with the rows: Debezium's offset behind the last transaction, and the shapes of the tables.
Where the log's end is, is asked with a mark of ours in the log, or by the source's own position: a drain ends only there.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator
from typing import Any, Protocol, runtime_checkable

from sct.move.address import parse
from sct.move.capture import Altered, ChangeSource, Pause, Transaction
from sct.move.debezium.engine import Engine, start_jvm
from sct.move.debezium.events import MARK, Events, Record
from sct.move.debezium.kinds import Kind, kind_of
from sct.move.endpoints.protocol import Source
from sct.move.errors import Lacking, MoveError, UsageError
from sct.move.exports import debezium as config
from sct.move.model import Plan

POLL_SECONDS = 0.2
START_SECONDS = 120.0
MARK_SECONDS = 10.0  # between two marks while nothing happens: they also let the source forget its log
END_SECONDS = 120.0
# What a connector says exactly, by the kind of the source's type; and types without a kind that are plain text.
KINDS = {"integer", "float", "decimal", "boolean", "char", "varchar", "text", "binary", "date", "time", "timestamp"}
KINDS |= {"datetime", "uuid", "json", "xml", "interval"}
TEXTS = {"inet", "cidr", "macaddr", "macaddr8"}


@runtime_checkable
class Markable(Protocol):
    """A source whose log takes messages that are no rows."""

    def mark(self, prefix: str, text: str) -> None: ...


@runtime_checkable
class LogPlaces(Protocol):
    """A source whose log another reads. Raises Lacking where it does not say."""

    def log_begin(self) -> dict[str, Any]:
        """Where reading has to begin for all that is committed from now on, and so before what is open now."""

    def log_end(self) -> dict[str, Any]:
        """Behind all that is committed by now."""


class Running(Protocol):
    """A connector at work (engine.Engine)."""

    def started(self, seconds: float) -> bool: ...

    def next(self, seconds: float) -> list[Record] | None: ...

    def release(self, last: Any) -> None: ...

    def close(self) -> None: ...


class DebeziumChanges:
    """`source` is the plan's own reader: it says where the log stands, and makes the log be kept where it can."""

    def __init__(self, plan: Plan, source: Source, start: Callable[..., Running] | None = None) -> None:
        self.source, self.start = source, start
        self.address = parse(plan.source, "source")
        self.kind = kind_of(config.connector_of(self.address))
        if self.address.host.startswith("/") or not self.address.host:
            raise UsageError("MV0015", "Debezium connects over the network: the source's address needs a host")

    def capture_begin(self, plan: Plan) -> dict[str, Any]:
        self._refuse(plan)
        if self.start is None:
            start_jvm()  # what is missing on this machine is said before the rows are read, not after
        try:
            if isinstance(self.source, ChangeSource):
                position = self.source.capture_begin(plan)
            else:
                position = self.source.log_begin() if isinstance(self.source, LogPlaces) else self.source.position()
            return {"debezium": {"offset": self.kind.begin(position), "shapes": {}}}
        except (Lacking, KeyError):
            raise UsageError("MV0015", f"{self.address.where} does not say where its log stands") from None

    def _refuse(self, plan: Plan) -> None:
        """Raises MoveError for what would not come through exactly."""
        for table in plan.tables:
            if not table.key:
                raise MoveError("MV0050", f"{table.id}: changes are applied by key and there is none")
            if table.filter:
                raise MoveError("MV0057", f"{table.id}: Debezium cannot tell the rows of the filter {table.filter}")
            for column in table.columns:
                if not _exact((column.read_as or column.type).kind, column.source_type):
                    message = f"{table.id}.{column.source}: {column.source_type} does not come exactly through Debezium"
                    raise MoveError("MV0057", message)

    def transactions(self, plan: Plan, position: dict[str, Any]) -> Generator[Transaction | Altered | Pause]:
        if "debezium" not in position:
            raise MoveError("MV0052", "the position in the target is not one of Debezium: follow as before, without it")
        begun = position["debezium"]
        events = Events(plan, config.prefix(plan), dict(begun["shapes"]), config.placeholder(plan))
        events.offset = begun["offset"]
        running = self._running(plan, begun["offset"])
        end = End(self.source, self.kind, events)
        try:
            # No pause while it starts: who follows for so many seconds means seconds of following.
            if not running.started(START_SECONDS):
                raise MoveError("MV0058", f"Debezium's connector did not start in {START_SECONDS:.0f} s")
            while True:
                batch = running.next(POLL_SECONDS)
                if batch is None:
                    yield Pause.IDLE if end.reached() else Pause.MORE
                    continue
                safe = None
                for record in batch:
                    made = events.feed(record)
                    if not events.inside:
                        safe = record.origin
                    if made is not None:
                        yield made
                yield Pause.MORE
                # Asked to go on: what was yielded is in the target, and Debezium may hear of it.
                running.release(safe)
        finally:
            running.close()

    def _running(self, plan: Plan, offset: dict[str, Any] | None) -> Running:
        made = config.embedded(plan, self.address)
        start = self.start or Engine
        return start(made, offset, config.partition(plan, self.address), self.address.redact)

    def capture_end(self, plan: Plan) -> None:
        if isinstance(self.source, ChangeSource):
            self.source.capture_end(plan)

    def lag(self, plan: Plan, position: dict[str, Any]) -> dict[str, Any]:
        offset = position["debezium"]["offset"]
        if offset is None or not isinstance(self.source, ChangeSource):
            return {}
        return self.source.lag(plan, self.kind.native(offset))


class End:
    """Whether everything that the source had committed a moment ago has come through."""

    def __init__(self, source: Source, kind: Kind, events: Events) -> None:
        self.source, self.kind, self.events = source, kind, events
        self._asked: Any = None
        self._since = 0.0
        self._answered = -MARK_SECONDS

    def reached(self) -> bool:
        """True once for every question; a question is asked when nothing came for a while."""
        now = time.monotonic()
        if self._asked is None:
            if now - self._answered < MARK_SECONDS:
                return False
            self._since = now
            self._asked = self._ask()
            return False
        if self._there():
            self._asked, self._answered = None, now
            return True
        if now - self._since > END_SECONDS:
            raise MoveError("MV0058", f"Debezium did not reach the end of the source's log in {END_SECONDS:.0f} s")
        return False

    def _ask(self) -> Any:
        if self.kind.reached is None:
            if not isinstance(self.source, Markable):
                raise UsageError("MV0015", "the log of this source takes no marks")
            text = secrets.token_hex(8)
            self.source.mark(MARK, text)
            return text
        return self.source.log_end() if isinstance(self.source, LogPlaces) else self.source.position()

    def _there(self) -> bool:
        if self.kind.reached is None:
            return self._asked in self.events.marks
        return self.events.offset is not None and self.kind.reached(self.events.offset, self._asked)


def _exact(kind: str, native: str) -> bool:
    return kind in KINDS or native.lower() in TEXTS
