"""Partitions added, dropped, split, merged and emptied where rows stand in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.catalog.steps import Step
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter


def write(e: PostgresEmitter, step: Step, id_: str) -> str:
    raise Refused("OR0612", f"ALTER TABLE {step.action.replace('_', ' ')} is not converted", step.origin)
