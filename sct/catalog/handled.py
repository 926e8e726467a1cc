"""Which procedures are called where their errors are handled, after work that has to stay or with commits inside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sct.catalog.effects import Effects, Find, chains
from sct.catalog.program import Program
from sct.ir import statements as s
from sct.ir.walking import parts


def handled(program: Program, effects: Effects, others: Iterable[Any] = ()) -> set[int]:
    """Ids of the codes of such procedures; `others`: code that is no routine (triggers, anonymous blocks)."""
    found: set[int] = set()
    todo: list[tuple[Any, Find, bool]] = []
    finds: dict[int, Find] = {}
    for code, names, local in effects.collected:
        find = finds[id(code)] = effects.finder(names, local)
        todo.append((code.body, find, False))
    for one in others:
        find = effects.finder(program.names, effects.local.get(id(one)))
        bodies = [one.body, *(part.body for part in one.parts)] if isinstance(one, s.Trigger) else [one]
        todo.extend((body, find, False) for body in bodies if body is not None)
    by_id = {id(code): code for code, _, _ in effects.collected}
    while todo:
        node, find, steps = todo.pop()
        for code_id in _walk(node, find, steps, effects):
            if code_id not in found and code_id in by_id:
                found.add(code_id)
                todo.append((by_id[code_id].body, finds[code_id], True))
    return found


def _walk(node: Any, find: Find, steps: bool, effects: Effects) -> Iterable[int]:
    if isinstance(node, s.Block):
        inside = steps
        if node.handlers:
            body = effects.several(node.body, find)
            inside = body.late or body.ends
        for one in node.body:
            yield from _walk(one, find, inside, effects)
        for handler in node.handlers:
            for one in handler.body:
                yield from _walk(one, find, steps, effects)
    elif isinstance(node, s.Call):
        if not steps:
            return
        path = next(chains(node.call), ())
        for length in range(1, len(path) + 1):
            for code in find(path[:length]):
                effect = effects.routines.get(id(code))
                if effect is not None and (effect.late or effect.ends) and code.kind == "procedure" and not code.method:
                    yield id(code)
    elif isinstance(node, s.Statement):
        for one in parts(node):
            if isinstance(one, s.Statement):
                yield from _walk(one, find, steps, effects)
        for branch in getattr(node, "branches", ()):
            for one in branch[1]:
                yield from _walk(one, find, steps, effects)
