"""Synonyms, which the targets have none of: a view of the name where one can stand for it.

Statements of the input reach the object itself; the synonym is there for others, last, so that it has every column the
object came to have.
"""

from __future__ import annotations

from sct.backends.common.emitter import BaseEmitter
from sct.backends.emitted import Emitted
from sct.ir import objects as o
from sct.rulebook.translate import Refused

# Behind everything else of the script: nothing of it leans on these.
LAST = 1 << 40


def write(e: BaseEmitter, item: o.Synonym, place: int) -> None:
    id_ = f"synonym:{e.id(item.name)}"
    try:
        _write(e, item, id_)
    except Refused as error:
        e._refuse(id_, "synonym", item, place, error)


def _write(e: BaseEmitter, item: o.Synonym, id_: str) -> None:
    if item.link:
        raise Refused("SC1135", f"{item.target}@{item.link} is in another database", item.origin)
    units = e.unit_names
    e.catalog.at(LAST)
    key = e.catalog._resolve(item.target, e.catalog.relations)
    if key is not None:
        path = e.path(item.name)
        if e.catalog.key(item.name) == key:  # a name without its owner, and the script's own schema
            e.bag(id_).add("SC0006", f"synonym {item.name} for {item.target}", item.origin)
            return
        e._schema(path, LAST)
        sql = f"CREATE VIEW {e.qualified(path)} AS SELECT * FROM {e.qualified(e.shortened(key))};"
        schema = path[0] if path[1:] else ""
        needs = (e.catalog.piece(key),)
        e._add(Emitted(id_, id_, "synonym", sql, item.origin, LAST, needs=needs, name=path[-1], schema=schema))
        return
    if e.catalog._resolve(item.target, e.catalog.sequences) is not None:
        e.bag(id_).add("SC1610", f"synonym {item.name} for sequence {item.target}", item.origin)
    elif e.catalog.key(item.target) in units or e.catalog._resolve(item.target, e.catalog.types) is not None:
        e.bag(id_).add("SC1610", f"synonym {item.name} for {item.target}", item.origin)
    else:
        raise Refused("SC1005", f"{item.target} is not among the input", item.origin)
