"""Parameters whose text a routine runs: by EXECUTE IMMEDIATE, or by handing it to another routine that does.

A statement that is written out where such a routine is called is a statement of the source's, though nothing there says
so. It is converted at the call; `shown` says that the routine does something else with the text, too (writes it into a
log …), which then has the target's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sct.catalog.pieces import chains, tokens_of
from sct.catalog.program import Program
from sct.catalog.scopes import Names, RoutineItem
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything, parts
from sct.sqlexpr.places import argument_name, parts_of
from sct.sqlexpr.strings import name_of


@dataclass(slots=True)
class Executed:
    """Of a parameter: `shown`, whether its text goes anywhere else."""

    shown: bool = False


def note(program: Program, items: Iterable[RoutineItem]) -> None:
    """Adds what is found of some routines, and of those inside them, to `program.executed`: id of a routine's code -> its IN
    parameters that are run, by name."""
    several = [item for item in _with_nested(items) if item.code.body is not None]
    found: dict[int, dict[str, Executed]] = program.executed
    new: list[tuple[RoutineItem, str]] = []

    def add(item: RoutineItem, name: str) -> bool:
        own = found.setdefault(id(item.code), {})
        if name in own:
            return False
        own[name] = Executed()
        new.append((item, name))
        program.executing.add(item.code.name.name)
        return True

    for item in several:
        names = _texts(item)
        for one in program.outline(item.code) if names else ():
            if isinstance(one, s.ExecuteDynamic) and _plain(one.text) in names:
                add(item, _plain(one.text))
    calling = (
        [(item, calls) for item in several if (names := _texts(item)) and (calls := _calls(program, item, names))]
        if found
        else []
    )
    todo = set(program.executing) if calling else set()
    while todo:
        now, todo = todo, set()
        for item, calls in calling:
            for call in calls:
                if not any(path[-1] in now for path in chains(call)):
                    continue
                for name in handed(program, call, item.names):
                    if name in _texts(item) and add(item, name):
                        todo.add(item.code.name.name)
    for item, name in new:
        found[id(item.code)][name].shown = _shown(program, item, name)


def _with_nested(items: Iterable[RoutineItem]) -> list[RoutineItem]:
    found: dict[int, RoutineItem] = {}
    todo = list(items)
    while todo:
        one = todo.pop()
        if id(one) not in found:
            found[id(one)] = one
            todo.extend(one.nested)
    return list(found.values())


def handed(program: Program, call: Sql, names: Names) -> Iterator[str]:
    """The plain names a call hands to parameters that are run."""
    if not any(path[-1] in program.executing for path in chains(call)):
        return
    parts = parts_of(call)
    if not parts or not parts[-1].args:
        return
    meant = program.find(tuple(p.name for p in parts), names)
    routines = meant.item.routines if meant is not None and meant.item.kind == "routines" else []
    for position, arg in enumerate(parts[-1].args):
        told = argument_name(arg)
        path = name_of(told[1] if told else arg)
        for routine in routines if len(path) == 1 else ():
            param = next(
                (p for at, p in enumerate(routine.params) if (p.name == told[0] if told else at == position)), None
            )
            if param is not None and param.name in program.executed.get(id(routine.code), {}):
                yield path[0]


def _texts(item: RoutineItem) -> set[str]:
    return {p.name for p in item.params if p.mode == "in" and p.type.is_text}


def _plain(sql: Sql) -> str:
    """The name a piece consists of, "" for anything else."""
    found = list(chains(sql))
    return found[0][0] if len(found) == 1 and len(found[0]) == 1 and len(tokens_of(sql)) == 1 else ""


def _calls(program: Program, item: RoutineItem, names: set[str]) -> list[Sql]:
    paths = {(name,) for name in names}
    return [
        one.call
        for one in program.outline(item.code)
        if isinstance(one, s.Call) and not paths.isdisjoint(chains(one.call))
    ]


def _shown(program: Program, item: RoutineItem, name: str) -> bool:
    """Whether a parameter stands anywhere but where it is run or handed on to be run."""
    for one in everything(item.code):
        if isinstance(one, s.ExecuteDynamic):
            rest = [*one.into, *(sql for _, sql in one.using)]
            used = [*rest, *([] if _plain(one.text) == name else [one.text])]
        elif isinstance(one, s.Call):
            times = sum(path == (name,) for path in chains(one.call))
            if times > sum(n == name for n in handed(program, one.call, item.names)):
                return True
            continue
        elif isinstance(one, s.Statement):
            used = [part for part in parts(one) if isinstance(part, Sql)]
        else:
            continue
        if any(path[0] == name for sql in used for path in chains(sql)):
            return True
    return False
