"""What straight-line code puts into lists of constants, and the texts that a loop over such a list executes.

Installers keep columns to add in a list and run one statement an element. The list is known before anything runs when
constants alone go into it, one behind the other, in the block's own statements.
"""

from __future__ import annotations

from typing import Any

from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything, parts
from sct.sqlexpr.places import Part, parts_in, parts_of
from sct.sqlexpr.strings import parts_of_text

Record = dict[str, str]
Value = str | Record


class Lists:
    """Records and lists of a block as its statements fill them; what is filled otherwise is not known any more."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.lists: dict[str, list[Value]] = {}

    def follow(self, one: s.Statement) -> None:
        """The next statement of the block."""
        if isinstance(one, s.Assign):
            target = parts_of(one.target)
            if target is not None and self._assigned(target, one.value):
                return
        self._forget(one)

    def texts(self, loop: s.ForRange, text: Sql) -> list[str] | None:
        """What an EXECUTE IMMEDIATE inside `FOR i IN 1 .. list.COUNT` executes, element by element."""
        high = parts_of(loop.high)
        names = [p.name for p in high] if high is not None and all(p.args is None for p in high) else []
        if (
            len(names) != 2
            or names[1] != "count"
            or loop.low.text.strip() != "1"
            or loop.reverse
            or loop.step is not None
        ):
            return None
        known = self.lists.get(names[0])
        pieces = parts_of_text(text)
        if not known or pieces is None:
            return None
        out: list[str] = []
        for value in known:
            made = [p if isinstance(p, str) else _element(p, names[0], loop.index, value) for p in pieces]
            if any(m is None for m in made):
                return None
            out.append("".join(str(m) for m in made))
        return out

    def _assigned(self, target: list[Part], value: Sql) -> bool:
        first = target[0]
        if len(target) == 2 and first.args is None and target[1].args is None:
            text = _constant(value)
            if text is None:
                return False
            self.records.setdefault(first.name, {})[target[1].name] = text
            return True
        if len(target) != 1 or first.args is None or len(first.args) != 1:
            return False
        known = self.lists.setdefault(first.name, [])
        if not _is_next(first.args[0], first.name, len(known)):
            return False
        source = parts_of(value)
        record = self.records.get(source[0].name) if source is not None and len(source) == 1 else None
        made: Value | None = dict(record) if record is not None else _constant(value)
        if made is None:
            return False
        known.append(made)
        return True

    def _forget(self, one: s.Statement) -> None:
        for piece in everything(one):
            if isinstance(piece, Sql):
                found = parts_of(piece) if piece.kind == "expression" else None
                names = (
                    [found[0].name] if found else [n for n in (*self.records, *self.lists) if n in piece.text.lower()]
                )
                changing = not isinstance(one, (s.ForRange, s.If)) or _assigns(one, names)
                for name in names if changing else ():
                    self.records.pop(name, None)
                    self.lists.pop(name, None)


def _assigns(one: s.Statement, names: list[str]) -> bool:
    """Whether something inside may change one of these variables: an assignment, INTO, or a call that is handed it."""
    for inner in everything(one):
        if isinstance(inner, s.Assign):
            changed = [inner.target]
        elif isinstance(inner, s.Call):
            changed = [p for p in parts(inner) if isinstance(p, Sql)]
        else:
            changed = [*getattr(inner, "into", ()), *getattr(inner, "returning", ())]
        if any(isinstance(c, Sql) and any(n in c.text.lower() for n in names) for c in changed):
            return True
    return False


def _constant(value: Sql) -> str | None:
    pieces = parts_of_text(value)
    return pieces[0] if pieces is not None and len(pieces) == 1 and isinstance(pieces[0], str) else None


def _is_next(index: Any, name: str, filled: int) -> bool:
    """Whether a subscript is the one behind the last element: a number, or `list.COUNT + 1`."""
    text = "".join(index.sql().lower().split())
    return text in (str(filled + 1), f"{name}.count+1", f"{name}.count()+1")


def _element(node: Any, name: str, index: str, value: Value) -> str | None:
    """`list(i)` or `list(i).field`, of the element that is at hand."""
    links = parts_in(node)
    if links is None or links[0].name != name or links[0].args is None or len(links[0].args) != 1:
        return None
    if links[0].args[0].sql().lower() != index:
        return None
    if len(links) == 1:
        return value if isinstance(value, str) else None
    if len(links) != 2 or links[1].args is not None or not isinstance(value, dict):
        return None
    return value.get(links[1].name)
