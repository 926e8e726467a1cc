"""The exceptions a program declares: those without a number of their own are numbered through the whole of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sct.ir import statements as s


@dataclass(slots=True)
class Exceptions:
    """`numbers`: id of a declaration without EXCEPTION_INIT -> its place among all of them, from 1 on."""

    numbers: dict[int, int] = field(default_factory=dict)

    def add(self, declarations: Iterable[Any]) -> None:
        """Declarations in the order of the program; those of anything but an exception are passed over."""
        for one in declarations:
            if isinstance(one, s.ExceptionDecl) and one.code is None:
                self.numbers.setdefault(id(one), len(self.numbers) + 1)
