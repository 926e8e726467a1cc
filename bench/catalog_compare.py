#!/usr/bin/env python3
"""Our conversion of a project's Oracle schema beside the project's own PostgreSQL schema, as catalogs.

    bench/catalog_compare.py [PROJECT...]          default: all below $SCT_CORPORA

Both are loaded into PostgreSQL 15; tables, columns, nullability, primary keys, unique keys and foreign keys are
compared, names without regard to case and underscores. Every difference is printed: `<` only the project's, `>` only ours.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import corpora_folder
from tests.servers import Server, debian_bin, start

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
ORDER = ("engine", "identity", "case.engine", "decision.engine", "history", "case.history", "decision.history")
CAMUNDA = "engine/src/main/resources/org/camunda/bpm/engine/db/create/activiti.{}.create.{}.sql"
QUARTZ = "quartz/src/main/resources/org/quartz/impl/jdbcjobstore/tables_{}.sql"
BATCH = "spring-batch-core/src/main/resources/org/springframework/batch/core/schema-{}.sql"
PROJECTS: dict[str, tuple[list[str], list[str]]] = {
    "camunda": ([CAMUNDA.format("oracle", p) for p in ORDER], [CAMUNDA.format("postgres", p) for p in ORDER]),
    "quartz": ([QUARTZ.format("oracle")], [QUARTZ.format("postgres")]),
    "spring-batch": ([BATCH.format("oracle")], [BATCH.format("postgresql")]),
    "chinook": (
        ["ChinookDatabase/DataSources/Chinook_Oracle.sql"],
        ["ChinookDatabase/DataSources/Chinook_PostgreSql.sql"],
    ),
    "sakila": (
        ["oracle-sakila-db/oracle-sakila-schema.sql"],
        ["postgres-sakila-db/postgres-sakila-schema.sql"],
    ),
}
_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'sct') AND n.nspname NOT LIKE 'pg_%'"
QUERIES = {
    "table": f"""SELECT lower(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {_OURS}""",
    "column": f"""SELECT lower(c.relname) || '.' || lower(a.attname) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS}""",
    "key": f"""SELECT lower(c.relname) || CASE k.contype WHEN 'p' THEN ' primary' ELSE ' unique' END || ' (' ||
          (SELECT string_agg(lower(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)) || ')'
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype IN ('p', 'u') AND NOT c.relispartition AND {_OURS}""",
    "foreign key": f"""SELECT lower(c.relname) || ' (' ||
          (SELECT string_agg(lower(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)) || ') -> ' || lower(f.relname)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND NOT c.relispartition AND {_OURS}""",
}


def catalog(server: Server, name: str, script: Path) -> tuple[dict[str, set[str]], list[str]]:
    """What a script makes in an empty database, and the errors it met."""
    database = server.new_database(name)
    psql = _bin() / "psql"
    address = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "-d", database]
    ran = subprocess.run([psql, "-X", "-q", *address, "-f", script], capture_output=True, text=True, check=False)
    errors = [line for line in ran.stderr.splitlines() if "ERROR" in line]
    with server.connect(database) as connection:
        found = {what: {row[0].replace("_", "") for row in connection.execute(sql)} for what, sql in QUERIES.items()}
    server.drop_database(database)
    return found, errors


def _bin() -> Path:
    found = debian_bin(15)
    if found is None:
        sys.exit("PostgreSQL 15 is not installed")
    return found


def compare(server: Server, root: Path, project: str) -> int:
    """Prints the differences; how many there are."""
    oracle, port = PROJECTS[project]
    with tempfile.TemporaryDirectory(prefix="sct-compare-") as folder:
        source, theirs = Path(folder) / "source.sql", Path(folder) / "port.sql"
        source.write_text("\n".join((root / project / f).read_text("utf-8") for f in oracle), "utf-8")
        text = "\n".join((root / project / f).read_text("utf-8") for f in port)
        # a port that makes and enters a database of its own is loaded into ours
        lines = [s for s in text.splitlines() if not s.startswith(("DROP DATABASE", "CREATE DATABASE", "\\c "))]
        theirs.write_text("\n".join(lines), "utf-8")
        out = Path(folder) / "out"
        command = [*SCT, "convert", source, "--from", "oracle", "--to", "postgres:15", "--no-check", "-o", out]
        subprocess.run([*map(str, command)], capture_output=True, check=False)
        mine, errors = catalog(server, "ours", out / "schema.sql")
        wanted, their_errors = catalog(server, "port", theirs)
    differences = 0
    print(f"\n== {project}")
    for what in QUERIES:
        only_theirs, only_ours = sorted(wanted[what] - mine[what]), sorted(mine[what] - wanted[what])
        differences += len(only_theirs) + len(only_ours)
        print(
            f"  {what}: {len(wanted[what] & mine[what])} equal, {len(only_theirs)} only theirs, {len(only_ours)} only ours"
        )
        for line in only_theirs:
            print(f"    < {line}")
        for line in only_ours:
            print(f"    > {line}")
    for whose, several in (("ours", errors), ("theirs", their_errors)):
        for line in several[:5]:
            print(f"  load error, {whose}: {line}")
    return differences + len(errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help=", ".join(PROJECTS))
    args = parser.parse_args()
    root = corpora_folder()
    if root is None:
        parser.error("SCT_CORPORA names no folder")
    server = start(_bin(), 15)
    try:
        for project in args.projects or [p for p in PROJECTS if (root / p).is_dir()]:
            compare(server, root, project)
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
