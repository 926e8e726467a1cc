#!/usr/bin/env python3
"""sct beside other tools, on the same files, in one run on one machine.

    bench/convert.py [CORPUS...] [--runs 3] [--file-limit 20] [--limit 300] [--no-ora2pg] [--json FILE]

CORPUS is a file, a folder, or a project below $SCT_CORPORA; without one, every project there, else a generated
schema. Each figure is the median of the runs, whole processes from start to end, on one core (sct: --jobs 1):

    tokens      sqlglot's Oracle tokenizer over the statements, alone, in a warm process: the floor of any design on it
    sct         sct convert --no-check, everything written (script, report, objects)
    sqlglot     sqlglot.transpile(read="oracle", write="postgres") statement by statement; no analysis, no report
    ora2pg      ora2pg in file mode, one process per kind of object, added up (it reads the file once per kind)

Faster is not better: sqlglot and ora2pg do other, smaller work here. The figures say what the difference costs.

No tool may take longer than --limit seconds for a corpus or --file-limit for a file: sqlglot gets an alarm per file;
ora2pg gets all files at once, and where that takes too long, file by file. Files that were not finished are counted and
printed, and a rate is that of the lines that were. "net" is without what the tool takes for an empty script.

`--bar` prints, after that, every limit that the conversion's speed is held to (bar.py alone prints nothing else).
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import schemas  # noqa: E402
from bench.corpora import Corpus, all_corpora, corpus  # noqa: E402
from bench.measure import Cost, median  # noqa: E402

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
TRANSPILE = """
import json, signal, sys, sqlglot
class Late(BaseException):
    pass
def late(*_):
    raise Late
signal.signal(signal.SIGALRM, late)
files = json.load(open(sys.argv[1], encoding="utf-8"))
limit = float(sys.argv[4])
chunks = failed = lines = 0
unfinished = []
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for name, count, parts in files:
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            for chunk in parts:
                chunks += 1
                try:
                    done = sqlglot.transpile(chunk, read="oracle", write="postgres", error_level=sqlglot.ErrorLevel.IGNORE)
                except Exception:
                    failed += 1
                else:
                    out.write(";\\n".join(done) + ";\\n")
            lines += count
        except Late:
            unfinished.append(name)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
json.dump({"chunks": chunks, "failed": failed, "lines": lines, "unfinished": unfinished}, open(sys.argv[3], "w"))
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


@dataclass
class Row:
    """What a tool did with a corpus: `lines` of it in `seconds`; `unfinished` files ran into a limit."""

    seconds: float
    lines: int
    mib: float = 0.0
    unfinished: list[str] = field(default_factory=list)
    remark: str = ""
    start: float = 0.0

    @property
    def rate(self) -> float:
        return self.lines / self.seconds if self.seconds else 0.0

    @property
    def net(self) -> float:
        return max(self.seconds - self.start, 0.001)


class Ora2pg:
    """ora2pg in file mode; every kind of object is a process of its own, all of them are added up."""

    def __init__(self, work: Path, args: argparse.Namespace) -> None:
        self.work, self.args = work, args
        self.config = work / "minimal.conf"
        # Without a configuration of its own it reads the machine's.
        self.config.write_text("PG_VERSION 15\nORACLE_DSN dbi:Oracle:none\n")

    def once(self, source: Path, runs: int, limit: float) -> Cost:
        """All kinds within `limit` seconds; the memory is the largest."""
        seconds, mib, cpu = 0.0, 0.0, 0.0
        for kind in ORA2PG_KINDS:
            command = [
                "ora2pg",
                "-q",
                "-c",
                self.config,
                "-t",
                kind,
                "-i",
                source,
                "-o",
                f"{kind}.sql",
                "-b",
                self.work,
            ]
            left = limit - seconds
            cost = median(command, runs, timeout=max(left, 0.1), cwd=self.work)
            seconds, mib = seconds + cost.seconds, max(mib, cost.mib)
            if cost.trouble:
                return Cost(seconds, mib, f"{kind}: {cost.trouble}")
            cpu += cost.cpu
        return Cost(seconds, mib, cpu=cpu)

    def row(self, files: list[tuple[Path, int]], start: float) -> Row:
        """All files joined; one by one where they do not end in time."""
        joined = self.work / "all.sql"
        joined.write_text("\n".join(f.read_text("utf-8", errors="replace") for f, _ in files), "utf-8")
        whole = self.once(joined, self.args.runs, self.args.limit if len(files) > 1 else self.args.file_limit)
        if not whole.trouble:
            return Row(whole.seconds, sum(n for _, n in files), whole.mib, start=start)
        row = Row(0.0, 0, remark=f"at once: {whole.trouble}; then file by file")
        spent = 0.0
        for file, lines in files if len(files) > 1 else ():
            if spent > self.args.limit:
                row.unfinished.append(file.name)
                continue
            cost = self.once(file, 1, self.args.file_limit)
            spent += cost.seconds
            if cost.trouble:
                row.unfinished.append(file.name)
            else:
                row.seconds, row.lines, row.mib = row.seconds + cost.seconds, row.lines + lines, max(row.mib, cost.mib)
                row.start += start
        if len(files) == 1:
            row.unfinished.append(files[0][0].name)
        return row


def measure(work: Corpus, args: argparse.Namespace) -> dict[str, Row]:
    """Print the table of one corpus."""
    with tempfile.TemporaryDirectory(prefix="sct-bench-") as name:
        folder = Path(name)
        files = [(f, f.read_bytes().count(b"\n") + 1) for f in work.files]
        pieces, told, empty = folder / "chunks.json", folder / "told", folder / "empty.sql"
        empty.write_text("-- nothing\n")
        parts = [(f.name, n, chunks_of(f.read_text("utf-8", errors="replace"))) for f, n in files]
        pieces.write_text(json.dumps(parts), "utf-8")
        options = ["--from", "oracle", "--to", "postgres", "--no-check", "--fail-on", "none", "--encoding", "cp1252"]
        options += ["--jobs", "1"]
        convert = [*SCT, "convert", *work.arguments(), *options, "-o", folder / "out"]
        start = median([*SCT, "convert", empty, *options, "-o", folder / "none"], args.runs, timeout=60)
        rows = {"tokens": Row(tokens_alone([c for *_, p in parts for c in p], args.runs), work.lines)}
        cost = median(convert, args.runs, timeout=args.limit)
        rows["sct"] = Row(cost.seconds, 0 if cost.trouble else work.lines, cost.mib, [], cost.trouble, start.seconds)
        transpile = [sys.executable, "-c", TRANSPILE, pieces, folder / "glot.sql", told, str(args.file_limit)]
        cost = median(transpile, args.runs, timeout=args.limit)
        done = json.loads(told.read_text()) if told.exists() and not cost.trouble else {"lines": 0, "unfinished": []}
        remark = cost.trouble or f"raised on {done['failed']} of {done['chunks']} statements"
        bare = median([sys.executable, "-c", "import sqlglot"], args.runs, timeout=60).seconds
        rows["sqlglot"] = Row(cost.seconds, done["lines"], cost.mib, done["unfinished"], remark, bare)
        if shutil.which("ora2pg") and not args.no_ora2pg:
            peer = Ora2pg(folder, args)
            rows["ora2pg"] = peer.row(files, peer.once(empty, 1, 60).seconds)
    print(f"\n{work.name}: {len(work.files)} files, {work.lines} lines, median of {args.runs}")
    show(rows)
    return rows


def show(rows: dict[str, Row]) -> None:
    own, floor = rows["sct"], rows["tokens"]
    print(f"  {'':8}{'seconds':>9}{'net':>8}{'lines/s':>11}{'MiB':>6}  sct is")
    for tool, row in rows.items():
        mib = f"{row.mib:.0f}" if row.mib else "-"
        ratio = ""
        if tool == "tokens":
            ratio = f"{own.seconds / row.seconds:.1f} x as long (net {own.net / row.seconds:.1f} x; wanted: at most 12)"
        elif tool != "sct" and row.rate:
            more = "; wanted: at least 20" if tool == "ora2pg" else ""
            ratio = (
                f"{own.rate / row.rate:.2f} x its rate (net {own.lines / own.net / (row.lines / row.net):.2f} x{more})"
            )
        late = f"{len(row.unfinished)} files not finished: {', '.join(row.unfinished[:5])}" if row.unfinished else ""
        words = "; ".join(part for part in (ratio, row.remark, late) if part)
        print(f"  {tool:8}{row.seconds:9.2f}{row.net:8.2f}{row.rate:11,.0f}{mib:>6}  {words}", flush=True)
    if not floor.lines:
        raise AssertionError("an empty corpus")


def total(found: list[dict[str, Row]]) -> None:
    """All corpora as one; a tool's sums are of what it finished."""
    tools = [tool for tool in ("tokens", "sct", "sqlglot", "ora2pg") if all(tool in rows for rows in found)]
    summed: dict[str, Row] = {}
    for tool in tools:
        rows = [one[tool] for one in found]
        summed[tool] = Row(
            sum(r.seconds for r in rows),
            sum(r.lines for r in rows),
            max(r.mib for r in rows),
            [name for r in rows for name in r.unfinished],
            start=sum(r.start for r in rows),
        )
    print(f"\nall {len(found)} corpora")
    show(summed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--file-limit", type=float, default=20.0, help="seconds for one file, for each tool")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one corpus, for each tool")
    parser.add_argument("--no-ora2pg", action="store_true")
    parser.add_argument("--json", type=Path, help="keep the figures")
    parser.add_argument("--bar", action="store_true", help="all limits, measured")
    args = parser.parse_args()
    try:
        works = [corpus(where) for where in args.corpora] or all_corpora()
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    if not shutil.which("ora2pg"):
        print("ora2pg is not installed (apt-get install ora2pg): its line is missing", file=sys.stderr)
    found = {work.name: measure(work, args) for work in works}
    if not works:
        with tempfile.TemporaryDirectory(prefix="sct-bench-") as folder:
            path = Path(folder) / f"generated-{GENERATED_TABLES}.sql"
            path.write_text(schemas.script(GENERATED_TABLES), "utf-8")
            found[path.name] = measure(corpus(path), args)
    if len(found) > 1:
        total(list(found.values()))
    if args.bar:
        from bench import bar

        print()
        bar.table(argparse.Namespace(runs=args.runs, quick=False, no_ora2pg=args.no_ora2pg, only=None))
    if args.json:
        figures = {name: {tool: asdict(row) for tool, row in rows.items()} for name, rows in found.items()}
        args.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
