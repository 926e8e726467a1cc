"""Chunks as Spark jobs of one task each: Spark finds a free worker and another one when it is lost; the run does the rest.

The driver keeps the state and writes DDL; workers connect to both ends themselves. The ledger of the target decides
whether a chunk of a lost worker is in: its rows and its entry were one transaction.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from sct.move.address import parse
from sct.move.copier import ChunkResult
from sct.move.endpoints.protocol import Shared, Source, Target
from sct.move.engine import ChunkCopier
from sct.move.errors import MoveError, Transient, UsageError
from sct.move.model import Chunk, Plan, TablePlan
from sct.move.pace import Pace

KINDS: dict[str, type[MoveError]] = {"transient": Transient, "usage": UsageError, "move": MoveError}


class Cluster(Protocol):
    """What runs a piece of work elsewhere (session.py)."""

    slots: int

    def run(self, table: str, chunk: int, moment: Any) -> dict[str, Any]:
        """`task.copy_chunk` on a worker. Raises Transient when the worker was lost."""


class Spark:
    """The engine of a plan on a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def at_once(self, plan: Plan, target: Target) -> int:
        """Twice what the workers can do: a worker that is free finds its next chunk waiting."""
        return 2 * self.cluster.slots

    def copier(self, plan: Plan, table: TablePlan, source: Source, target: Target, pace: Pace) -> ChunkCopier:
        return SparkCopier(self.cluster, table, source, pace)


class SparkCopier:
    def __init__(self, cluster: Cluster, table: TablePlan, source: Source, pace: Pace) -> None:
        self.cluster, self.table, self.source, self.pace = cluster, table, source, pace

    def copy(self, chunk: Chunk) -> ChunkResult:
        moment = self.source.moment() if isinstance(self.source, Shared) else None
        # The rate is the whole run's, and only the driver sees all of it.
        with self.pace.work(self.table.id) as work:
            told = self.cluster.run(self.table.id, chunk.id, moment)
            if "kind" in told:
                raise KINDS[told["kind"]](told["code"], f"worker {told['host']}: {told['message']}")
            rejected = None if told["rejected"] is None else [(row, why) for row, why in told["rejected"]]
            work.moved(told["rows"], told["bytes"], committed=True)
        return ChunkResult(told["rows"], told["bytes"], told["lane"], told["already"], rejected)


def shipped(plan: Plan) -> str:
    """The plan as the workers get it; passwords are not in it."""
    return json.dumps(plan.to_json(), ensure_ascii=False)


def check_ends(plan: Plan) -> None:
    """Raises UsageError for an end that only this machine, or only one process, can use."""
    source, target = parse(plan.source, "source"), parse(plan.target, "target")
    for address in (source, target):
        if address.scheme == "embedded":
            raise UsageError("MV0017", f"{address.where} runs inside this command, and workers cannot reach it")
        if address.engine in ("sqlite", "duckdb") and not address.path.startswith("/"):
            raise UsageError("MV0017", f"{address.path}: workers have a folder of their own; write an absolute path")
    if target.engine in ("sqlite", "duckdb"):
        raise UsageError("MV0017", f"{target.where} is written by one process: use --engine local")
    if target.engine == "files" and target.scheme != "s3":
        raise UsageError(
            "MV0017", f"{target.where} would be a folder of each worker: write to S3, or use --engine local"
        )
