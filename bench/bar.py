#!/usr/bin/env python3
"""Every limit the conversion's speed is held to, each measured, in one table.

    bench/bar.py [--runs 5] [--quick] [--no-ora2pg] [--only WORD]

Processor seconds (user and system, workers included) unless a line says otherwise, the best of the runs: other work on
the machine only adds. `--quick` leaves out what takes minutes (20,000 tables, ora2pg). Real schemas are found as
`corpora.py` says; a line whose schema is not there says so.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import schemas  # noqa: E402
from bench.corpora import corpora_folder  # noqa: E402
from bench.measure import Cost, best, run  # noqa: E402

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
OPTIONS = ["--from", "oracle", "--to", "postgres", "--no-check", "--fail-on", "none", "--encoding", "cp1252"]
# Every line measures conversion itself, nothing out of an earlier run; `again` is the one about that.
FRESH = "--no-cache"
TABLES = 5_000
LIMIT = 1800.0

Line = tuple[str, str, str, bool | None]  # what, measured, wanted, held


def convert(paths: list[Path], out: Path, jobs: int = 1, cache: str = FRESH) -> list[str | Path]:
    return [*SCT, "convert", *paths, *OPTIONS, "--jobs", str(jobs), cache, "-o", out]


def checked(cost: Cost) -> Cost:
    if cost.trouble:
        raise RuntimeError(cost.trouble)
    return cost


def tokens_alone(paths: list[Path]) -> Callable[[], float]:
    """What says how many processor seconds tokenising every statement of the files takes now, in this warm process:
    the mean over about a second, for the machine's pace is not the same from minute to minute."""
    from bench.convert import chunks_of
    from sct.sqlexpr.tokens import TokenError, dialect

    texts = [c for path in paths for c in chunks_of(path.read_text("utf-8", errors="replace"))]
    tokenizer = dialect("oracle").tokenizer()

    def once() -> float:
        begin, passes = time.process_time(), 0
        while time.process_time() - begin < 1:
            passes += 1
            for text in texts:
                try:
                    tokenizer.tokenize(text)
                except TokenError:
                    continue
        return (time.process_time() - begin) / passes

    return once


def start(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    click = checked(best([sys.executable, "-c", "import click"], 3 * args.runs, timeout=60))
    version = checked(best([*SCT, "--version"], 3 * args.runs, timeout=60))
    more = version.cpu - click.cpu
    yield "sct --version, more than import click", f"{more:.3f} s", "0.25 s", more < 0.25


def hr(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    source = _real("db-sample-schemas/human_resources")
    if source is None:
        yield "HR", "not there", "", None
        return
    cost = checked(best(convert([source], work / "hr"), args.runs, timeout=LIMIT))
    yield "HR, whole process, by the clock", f"{cost.seconds:.2f} s", "1 s", cost.seconds < 1
    yield "HR, processor", f"{cost.cpu:.2f} s", "1 s", cost.cpu < 1


def ddl(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    source = _generated(work, 500)
    whole = checked(best(convert([source], work / "ddl"), args.runs, timeout=LIMIT))
    large = _generated(work, TABLES)
    alone, ratios = tokens_alone([large]), []
    for turn in range(args.runs):
        tokens = alone()
        cost = checked(run(convert([large], work / f"large-{turn}"), timeout=LIMIT))
        ratios.append(cost.cpu / ((tokens + alone()) / 2))
    ratio = statistics.median(ratios)
    yield f"DDL of {TABLES} tables: tokenising alone, times", f"{ratio:.1f}", "at most 12", ratio <= 12
    if args.quick or args.no_ora2pg:
        return
    from bench.convert import Ora2pg

    peer = Ora2pg(work, argparse.Namespace(runs=1, limit=LIMIT, file_limit=LIMIT))
    for tables, ours in ((500, whole), (TABLES, cost)):
        theirs = checked(peer.once(_generated(work, tables), 1, LIMIT))
        times = theirs.cpu / ours.cpu
        yield f"DDL of {tables} tables: ora2pg's rate, times", f"{times:.1f}", "at least 20", times >= 20


def linear(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    each = []
    for tables in (500, TABLES) if args.quick else (500, TABLES, 20_000):
        cost = checked(run(convert([_generated(work, tables)], work / f"out{tables}"), timeout=LIMIT))
        each.append(cost.cpu / tables * 1000)
        said = f"{cost.cpu:.1f} s, {each[-1]:.2f} ms a table, {cost.mib:.0f} MiB"
        wanted = "< 1,024 MiB" if tables > 500 else ""
        yield f"{tables} tables", said, wanted, cost.mib < 1024
    worst = max(each[1:]) / each[0]
    yield "a table among many, times one among 500", f"{worst:.2f}", "at most 1.2", worst <= 1.2


def code(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    folders = [_real("alexandria/ora"), _real("alexandria/demos")]
    paths = [folder for folder in folders if folder is not None]
    if len(paths) < len(folders):
        yield "alexandria", "not there", "", None
        return
    cost = checked(best(convert(paths, work / "code"), args.runs, timeout=LIMIT))
    lines = sum(f.read_bytes().count(b"\n") + 1 for folder in paths for f in folder.rglob("*") if f.is_file())
    rate = lines / cost.cpu
    yield f"alexandria, {lines} lines", f"{rate:,.0f} lines/s", "at least 5,000", rate >= 5000
    yield "alexandria, memory", f"{cost.mib:.0f} MiB", "< 500 MiB", cost.mib < 500


def workers(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    """In turns, and each against the one before it: the machine is never the same twice."""
    sources = {f"{TABLES} tables": [_generated(work, TABLES)]}
    folders = [_real("alexandria/ora"), _real("alexandria/demos")]
    if all(folders):
        sources["alexandria"] = [folder for folder in folders if folder is not None]
    for name, paths in sources.items():
        stages: dict[int, list[float]] = {1: [], 2: []}
        whole: dict[int, list[float]] = {1: [], 2: []}
        for turn in range(args.runs):
            for jobs in (1, 2):
                stages[jobs].append(_parse_to_emit(paths, jobs))
                command = convert(paths, work / f"{name}-{jobs}-{turn}", jobs)
                whole[jobs].append(checked(run(command, timeout=LIMIT)).seconds)
        gain = min(stages[1]) / min(stages[2])
        yield f"two workers, {name}, parse to emit, by the clock", f"{gain:.2f} times", "at least 1.7", gain >= 1.7
        gain = min(whole[1]) / min(whole[2])
        yield f"two workers, {name}, the whole command", f"{gain:.2f} times", "", None


def _parse_to_emit(paths: list[Path], jobs: int) -> float:
    command = [sys.executable, str(ROOT / "bench" / "parse_to_emit.py"), "--jobs", str(jobs), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1][:80])
    return float(done.stdout)


def again(work: Path, args: argparse.Namespace) -> Iterator[Line]:
    """The whole run, with the cache: what it adds to the first run, and what the second is of the first. Ordering,
    report and writing are made of everything in any case, and code is converted anew."""
    before = os.environ.get("SCT_CACHE")
    os.environ["SCT_CACHE"] = str(work / "cache")
    try:
        checked(run(convert([_generated(work, 500)], work / "warm-up"), timeout=LIMIT))  # grammars, rules
        tables = work / "again"
        tables.mkdir()
        shutil.copy(_generated(work, TABLES), tables)
        yield from _once_more(f"{TABLES} tables", tables, "VARCHAR2(12)", "VARCHAR2(13)", work)
        source = _real("alexandria/ora")
        if source is not None:
            code = Path(shutil.copytree(source, work / "again-code"))
            yield from _once_more("alexandria/ora", code, "return", "/* edited */ return", work)
    finally:
        if before is None:
            del os.environ["SCT_CACHE"]
        else:
            os.environ["SCT_CACHE"] = before


def _once_more(name: str, source: Path, old: str, new: str, work: Path) -> Iterator[Line]:
    """`old` becomes `new` at one place of the first file that has it."""
    plain, first, second = (Cost(0.0, 0.0, cpu=LIMIT) for _ in range(3))
    texts = {path: path.read_bytes() for path in sorted(source.rglob("*")) if path.is_file()}
    edited = next(path for path, text in texts.items() if old.encode() in text)
    for turn in range(3):
        out, fresh = work / f"{source.name}-out-{turn}", work / f"{source.name}-fresh-{turn}"
        plain = min(plain, checked(run(convert([source], fresh), timeout=LIMIT)), key=lambda cost: cost.cpu)
        shutil.rmtree(work / "cache" / "objects", ignore_errors=True)
        first = min(
            first, checked(run(convert([source], out, cache="--cache"), timeout=LIMIT)), key=lambda cost: cost.cpu
        )
        edited.write_bytes(texts[edited].replace(old.encode(), new.encode(), 1))
        second = min(
            second, checked(run(convert([source], out, cache="--cache"), timeout=LIMIT)), key=lambda cost: cost.cpu
        )
        edited.write_bytes(texts[edited])
    yield f"{name}, what keeping adds", f"{first.cpu / plain.cpu - 1:.0%}", "at most 8 %", first.cpu <= plain.cpu * 1.08
    part = second.cpu / plain.cpu
    yield f"{name} once more after one edit, of the first run", f"{part:.0%}", "at most 30 %", part <= 0.3


PARTS: dict[str, Callable[[Path, argparse.Namespace], Iterator[Line]]] = {
    "start": start, "hr": hr, "ddl": ddl, "linear": linear, "code": code, "workers": workers, "again": again,
}  # fmt: skip


def _generated(work: Path, tables: int) -> Path:
    path = work / f"generated-{tables}.sql"
    if not path.exists():
        path.write_text(schemas.script(tables), "utf-8")
    return path


def _real(name: str) -> Path | None:
    folder = corpora_folder()
    return folder / name if folder is not None and (folder / name).is_dir() else None


def table(args: argparse.Namespace) -> None:
    """Prints the lines as they are measured. An installed sct has its modules compiled; in a checkout whose runs may not
    write them (PYTHONDONTWRITEBYTECODE), every run would compile them anew, for 0.3 s."""
    compileall.compile_dir(ROOT / "sct", quiet=1)
    with tempfile.TemporaryDirectory(prefix="sct-bar-") as name:
        for part, measure in PARTS.items():
            if args.only and part not in args.only:
                continue
            try:
                for what, measured, wanted, held in measure(Path(name), args):
                    verdict = "" if held is None or not wanted else "held" if held else "NOT HELD"
                    print(f"{what:55}{measured:>34}  {wanted:18}{verdict}", flush=True)
            except (RuntimeError, FileNotFoundError) as error:
                print(f"{part:55}{'not measured':>34}  {error}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-ora2pg", action="store_true")
    parser.add_argument("--only", nargs="*", choices=PARTS, metavar="WORD", help="of: " + ", ".join(PARTS))
    table(parser.parse_args())
    return 0


if __name__ == "__main__":
    sys.exit(main())
