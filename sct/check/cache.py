"""Where things that can be made again are kept between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder(*, shared: bool = False) -> Path:
    """The user's cache folder of sct; `SCT_CACHE` overrides it. Not created here.

    `shared`: a folder that another user of the system must enter (root's own home is closed to them).
    """
    override = os.environ.get("SCT_CACHE")
    if override:
        return Path(override).absolute()
    if sys.platform == "darwin":
        return Path("/Library/Caches/sct") if shared else Path.home() / "Library" / "Caches" / "sct"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "sct" / "Cache"
    if shared:
        return Path("/var/cache/sct")
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification says a relative path there is to be ignored.
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "sct"


def open_to_others(path: Path) -> bool:
    """Whether a user without rights of their own may enter `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
