#!/usr/bin/env python3
"""sct beside other tools, on the same files, in one run on one machine.

    bench/convert.py [CORPUS...] [--runs 3] [--timeout 300] [--no-ora2pg]

CORPUS is a file, a folder, or a project below $SCT_CORPORA; without one, every project there, else a generated
schema. Each line is the median of the runs, whole processes from start to end:

    tokens      sqlglot's Oracle tokenizer over the chunks, alone, in a warm process: the floor of any design on it
    sct         sct convert --no-check, everything written (script, report, objects)
    sqlglot     sqlglot.transpile(read="oracle", write="postgres") chunk by chunk; it does no analysis and no report
    ora2pg      ora2pg in file mode, one process per kind of object, added up (it reads the file once per kind)

Faster is not better: sqlglot and ora2pg do other, smaller work here. The figures say what the difference costs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import schemas  # noqa: E402
from bench.corpora import Corpus, all_corpora, corpus  # noqa: E402
from bench.measure import Cost, median  # noqa: E402

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
TRANSPILE = """
import json, sys, sqlglot
chunks = json.load(open(sys.argv[1], encoding="utf-8"))
failed = 0
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for chunk in chunks:
        try:
            done = sqlglot.transpile(chunk, read="oracle", write="postgres", error_level=sqlglot.ErrorLevel.IGNORE)
        except Exception:
            failed += 1
        else:
            out.write(";\\n".join(done) + ";\\n")
open(sys.argv[3], "w").write(f"raised on {failed} of {len(chunks)} chunks")
"""
ORA2PG_KINDS = ("TABLE", "SEQUENCE", "VIEW", "TYPE", "TRIGGER", "FUNCTION", "PROCEDURE", "PACKAGE")
GENERATED_TABLES = 500


def chunks_of(text: str) -> list[str]:
    """The statements of a script, as sct cuts them."""
    from sct.frontends.oracle.split import split
    from sct.frontends.oracle.sqlplus import Session
    from sct.text.source import SourceFile

    file = SourceFile("bench.sql", text, "utf-8", "", text.count("\n") + 1)
    return [c.text for c in split(file, Session(), lambda *_: None) if c.kind not in ("space", "directive")]


def tokens_alone(chunks: list[str], runs: int) -> float:
    """Median seconds of tokenising every chunk; the cutting is not in it."""
    from sct.sqlexpr.tokens import dialect

    tokenizer = dialect("oracle").tokenizer()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        for chunk in chunks:
            try:
                tokenizer.tokenize(chunk)
            except Exception as error:  # a chunk that is no SQL at all costs its time, not the measurement
                print(f"  tokens: {type(error).__name__} in a chunk of {len(chunk)} characters", file=sys.stderr)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def ora2pg(source: Path, work: Path, runs: int, timeout: float) -> Cost:
    """All kinds added up; the memory is the largest."""
    config = work / "minimal.conf"
    # Without a configuration of its own it reads the machine's.
    config.write_text("PG_VERSION 15\nORACLE_DSN dbi:Oracle:none\n")
    seconds, mib = 0.0, 0.0
    for kind in ORA2PG_KINDS:
        command = ["ora2pg", "-q", "-c", config, "-t", kind, "-i", source, "-o", f"{kind}.sql", "-b", work]
        cost = median(command, runs, timeout=timeout, cwd=work)
        if cost.trouble:
            return Cost(cost.seconds, cost.mib, f"{kind}: {cost.trouble}")
        seconds, mib = seconds + cost.seconds, max(mib, cost.mib)
    return Cost(seconds, mib)


def measure(work: Corpus, args: argparse.Namespace) -> None:
    """Print the table of one corpus."""
    with tempfile.TemporaryDirectory(prefix="sct-bench-") as name:
        folder = Path(name)
        joined, pieces, told = folder / "all.sql", folder / "chunks.json", folder / "told"
        joined.write_text(work.text, "utf-8")
        chunks = chunks_of(work.text)
        pieces.write_text(json.dumps(chunks), "utf-8")
        lines = work.lines
        options = ["--from", "oracle", "--to", "postgres", "--no-check", "--fail-on", "none", "--encoding", "cp1252"]
        convert = [*SCT, "convert", *work.arguments(), *options, "-o", folder / "out"]
        transpile = [sys.executable, "-c", TRANSPILE, pieces, folder / "glot.sql", told]
        rows = [
            ("tokens", Cost(tokens_alone(chunks, args.runs), 0.0)),
            ("sct", median(convert, args.runs, timeout=args.timeout)),
            ("sqlglot", median(transpile, args.runs, timeout=args.timeout)),
        ]
        remarks = {"sqlglot": told.read_text() if told.exists() else ""}
        if shutil.which("ora2pg") and not args.no_ora2pg:
            rows.append(("ora2pg", ora2pg(joined, folder, args.runs, args.timeout)))
    own = dict(rows)["sct"].seconds
    print(f"\n{work.name}: {len(work.files)} files, {lines} lines, median of {args.runs}")
    print(f"  {'':8}{'seconds':>9}{'lines/s':>11}{'of sct':>8}{'MiB':>7}")
    for tool, cost in rows:
        mib = f"{cost.mib:.0f}" if cost.mib else "-"
        print(
            f"  {tool:8}{cost.seconds:9.2f}{lines / cost.seconds:11,.0f}{cost.seconds / own:8.2f}{mib:>7}  "
            + (cost.trouble or remarks.get(tool, "")),
            flush=True,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds for one process")
    parser.add_argument("--no-ora2pg", action="store_true")
    args = parser.parse_args()
    try:
        works = [corpus(where) for where in args.corpora] or all_corpora()
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    if not shutil.which("ora2pg"):
        print("ora2pg is not installed (apt-get install ora2pg): its line is missing", file=sys.stderr)
    for work in works:
        measure(work, args)
    if not works:
        with tempfile.TemporaryDirectory(prefix="sct-bench-") as folder:
            path = Path(folder) / f"generated-{GENERATED_TABLES}.sql"
            path.write_text(schemas.script(GENERATED_TABLES), "utf-8")
            measure(corpus(path), args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
