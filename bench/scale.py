#!/usr/bin/env python3
"""Does the cost of a table stay the same when there are many? Generated schemas of growing size, side by side.

    bench/scale.py [TABLES...] [--check] [--jobs N]        default: 500 5000 20000

Each size is converted by a process of its own. A per-table cost that grows from left to right is a stage that is not
linear. `--check` also loads the result into the embedded PostgreSQL.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import schemas  # noqa: E402
from bench.measure import run  # noqa: E402

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
SIZES = [500, 5_000, 20_000]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", type=int, default=SIZES)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=1800.0)
    args = parser.parse_args()
    print(f"{'tables':>8}{'lines':>10}{'seconds':>10}{'lines/s':>10}{'ms/table':>10}{'MiB':>8}{'KiB/table':>11}")
    for tables in args.tables:
        with tempfile.TemporaryDirectory(prefix="sct-scale-") as name:
            source = Path(name) / "schema.sql"
            source.write_text(schemas.script(tables), "utf-8")
            lines = source.read_bytes().count(b"\n")
            options = ["--from", "oracle", "--to", "postgres", "--fail-on", "none", "--jobs", str(args.jobs)]
            command = [
                *SCT,
                "convert",
                source,
                *options,
                *([] if args.check else ["--no-check"]),
                "-o",
                Path(name) / "out",
            ]
            cost = run(command, timeout=args.timeout)
        print(
            f"{tables:8}{lines:10}{cost.seconds:10.1f}{lines / cost.seconds:10,.0f}{cost.seconds / tables * 1000:10.2f}"
            f"{cost.mib:8.0f}{cost.mib * 1024 / tables:11.1f}  {cost.trouble}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
