#!/usr/bin/env python3
"""How many files of a corpus parse: every statement is read down to its expressions, or refused by the name of what it is.

    python -m bench.parse_files [CORPUS...] [--all]

A file that does not parse has a statement, a piece of code or an expression that could not be read (OR0001, SC1015,
SC1019), or a fault of ours (SC0007); --all lists every such place instead of the first of a file. What Oracle would refuse
itself counts as not parsed too: some collections of examples have files that are wrong on purpose.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import corpus
from sct import pipeline

UNREAD = frozenset({"OR0001", "SC0007", "SC1015", "SC1019"})


def unread(path: Path) -> list[str]:
    """The places of a file that could not be read."""
    try:
        result = pipeline.convert([str(path)], pipeline.Options(check=False, encoding="cp1252"))
    except Exception as error:  # a file that ends the run is the worst of all: it is told, and counted
        return [f"{type(error).__name__}: {error}"]
    found = (f for f in result.report.findings if f.code in UNREAD)
    return [f"{f.code} line {f.source.line if f.source else '?'}: {f.message}" for f in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", default=["antlr-plsql"])
    parser.add_argument("--all", action="store_true", help="every place")
    args = parser.parse_args()
    for name in args.corpora:
        work = corpus(name)
        bad = 0
        for path in work.files:
            places = unread(path)
            bad += bool(places)
            for place in places if args.all else places[:1]:
                print(f"  {path.relative_to(work.root)}: {place[:200]}")
        total = len(work.files)
        print(f"{name}: {total - bad} of {total} files parse ({(total - bad) / max(total, 1):.1%})", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
