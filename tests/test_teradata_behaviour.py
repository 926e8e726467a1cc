"""The behaviour cases of Teradata with PostgreSQL as the target: a source and a target that were written apart meet.

The cases are written for Redshift; what they say of the emitted script (must, must_not) is Redshift's and judged
elsewhere. Here their answers are asked of PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import behaviour
from tests.servers import Server

FOLDER = behaviour.CASES / "teradata_redshift"


def parameters() -> list[Any]:
    chosen = [p for p in sorted(FOLDER.glob("*.case")) if int(p.stem[:3]) <= 150 or 400 <= int(p.stem[:3]) < 460]
    return [pytest.param(p, id=p.stem) for p in chosen]


@pytest.mark.parametrize("path", parameters())
def test_case_on_postgres(path: Path, pg15: Server, tmp_path: Path) -> None:
    case = behaviour.read(path)
    behaviour.judge(case, behaviour.convert(case, "postgres:15", tmp_path), pg15)
