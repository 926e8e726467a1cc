#!/usr/bin/env python3
"""Converts real schemas, loads what came out with psql, and says what was lost on the way.

    bench/corpus_load.py CORPUS... [--each] [--out DIR] [--json FILE] [--against FILE]   (--help lists the rest)

CORPUS is a file, a folder, or the name of a project below $SCT_CORPORA (then only the engine's files are taken).
For each: what became of every routine (clean, loads with errors, stub, missing, grouped by reason; --routines lists
them, --only STATE and --match WORD choose), seconds and memory of the conversion, CREATE statements of the source by kind beside objects in the catalog,
load errors and plpgsql_check's errors grouped by message, findings by code. One PostgreSQL 15 serves all of them.
`--json` keeps the figures, `--against` shows which groups came and went since.

The counts of the source are rough (a scan for CREATE outside comments and strings), the rest is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import Corpus, corpus
from bench.routines import STATES, Fates, judge, refusals, source_routines
from tests.servers import Server, debian_bin, start

PSQL = shutil.which("psql", path="/usr/lib/postgresql/15/bin") or shutil.which("psql")
SCT = [sys.executable, "-c", "from sct.cli import main; main()"]

# Comments, literals and q-literals out of the way, then CREATE … KIND.
NOISE = re.compile(
    r"--[^\n]*|/\*.*?\*/|[nN]?[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<q>[^\s\[{(<]).*?(?P=q))'|'(?:[^']|'')*'", re.S
)
CREATE = re.compile(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:NO)?(?:EDITIONABLE|FORCE)\s+)*"
    r"(?:(?:GLOBAL|PRIVATE)\s+TEMPORARY\s+|UNIQUE\s+|BITMAP\s+|PUBLIC\s+|MULTIVALUE\s+|BLOCKCHAIN\s+)*"
    r"(TABLE|MATERIALIZED\s+VIEW(?!\s+LOG)|VIEW|SEQUENCE|INDEX|PACKAGE\s+BODY|PACKAGE|FUNCTION|PROCEDURE|TRIGGER"
    r"|TYPE\s+BODY|TYPE|SYNONYM|ROLE|USER)\b",
    re.I,
)
ERROR = re.compile(r"^psql:.*?:(\d+): (?:ERROR|FATAL|PANIC):\s+(?:([0-9A-Z]{5}): )?(.*)$", re.M)
NAME = re.compile(r'"[^"]*"|\b\d+\b')

# Extensions' and the runtime library's own objects are not the user's.
OURS = """n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'sct', 'sct_plpgsql_check')
  AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast%'"""
CATALOG = f"""
SELECT kind, count(*) FROM (
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
         WHEN 'c' THEN 'type' ELSE CASE WHEN c.relispartition THEN 'partition' ELSE 'table' END END AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r','p','v','m','S','c') AND {OURS}
  UNION ALL
  SELECT CASE WHEN k.oid IS NULL THEN 'index' ELSE 'constraint index' END
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p','u','x') WHERE {OURS}
  UNION ALL
  SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE
         CASE WHEN p.prorettype = 'trigger'::regtype THEN 'trigger function' ELSE 'function' END END
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS}
  UNION ALL
  SELECT 'trigger' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND {OURS}
  UNION ALL
  SELECT 'type' FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e','d') AND {OURS}
  UNION ALL
  SELECT CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' ELSE 'check' END
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.contype IN ('p','u','f','c') AND {OURS}
) all_of_them GROUP BY 1
"""


@dataclass
class Outcome:
    """Everything measured about one corpus; the dictionaries are counts by group."""

    name: str
    files: int
    lines: int
    convert_seconds: float = 0.0
    peak_mib: float = 0.0
    exit_status: int | None = None
    trouble: str = ""
    load_seconds: float = 0.0
    source: dict[str, int] = field(default_factory=dict)
    catalog: dict[str, int] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)
    load_errors: dict[str, int] = field(default_factory=dict)
    body_errors: dict[str, int] = field(default_factory=dict)
    bodies: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    samples: dict[str, str] = field(default_factory=dict)
    automatic: float | None = None
    routines: dict[str, int] = field(default_factory=dict)
    routine_states: dict[str, str] = field(default_factory=dict)
    fates: Any = field(default=None, repr=False)


def count_source(text: str) -> dict[str, int]:
    """CREATE statements by kind."""
    bare = NOISE.sub(" ", text)
    kinds = Counter(re.sub(r"\s+", " ", match[1]).lower() for match in CREATE.finditer(bare))
    return dict(sorted(kinds.items()))


def convert(work: Corpus, out: Path, args: argparse.Namespace, outcome: Outcome) -> bool:
    """Run the command line tool in its own process; False when there is nothing to load."""
    command = [*SCT, "convert", *map(str, work.arguments()), "--from", args.source, "--to", args.target]
    command += ["-o", str(out), "--no-check", "--fail-on", "none", "--jobs", str(args.jobs)]
    command += ["--encoding", args.encoding]
    begin = time.monotonic()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=told, stderr=told)
        usage = _wait(process, args.timeout)
        told.seek(0)
        lines = [line for line in told.read().decode(errors="replace").splitlines() if line.strip()]
    outcome.convert_seconds = round(time.monotonic() - begin, 2)
    outcome.peak_mib = round(usage.ru_maxrss / 1024, 1) if usage is not None else 0.0
    outcome.exit_status = process.returncode
    if process.returncode != 0:
        outcome.trouble = "timed out" if usage is None else " | ".join(lines[-3:])[:600]
    return (out / "schema.sql").exists()


def _wait(process: subprocess.Popen[bytes], seconds: float) -> resource.struct_rusage | None:
    """Resource use of the ended process; None when it had to be killed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        time.sleep(0.02)
    process.kill()
    process.wait()
    return None


def load(server: Server, work: Corpus, out: Path, outcome: Outcome, args: argparse.Namespace) -> None:
    """Load into a fresh database, count what is there, compile the bodies, drop the database and new roles."""
    script = out / "schema.sql"
    database = server.new_database("corpus")
    with server.connect() as admin:
        before = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
    begin = time.monotonic()
    command = [str(PSQL), "-X", "-q", "-v", "ON_ERROR_STOP=0", "-v", "VERBOSITY=verbose", "-d", server.dsn(database)]
    done = subprocess.run(
        [*command, "-f", str(script)], capture_output=True, timeout=args.timeout, check=False, stdin=subprocess.DEVNULL
    )
    outcome.load_seconds = round(time.monotonic() - begin, 2)
    failed: list[tuple[int, str]] = []
    for line, state, message in ERROR.findall(done.stderr.decode(errors="replace")):
        failed.append((int(line), f"{state} {message}"))
        _group(outcome, outcome.load_errors, f"{state} {NAME.sub('…', message)}", f"schema.sql:{line}: {message}")
    try:
        with server.connect(database) as connection:
            outcome.catalog = dict(connection.execute(CATALOG).fetchall())
            if not args.no_bodies:
                findings = _bodies(connection, outcome)
                report = json.loads((out / "report.json").read_text("utf-8"))
                errors = _errors_by_name(report, failed)
                routines = source_routines(work.files, args.source, args.encoding)
                outcome.fates = judge(routines, connection, findings, errors, refusals(report))
                outcome.routines = outcome.fates.counts()
                outcome.routine_states = {f.routine.label: f.state for f in outcome.fates.all}
    finally:
        if args.keep:
            print(f"  kept: {server.dsn(database)}")
        else:
            server.drop_database(database)
            with server.connect() as admin:
                for (role,) in admin.execute("SELECT rolname FROM pg_roles").fetchall():
                    if role not in before:
                        admin.execute(f'DROP ROLE "{role}"')


def _errors_by_name(report: dict[str, Any], failed: list[tuple[int, str]]) -> dict[str, str]:
    """Last part of an object's name -> the first error of its lines in schema.sql."""
    spans = []
    for entry in report["objects"]:
        if entry["target"]:
            spans.append((entry["target"]["line"], entry["target"]["end_line"], entry["id"]))
    found: dict[str, str] = {}
    for line, message in failed:
        for first, last, id_ in spans:
            if first <= line <= last:
                found.setdefault(id_.rpartition(":")[2].rpartition(".")[2], message)
    return found


def _bodies(connection: Any, outcome: Outcome) -> list[Any]:
    from sct.check.bodies import check_bodies

    checked, findings, _ = check_bodies(connection)
    outcome.bodies = checked or 0
    if checked is None:
        outcome.trouble += (
            " plpgsql_check is missing (apt-get install postgresql-15-plpgsql-check): no body was compiled"
        )
    for one in findings:
        if one.level == "error":
            group = f"{one.sqlstate} {NAME.sub('…', one.message)}"
            _group(outcome, outcome.body_errors, group, f"{one.routine} line {one.line}: {one.message}")
    return findings


def _group(outcome: Outcome, counts: dict[str, int], group: str, sample: str) -> None:
    counts[group] = counts.get(group, 0) + 1
    outcome.samples.setdefault(group, sample[:300])


def read_report(path: Path, outcome: Outcome) -> None:
    """Findings by code (with a sample each) and objects by kind and fidelity, out of report.json."""
    report = json.loads(path.read_text("utf-8"))
    for finding in report["findings"]:
        span = finding.get("source") or {}
        where = f"{span.get('file', '?')}:{span.get('line', '?')}"
        _group(outcome, outcome.findings, f"{finding['code']} {finding['fidelity']}", f"{where}: {finding['message']}")
    outcome.objects = dict(Counter(f"{entry['kind']}: {entry['fidelity']}" for entry in report["objects"]))
    outcome.automatic = report.get("summary", {}).get("automatic")


def show_routines(fates: Fates, args: argparse.Namespace) -> None:
    """Counts by state, reasons by number, and with --routines every one of them."""
    counts = fates.counts()
    total = sum(counts.values())
    print(f"  {total} routines: " + "  ".join(f"{state} {counts[state]}" for state in STATES))
    for state in STATES[1:]:
        if args.only and state not in args.only:
            continue
        for why, number, label in fates.groups(state)[: args.top]:
            print(f"    {number:5}  {state:8} {why}\n           e.g. {label}")
    if args.routines or args.match:
        for fate in sorted(fates.all, key=lambda f: (STATES.index(f.state), f.routine.label)):
            wanted = not args.only or fate.state in args.only
            if wanted and (not args.match or args.match.lower() in fate.routine.label):
                mark = " (private)" if fate.routine.private else ""
                print(f"    {fate.state:8} {fate.routine.label}{mark}  {fate.why[:200]}")


def show(outcome: Outcome, args: argparse.Namespace) -> None:
    """One corpus for a person: a line, two rows of counts, the biggest groups."""
    top = args.top
    rate = outcome.lines / outcome.convert_seconds if outcome.convert_seconds else 0
    print(
        f"\n== {outcome.name}: {outcome.files} files, {outcome.lines} lines; converted in {outcome.convert_seconds} s "
        f"({rate:,.0f} lines/s, {outcome.peak_mib:.0f} MiB), exit {outcome.exit_status}; "
        f"loaded in {outcome.load_seconds} s"
    )
    if outcome.trouble:
        print(f"  TROUBLE: {outcome.trouble}")
    kinds = sorted(set(outcome.source) | set(outcome.catalog))
    print("  source -> catalog  " + "  ".join(_pair(outcome, kind) for kind in kinds))
    if outcome.objects:
        by_fidelity: Counter[str] = Counter()
        for key, count in outcome.objects.items():
            by_fidelity[key.split(": ")[1]] += count
        share = "" if outcome.automatic is None else f"; automatic {outcome.automatic:.1%}"
        print("  objects  " + "  ".join(f"{name} {count}" for name, count in sorted(by_fidelity.items())) + share)
    if outcome.fates is not None and outcome.fates.all:
        show_routines(outcome.fates, args)
    for title, groups in (
        ("load errors", outcome.load_errors),
        (f"body errors of {outcome.bodies} bodies", outcome.body_errors),
        ("findings", outcome.findings),
    ):
        print(f"  {sum(groups.values())} {title}")
        for group, count in sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))[:top]:
            print(f"    {count:5}  {group}\n           e.g. {outcome.samples.get(group, '')}")


def _pair(outcome: Outcome, kind: str) -> str:
    left, right = outcome.source.get(kind), outcome.catalog.get(kind, 0)
    return f"{kind} {right}" if left is None else f"{kind} {left}->{right}"


def compare(now: Iterable[Outcome], old: dict[str, Any]) -> None:
    """Groups that came, went or changed in number since the earlier figures."""
    for outcome in now:
        before = old.get(outcome.name)
        if before is None:
            continue
        for title in ("load_errors", "body_errors", "findings", "catalog", "objects", "routines"):
            left, right = Counter(before.get(title, {})), Counter(getattr(outcome, title))
            for group in sorted(set(left) | set(right)):
                if left[group] != right[group]:
                    print(f"  {outcome.name} {title}: {left[group]} -> {right[group]}  {group}")
        was = before.get("routine_states", {})
        for label, state in outcome.routine_states.items():
            if was.get(label, state) != state and STATES.index(state) > STATES.index(was[label]):
                print(f"  {outcome.name} WORSE: {label} was {was[label]}, is {state}")


def summary(outcomes: list[Outcome]) -> None:
    """A line a corpus."""
    print(
        f"\n{'corpus':28}{'lines':>8}{'sec':>8}{'objects':>9}{'refused':>9}{'load err':>9}{'body err':>9}{'auto':>7}  clean/loads/stub/missing"
    )
    for one in outcomes:
        refused = sum(count for key, count in one.objects.items() if key.endswith(": refused"))
        auto = "" if one.automatic is None else f"{one.automatic:.0%}"
        print(
            f"{one.name[:27]:28}{one.lines:8}{one.convert_seconds:8.1f}{sum(one.objects.values()):9}{refused:9}"
            f"{sum(one.load_errors.values()):9}{sum(one.body_errors.values()):9}{auto:>7}"
            + ("  " + "/".join(str(one.routines[state]) for state in STATES) if one.routines else "")
            + (f"  {one.trouble[:80]}" if one.trouble else "")
        )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS")
    parser.add_argument("--from", dest="source", default="oracle")
    parser.add_argument("--to", dest="target", default="postgres:15")
    parser.add_argument("--each", action="store_true", help="convert every file alone, into a database of its own")
    parser.add_argument("--out", type=Path, help="keep the output folders here (default: thrown away)")
    parser.add_argument("--top", type=int, default=15, help="groups shown of each kind")
    parser.add_argument("--routines", action="store_true", help="every routine with its fate")
    parser.add_argument("--only", action="append", choices=STATES, help="only routines in this state")
    parser.add_argument("--match", metavar="WORD", help="list the routines whose name holds this word")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--encoding", default="cp1252", help="of files that are not UTF-8")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds for one conversion or one load")
    parser.add_argument("--no-bodies", action="store_true", help="do not run plpgsql_check")
    parser.add_argument("--keep", action="store_true", help="keep databases until Enter is pressed")
    parser.add_argument("--quiet", action="store_true", help="only the table at the end")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--against", type=Path)
    return parser.parse_args()


def run(work: Corpus, out: Path, server: Server, args: argparse.Namespace) -> Outcome:
    """One corpus from source to catalog. A fault of a stage is in the outcome, the next corpus goes on."""
    outcome = Outcome(work.name, len(work.files), work.lines, source=count_source(work.text))
    if out.exists():
        shutil.rmtree(out)
    if convert(work, out, args, outcome):
        try:
            load(server, work, out, outcome, args)
        except subprocess.TimeoutExpired:
            outcome.trouble += " the load timed out"
    if (out / "report.json").exists():
        read_report(out / "report.json", outcome)
    return outcome


def main() -> int:
    args = arguments()
    try:
        works = [corpus(where, args.source) for where in args.corpora]
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    if args.each:
        works = [
            Corpus(f"{one.name}/{file.relative_to(one.root)}", file.parent, (file,))
            for one in works
            for file in one.files
        ]
    programs = debian_bin(15)
    if programs is None or PSQL is None:
        print("PostgreSQL 15 and psql are needed: apt-get install postgresql-15", file=sys.stderr)
        return 2
    base = args.out or Path(tempfile.mkdtemp(prefix="sct-corpus-"))
    server = start(programs, 15)
    outcomes: list[Outcome] = []
    try:
        for work in works:
            outcome = run(work, base / re.sub(r"[^\w.-]+", "_", work.name), server, args)
            outcomes.append(outcome)
            if not args.quiet:
                show(outcome, args)
        if args.keep:
            input("databases are up; Enter ends the server ")
    finally:
        server.stop()
        if args.out is None:
            shutil.rmtree(base, ignore_errors=True)
    summary(outcomes)
    if args.against:
        compare(outcomes, json.loads(args.against.read_text("utf-8")))
    if args.json:
        args.json.write_text(
            json.dumps({one.name: {k: v for k, v in asdict(one).items() if k != "fates"} for one in outcomes}, indent=1)
            + "\n",
            "utf-8",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
