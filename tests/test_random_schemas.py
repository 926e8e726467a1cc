"""Random scripts load, and what is folded together leaves behind the very schema and rows that every change in its place does.

`SCT_SCHEMAS` sets how many are tried, and `SCT_SEED` where to begin.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sct import pipeline
from tests.random_schemas import script
from tests.servers import Server

FIRST = int(os.environ.get("SCT_SEED", "1"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("SCT_SCHEMAS", "4")))
_OURS = "relnamespace = 'public'::regnamespace"
_LEFT = {
    "columns": f"""SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
      FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
     WHERE {_OURS} AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum""",
    # whether a key is deferrable hangs on who refers to it, and what is folded may never have been referred to
    "constraints": """SELECT conrelid::regclass::text, replace(pg_get_constraintdef(oid), ' DEFERRABLE', '') FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "indexes": f"""SELECT indrelid::regclass::text, indoption::text,
       ARRAY(SELECT pg_get_indexdef(indexrelid, n, true) FROM generate_series(1, indnkeyatts) n)
      FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE {_OURS} ORDER BY 1, 2, 3""",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
    "comments": f"""SELECT relname, attname, description FROM pg_description JOIN pg_class c ON c.oid = objoid
      JOIN pg_attribute ON attrelid = c.oid AND attnum = objsubid WHERE {_OURS} ORDER BY 1, 2""",
    "privileges": f"SELECT relname FROM pg_class c WHERE {_OURS} AND relkind IN ('r', 'v') AND has_table_privilege('public', oid, 'select') ORDER BY 1",
}


def left_behind(server: Server, text: str) -> dict[str, Any]:
    database = server.new_database()
    try:
        ran = subprocess.run(
            ["psql", "-X", "-q", "-d", server.dsn(database), "-f", "-"],
            input=text, text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert "ERROR" not in ran.stderr, ran.stderr
        with server.connect(database) as db:
            found: dict[str, Any] = {name: db.execute(query).fetchall() for name, query in _LEFT.items()}
            for (name,) in db.execute(
                f"SELECT relname FROM pg_class WHERE {_OURS} AND relkind IN ('r', 'v')"
            ).fetchall():
                found[f"rows of {name}"] = sorted(map(str, db.execute(f'SELECT * FROM "{name}"').fetchall()))
            return found
    finally:
        server.drop_database(database)


@pytest.mark.parametrize("seed", SEEDS)
def test_folded_is_as_changed_in_place(
    seed: int, tmp_path: Path, pg15: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = script(seed)
    file = tmp_path / "schema.sql"
    file.write_text(source, "utf-8")
    folded = pipeline.convert([str(file)], pipeline.Options(check=False))
    assert not [finding for finding in folded.report.findings if finding.severity == "error"], source
    fold = pipeline.fold
    monkeypatch.setattr(pipeline, "fold", lambda statements, catalog: fold(statements, catalog, in_place=True))
    in_place = pipeline.convert([str(file)], pipeline.Options(check=False))
    assert left_behind(pg15, folded.script) == left_behind(pg15, in_place.script), source
