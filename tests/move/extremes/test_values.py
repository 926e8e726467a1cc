"""Property: whatever a column can hold goes from every engine into every other and is there what it was.

One example is a table of up to 40 rows with a column for each type the source has. The source is filled, and the target
read, by their own clients. A few examples a pair; with SCT_SLOW=1 twenty.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.move.conftest import Mover
from tests.move.extremes import values
from tests.move.extremes.clients import Client
from tests.move.extremes.meaning import said

ENGINES = ("PostgreSQL", "MariaDB", "SQLite", "DuckDB", "Parquet")
SLOW = bool(os.environ.get("SCT_SLOW"))
EXAMPLES = 20 if SLOW else 2
# Each engine once as a source and once as a target; all pairs with SCT_SLOW=1.
ALWAYS = [*zip(ENGINES, ENGINES[1:] + ENGINES[:1], strict=True)]
PAIRS = [(s, t) for s in ENGINES for t in ENGINES] if SLOW else ALWAYS
RULES = "retries: 0\nworkers: 1\n"


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_value_arrives(
    source: str, target: str, ends: dict[str, Client], places: dict[Any, str], tmp_path: Path
) -> None:
    kinds = [k for k in values.KINDS if source in k.types]
    types = [k.types[source] for k in kinds]
    giver, taker = ends[source], ends[target]
    if (source, "values") not in places:
        places[source, "values"] = giver.empty()
    from_ = places[source, "values"]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not SLOW,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if SLOW else ())),
    )
    @given(rows=values.rows(source))
    def arrives(rows: list[tuple[Any, ...]]) -> None:
        giver.fill(from_, types, [_given(row, kinds, source) for row in rows])
        shutil.rmtree(tmp_path, ignore_errors=True)
        mover = Mover(tmp_path / "plan")
        to = taker.empty()
        plan = mover.plan(from_, to, RULES)
        result = mover.run()
        assert (result.rows, result.rejected) == (len(rows), 0), mover.rejected()
        for index, kind in enumerate(kinds):
            becomes, there = taker.read(to, plan.tables[0].target, f"c{index}")
            for number, row in enumerate(rows):
                value, found = values.word(row[index], kind.meaning), there[number]
                wanted = None if value is None else said(value, kind.meaning)
                assert (None if found is None else said(found, kind.meaning)) == wanted, (kind, becomes, value, found)
        assert [p.differences for p in mover.validate()] == [0], mover.differences()

    arrives()


def _given(row: tuple[Any, ...], kinds: list[values.Kind], source: str) -> tuple[Any, ...]:
    """The row as the source's driver takes it."""
    return tuple(
        value if source == "Parquet" and kind.meaning != "uuid" else _bound(value, kind, source)
        for value, kind in zip(row, kinds, strict=True)
    )


def _bound(value: Any, kind: values.Kind, source: str) -> Any:
    if value is None or (isinstance(value, (bytes, int, float)) and kind.meaning != "span"):
        return value
    word = values.word(value, kind.meaning)
    return f"{word}+00" if kind.meaning == "instant" and source != "MariaDB" else word
