#!/usr/bin/env python3
"""iDempiere's functions, our conversion of its Oracle versions beside its own PostgreSQL versions: the same rows, the same
calls, every result compared.

    python -m bench.idempiere_twins [--out DIR] [--all]

Both stand in a database with the same tables (idempiere_schema.py) and rows (idempiere_rows.py). A difference is told with
both results; which side is Oracle's answer is for a reader of the source to say: docs/plsql.md keeps what was found.
Exit status 1 when our version of a function that theirs has is missing, a stub, or fails where theirs does not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import corpora_folder
from bench.corpus_units import units
from bench.idempiere_rows import CALLS, COMMON, ROWS, UPDATES
from bench.idempiere_schema import ddl, repository, tables
from tests.servers import Server, debian_bin, start

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]


def convert(paths: list[Path], out: Path) -> Path:
    command = [
        *SCT,
        "convert",
        *map(str, paths),
        "--from",
        "oracle",
        "--to",
        "postgres:15",
        "-o",
        str(out),
        "--no-check",
    ]
    subprocess.run([*command, "--fail-on", "none", "--encoding", "cp1252"], check=True, capture_output=True)
    return out / "schema.sql"


def load(server: Server, name: str, script: Path, stop: bool) -> str:
    """The database's name, or what psql said."""
    command = ["psql", "-X", "-q", "-v", f"ON_ERROR_STOP={int(stop)}", "-d", server.dsn(name), "-f", str(script)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stderr


def fill(connection: Any) -> None:
    for table, given in ROWS:
        query = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        there = {name for (name,) in connection.execute(query, [table]).fetchall()}
        row = {k: v for k, v in {**COMMON, **given}.items() if k in there}
        if not there:
            continue  # no routine speaks of it
        marks = ", ".join(["%s"] * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(map(_text, row.values())))
    for update in UPDATES:
        connection.execute(update)
    connection.execute("ANALYZE")


def _text(value: object) -> object:
    return None if value is None else str(value)


def result(connection: Any, call: str) -> str:
    """The result as text, numbers by value, moments without their zone; an error by its state and first words."""
    try:
        (value,) = connection.execute(f"SELECT ({call})::text").fetchone()
    except Exception as error:
        return f"ERROR {getattr(error, 'sqlstate', '')} {str(error).splitlines()[0][:110]}"
    if value is None or value == "":
        return "NULL"  # Oracle's '' is NULL
    try:
        number = Decimal(value).normalize()
        return f"{number:f}"
    except InvalidOperation:
        return {"t": "true", "f": "false"}.get(value, value.removesuffix("+00").removesuffix(" 00:00:00"))


def twins(server: Server, folder: Path, schema: Path) -> tuple[str, list[str]]:
    """A database with the tables and their functions; those that do not load, in as many rounds as help."""
    name = server.new_database("theirs")
    load(server, name, schema, stop=True)
    files = sorted(f for f in folder.iterdir() if f.suffix.lower() == ".sql")
    said: dict[Path, str] = {}
    for _ in range(4):
        said = {file: text for file in files if "ERROR" in (text := load(server, name, file, stop=False))}
    return name, [
        f"{file.name}: {text.splitlines()[0].partition('ERROR:')[2].strip()[:120]}" for file, text in said.items()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="keep the conversion here")
    parser.add_argument("--all", action="store_true", help="print equal results too")
    args = parser.parse_args()
    corpora, programs = corpora_folder(), debian_bin(15)
    found = units(corpora, ["idempiere"]) if corpora is not None else []
    if not found or programs is None or corpora is None:
        print(
            "needed: PostgreSQL 15, SCT_CORPORA with idempiere, its git directory (SCT_REPOSITORIES)", file=sys.stderr
        )
        return 2
    out = args.out or Path(tempfile.mkdtemp(prefix="sct-twins-"))
    unit = found[0]
    ours_sql = convert(unit.prepare(out / "in"), out / "ours")
    texts = [(unit.root / s).read_text("utf-8", errors="replace") for s in unit.scripts]
    (out / "tables.sql").write_text(ddl(tables(repository(corpora, "idempiere/idempiere"), texts)))
    tables_sql = convert([out / "tables.sql"], out / "tables")
    server = start(programs, 15)
    wrong: dict[str, list[str]] = {"differ": [], "only theirs works": [], "only ours works": []}
    same = 0
    try:
        mine = server.new_database("ours")
        trouble = load(server, mine, ours_sql, stop=True)
        if trouble:
            print(trouble, file=sys.stderr)
        other, missing = twins(server, unit.root / "db" / "postgresql" / "functions", tables_sql)
        with server.connect(mine) as ours, server.connect(other) as theirs:
            for connection in (ours, theirs):
                connection.execute("SET timezone = 'UTC'")
                connection.execute("SET search_path = public, adempiere")
                fill(connection)
            for call in CALLS:
                left, right = result(ours, call), result(theirs, call)
                line = f"{call}: ours {left}, theirs {right}"
                if left == right or (left.startswith("ERROR") and right.startswith("ERROR")):
                    same += 1
                    if args.all:
                        print(f"  same  {line}")
                else:
                    kind = (
                        "only theirs works"
                        if left.startswith("ERROR")
                        else "only ours works"
                        if right.startswith("ERROR")
                        else "differ"
                    )
                    wrong[kind].append(line)
    finally:
        server.stop()
    for text in missing:
        print(f"  does not load (theirs): {text}")
    for kind, lines in wrong.items():
        for line in lines:
            print(f"  {kind}: {line}")
    names = {call.partition("(")[0] for call in CALLS}
    print(
        f"{len(CALLS)} calls of {len(names)} functions: same {same}, "
        + ", ".join(f"{k} {len(v)}" for k, v in wrong.items())
    )
    return 1 if wrong["only theirs works"] else 0


if __name__ == "__main__":
    sys.exit(main())
