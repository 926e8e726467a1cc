#!/usr/bin/env python3
"""Teradata scripts: how many statements are read, how many objects converted and loaded, and at what speed.

    bench/teradata.py FOLDER [--to redshift] [--runs 3] [--no-check] [--list]

    statements   SQL statements of the scripts, and those that could not be read (TD0001)
    objects      what the conversion is about, those converted without a refusal, those whose load was proved
    tokens       lines/s of the tokenizer alone over the statements, in a warm process: the floor of any design on it
    read         lines/s of splitting, tokenizing and reading into the model, in a warm process
    convert      lines/s of a whole `sct convert --no-check`, from start to end of the process; the median of the runs

`--list` names every statement that was not read and every object that was refused or did not load.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sct.frontends import frontend  # noqa: E402
from sct.frontends.structure.source import Source  # noqa: E402
from sct.ir import objects as o  # noqa: E402
from sct.options import Options  # noqa: E402
from sct.sqlexpr.tokens import TokenError  # noqa: E402
from sct.text.chunk import Chunk  # noqa: E402
from sct.text.read import EXTENSIONS, read_paths  # noqa: E402
from sct.text.source import SourceFile  # noqa: E402

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]


def files_of(folder: Path) -> list[SourceFile]:
    """The files a conversion of the folder reads; those that cannot be read end the run."""
    files, problems = read_paths([str(folder)], None, EXTENSIONS | frontend("teradata").extensions)
    if problems:
        sys.exit("\n".join(f"{p.path}: {p.message}" for p in problems))
    return files


def chunks_of(files: list[SourceFile]) -> list[Chunk]:
    return [c for f in files for c in frontend("teradata").split(f, Options(), lambda _path, _name: None)]


def tokenised(chunks: list[Chunk]) -> None:
    for chunk in chunks:
        if chunk.kind in ("sql", "plsql"):
            try:
                Source(chunk, "teradata")
            except TokenError:
                continue  # counted as unread by the reader


def seconds(act: Callable[[], Any], runs: int) -> float:
    """The median of so many runs after one that is not counted."""
    act()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def converted(folder: Path, target: str, *options: str) -> tuple[dict[str, Any], float]:
    """The report of a conversion, and the seconds the process took."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        command = [*SCT, "convert", str(folder), "--from", "teradata", "--to", target, "-o", out, *options]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        taken = time.perf_counter() - start
        report = Path(out) / "report.json"
        if not report.exists():
            sys.exit(f"no report: {done.stderr[-2000:]}")
        return json.loads(report.read_text("utf-8")), taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", default="redshift")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()

    files = files_of(given.folder)
    lines = sum(f.text.count("\n") + 1 for f in files)
    chunks = chunks_of(files)
    statements = [c for c in chunks if c.kind in ("sql", "plsql", "bad")]
    reads = [(c, frontend("teradata").read(c, Options())) for c in statements]
    unread = [(c, i) for c, r in reads for i in r.items if isinstance(i, o.Opaque) and i.code == "TD0001"]
    print(f"files        {len(files)}, {lines} lines")
    print(f"statements   {len(statements) - len(unread)} of {len(statements)} read")
    report, _ = converted(given.folder, given.to, *(["--no-check"] if given.no_check else []))
    objects = report["objects"]
    refused = [x for x in objects if x["fidelity"] == "refused"]
    loaded = [x for x in objects if x["proof"]["state"] == "loaded"]
    failed = [x for x in objects if x["proof"]["state"] == "failed"]
    print(
        f"objects      {len(objects) - len(refused)} of {len(objects)} converted, {len(loaded)} loaded, {len(failed)} failed"
    )
    if given.list:
        for chunk, item in unread:
            print(f"  unread   {chunk.span.file}: {item.reason}: {' '.join(chunk.text.split())[:80]}")
        for one in refused:
            why = [report["findings"][i] for i in one["findings"]]
            text = next((f"{f['code']} {f['message']}" for f in why if f["fidelity"] == "refused"), "")
            print(f"  refused  {one['source']['file']}:{one['source']['line']} {one['id']}: {text}")
        for one in failed:
            print(
                f"  failed   {one['source']['file']}:{one['source']['line']} {one['id']}: {one['proof']['message'][:150]}"
            )
    print(f"tokens       {lines / seconds(lambda: tokenised(chunks), given.runs):,.0f} lines/s")

    def read() -> None:
        for chunk in chunks_of(files):
            frontend("teradata").read(chunk, Options())

    print(f"read         {lines / seconds(read, given.runs):,.0f} lines/s")
    whole = statistics.median(converted(given.folder, given.to, "--no-check")[1] for _ in range(given.runs))
    print(f"convert      {lines / whole:,.0f} lines/s ({whole:.2f} s)")


if __name__ == "__main__":
    main()
