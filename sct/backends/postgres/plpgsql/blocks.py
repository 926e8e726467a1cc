"""Anonymous blocks: DO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.plpgsql import body as bodies
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.program import Names
from sct.ir import objects as o
from sct.ir import statements as s
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code


def emit(code: Code, unit: o.Unit, block: s.Block, place: int) -> None:
    id_ = f"block:{place}"
    code.begin()
    names = Names("block", code.program.names, block.label or "")
    resolver = CodeResolver(code.program, code.types, names)
    w = Writer(code.program, code.translator, resolver, code.emitter.bag(id_), None)
    try:
        text = bodies.block_text(w, block.declarations, block, [])
    except Refused as error:
        code.emitter._refuse(id_, "block", unit, place, error)
        return
    tag = "$body$" if "$$" in text else "$$"
    sql = f"DO {tag}\n{text}\n{tag};"
    running = code.running(code.graph.of_code([block], code.program.names))
    needs = (*code.needs(), *running)
    code.add(Emitted(id_, id_, "block", sql, unit.origin, place, needs=needs, name=id_))
