"""How a stage says how far it is; who listens is decided above."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called often: it must cost nothing."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""
