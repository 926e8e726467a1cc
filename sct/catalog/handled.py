"""Which routines are called where their errors are handled, after work that has to stay or with commits inside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sct.catalog.effects import NOTHING, Effects, Find, chains, is_autonomous
from sct.catalog.program import Program
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import CLOSED, parts


def handled(program: Program, effects: Effects, others: Iterable[Any] = ()) -> set[int]:
    """Ids of the codes of such routines; `others`: code that is no routine (triggers, anonymous blocks)."""
    found: set[int] = set()
    todo: list[tuple[Any, Find, bool]] = []
    finds: dict[int, Find] = {}
    for code, names, local in effects.collected:
        find = finds[id(code)] = effects.remembered(code, names, local)
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
                todo.append((by_id[code_id], finds[code_id], True))
    return found


def _walk(node: Any, find: Find, steps: bool, effects: Effects) -> Iterable[int]:
    if isinstance(node, s.Routine):
        yield from _declared(node.declarations, find, effects)
        yield from _walk(node.body, find, steps, effects)
    elif isinstance(node, s.Block):
        if steps:
            yield from _declared(node.declarations, find, effects)
        inside = steps
        if node.handlers:
            body = effects.bodies.get(id(node)) or effects.several(node.body, find)
            inside = body.late or body.ends
        for one in node.body:
            yield from _walk(one, find, inside, effects)
        for handler in node.handlers:
            for one in handler.body:
                yield from _walk(one, find, steps, effects)
    elif isinstance(node, s.Call):
        if not steps:
            return
        yield from _functions(node, find, effects)
        path = next(chains(node.call), ())
        for length in range(1, len(path) + 1):
            for code in find(path[:length]):
                effect = effects.routines.get(id(code))
                if effect is not None and (effect.late or effect.ends) and code.kind == "procedure" and not code.method:
                    yield id(code)
    elif not steps and type(node) in CLOSED:
        return
    elif isinstance(node, s.Statement):
        if steps:
            yield from _functions(node, find, effects)
        for one in parts(node):
            if isinstance(one, s.Statement):
                yield from _walk(one, find, steps, effects)
        for branch in getattr(node, "branches", ()):
            for one in branch[1]:
                yield from _walk(one, find, steps, effects)


def evaluated(one: s.Statement) -> list[Sql]:
    """What a statement evaluates before it does anything else, in order."""
    if isinstance(one, (s.Assign, s.Return)):
        return [one.value] if one.value is not None else []
    if isinstance(one, s.Call):
        return [one.call]
    if isinstance(one, (s.Exit, s.Continue)):
        return [one.condition] if one.condition is not None else []
    if isinstance(one, s.While):
        return [one.condition]
    if isinstance(one, (s.If, s.Case)):
        selector = [one.selector] if isinstance(one, s.Case) and one.selector is not None else []
        return selector + [condition for condition, _ in one.branches]
    return []


def _functions(node: s.Statement, find: Find, effects: Effects) -> Iterable[int]:
    for sql in evaluated(node):
        for code in late_calls(sql, find, effects):
            if _may_give_back(code):
                yield id(code)


def _declared(several: Iterable[Any], find: Find, effects: Effects) -> Iterable[int]:
    """The functions that give variables of steps their first values."""
    for decl in several:
        if isinstance(decl, s.Variable) and decl.default is not None:
            yield from (id(code) for code in late_calls(decl.default, find, effects) if _may_give_back(code))


def late_calls(sql: Sql, find: Find, effects: Effects) -> list[s.Routine]:
    """The functions of the program a piece calls that do something before they can fail; where the piece is a call
    standing as a statement, those of its arguments."""
    found = [codes for path in chains(sql) for n in range(1, len(path) + 1) if (codes := find(path[:n]))]
    late = [code for codes in found for code in codes if effects.routines.get(id(code), NOTHING).late]
    return [code for code in late if code.kind == "function"]


def _may_give_back(code: s.Routine) -> bool:
    """A function that gives one value, and surely ends with RETURN or an error."""
    if code.kind != "function" or code.method or code.body is None or "pipelined" in code.options:
        return False
    return all(p.mode == "in" for p in code.parameters) and not is_autonomous(code) and surely_ends(code.body)


def surely_ends(one: s.Statement | None) -> bool:
    """Whether a function's statement is left by RETURN or an error."""
    if isinstance(one, s.Block):
        handlers = (handler.body for handler in one.handlers)
        return all(body and surely_ends(body[-1]) for body in (one.body, *handlers))
    if isinstance(one, (s.If, s.Case)):
        bodies = [body for _, body in one.branches]
        if one.otherwise is not None or isinstance(one, s.If):
            bodies.append(one.otherwise or [])
        return all(body and surely_ends(body[-1]) for body in bodies)
    if isinstance(one, s.Call):
        return next(chains(one.call), ())[-1:] == ("raise_application_error",)
    return isinstance(one, (s.Return, s.Raise))
