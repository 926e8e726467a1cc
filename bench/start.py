"""How long `sct --version` takes beside Python that only imports click: whole processes, best of 15 in turn.

The limit is 0.25 s more than click alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODES = {
    "import click": "import click",
    "sct --version": "import sys; sys.argv = ['sct', '--version']; from sct.cli import main; main()",
}


def main() -> None:
    best = dict.fromkeys(CODES, float("inf"))
    for _ in range(15):
        for name, code in CODES.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
            best[name] = min(best[name], time.perf_counter() - begin)
    for name, seconds in best.items():
        print(f"{name:16}{seconds:8.3f} s")
    print(f"{'difference':16}{best['sct --version'] - best['import click']:8.3f} s   limit 0.250 s")


if __name__ == "__main__":
    main()
