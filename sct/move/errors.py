"""What can go wrong while rows are moved. Every error has a code of rules/move/*.yml."""

from __future__ import annotations


class MoveError(Exception):
    """A trouble with a code: `sct explain CODE` says what to do. The text never holds a password."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __str__(self) -> str:
        return f"{self.code} {self.args[0]}"


class UsageError(MoveError):
    """Wrong usage or unreadable input: exit status 2."""


class Transient(MoveError):
    """Worth trying again: a lost connection, a deadlock, a server that is starting."""


class FastLaneRefused(Exception):
    """The columnar driver cannot say these values exactly: the chunk goes through the careful lane."""


class Lacking(Exception):
    """This engine has no such thing (a log position, a raw stream): the caller does without. No driver raises it."""


class Stopped(Exception):
    """The run ends, by a signal or by a trouble elsewhere: the work at hand is undone, and no error of its own."""
