"""The exceptions a program declares: those without a number of their own are numbered through the whole of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sct.ir import statements as s
from sct.ir.walking import everything


@dataclass(slots=True)
class Exceptions:
    """`numbers`: id of a declaration without EXCEPTION_INIT -> its place among all of them, from 1 on."""

    numbers: dict[int, int] = field(default_factory=dict)

    def add(self, codes: Iterable[Any]) -> None:
        for code in codes:
            for one in everything(code):
                if isinstance(one, s.ExceptionDecl) and one.code is None:
                    self.numbers.setdefault(id(one), len(self.numbers) + 1)
