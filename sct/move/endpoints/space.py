"""Free space on this machine: for targets that are files or servers on it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sct.move.address import Address

HERE = ("", "localhost", "127.0.0.1", "::1")


def free_here(address: Address, folder: str) -> int | None:
    """Free bytes where a server keeps its files, when it runs on this machine and the folder can be looked at."""
    if (address.host or "") not in HERE or not folder:
        return None
    try:
        return shutil.disk_usage(Path(folder)).free
    except OSError:
        return None
