#!/usr/bin/env python3
"""The corpora, one line a schema: converted, loaded with psql -v ON_ERROR_STOP=1 into an empty PostgreSQL 15, counted.

    python -m bench.corpora_table [PROJECT|UNIT...] [--corpora DIR] [--out DIR] [--missing] [--json FILE]

Every kind's column is "there/of the source"; what the source has is counted by a scanner of its own (source_catalog.py),
what is there by the catalog. What is missing is told apart: refused by name in the report, or lost (which is a defect).
"acc" says that the report accounts for every statement, "load" how far psql came (demonstrations fail on purpose here and
there, so they are loaded over their errors, which are told). --missing names what is not there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import corpora_folder
from bench.corpus_units import Unit, units
from bench.routines import STATES, judge, refusals, routines_of
from bench.source_catalog import Made, scan
from tests.servers import Server, debian_bin, start

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
ENCODING = "cp1252"
LONGEST = 300  # seconds of one load
KINDS = ("table", "column", "key", "foreign", "check", "index", "sequence", "comment", "view", "mview")
OURS = (
    "n.nspname NOT IN ('pg_catalog', 'information_schema', 'sct', 'sct_plpgsql_check') AND n.nspname NOT LIKE 'pg\\_%'"
)
RELATIONS = f"""SELECT lower(c.relname), c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT c.relispartition AND {OURS}"""
COLUMNS = f"""SELECT lower(c.relname), lower(a.attname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND {OURS}"""
CONSTRAINTS = f"""SELECT lower(c.relname), k.contype::text, lower(f.relname),
   ARRAY(SELECT lower(a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey) ORDER BY 1)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class f ON f.oid = k.confrelid
 WHERE k.contype IN ('p', 'u', 'f', 'c') AND NOT c.relispartition AND {OURS}"""
UNIQUE_INDEXES = f"""SELECT lower(c.relname), ARRAY(SELECT lower(a.attname) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey) ORDER BY 1)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE i.indisunique AND {OURS}"""
COMMENTS = f"""SELECT lower(c.relname), coalesce(lower(a.attname), '') FROM pg_description d
  JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0 WHERE {OURS}"""


@dataclass
class Line:
    """One unit. `counts`: kind -> (there, refused by name, lost); `lost` and `refused` name them."""

    name: str
    statements: int = 0
    load: str = ""
    accounted: bool = False
    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    routines: dict[str, int] = field(default_factory=dict)
    routine_states: dict[str, str] = field(default_factory=dict)


def wanted_items(made: Made) -> dict[str, set[tuple[Any, ...]]]:
    """What the source has, kind by kind; the first part of an item is the object that it belongs to."""
    out: dict[str, set[tuple[Any, ...]]] = {kind: set() for kind in KINDS}
    for name, table in made.tables.items():
        out["table"].add((name,))
        out["column"] |= {(name, column) for column in table.columns}
        out["key"] |= {(name, *key) for key in table.keys}
        out["foreign"] |= {(name, *key) for key in table.foreign}
        out["check"] |= {(name, number, text) for number, text in enumerate(table.checks, 1)}
    out["index"] = {(name,) for name in made.indexes}
    out["sequence"] = {(name,) for name in made.sequences}
    out["comment"] = set(made.comments)
    out["view"], out["mview"] = {(name,) for name in made.views}, {(name,) for name in made.materialized}
    return out


def there(connection: Any, wanted: dict[str, set[tuple[Any, ...]]]) -> dict[str, set[tuple[Any, ...]]]:
    """Those of the wanted items the catalog has."""
    relations: dict[str, set[str]] = {}
    for name, kind in connection.execute(RELATIONS).fetchall():
        relations.setdefault(kind, set()).add(name)
    columns = set(connection.execute(COLUMNS).fetchall())
    comments = set(connection.execute(COMMENTS).fetchall())
    keys: set[tuple[str, tuple[str, ...]]] = {(t, tuple(c)) for t, c in connection.execute(UNIQUE_INDEXES).fetchall()}
    foreign: set[tuple[str, tuple[str, ...], str]] = set()
    checks: dict[str, int] = {}
    for table, kind, other, names in connection.execute(CONSTRAINTS).fetchall():
        if kind == "f":
            foreign.add((table, tuple(names), other))
        elif kind == "c":
            checks[table] = checks.get(table, 0) + 1

    def named(*kinds: str) -> set[str]:
        return set().union(*(relations.get(kind, set()) for kind in kinds))

    tables, indexes = named("r", "p", "f"), named("i", "I")
    return {
        "table": {i for i in wanted["table"] if i[0] in tables},
        "column": {i for i in wanted["column"] if i in columns},
        "key": {i for i in wanted["key"] if (i[0], i[2]) in keys},
        "foreign": {i for i in wanted["foreign"] if i in foreign},
        "check": {i for i in wanted["check"] if i[1] <= checks.get(i[0], 0)},
        "index": {i for i in wanted["index"] if i[0] in indexes},
        "sequence": {i for i in wanted["sequence"] if i[0] in named("S")},
        "comment": {i for i in wanted["comment"] if i in comments},
        "view": {i for i in wanted["view"] if i[0] in named("v")},
        "mview": {i for i in wanted["mview"] if i[0] in named("m", "v")},
    }


def explained(item: tuple[Any, ...], kind: str, report: dict[str, Any]) -> bool:
    """Whether a refusal, or a finding that the object differs, names the object or the part."""
    part = str(item[1]).lower() if kind in ("column",) else str(item[0])
    for finding in report["findings"]:
        # An index of a kind that only Oracle's storage has (bitmap join, cluster) is told by a note that names it.
        if finding["fidelity"] not in ("refused", "differs") and kind != "index":
            continue
        about = str(finding["object"] or "").rpartition(":")[2].rpartition(".")[2].lower()
        whole = about == str(item[0]) and (finding["fidelity"] == "refused" or kind not in ("table", "view"))
        if (whole and kind not in ("column", "comment")) or part in finding["message"].lower():
            return True
        if whole and finding["fidelity"] == "refused":
            return True
    return False


def statements_of(paths: Iterable[Path], unit: Unit) -> list[Any]:
    """The statements' chunks as SQL*Plus would send them, included scripts in their place."""
    from sct.frontends import frontend
    from sct.options import Options
    from sct.work.reading import split_all

    options = Options(source="oracle", encoding=ENCODING, define=dict(unit.defines))
    chunks, _ = split_all([str(p) for p in paths], frontend("oracle"), options)
    return [chunk for chunk in chunks if chunk.kind in ("sql", "plsql")]


def measure(unit: Unit, server: Server, base: Path) -> Line:
    """Convert, load, count."""
    line = Line(unit.name)
    work = base / unit.name.replace("/", "_")
    work.mkdir(parents=True, exist_ok=True)
    paths = unit.prepare(work / "in")
    out = work / "out"
    command = [*SCT, "convert", *map(str, paths), "--from", "oracle", "--to", "postgres:15", "-o", str(out)]
    command += ["--no-check", "--fail-on", "none", "--encoding", ENCODING]
    for name, value in unit.defines.items():
        command += ["-D", f"{name}={value}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if ran.returncode:
        line.load = f"convert: exit {ran.returncode}: {(ran.stderr.strip().splitlines() or [''])[-1]}"
        return line
    report = json.loads((out / "report.json").read_text("utf-8"))
    line.statements = report["summary"]["statements"]
    line.accounted = not any(f["code"] in ("SC0002", "SC0007") for f in report["findings"])
    database = server.new_database("table")
    with server.connect() as admin:
        roles = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
    try:
        stop = f"ON_ERROR_STOP={int(not unit.demonstration)}"
        address = ["-d", server.dsn(database), "-v", stop, "-f", str(out / "schema.sql")]
        line.load = _load([_psql(), "-X", "-q", *address])
        chunks = statements_of(paths, unit)
        chunks = [chunk for chunk in chunks if unit.counted in chunk.span.file]
        wanted = wanted_items(scan([chunk.text for chunk in chunks]))
        with server.connect(database) as connection:
            found = there(connection, wanted)
            _routines(line, chunks, connection, report)
        for kind in KINDS:
            missing = sorted(wanted[kind] - found[kind], key=str)
            named = [item for item in missing if explained(item, kind, report)]
            line.counts[kind] = (len(found[kind]), len(named), len(missing) - len(named))
            line.refused += [f"{kind} {item}" for item in named]
            line.lost += [f"{kind} {item}" for item in missing if item not in named]
    finally:
        server.drop_database(database)
        with server.connect() as admin:
            for (role,) in admin.execute("SELECT rolname FROM pg_roles").fetchall():
                if role not in roles:
                    admin.execute(f'DROP ROLE "{role}"')
    return line


def _load(command: list[str]) -> str:
    """`ok`, or where and why psql stopped."""
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return f"not loaded within {LONGEST} s"
    errors = [text.partition("schema.sql:")[2] for text in ran.stderr.splitlines() if "ERROR:" in text]
    if not errors:
        return "failed" if ran.returncode else "ok"
    return errors[0] if ran.returncode else f"went on over {len(errors)}: " + " | ".join(errors)


def _routines(line: Line, chunks: list[Any], connection: Any, report: dict[str, Any]) -> None:
    from sct.check.bodies import check_bodies

    _, findings, _ = check_bodies(connection)
    fates = judge(routines_of(chunks, "oracle"), connection, findings, {}, refusals(report))
    line.routines = fates.counts()
    line.routine_states = {f"{f.routine.label}: {f.state} {f.why}": f.state for f in fates.all if f.state != "clean"}


def _psql() -> str:
    programs = debian_bin(15)
    if programs is None:
        sys.exit("PostgreSQL 15 is not installed (make servers)")
    return str(programs / "psql")


def show(lines: list[Line]) -> None:
    """The table, and its sums."""
    print(f"{'schema':34}{'stmts':>6} acc  " + "".join(f"{kind:>11}" for kind in KINDS) + "  routines c/l/s/m    load")
    sums = {kind: [0, 0, 0] for kind in KINDS}
    for line in lines:
        cells = ""
        for kind in KINDS:
            here, named, lost = line.counts.get(kind, (0, 0, 0))
            for place, number in enumerate((here, named, lost)):
                sums[kind][place] += number
            cells += f"{f'{here}/{here + named + lost}' + ('!' if lost else '') if here + named + lost else '.':>11}"
        routines = "/".join(str(line.routines.get(state, 0)) for state in STATES)
        acc = "yes" if line.accounted else "NO"
        print(f"{line.name[:33]:34}{line.statements:6} {acc:4} {cells}  {routines:18}  {line.load[:90]}")
    total = "".join(f"{f'{h}/{h + n + m}':>11}" for h, n, m in sums.values())
    print(f"{'all':34}{sum(line.statements for line in lines):6}      {total}")
    print(f"{'  refused by name':46}" + "".join(f"{n or '.':>11}" for _, n, _ in sums.values()))
    print(f"{'  lost':46}" + "".join(f"{m or '.':>11}" for *_, m in sums.values()))
    print("\nroutine bodies: clean of all, and those refused by name, that load with errors, that are missing")
    projects: dict[str, dict[str, int]] = {}
    for line in lines:
        of = projects.setdefault(line.name.partition("/")[0], dict.fromkeys(STATES, 0))
        for state, number in line.routines.items():
            of[state] += number
    for name, of in projects.items():
        if all_of_them := sum(of.values()):
            rest = "  ".join(f"{state} {of[state]}" for state in STATES[1:])
            print(f"  {name:24}{of['clean']:4} of {all_of_them:4}  {of['clean'] / all_of_them:7.1%}  {rest}")
    clean = sum(line.load == "ok" or line.load.startswith("went on") for line in lines)
    print(f"\n{clean} of {len(lines)} schemas load to their end; ! marks what is neither there nor refused by name")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wanted", nargs="*", metavar="PROJECT|UNIT")
    parser.add_argument("--corpora", type=Path, default=corpora_folder(), help="default: $SCT_CORPORA")
    parser.add_argument("--out", type=Path, help="keep what was converted here")
    parser.add_argument(
        "--missing", action="store_true", help="name what is not there, and routines that are not clean"
    )
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.corpora is None or not args.corpora.is_dir():
        parser.error("no corpora: give --corpora or set SCT_CORPORA")
    found = units(args.corpora.resolve(), args.wanted)
    programs = debian_bin(15)
    if programs is None:
        parser.error("PostgreSQL 15 is not installed (make servers)")
    server = start(programs, 15)
    lines: list[Line] = []
    try:
        with tempfile.TemporaryDirectory(prefix="sct-table-") as name:
            for unit in found:
                lines.append(measure(unit, server, args.out or Path(name)))
                print(f"  {unit.name}: {lines[-1].load[:150]}", file=sys.stderr, flush=True)
    finally:
        server.stop()
    show(lines)
    if args.missing:
        for line in lines:
            for title, items in (("lost", line.lost), ("refused", line.refused), ("", line.routine_states)):
                for item in items:
                    print(f"{line.name}: {title} {item}"[:250])
    if args.json:
        args.json.write_text(json.dumps([asdict(line) for line in lines], indent=1) + "\n", "utf-8")
    return (
        0
        if all(
            (line.load == "ok" or line.load.startswith("went on")) and line.accounted and not line.lost
            for line in lines
        )
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
