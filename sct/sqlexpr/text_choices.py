"""CASE expressions whose branches are pieces of a text: `sql || CASE WHEN … THEN ' AND a = :a' END`."""

from __future__ import annotations

from typing import Any

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.strings import flat, joined


class Choice:
    """The CASE, and the parts of the text that each branch gives, the default last."""

    def __init__(self, node: Any, branches: list[list[Any]]) -> None:
        self.node = node
        self.branches = branches

    def with_branches(self, branches: list[list[Any]]) -> Any:
        """The same CASE with other texts."""
        made = self.node.copy()
        for one, parts in zip(made.args["ifs"], branches, strict=False):
            one.set("true", _text(parts))
        made.set("default", _text(branches[-1]))
        return made


def segments(parts: list[Any]) -> list[list[Any] | Choice]:
    """The parts between such expressions, and these."""
    out: list[list[Any] | Choice] = []
    for part in parts:
        choice = None if isinstance(part, str) else _choice(part)
        if choice is not None:
            out.append(choice)
        elif out and isinstance(out[-1], list):
            out[-1].append(part)
        else:
            out.append([part])
    return out


def _choice(node: Any) -> Choice | None:
    while isinstance(node, exp.Paren):
        node = node.this
    if not isinstance(node, exp.Case):
        return None
    branches = []
    for value in (*(one.args["true"] for one in node.args["ifs"]), node.args.get("default")):
        parts = [] if value is None or isinstance(value, exp.Null) else flat(value.copy())
        if parts and not isinstance(parts[0], str):
            return None
        branches.append(joined(parts))
    return Choice(node, branches)


def _text(parts: list[Any]) -> Any:
    made = None
    for part in parts:
        node = exp.Literal.string(part) if isinstance(part, str) else part.copy()
        made = node if made is None else exp.DPipe(this=made, expression=node, safe=False)
    return made if made is not None else exp.Null()
