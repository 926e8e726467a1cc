"""Where chunks are copied: by threads of this process, or by whoever an engine sends them to.

The run, the ledger and the state are the same for every engine; an engine only says how many chunks go at once and what
copies the chunks of a table.
"""

from __future__ import annotations

from typing import Protocol

from sct.move.copier import ChunkResult, Copier
from sct.move.endpoints.protocol import Source, Target
from sct.move.model import Chunk, Plan, TablePlan
from sct.move.pace import Pace


class ChunkCopier(Protocol):
    def copy(self, chunk: Chunk) -> ChunkResult:
        """The chunk and its ledger entry in one target transaction. Called from several threads."""


class Engine(Protocol):
    def at_once(self, plan: Plan, target: Target) -> int:
        """How many chunks may be under way."""

    def copier(self, plan: Plan, table: TablePlan, source: Source, target: Target, pace: Pace) -> ChunkCopier: ...


class Local:
    """Threads of this process, on the connections of both ends."""

    def at_once(self, plan: Plan, target: Target) -> int:
        return max(1, plan.options.workers if target.parallel else 1)

    def copier(self, plan: Plan, table: TablePlan, source: Source, target: Target, pace: Pace) -> ChunkCopier:
        return Copier(plan, table, source, target, pace)
