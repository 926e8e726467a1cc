#!/usr/bin/env python3
"""Zero silent losses, over every corpus: what goes in against what comes out, file by file.

    python -m bench.no_loss [CORPUS...]

For every file: statements the report does not account for (SC0002), faults of ours (SC0007), and routines, triggers and
methods of the source that are neither written nor named by a finding. Exit status 1 when there is any.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import all_corpora, corpus
from sct import pipeline
from sct.work.reading import InputError
from tests.losses import lost, routines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    args = parser.parse_args()
    works = [corpus(name) for name in args.corpora] if args.corpora else all_corpora()
    print(
        f"{'corpus':24}{'files':>7}{'unread':>8}{'statements':>12}{'routines':>10}{'not accounted':>15}{'faults':>8}{'lost':>6}"
    )
    bad = 0
    for work in works:
        unread = statements = units = unaccounted = faults = gone = 0
        for path in work.files:
            try:
                result = pipeline.convert([str(path)], pipeline.Options(check=False, encoding="cp1252"))
            except InputError:
                unread += 1  # not text in the encoding named: told and nothing written
                continue
            missing = lost(path, result)
            codes = [f.code for f in result.report.findings]
            wrong = [f for f in result.report.findings if f.code in ("SC0002", "SC0007")]
            for finding in wrong:
                print(f"  {path.relative_to(work.root)}: {finding.code} {finding.message[:150]}")
            for one in sorted(missing):
                print(f"  {path.relative_to(work.root)}: lost {one}")
            statements += result.report.summary.statements
            units += len(routines(path.read_bytes()))
            unaccounted += codes.count("SC0002")
            faults += codes.count("SC0007")
            gone += len(missing)
        bad += unaccounted + faults + gone
        print(
            f"{work.name:24}{len(work.files):7}{unread:8}{statements:12}{units:10}{unaccounted:15}{faults:8}{gone:6}",
            flush=True,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
