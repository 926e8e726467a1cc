"""Which way a plan's changes are captured: by the source's own reader of its log, or through Debezium.

Once rows were loaded under one way, its position lies in the target and decides; a plan does not change its way.
"""

from __future__ import annotations

from sct.move.capture import ChangeSource, ChangeTarget
from sct.move.endpoints.protocol import Source, Target
from sct.move.errors import UsageError
from sct.move.model import Plan

WAYS = ("own", "debezium")


def change_source(plan: Plan, source: Source, target: Target, way: str | None = None) -> ChangeSource:
    """What gives the changes of `source`; `way` is one of WAYS, None = own where there is one. Raises UsageError."""
    if not isinstance(target, ChangeTarget):
        raise UsageError("MV0015", "changes cannot be applied to this kind of target")
    target.prepare(plan)
    position = target.position(plan)
    if position is not None:
        before = "debezium" if "debezium" in position else "own"
        if way is not None and way != before:
            raise UsageError("MV0015", f"the changes of this plan are followed with --capture {before} since its load")
        way = before
    if way is None:
        way = "own" if isinstance(source, ChangeSource) else "debezium"
    if way == "own":
        if not isinstance(source, ChangeSource):
            raise UsageError("MV0015", "the log of this source is not read here; --capture debezium")
        return source
    from sct.move.debezium.source import DebeziumChanges

    return DebeziumChanges(plan, source)
