"""What passes between an engine, which reads its catalog, and the folder that keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Extracted:
    """One object in the words of its engine: `text` is a script, terminators and comments of the object included."""

    schema: str
    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """An object that is there and could not be had; `reason` is the server's, or what it is that is not read."""

    schema: str
    kind: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind.replace('_', ' ')} {'.'.join(p for p in (self.schema, self.name) if p)}: {self.reason}"


class Database(Protocol):
    """A live database that is read. Every method raises MoveError when the server cannot be asked."""

    engine: str  # as --from has it

    def release(self) -> str:
        """As the server says it; "" where it does not."""

    def homes(self) -> tuple[str, ...]:
        """The schemas that are meant when none is named."""

    def schemas(self) -> set[str]:
        """All that there are, as the catalog spells them."""

    def objects(self, schema: str) -> Iterator[Extracted | NotRead]:
        """Every object of a schema, in an order that is the same each time."""

    def close(self) -> None: ...
