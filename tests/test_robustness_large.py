"""Large and long input: no fault, and time in proportion to size. Only with SCT_SLOW=1 (`make test-slow`)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sct import pipeline

pytestmark = pytest.mark.skipif(not os.environ.get("SCT_SLOW"), reason="slow: make test-slow")

SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "inserts": (2000, lambda n: "CREATE TABLE t (a NUMBER, b VARCHAR2(9));\n" + "INSERT INTO t VALUES (1, 'x');\n" * n),
    "one line": (200_000, lambda n: "CREATE TABLE t (a CLOB);\nINSERT INTO t VALUES ('" + "x" * n + "');\n"),
    "sum": (5000, lambda n: "CREATE TABLE t (a NUMBER);\nINSERT INTO t VALUES (1" + "+1" * n + ");\n"),
    "in list": (5000, lambda n: f"CREATE VIEW v AS SELECT 1 a FROM dual WHERE 1 IN ({','.join(map(str, range(n)))});\n"),
    "conditions": (2000, lambda n: "CREATE VIEW v AS SELECT 1 a FROM dual WHERE " + " AND ".join(["1 = 1"] * n) + ";\n"),
    "columns": (1000, lambda n: "CREATE TABLE t (" + ", ".join(f"c{i} NUMBER" for i in range(n)) + ");\n"),
    "partitions": (
        1000,
        lambda n: "CREATE TABLE t (b NUMBER) PARTITION BY RANGE (b) ("
        + ", ".join(f"PARTITION p{i} VALUES LESS THAN ({i})" for i in range(n))
        + ");\n",
    ),
    "assignments": (1000, lambda n: "CREATE PROCEDURE p IS x NUMBER; BEGIN\n" + "x := x + 1;\n" * n + "END;\n/\n"),
    "empty statements": (20_000, lambda n: ";\n" * n),
    "slashes": (20_000, lambda n: "/\n" * n),
    "open comment": (200_000, lambda n: "/* " + "x\n" * n),
    "open quote": (20_000, lambda n: "INSERT INTO t VALUES ('" + "a'\n;\n" * n),
    "begins": (5000, lambda n: "BEGIN\n" * n),
    "routines": (300, lambda n: "".join(f"CREATE FUNCTION f{i} RETURN NUMBER IS BEGIN RETURN {i}; END;\n/\n" for i in range(n))),
    "comments on": (1000, lambda n: "CREATE TABLE t (a NUMBER);\n" + "COMMENT ON TABLE t IS 'x';\n" * n),
    "alters": (300, lambda n: "CREATE TABLE t (a NUMBER);\n" + "".join(f"ALTER TABLE t ADD c{i} NUMBER;\n" for i in range(n))),
    "drops": (1000, lambda n: "".join(f"DROP TABLE t{i};\n" for i in range(n))),
    "grants": (500, lambda n: "CREATE TABLE t (a NUMBER);\nCREATE ROLE r;\n" + "GRANT SELECT ON t TO r;\n" * n),
    "views": (300, lambda n: "CREATE VIEW v0 AS SELECT 1 a FROM dual;\n" + "".join(f"CREATE VIEW v{i} AS SELECT a FROM v{i - 1};\n" for i in range(1, n))),
}  # fmt: skip


def seconds(file: Path, text: str) -> float:
    file.write_text(text, "utf-8")
    begin = time.process_time()
    result = pipeline.convert([str(file)], pipeline.Options(check=False))
    assert result.report.problems() == []
    return time.process_time() - begin


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_size(tmp_path: Path, shape: str) -> None:
    size, make = SHAPES[shape]
    file = tmp_path / "s.sql"
    seconds(file, make(10))  # rules and grammar are loaded
    small, large = seconds(file, make(size)), seconds(file, make(size * 4))
    assert large < max(small, 0.05) * 8, f"{size}: {small:.2f} s, {size * 4}: {large:.2f} s"


def test_fifty_megabytes(tmp_path: Path) -> None:
    row = "INSERT INTO t (a, b) VALUES ({}, '" + "text of a row " * 60 + "');\n"
    text = "CREATE TABLE t (a NUMBER, b VARCHAR2(2000));\n" + "".join(row.format(i) for i in range(58_000))
    assert len(text) > 50_000_000
    file = tmp_path / "s.sql"
    file.write_text(text)
    result = pipeline.convert([str(file)], pipeline.Options(check=False, jobs=2))
    assert result.report.summary.statements == 58_001
