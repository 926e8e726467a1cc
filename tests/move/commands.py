"""`sct move` as a process of its own, as people and pipelines run it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sct.move.status import status
from tests.move.conftest import Mover

ROOT = Path(__file__).parents[2]
SCT = [sys.executable, "-c", "from sct.cli import main; main()", "move"]


def started(*arguments: str, cwd: Path = ROOT) -> subprocess.Popen[str]:
    """The command, running; its words for people are to be read from stderr."""
    return subprocess.Popen([*SCT, *arguments], cwd=cwd, stderr=subprocess.PIPE, text=True)


def follow(folder: Path, *more: str, cwd: Path = ROOT) -> subprocess.Popen[str]:
    """Load, and go on with the changes."""
    return started("run", str(folder), "--follow", *more, cwd=cwd)


def cutover(folder: Path, cwd: Path = ROOT) -> tuple[int, str]:
    """Exit status, and what was said."""
    done = subprocess.run([*SCT, "cutover", str(folder)], cwd=cwd, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stderr


def until(reached: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def mover_state(mover: Mover) -> str:
    """What `sct move status` says of a load that has come to its end; nothing before."""
    found = status(mover.folder)
    return str(found["state"]) if "load" in found else ""


def until_loaded(mover: Mover) -> None:
    """Wait until a run that was started has all rows in."""
    until(lambda: mover_state(mover) == "loaded", 120)
