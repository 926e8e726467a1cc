"""Our DDL against a project's own for the same target: tables and columns, one by one.

    python -m bench.ddl_compare out/schema.sql their_ddl.sql [their_keys.sql ...] [--dialect redshift]

Names are compared without case, schemas (and templates in their place, `@schema.`) are left out. Prints what only one side
has, and columns whose type, NOT NULL or place differ; the exit status is 1 when a table or column is missing here.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import sqlglot
from sqlglot import exp


class Column(NamedTuple):
    place: int
    type: str
    not_null: bool


def tables(text: str, dialect: str) -> dict[str, dict[str, Column]]:
    """Table -> column -> what it is."""
    found: dict[str, dict[str, Column]] = {}
    text = re.sub(r"@\w+\.", "", text)  # a template's schema
    for tree in sqlglot.parse(text, read=dialect, error_level=sqlglot.ErrorLevel.IGNORE):
        if not isinstance(tree, exp.Create) or not isinstance(tree.this, exp.Schema):
            continue
        columns: dict[str, Column] = {}
        for place, one in enumerate(d for d in tree.this.expressions if isinstance(d, exp.ColumnDef)):
            kinds = [c.kind for c in one.constraints]
            not_null = any(isinstance(k, exp.NotNullColumnConstraint) and not k.args.get("allow_null") for k in kinds)
            kind = one.kind.sql(dialect).lower() if one.kind is not None else ""
            columns[one.name.lower()] = Column(place, kind, not_null)
        found[tree.this.this.name.lower()] = columns
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", type=Path)
    parser.add_argument("theirs", type=Path, nargs="+")
    parser.add_argument("--dialect", default="redshift")
    given = parser.parse_args()
    ours = tables(given.ours.read_text("utf-8"), given.dialect)
    theirs = tables("\n;\n".join(p.read_text("utf-8") for p in given.theirs), given.dialect)
    missing = sorted(set(theirs) - set(ours))
    types: Counter[tuple[str, str]] = Counter()
    columns = same = 0
    lost: list[str] = []
    other: list[str] = []
    for name in sorted(set(ours) & set(theirs)):
        for column, what in theirs[name].items():
            columns += 1
            mine = ours[name].get(column)
            if mine is None:
                lost.append(f"{name}.{column}")
            elif (mine.place, mine.not_null) != (what.place, what.not_null):
                other.append(f"{name}.{column}: {mine} here, {what} there")
            elif mine.type != what.type:
                types[(what.type, mine.type)] += 1
            else:
                same += 1
        lost += [f"{name}.{c} (only here)" for c in ours[name] if c not in theirs[name]]
    print(f"tables: {len(theirs)} theirs, {len(ours)} ours, missing here: {', '.join(missing) or 'none'}")
    print(f"columns: {columns}, equal {same}, of another type {sum(types.values())}, lost or added {len(lost)}")
    for line in (*lost, *other):
        print("  ", line)
    for (there, here), count in types.most_common():
        print(f"  {count:5}  {there} there, {here} here")
    return 1 if missing or lost else 0


if __name__ == "__main__":
    sys.exit(main())
