"""Brings KNOWN_GAPS.yml up to date: python -m tests.behaviour_gaps [FOLDER...]

Runs every case; what passes leaves the list, what fails and is not on it comes in with the reason the tools gave (the
codes that refused something, or the first thing that differed). A reason written by hand stays. A crash is no gap: it
is told and not listed.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

import yaml

from tests import behaviour
from tests.behaviour import Case, CaseFailed
from tests.servers import Server, debian_bin, start

BY_TOOL = "refused: ", "load error: ", "differs: "


def failure(case: Case, server: Server) -> str | None:
    """Why the case fails, in one line; None when it passes."""
    with tempfile.TemporaryDirectory() as work, contextlib.redirect_stderr(io.StringIO()):
        try:
            script = behaviour.convert(case, f"{case.target_engine}:{server.version}", Path(work))
            behaviour.judge(case, script, server)
        except CaseFailed as failed:
            return _reason(Path(work) / "out" / "report.json", str(failed))
    return None


def _reason(report: Path, told: str) -> str:
    if report.exists():
        findings = json.loads(report.read_text("utf-8"))["findings"]
        refused = {f"{one['code']} {one['message']}" for one in findings if one["fidelity"] == "refused"}
        if refused:
            first = sorted(refused)[0]
            return f"refused: {first[:110]}" + (f" (and {len(refused) - 1} more)" if len(refused) > 1 else "")
    lines = told.splitlines()[1:]
    error = next((line for line in lines if line.startswith("load error: ")), None)
    if error:
        return "load error: " + error.rpartition("ERROR:  ")[2][:120]
    changed = [line for line in lines if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    return "differs: " + " instead of ".join(
        next((line[1:61] for line in changed if line[0] == sign), "nothing") for sign in "+-"
    )


def update(folder: Path, server: Server) -> None:
    """Rewrite the folder's list."""
    old, new, crashed = behaviour.known_gaps(folder), {}, 0
    paths = sorted(folder.glob("*.case"))
    for path in paths:
        try:
            reason = failure(behaviour.read(path), server)
        except Exception as fault:  # told, and the list is written without it
            crashed += 1
            print(f"{path.stem}: CRASH {type(fault).__name__}: {fault}")
            continue
        if reason is not None:
            kept = old.get(path.stem, "")
            new[path.stem] = kept if kept and not kept.startswith(BY_TOOL) else reason
    for stem in sorted(set(old) - set(new)):
        print(f"{stem}: no longer a gap")
    for stem in sorted(set(new) - set(old)):
        print(f"{stem}: {new[stem]}")
    header = "# Cases that are known to fail, and why. Kept by: python -m tests.behaviour_gaps\n"
    text = yaml.safe_dump(new, width=160, allow_unicode=True) if new else "{}\n"
    (folder / "KNOWN_GAPS.yml").write_text(header + text, "utf-8")
    print(f"{folder.name}: {len(paths) - len(new) - crashed} of {len(paths)} pass, {len(new)} gaps, {crashed} crashes")


def main() -> int:
    programs = debian_bin(15)
    if programs is None:
        print("PostgreSQL 15 is needed: apt-get install postgresql-15", file=sys.stderr)
        return 2
    server = start(programs, 15)
    try:
        for folder in map(Path, sys.argv[1:]) if len(sys.argv) > 1 else behaviour.folders():
            update(folder, server)
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
