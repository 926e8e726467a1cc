"""One comparison of both sides from beginning to end: compare, look again, repair, keep what differs on the target."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sct.move import endpoints
from sct.move.address import parse
from sct.move.endpoints.protocol import KeepsDifferences, Source, Target
from sct.move.errors import MoveError
from sct.move.model import Plan
from sct.move.recheck import Settling, keyed, lasting
from sct.move.repair import repair as repaired
from sct.move.state import State
from sct.move.validate import TableProof, Validator

Tell = Callable[[str], None]
AGAIN_SECONDS = 2
IN_PASSING = 50_000  # rows of a table that may differ at once while changes are under way, and are known by name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `prove` is to do beside comparing: tables (None: all), looks at what differs, whether to repair it."""

    tables: set[str] | None = None
    again: int = 0
    repair: bool = False


def prove(
    plan: Plan, state: State, wanted: Wanted, tell: Tell, settling: Callable[[Source], Settling] | None = None
) -> list[TableProof]:
    """Compares; with `settling` only differences that last are told (recheck.py). What differs is in the state then, and, where the target keeps it (`keep`), beside its ledger."""
    # Who writes is opened before who reads: a DuckDB file has one opener in a process.
    writer = endpoints.target(parse(plan.target, "target")) if wanted.repair else None
    try:
        source = endpoints.source(parse(plan.source, "source"))
        try:
            target = endpoints.source(parse(plan.target, "target"))
            try:
                validator = Validator(plan, state, source, target, sums=plan.options.validate_by == "sums")
                proofs = _compared(validator, wanted, writer, tell, None if settling is None else settling(source))
            finally:
                target.close()
        finally:
            source.close()
    finally:
        if writer is not None:
            writer.close()
    keep(plan, state, {p.table for p in proofs}, tell)
    return proofs


def _compared(
    validator: Validator, wanted: Wanted, writer: Target | None, tell: Tell, settling: Settling | None
) -> list[TableProof]:
    if settling is not None:
        return list(_settled(validator, wanted, tell, settling))
    proofs = {p.table: p for p in validator.run(tell, wanted.tables)}
    for _ in range(wanted.again):
        late = _different(proofs)
        if not late:
            break
        time.sleep(AGAIN_SECONDS)
        proofs |= {p.table: p for p in validator.run(tell, late)}
    late = _different(proofs)
    if writer is not None and late:
        tell(f"{repaired(validator, writer)} rows repaired")
        proofs |= {p.table: p for p in validator.run(tell, late)}
    return list(proofs.values())


def _settled(validator: Validator, wanted: Wanted, tell: Tell, settling: Settling) -> Iterator[TableProof]:
    """Table by table, so that what differs in passing is looked at again while it is known."""
    validator.limit = IN_PASSING
    for table in validator.plan.tables:
        if wanted.tables and table.id not in wanted.tables:
            continue
        validator.moving = keyed(validator, table)
        (proof,) = validator.run(tell, {table.id})
        if proof.differences:
            first = proof.differences
            proof = lasting(validator, table, proof, settling)
            open_ = f", {proof.unsettled} changed at every look and are not proved" if proof.unsettled else ""
            tell(f"{table.id}: of {first} rows that differed in passing {proof.differences} differ for good{open_}")
        yield proof


def _different(proofs: dict[str, TableProof]) -> set[str]:
    return {p.table for p in proofs.values() if p.differences}


def keep(plan: Plan, state: State, tables: set[str], tell: Tell) -> None:
    """The list of what differs, as the state has it, also in a table of the target: for whoever works there.

    A target that takes it not is no reason to lose the outcome of the comparison; it is said.
    """
    if not plan.options.keep_differences:
        return
    found = {
        table: [
            (kind, key, columns, source, target)
            for kind, key, columns, source, target in state.rows(
                "SELECT kind, key, columns, source, target FROM difference WHERE tab = ?", table
            )
        ]
        for table in sorted(tables)
    }
    if not any(found.values()) and not state.get("differences_kept"):
        return  # nothing to write, and nothing there that would be out of date
    try:
        writer = endpoints.target(parse(plan.target, "target"))
        try:
            if not isinstance(writer, KeepsDifferences):
                return
            state.set("differences_kept", writer.keep_differences(plan, found))
        finally:
            writer.close()
    except MoveError as error:
        state.set("differences_kept", None)
        tell(f"The list of differences is in the plan only; the target did not take it: {error}")
