"""Where things that can be made again are kept between runs."""

from __future__ import annotations

from pathlib import Path

from sct.options import cache_folder


def open_to_others(path: Path) -> bool:
    """Whether a user without rights of their own may enter `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


__all__ = ["cache_folder", "open_to_others"]
