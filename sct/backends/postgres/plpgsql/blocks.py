"""Anonymous blocks: DO."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import body_tag
from sct.backends.postgres.plpgsql import body as bodies
from sct.backends.postgres.plpgsql import overloads, routines
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog import executed
from sct.catalog.callgraph import Node
from sct.catalog.scopes import Item, Names, PackageItem, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import objects as o
from sct.ir import statements as s
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code


def emit(code: Code, unit: o.Unit, block: s.Block, place: int) -> None:
    id_ = f"block:{place}"
    code.begin()
    item = _stand_in(code, block, place)
    names = item.names
    code.bodies.block(item)
    executed.note(code.program, item.nested)
    overloads.tell_nested_apart([item])
    code.types.sparse.update(code.bodies.sparse)
    resolver = CodeResolver(code.program, code.types, names)
    w = Writer(code.program, code.translator, resolver, code.emitter.bag(id_), None)
    try:
        text = bodies.block_text(w, block.declarations, block, [])
        inside = "".join(local(code, inner, code.emitter.bag(id_)) for inner in item.nested)
    except Refused as error:
        code.emitter._refuse(id_, "block", unit, place, error)
        code.emitter.out[-1].sets = _client_variables(code.graph.of_code([block], code.program.names))
        return
    tag = body_tag(text)
    sql = f"{inside}DO {tag}\n{text}\n{tag};"
    calls = code.graph.of_code([block], code.program.names)
    seen = set(map(id, calls))
    also: list[Node] = [*resolver.calls, *resolver.state]
    calls += [one for one in also if id(one) not in seen]  # in strings, too
    needs = (*code.needs(), *code.running(calls))
    behind, read = code.reach.of_block(place, unit, calls)
    effects = code.program.effects
    ends = effects.block(block, effects.finder(names)).ends
    made = Emitted(
        id_, id_, "block", sql, unit.origin, place, needs=needs, behind=behind, reads=read, name=id_, ends=ends
    )
    made.sets = _client_variables(calls)
    code.add(made)


def _client_variables(used: Iterable[Node]) -> tuple[str, ...]:
    """Ids of the pieces of variables that the client keeps."""
    return tuple(
        one.package.piece(one.name)
        for one in used
        if isinstance(one, Item) and one.package is not None and _is_lasting(one.package)
    )


def _is_lasting(package: PackageItem) -> bool:
    return package.spec is not None and "lasting" in package.spec.options


def _stand_in(code: Code, block: s.Block, place: int) -> RoutineItem:
    """The block as a routine: its types and the routines it declares live in the session's temporary schema."""
    name = f"block_{place}"
    routine = s.Routine("procedure", o.QName(None, name), block.span, body=block)
    item = RoutineItem(routine, ("pg_temp", name), code.program.names)
    item.names = Names("routine", code.program.names, block.label or "", item)
    item.facts["stands_for"] = block
    return item


def local(code: Code, item: RoutineItem, bag: Bag) -> str:
    """A routine the block declares, and those inside it."""
    from sct.backends.postgres.plpgsql import handled

    again = handled.text(code, item, bag)
    text = routines.written(code, item, bag) + "\n" + (again + "\n" if again else "")
    return text + "".join(local(code, inner, bag) for inner in item.nested)
