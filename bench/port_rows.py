#!/usr/bin/env python3
"""The same rows in our conversion and in the project's own PostgreSQL port: do tables and views give the same?

    python -m bench.port_rows [--corpora DIR]

chinook    both sides load their own script, data included; every table's rows are compared
sakila     the port loads its dump, its rows are put into our tables too; every view's rows are compared

Values are compared as text, numbers by value. Where the two schemas say the same in other words (a boolean here, 1 or 0
there; a list of actors in one row, or a row an actor) the queries below bring both to one form; they are all there is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.catalog_compare import PROJECTS
from bench.corpora import corpora_folder
from tests.servers import Server, debian_bin, start

SCT = [sys.executable, "-c", "from sct.cli import main; main()"]
SAKILA_ROWS = "postgres-sakila-db/postgres-sakila-insert-data-using-copy.sql"
# (table, column) of the Oracle schema -> what the port holds for it. Its views compare `active` with 1.
SAKILA_VALUES = {
    ("customer", "active"): "activebool::int::text",
    ("staff", "active"): "active::int",
    ("film", "special_features"): "array_to_string(special_features, ',')",
}
_LISTED = "category, title, description, price, length, rating"
# view -> (ours, the port's)
SAKILA_VIEWS = {
    "customer_list": (
        "SELECT id, name, address, zip_code, phone, city, country, notes, sid FROM customer_list",
        'SELECT id, name, address, "zip code", phone, city, country, notes, sid FROM customer_list',
    ),
    "staff_list": (
        "SELECT id, name, address, zip_code, phone, city, country, sid FROM staff_list",
        'SELECT id, name, address, "zip code", phone, city, country, sid FROM staff_list',
    ),
    "film_list": (
        f"SELECT fid, {_LISTED}, actors FROM film_list",
        f"SELECT fid, {_LISTED}, unnest(string_to_array(actors, ', ')) FROM film_list",
    ),
    "sales_by_store": (
        "SELECT store, manager, total_sales FROM sales_by_store",
        "SELECT store, manager, total_sales FROM sales_by_store",
    ),
    "sales_by_film_category": (
        "SELECT category, total_sales FROM sales_by_film_category",
        "SELECT category, total_sales FROM sales_by_film_category",
    ),
}
TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'public' ORDER BY 1"""
COLUMNS = """SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def plain(value: Any) -> Any:
    """A value as both sides may say it: numbers by value, text without the blanks a CHAR has, '' as no value."""
    if value is None:
        return None
    text = str(value).rstrip()
    try:
        return Decimal(text).normalize()
    except InvalidOperation:
        return text or None


def rows(connection: Any, query: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(plain(v) for v in row) for row in connection.execute(query).fetchall())


def load(server: Server, database: str, script: Path) -> list[str]:
    """psql's errors."""
    programs = debian_bin(15)
    assert programs is not None
    command = [programs / "psql", "-X", "-q", "-d", server.dsn(database), "-f", script]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    # a dump names its owner's role, which is not here
    return [line for line in ran.stderr.splitlines() if "ERROR" in line and 'role "' not in line]


def both(server: Server, root: Path, project: str, folder: Path, more: str = "") -> tuple[str, str]:
    """Our database and the port's, loaded; errors are printed."""
    oracle, port = PROJECTS[project]
    out = folder / "out"
    command = [*SCT, "convert", *(root / project / f for f in oracle), "--from", "oracle", "--to", "postgres:15"]
    done = subprocess.run(
        [*map(str, command), "--no-check", "-o", str(out)], capture_output=True, text=True, check=False
    )
    if not (out / "schema.sql").exists():
        sys.exit(f"{project}: {done.stderr}")
    theirs = folder / "port.sql"
    text = "\n".join((root / project / f).read_text("utf-8") for f in [*port, *([more] if more else [])])
    # a port that makes and enters a database of its own is loaded into ours
    lines = [s for s in text.splitlines() if not s.startswith(("DROP DATABASE", "CREATE DATABASE", "\\c "))]
    theirs.write_text("\n".join(lines) + "\n", "utf-8")
    ours, other = server.new_database("ours"), server.new_database("port")
    for whose, database, script in (("ours", ours, out / "schema.sql"), ("port", other, theirs)):
        for error in load(server, database, script)[:5]:
            print(f"  load error, {whose}: {error}")
    return ours, other


def report(what: str, mine: Counter[Any], wanted: Counter[Any]) -> int:
    """Prints one comparison; rows that only one side has."""
    missing, extra = wanted - mine, mine - wanted
    differing = sum(missing.values()) + sum(extra.values())
    same = sum((mine & wanted).values())
    print(f"  {what:28}{same:8} rows the same" + (f", {differing} DIFFER" if differing else ""))
    for mark, some in (("<", missing), (">", extra)):
        for row in list(some)[:3]:
            print(f"    {mark} {row}")
    return differing


def names(connection: Any) -> dict[str, str]:
    return {row[0].replace("_", "").lower(): row[0] for row in connection.execute(TABLES).fetchall()}


def columns(connection: Any, table: str) -> dict[str, tuple[str, str]]:
    found = connection.execute(COLUMNS, [quoted(table)]).fetchall()
    return {name.replace("_", "").lower(): (name, type_) for name, type_ in found}


def chinook(server: Server, root: Path, folder: Path) -> int:
    """Every table of both, column by column."""
    ours, port = both(server, root, "chinook", folder)
    differing = 0
    with server.connect(ours) as mine, server.connect(port) as theirs:
        here, there = names(mine), names(theirs)
        if here.keys() != there.keys():
            print(f"  tables only on one side: {sorted(here.keys() ^ there.keys())}")
        for table in sorted(here.keys() & there.keys()):
            wanted, found = columns(theirs, there[table]), columns(mine, here[table])
            listed = sorted(wanted.keys() & found.keys())
            differing += len(wanted.keys() ^ found.keys())
            ask = [f"SELECT {', '.join(quoted(c[n][0]) for n in listed)} FROM " for c in (found, wanted)]
            differing += report(
                here[table], rows(mine, ask[0] + quoted(here[table])), rows(theirs, ask[1] + quoted(there[table]))
            )
    return differing


def sakila(server: Server, root: Path, folder: Path) -> int:
    """The port's rows in our tables, then every view."""
    ours, port = both(server, root, "sakila", folder, SAKILA_ROWS)
    differing = 0
    with server.connect(ours) as mine, server.connect(port) as theirs:
        # As a load does it: foreign keys come behind the rows. The triggers fire, they set what the port has not.
        keys = _without_foreign_keys(mine)
        here, there = names(mine), names(theirs)
        count = 0
        for table in sorted(here.keys() & there.keys()):
            count += _copy(mine, theirs, here[table], there[table])
        print(f"  {count} rows of {len(here.keys() & there.keys())} tables copied from the port")
        differing += _with_foreign_keys(mine, keys)
        for view, (our_query, their_query) in SAKILA_VIEWS.items():
            differing += report(view, rows(mine, our_query), rows(theirs, their_query))
    return differing


def _copy(mine: Any, theirs: Any, ours: str, port: str) -> int:
    found, wanted = columns(mine, ours), columns(theirs, port)
    listed = [name for name in found if name in wanted or (ours, found[name][0]) in SAKILA_VALUES]
    asked = [SAKILA_VALUES.get((ours, found[n][0]), f"{quoted(wanted[n][0]) if n in wanted else ''}") for n in listed]
    values = theirs.execute(f"SELECT {', '.join(f'({a})::text' for a in asked)} FROM {quoted(port)}").fetchall()
    into = ", ".join(quoted(found[n][0]) for n in listed)
    marks = ", ".join(f"%s::text::{found[n][1]}" for n in listed)
    with mine.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quoted(ours)} ({into}) VALUES ({marks})", values)
    return len(values)


def _without_foreign_keys(connection: Any) -> list[tuple[str, str, str]]:
    ask = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
    keys: list[tuple[str, str, str]] = connection.execute(ask).fetchall()
    for table, name, _ in keys:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted(name)}")
    return keys


def _with_foreign_keys(connection: Any, keys: list[tuple[str, str, str]]) -> int:
    """How many of the foreign keys the rows break; each is printed."""
    broken = 0
    for table, name, text in keys:
        try:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {quoted(name)} {text}")
        except Exception as error:  # printed and counted
            broken += 1
            print(f"  {table}.{name}: {error}")
    print(f"  {len(keys) - broken} of {len(keys)} foreign keys hold")
    return broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=corpora_folder(), help="default: $SCT_CORPORA")
    args = parser.parse_args()
    if args.corpora is None or not args.corpora.is_dir():
        parser.error("no corpora: give --corpora or set SCT_CORPORA")
    programs = debian_bin(15)
    if programs is None:
        parser.error("PostgreSQL 15 is not installed (make servers)")
    server = start(programs, 15)
    differing = 0
    try:
        for name, compare in (("chinook", chinook), ("sakila", sakila)):
            with tempfile.TemporaryDirectory(prefix="sct-rows-") as folder:
                print(f"\n== {name}")
                differing += compare(server, args.corpora, Path(folder))
    finally:
        server.stop()
    print(f"\n{differing} differences")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
