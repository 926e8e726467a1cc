"""What is declared of a type (`Extreme`), and what became of it in a target (`Cell`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Extreme:
    """`type` as the engine spells it; `values` as its literals; `meaning`: how two clients' words for a value are compared.

    `setup`: statements that make the type. `declared`: what stands in CREATE TABLE, when that is not the type's name.
    """

    type: str
    meaning: str
    values: tuple[Any, ...]
    setup: tuple[str, ...] = ()
    declared: str = ""


@dataclass(frozen=True)
class Named:
    """An extreme and the table it lives in: `id` counts the values from 0."""

    table: str
    extreme: Extreme


@dataclass
class Cell:
    """One type in one target.

    `becomes`: the target's type; `codes`: what the plan said of the column; `bad`: value -> reason, rows set aside;
    `bent`: values that are equal ones there, which the plan said (MV0103); `refused`: the code that stopped the table;
    `silent`: (value, what it is in the source, what it is in the target) - each of these is a defect.
    """

    becomes: str = ""
    codes: set[str] = field(default_factory=set)
    exact: int = 0
    bad: dict[int, str] = field(default_factory=dict)
    bent: list[int] = field(default_factory=list)
    silent: list[tuple[int, Any, Any]] = field(default_factory=list)
    refused: str = ""


def named(extremes: list[Extreme]) -> list[Named]:
    return [Named(f"t{number:02d}", extreme) for number, extreme in enumerate(extremes)]
